using System.Globalization;
using GenoXai.Core.Results;
using GenoXai.Tests.ToyModels;

namespace GenoXai.Tests.Local;

/// <summary><c>genoxai query --check</c>: the sketch's φ beside φ sampled from the model.</summary>
public sealed class SketchCheckTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SketchCheckTests()
    {
        ToyOnnx.Pairwise().Save(_folder.Path("p.onnx"));
        _folder.Write("s.fa", ">a\nCCACCCCTCC\n>n\nGGGGGGGGGN\n>b\nGGGGGGGGGT\n");
        Assert.Equal(0, Run("sketch", "--model", "@p.onnx", "--target", "y[0]", "--budget", "1000", "--decoder", "ridge", "--out", "@k").ExitCode);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Check_OfAGoodSketch_AgreesWithinItsStandardErrors()
    {
        ProcessResult result = Run("query", "--sketch", "@k/sketch.gxs", "--fasta", "@s.fa", "--check", "4000", "--model", "@p.onnx", "--out", "@q");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("correlation of φ", result.Output, StringComparison.Ordinal);
        string[][] rows = [.. File.ReadAllLines(_folder.Path("q/check.tsv")).Skip(1).Select(static l => l.Split('\t'))];
        Assert.Equal(20, rows.Length);
        Assert.DoesNotContain(rows, static row => row[0] == "n");
        int far = 0;
        foreach (string[] row in rows)
        {
            double difference = Number(row[6]), error = Number(row[5]);
            Assert.True(Math.Abs(difference) < 5 * error + 0.02, string.Join(' ', row));
            if (Math.Abs(difference) > 0.5 * error) far++;
        }

        // Sampled values are no copies of the sketch's.
        Assert.InRange(far, 3, 20);
        using FileStream stream = File.OpenRead(_folder.Path("q/run.json"));
        RunRecord record = RunRecordFile.Read(stream, "run.json");
        Assert.InRange(record.GetInt64("model_rows"), 7900, 8000);
        Assert.Equal(2, record.GetInt64("check_sequences"));
        Assert.InRange(record.GetDouble("check_correlation"), 0.98, 1);
        Assert.True(File.Exists(_folder.Path("q/check.svg")));
    }

    [Fact]
    public void Check_OnAnotherModelOrWithoutOne_IsRefused()
    {
        ToyOnnx.Constant().Save(_folder.Path("c.onnx"));
        ProcessResult other = Run("query", "--sketch", "@k/sketch.gxs", "--fasta", "@s.fa", "--check", "4000", "--model", "@c.onnx", "--out", "@q");
        Assert.NotEqual(0, other.ExitCode);
        Assert.Contains("SHA-256", other.Error, StringComparison.Ordinal);
        ProcessResult none = Run("query", "--sketch", "@k/sketch.gxs", "--fasta", "@s.fa", "--check", "4000", "--out", "@q");
        Assert.NotEqual(0, none.ExitCode);
        Assert.Contains("--model", none.Error, StringComparison.Ordinal);
        ProcessResult few = Run("query", "--sketch", "@k/sketch.gxs", "--fasta", "@s.fa", "--check", "10", "--model", "@p.onnx", "--out", "@q");
        Assert.Contains("39", few.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.Path("q")) && Directory.EnumerateFiles(_folder.Path("q")).Any());
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private ProcessResult Run(params string[] arguments) =>
        GenoXaiProcess.Run([.. arguments.Select(a => a.StartsWith('@') ? _folder.Path(a[1..]) : a)]);
}
