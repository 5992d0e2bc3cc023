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

    [Fact]
    public void Check_OfASketchThatHoldsPositionsOrLeavesLettersOut_SamplesWhatVaries()
    {
        _folder.Write("one.fa", ">a\nCCACCCCTCC\n");
        _folder.Write("w.fa", ">w\nCCTC\n");
        Assert.Equal(0, Run("sketch", "--model", "@p.onnx", "--target", "y[0]", "--fasta", "@one.fa", "--range", "5:9", "--budget", "1000", "--decoder", "ridge", "--out", "@w").ExitCode);
        Assert.Equal(0, Run("sketch", "--model", "@p.onnx", "--target", "y[0]", "--letters", "3:AC", "--budget", "1000", "--decoder", "ridge", "--out", "@l").ExitCode);
        foreach ((string sketch, string sequences, int vary) in new[] { ("w", "w.fa", 4), ("l", "one.fa", 10) })
        {
            ProcessResult result = Run("query", "--sketch", $"@{sketch}/sketch.gxs", "--fasta", $"@{sequences}", "--check", "3000", "--model", "@p.onnx", "--out", "@q", "--overwrite");
            Assert.True(result.ExitCode == 0, result.Error);
            string[][] rows = [.. File.ReadAllLines(_folder.Path("q/check.tsv")).Skip(1).Select(static l => l.Split('\t'))];
            Assert.Equal(Enumerable.Range(vary == 4 ? 5 : 0, vary), rows.Select(static row => int.Parse(row[1], CultureInfo.InvariantCulture)));
            foreach (string[] row in rows) Assert.True(Math.Abs(Number(row[6])) < (5 * Number(row[5])) + 0.02, string.Join(' ', row));
            // T at 7 is 1.2 by itself, and of the 3 of the pair with A at 2 it has ¾ where A is held, half of 15/16 where both vary.
            Assert.Equal(vary == 4 ? 1.2 + (3 * 0.75) : 1.2 + (3 * 15.0 / 32), Number(rows.Single(static row => row[1] == "7")[4]), 0.3);
        }
    }

    [Fact]
    public void Check_WhereEverySequenceMissesALetter_IsRefusedBeforeAnyRow()
    {
        _folder.Write("n.fa", ">a\nNCACCCCTCC\n>b\nGGGGGGGGGN\n");
        ProcessResult result = Run("query", "--sketch", "@k/sketch.gxs", "--fasta", "@n.fa", "--check", "4000", "--model", "@p.onnx", "--out", "@q");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("every one of the 2 sequences", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.Path("q/run.json")));
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private ProcessResult Run(params string[] arguments) =>
        GenoXaiProcess.Run([.. arguments.Select(a => a.StartsWith('@') ? _folder.Path(a[1..]) : a)]);
}
