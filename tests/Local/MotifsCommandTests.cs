using GenoXai.Core.Motifs;
using GenoXai.Core.Motifs.Discovery;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;
using GenoXai.Local.Running;
using GenoXai.Tests.Planted;

namespace GenoXai.Tests.Local;

/// <summary><c>genoxai motifs</c> as a process, on Taylor maps of the planted world.</summary>
public sealed class MotifsCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Motifs_OfATaylorRun_WritesMotifsSeqletsLogosAndAReport()
    {
        Taylor();
        _folder.Write("known.meme", "MEME version 4\n\nALPHABET= ACGT\n\nMOTIF NFY\nletter-probability matrix: alength= 4 w= 5 nsites= 20\n0.01 0.97 0.01 0.01\n0.01 0.97 0.01 0.01\n0.97 0.01 0.01 0.01\n0.97 0.01 0.01 0.01\n0.01 0.01 0.01 0.97\n");
        ProcessResult result = Motifs("--from", _folder.Path("taylor"), "--motifs", _folder.Path("known.meme"), "--pictures", "1");
        Assert.True(result.ExitCode == 0, result.Error);
        RunRecord record;
        using (FileStream stream = File.OpenRead(_folder.Path("out/run.json"))) record = RunRecordFile.Read(stream, "run.json");
        Assert.Equal(0, record.GetInt64("model_rows"));
        Assert.Equal("taylor", record.GetString("from_method"));
        IReadOnlyList<string> names = record.GetStrings("motifs");
        Assert.InRange(names.Count, 4, 12);
        Assert.Equal(names, MotifReader.ReadFile(_folder.Path("out/motifs.meme")).Select(static m => m.Name));
        using (var npz = new NpzReader(File.OpenRead(_folder.Path("out/motifs.npz")), "motifs.npz"))
        {
            NpyArray<float> probabilities = npz.Read<float>("probabilities");
            Assert.Equal([names.Count, 4, npz.Read<int>("widths").Values.Max()], probabilities.Shape);
            Assert.Equal(probabilities.Shape, npz.Read<float>("contributions").Shape);
        }

        string[] seqlets = File.ReadAllLines(_folder.Path("out/seqlets.tsv"));
        Assert.Equal("id\tstart\tend\tstrand\tmotif\tscore\tp_value\tq_value\tsimilarity\twindow_start\twindow_end", seqlets[0]);
        Assert.Equal(record.GetInt64("seqlets"), seqlets.Length - 1);
        Assert.StartsWith("motif\tknown\tp_value\tq_value\toffset\toverlap\tstrand\npos_0\tNFY\t", File.ReadAllText(_folder.Path("out/annotations.tsv")), StringComparison.Ordinal);
        ProcessResult report = GenoXaiProcess.Run("report", _folder.Path("out"));
        Assert.True(report.ExitCode == 0, report.Error);
        Assert.Equal(2, PageChecks.Pictures(PageChecks.Check(_folder.Path("out/report.html"))).Count);
    }

    [Fact]
    public async Task Motifs_OfARunThatCannotGiveThem_SaysWhy()
    {
        string fasta = _folder.Write("few.fa", string.Join('\n', File.ReadLines(PlantedWorld.Fasta).Take(4)) + "\n");
        Assert.Equal(0, GenoXaiProcess.Run("occlusion", "--model", PlantedWorld.Cnn, "--fasta", fasta, "--out", _folder.Path("occlusion")).ExitCode);
        string other = _folder.Write("other.fa", ">s000\nACGT\n");
        string broken = _folder.Write("broken.meme", "MEME version 4\n\nALPHABET= ACGT\n\nMOTIF x\nletter-probability matrix: alength= 4 w= 2 nsites= 20\n0.5 0.5 0 0\n");
        MotifsRequest request = Request(_folder.Path("occlusion")) with { Fasta = fasta };
        await RefusesAsync(request with { Fasta = null }, "does not hold its sequences. Give them by --fasta");
        await RefusesAsync(request with { Fasta = other }, "explains \"s000\" of 120 letters next, the FASTA holds \"s000\" of 4");
        await RefusesAsync(request with { Fasta = _folder.Path("none.fa") }, "there is no such file");
        await RefusesAsync(request with { Fasta = "-" }, "is read several times, so it must be a file");
        await RefusesAsync(request with { Known = broken }, "broken.meme, line");
        await RefusesAsync(request with { Target = "x" }, "has no target \"x\"");
        await RefusesAsync(request with { From = _folder.Path("out") }, "--out");
        await RefusesAsync(request with { From = _folder.Path("none") }, "there is no such folder");
        Assert.False(File.Exists(_folder.Path("out/run.json")));
        RunSummary summary = await MotifsRun.RunAsync(request, _folder.Path("out"), overwrite: false, CancellationToken.None);
        Assert.Contains("0 motifs", summary.Text, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.Path("out/logos.svg")));
    }

    private async Task RefusesAsync(MotifsRequest request, string expected) =>
        Assert.Contains(expected, (await Assert.ThrowsAsync<InputException>(() => MotifsRun.RunAsync(request, _folder.Path("out"), overwrite: false, CancellationToken.None))).Message, StringComparison.Ordinal);

    private static MotifsRequest Request(string from) => new() { From = from, Options = new DiscoveryOptions() };

    private void Taylor()
    {
        ProcessResult result = GenoXaiProcess.Run("taylor", "--model", PlantedWorld.Cnn, "--fasta", PlantedWorld.Fasta, "--out", _folder.Path("taylor"), "--pictures", "0");
        Assert.True(result.ExitCode == 0, result.Error);
    }

    private ProcessResult Motifs(params string[] arguments) => GenoXaiProcess.Run(["motifs", .. arguments, "--out", _folder.Path("out")]);
}
