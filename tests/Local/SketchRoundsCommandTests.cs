using GenoXai.Core.Results;
using GenoXai.Tests.ToyModels;

namespace GenoXai.Tests.Local;

/// <summary>The rounds of <c>genoxai sketch</c> as a person sees them.</summary>
public sealed class SketchRoundsCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SketchRoundsCommandTests() => ToyOnnx.Pairwise().Save(_folder.Path("p.onnx"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Sketch_OfAModelThatAFewRowsExplain_StopsBeforeTheBudgetAndSaysWhy()
    {
        ProcessResult result = Sketch("k", "--decoder", "ridge", "--budget", "50000");
        Assert.Contains("gained less than", result.Output, StringComparison.Ordinal);
        Assert.Contains("validation R²", result.Error, StringComparison.Ordinal);
        RunRecord record = Record("k");
        Assert.Equal("gain", record.GetString("stop_reason"));
        IReadOnlyList<double> rows = record.GetDoubles("round_rows");
        Assert.Equal(2, rows.Count);
        Assert.Equal((long)rows[^1], record.GetInt64("model_rows"));
        Assert.Equal(record.GetInt64("model_rows"), record.GetInt64("training_rows") + record.GetInt64("validation_rows") + record.GetInt64("test_rows"));
        Assert.True(record.GetDouble("r2") > 0.9999);
    }

    [Fact]
    public void Sketch_WithATarget_StopsAtTheFirstRoundThatReachesIt_AndWholeBudgetSpendsAll()
    {
        Sketch("t", "--decoder", "ridge", "--budget", "50000", "--target-r2", "0.5");
        Assert.Equal("target", Record("t").GetString("stop_reason"));
        Assert.Single(Record("t").GetDoubles("round_rows"));
        Sketch("w", "--decoder", "ridge", "--budget", "50000", "--whole-budget");
        Assert.Equal(("budget", 50_000), (Record("w").GetString("stop_reason"), Record("w").GetInt64("model_rows")));
    }

    [Theory]
    [InlineData("--target-r2 1", "--target-r2", "1")]
    [InlineData("--target-r2 0", "--target-r2", "0")]
    [InlineData("--target-r2 NaN", "--target-r2", "NaN")]
    [InlineData("--whole-budget", "--target-r2", "0.9", "--whole-budget")]
    [InlineData("one round", "--target-r2", "0.9", "--decoder", "qsft")]
    public void Sketch_WithABadTarget_IsRefusedBeforeAnyRow(string said, params string[] options)
    {
        ProcessResult result = Run("x", ["--budget", "50000", .. options]);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(said, result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.Path("x/run.json")));
    }

    [Theory]
    [InlineData("2,000 test; rounds of 11,264, 23,552, 49,000 rows", "--decoder", "hybrid")]
    [InlineData("P1", "--decoder", "qsft")]
    public void DryRun_OfASketch_SaysWhatIsChosenFromTheBudget(string said, params string[] options)
    {
        ProcessResult result = Run("d", ["--budget", "50000", "--dry-run", .. options]);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains(said, result.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.Path("d")));
    }

    [Fact]
    public void DryRun_OfAWindow_SaysWhichPositionsVaryAndWhatIsHeld()
    {
        _folder.Write("one.fa", ">one\nCCACCCCTCC\n");
        ProcessResult result = Run("d", "--budget", "1000", "--dry-run", "--fasta", _folder.Path("one.fa"), "--range", "3:8", "--letters", "4:6:AG,7:T,9:ACG");
        Assert.True(result.ExitCode == 0, result.Error);
        foreach (string line in new[] { "range       3:8", "letters     4:6:AG,7:T,9:ACG", "positions   5 of 10 vary, 5 are held", "fewer       4:6 AG, 9:10 ACG", "held        0:3 CCA, 7:9 TC" })
            Assert.Contains(line, result.Output.Split(Environment.NewLine));
        Assert.DoesNotContain("held", Run("d", "--budget", "1000", "--dry-run").Output, StringComparison.Ordinal);
    }

    private ProcessResult Sketch(string run, params string[] options)
    {
        ProcessResult result = Run(run, options);
        Assert.True(result.ExitCode == 0, result.Error);
        return result;
    }

    private ProcessResult Run(string run, params string[] options) =>
        GenoXaiProcess.Run(["sketch", "--model", _folder.Path("p.onnx"), "--target", "y[0]", "--out", _folder.Path(run), .. options]);

    private RunRecord Record(string run)
    {
        using FileStream stream = File.OpenRead(_folder.Path(run + "/run.json"));
        return RunRecordFile.Read(stream, "run.json");
    }
}
