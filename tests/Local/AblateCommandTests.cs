using GenoXai.Core.Results;
using GenoXai.Tests.ToyModels;

namespace GenoXai.Tests.Local;

/// <summary><c>genoxai ablate</c> as a process, on a model whose important positions are known.</summary>
public sealed class AblateCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public AblateCommandTests()
    {
        ToyOnnx.And(10, [([3], [3], 4), ([6], [1], 2)]).Save(_folder.Path("m.onnx"));
        _folder.Write("s.fa", ">a\nACGTTGCATC\n>b\nCATTAACGTA\n>c\nGGATCTCAGA\n");
        Assert.Equal(0, GenoXaiProcess.Run("ism", "--model", _folder.Path("m.onnx"), "--fasta", _folder.Path("s.fa"), "--out", _folder.Path("ism")).ExitCode);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Ablate_OfExactIsm_BeatsRandomOrders_InChunksOfAnySize()
    {
        ProcessResult result = Ablate("out", "--fill", "uniform", "--copies", "8");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("its positions matter to the model", result.Output, StringComparison.Ordinal);
        RunRecord record = RunRecordFile.Read(File.OpenRead(_folder.Path("out/run.json")), "run.json");
        Assert.Equal(3, record.GetInt64("sequences"));
        Assert.Equal(3 * (1 + 11 * 8 * 8), record.GetInt64("model_rows"));
        Assert.True(record.GetDoubles("difference")[0] > 0.5);
        using var npz = new NpzReader(File.OpenRead(_folder.Path("out/ablate.npz")), "ablate.npz");
        Assert.Equal([3, 2, 8], npz.Read<double>("curves").Shape);
        Assert.Equal(["ism", "random order"], npz.ReadText("explanations").Values);
        Assert.Equal(["a", "b", "c"], npz.ReadText("ids").Values);
        // All three hold T at 3 and C at 6: 4 + 2.
        Assert.All(npz.Read<float>("reference_prediction").Values, static v => Assert.Equal(6, v, 1e-5));
        Assert.Equal(0, Ablate("parts", "--fill", "uniform", "--copies", "8", "--chunk-rows", "37", "--batch", "5").ExitCode);
        Assert.Equal(File.ReadAllBytes(_folder.Path("out/ablate.tsv")), File.ReadAllBytes(_folder.Path("parts/ablate.tsv")));
        Assert.Equal(0, GenoXaiProcess.Run("report", _folder.Path("out")).ExitCode);
        Assert.Contains("<svg", File.ReadAllText(_folder.Path("out/report.html")), StringComparison.Ordinal);
        Assert.StartsWith("no sequence has finite predictions", GenoXai.Local.Running.AblationText.Verdict(double.NaN, double.NaN), StringComparison.Ordinal);
    }

    [Fact]
    public void Ablate_OfARunWithoutLetters_SaysWhatToName()
    {
        Assert.Equal(0, GenoXaiProcess.Run("occlusion", "--window", "2", "--model", _folder.Path("m.onnx"), "--fasta", _folder.Path("s.fa"), "--out", _folder.Path("occlusion")).ExitCode);
        ProcessResult result = GenoXaiProcess.Run("ablate", "--from", _folder.Path("occlusion"), "--model", _folder.Path("m.onnx"), "--out", _folder.Path("out"));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("Name also a run of ism, taylor or attribute", result.Error, StringComparison.Ordinal);
        Assert.Equal(0, Ablate("both", "--from", _folder.Path("occlusion")).ExitCode);
    }

    private ProcessResult Ablate(string output, params string[] options) =>
        GenoXaiProcess.Run(["ablate", "--from", _folder.Path("ism"), "--model", _folder.Path("m.onnx"), "--out", _folder.Path(output), .. options]);
}
