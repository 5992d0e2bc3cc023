using GenoXai.Core.Results;
using GenoXai.Core.Sequences;
using GenoXai.Local.Running;
using GenoXai.Tests.ToyModels;

namespace GenoXai.Tests.Local;

/// <summary><c>genoxai compare</c> as a process.</summary>
public sealed class CompareCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Compare_OfIsmAndTaylorOfALinearModel_AgreesWhollyAndHasAReport()
    {
        ToyOnnx.Additive().Save(_folder.Path("m.onnx"));
        _folder.Write("s.fa", ">a\nACGTTGCATC\n>b\nCATGAGGGTA\n");
        foreach (string method in new[] { "ism", "taylor" })
            Assert.Equal(0, GenoXaiProcess.Run(method, "--model", _folder.Path("m.onnx"), "--fasta", _folder.Path("s.fa"), "--out", _folder.Path(method)).ExitCode);
        ProcessResult result = Compare("ism", "taylor");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("ism ~ taylor: Pearson 1.000, Spearman 1.000, overlap of the top positions 1.000", result.Output, StringComparison.Ordinal);
        using var npz = new NpzReader(File.OpenRead(_folder.Path("out/compare.npz")), "compare.npz");
        Assert.Equal([2, 1], npz.Read<double>("pearson").Shape);
        Assert.All(npz.Read<double>("map_pearson").Values, static r => Assert.Equal(1, r, 1e-5));
        Assert.Equal(["ism", "taylor"], npz.ReadText("runs").Values);
        Assert.Equal(["a", "b"], npz.ReadText("ids").Values);
        Assert.Equal(["0001_a.svg", "0002_b.svg", "agreement.svg", "scatter_1_2.svg"], Directory.GetFiles(_folder.Path("out"), "*.svg").Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(0, RunRecordFile.Read(File.OpenRead(_folder.Path("out/run.json")), "run.json").GetInt64("model_rows"));
        ProcessResult report = GenoXaiProcess.Run("report", _folder.Path("out"));
        Assert.True(report.ExitCode == 0, report.Error);
    }

    [Fact]
    public async Task Compare_OfAFolderWithoutARun_LeavesNothing()
    {
        InputException error = await Assert.ThrowsAsync<InputException>(() =>
            CompareRun.RunAsync(new CompareRequest([_folder.Path("a"), _folder.Path("b")], null, 0.1, 5), _folder.Path("out"), false, CancellationToken.None));
        Assert.Contains("there is no such folder", error.Message, StringComparison.Ordinal);
        error = await Assert.ThrowsAsync<InputException>(() =>
            CompareRun.RunAsync(new CompareRequest([_folder.Path("a"), _folder.Path("b/../a/")], null, 0.1, 5), _folder.Path("out"), false, CancellationToken.None));
        Assert.Contains("is named twice", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.Path("out")));
    }

    private ProcessResult Compare(params string[] runs) => GenoXaiProcess.Run(["compare", .. runs.Select(_folder.Path), "--out", _folder.Path("out")]);
}
