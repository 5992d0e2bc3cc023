using GenoXai.Core.Results;
using GenoXai.Tests.ToyModels;

namespace GenoXai.Tests.Local;

/// <summary><c>genoxai surrogate</c> as a process.</summary>
public sealed class SurrogateCommandTests : IDisposable
{
    private const string Meme = "MEME version 4\n\nALPHABET= ACGT\n\nMOTIF tgc\nletter-probability matrix: alength= 4 w= 3 nsites= 50\n0 0 0 1\n0 0 1 0\n0 1 0 0\n\nMOTIF aaa\nletter-probability matrix: alength= 4 w= 3 nsites= 50\n1 0 0 0\n1 0 0 0\n1 0 0 0\n";
    private readonly TemporaryFolder _folder = new();

    public SurrogateCommandTests()
    {
        // TGC at position 4 makes the prediction; half of the sequences have it.
        ToyOnnx.And(10, [([4, 5, 6], [3, 2, 1], 3)]).Save(_folder.Path("m.onnx"));
        _folder.Write("motifs.meme", Meme);
        _folder.Write("s.fa", string.Concat(Enumerable.Range(0, 60).Select(static i => $">s{i}\n{"ACAT"[i % 4]}{"CATA"[i / 4 % 4]}TA{(i % 2 == 0 ? "TGC" : "TAC")}AT{"AT"[i / 16 % 2]}\n")));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Surrogate_OfAModelOfOneWord_IsThatWord()
    {
        ProcessResult result = Run("out");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.True(result.Output.Contains("1 of 2 motifs and 0 pairs, R² 1.000", StringComparison.Ordinal), result.Output);
        string[] best = File.ReadAllLines(_folder.Path("out/surrogate.tsv"))[1].Split('\t');
        Assert.Equal(["tgc", "", "unit"], best[..3]);
        RunRecord record = RunRecordFile.Read(File.OpenRead(_folder.Path("out/run.json")), "run.json");
        Assert.Equal(60, record.GetInt64("model_rows"));
        Assert.Equal(12, record.GetInt64("test_sequences"));
        using var npz = new NpzReader(File.OpenRead(_folder.Path("out/surrogate.npz")), "surrogate.npz");
        Assert.Equal([60, 2], npz.Read<float>("scores").Shape);
        Assert.Equal(["tgc", "aaa"], npz.ReadText("units").Values);
        string[] place = File.ReadAllLines(_folder.Path("out/contributions.tsv"))[1].Split('\t');
        Assert.Equal(["s0", "tgc", "4", "7", "+"], [place[0], place[3], .. place[6..]]);
        Assert.Contains("MOTIF tgc", File.ReadAllText(_folder.Path("out/surrogate.meme")), StringComparison.Ordinal);
        Assert.Equal(0, GenoXaiProcess.Run("report", _folder.Path("out")).ExitCode);
        string page = File.ReadAllText(_folder.Path("out/report.html"));
        Assert.Contains("surrogate against model, unseen sequences", page, StringComparison.Ordinal);
        Assert.DoesNotContain("drew no pictures", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Surrogate_OfTooFewSequences_SaysHowManyAreNeeded()
    {
        _folder.Write("s.fa", ">a\nACGTTGCATC\n");
        ProcessResult result = Run("out");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("1 sequence; a surrogate needs 40 or more", result.Error, StringComparison.Ordinal);
    }

    private ProcessResult Run(string output, params string[] options) =>
        GenoXaiProcess.Run(["surrogate", "--motifs", _folder.Path("motifs.meme"), "--model", _folder.Path("m.onnx"), "--fasta", _folder.Path("s.fa"), "--out", _folder.Path(output), "--forward-only", .. options]);
}
