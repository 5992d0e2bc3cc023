using GenoXai.Core.Onnx;
using GenoXai.Core.Pipeline.Members;
using GenoXai.Core.Results;
using GenoXai.Tests.Onnx;
using GenoXai.Tests.ToyModels;

namespace GenoXai.Tests.Local;

/// <summary><c>genoxai sanity</c>: an explanation that is the model's passes, one that is the architecture's does not.</summary>
public sealed class SanityCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SanityCommandTests() => _folder.Write("s.fa", ">a\nACGTTGCATC\n>b\nCATGAGGGTA\n>c\nGGTCATTCAA\n");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Sanity_OfAnExplanationThatTheArchitectureMakes_DoesNotPass()
    {
        // Position l counts 4^l times before any layer, so that random weights change hardly any rank.
        new TestGraph().Input("x", "N", 10, 4).Output("y", "N", 1)
            .Floats("growth", [.. Enumerable.Range(0, 10).Select(static l => MathF.Pow(4, l))], 10, 1).Weights("w", 40, 1)
            .Node("Mul", "x,growth", "grown").Node("Flatten", "grown", "f", ("axis", 1L)).Node("MatMul", "f,w", "y").Save(_folder.Path("m.onnx"));
        ProcessResult result = Run("--method", "taylor");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("taylor does not pass: with the weights of its only layer random", result.Output, StringComparison.Ordinal);
        RunRecord record = RunRecordFile.Read(File.OpenRead(_folder.Path("out/run.json")), "run.json");
        Assert.True(record.GetDoubles("median_size_spearman")[0] > 0.8);
        Assert.Equal(2 * 3 * 2, record.GetInt64("model_rows"));
        Assert.Equal(0, GenoXaiProcess.Run("report", _folder.Path("out")).ExitCode);
        Assert.Contains("<svg", File.ReadAllText(_folder.Path("out/report.html")), StringComparison.Ordinal);
        Assert.Contains("already holds this test's results", Run("--method", "taylor").Output, StringComparison.Ordinal);
        // Of one layer the other order is the same test, and is said to be.
        Assert.Contains("cascading and independent are the same test", result.Error, StringComparison.Ordinal);
        result = Run("--method", "taylor", "--order", "independent");
        Assert.Contains("cascading and independent are the same test", result.Error, StringComparison.Ordinal);
        Assert.Contains("already holds this test's results", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Sanity_OfAnExplanationOfLearnedWeights_Passes()
    {
        ToyOnnx.And(10, [([1], [1], 3), ([4], [3], 2), ([7, 8], [0, 3], 2)]).Save(_folder.Path("m.onnx"));
        ProcessResult result = Run("--method", "ism");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("ism passes", result.Output, StringComparison.Ordinal);
        using var npz = new NpzReader(File.OpenRead(_folder.Path("out/sanity.npz")), "sanity.npz");
        Assert.Equal([3, 2], npz.Read<double>("size_spearman").Shape);
        Assert.Equal(["weights", "wanted"], npz.ReadText("layers").Values);
    }

    [Fact]
    public void Sanity_OfAnUnknownMethod_EndsWithTwo()
    {
        ToyOnnx.Additive().Save(_folder.Path("m.onnx"));
        ProcessResult result = Run("--method", "guess");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("--method guess: ism, taylor, occlusion, gradient", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Sanity_OfAMissingFile_SaysThatItIsMissing()
    {
        ToyOnnx.Additive().Save(_folder.Path("m.onnx"));
        ProcessResult result = GenoXaiProcess.Run("sanity", "--model", _folder.Path("m.onnx"), "--fasta", _folder.Path("none.fa"), "--out", _folder.Path("out"));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("none.fa: there is no such file", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Sanity_InOneStepOverAllLayers_SaysHowManyAreRandom()
    {
        ToyOnnx.And(10, [([1], [1], 3), ([4], [3], 2), ([7, 8], [0, 3], 2)]).Save(_folder.Path("m.onnx"));
        Assert.Equal(0, Run("--method", "ism").ExitCode);
        _folder.Write("out/random-02/mine.txt", "kept");
        ProcessResult result = Run("--method", "ism", "--steps", "1", "--overwrite");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("with all 2 layers random", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("same test", result.Error, StringComparison.Ordinal);
        // The step that is no longer one has gone; what is not the program's stays.
        Assert.Equal(["mine.txt"], Directory.EnumerateFileSystemEntries(_folder.Path("out/random-02")).Select(Path.GetFileName));
    }

    [Fact]
    public void Steps_OfManyLayers_AreSpreadAndEndAtTheFirst()
    {
        WeightLayer[] layers = [.. Enumerable.Range(0, 7).Select(static i => new WeightLayer($"{i}", "Conv"))];
        var options = new SanityOptions { Explanation = "ism", Steps = 3 };
        Assert.Equal(["5:56", "2:23456", "0:0123456"], options.StepsOf(layers).Select(static s => $"{s.Name}:{string.Concat(s.Layers)}"));
        Assert.Equal(["5:5", "2:2", "0:0"], (options with { Cascading = false }).StepsOf(layers).Select(static s => $"{s.Name}:{string.Concat(s.Layers)}"));
    }

    private ProcessResult Run(params string[] options) =>
        GenoXaiProcess.Run(["sanity", "--model", _folder.Path("m.onnx"), "--fasta", _folder.Path("s.fa"), "--out", _folder.Path("out"), .. options]);
}
