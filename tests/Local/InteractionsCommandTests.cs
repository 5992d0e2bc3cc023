using GenoXai.Core.Sketching;
using GenoXai.Tests.Planted;
using GenoXai.Tests.Querying;
using GenoXai.Tests.ToyModels;

namespace GenoXai.Tests.Local;

/// <summary><c>genoxai interactions</c> and <c>insert</c> as processes.</summary>
public sealed class InteractionsCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Interactions_AndTheirReport_EndWithFiles()
    {
        _folder.Write("s.fa", ">a\n" + PlantedWorld.Sequences()[0].Letters.Aggregate("", static (text, letter) => text + "ACGT"[letter]) + "\n");
        ProcessResult result = GenoXaiProcess.Run("interactions", "--method", "second-order", "--top-positions", "6", "--model", PlantedWorld.Cnn, "--fasta", _folder.Path("s.fa"), "--out", _folder.Path("out"));
        Assert.True(result.ExitCode == 0, result.Error);
        // 1 + 3 · 120 + 9 · 15.
        Assert.Contains("496 model rows", result.Output, StringComparison.Ordinal);
        result = GenoXaiProcess.Run("report", _folder.Path("out"));
        Assert.True(result.ExitCode == 0, result.Error);
        string page = File.ReadAllText(_folder.Path("out/report.html"));
        Assert.Contains("The strongest interactions", page, StringComparison.Ordinal);
        Assert.Contains("How far letters act together", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Insert_OfTwoMotifsOfAFile_AndItsReport_EndWithFiles()
    {
        _folder.Write("m.meme", "MEME version 4\n\nALPHABET= ACGT\n\nMOTIF one\nletter-probability matrix: alength= 4 w= 2 nsites= 20\n1 0 0 0\n0 1 0 0\n\nMOTIF two\nletter-probability matrix: alength= 4 w= 1 nsites= 20\n0 0 0.5 0.5\n");
        ProcessResult result = GenoXaiProcess.Run("insert", "--motifs", _folder.Path("m.meme"), "--motif", "one,two", "--max-gap", "3", "--sites", "sampled", "--backgrounds", "4", "--model", PlantedWorld.Cnn, "--out", _folder.Path("out"));
        Assert.True(result.ExitCode == 0, result.Error);
        // One on two strands, two at eight places on two, and all together.
        Assert.Contains($"{4 * (1 + 2 + 8 * 2 + 8 * 4)} model rows", result.Output, StringComparison.Ordinal);
        result = GenoXaiProcess.Run("report", _folder.Path("out"));
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("Two together", File.ReadAllText(_folder.Path("out/report.html")), StringComparison.Ordinal);
        result = GenoXaiProcess.Run("insert", "--motifs", _folder.Path("m.meme"), "--motif", "three", "--model", PlantedWorld.Cnn, "--out", _folder.Path("other"));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("no motif is named \"three\"", result.Error, StringComparison.Ordinal);
        // What is refused leaves no interrupted run behind.
        _folder.Write("p.meme", "MEME version 4\n\nALPHABET= ABCD\n\nMOTIF p\nletter-probability matrix: alength= 4 w= 1 nsites= 20\n0 0 0.5 0.5\n");
        result = GenoXaiProcess.Run("insert", "--motifs", _folder.Path("p.meme"), "--model", PlantedWorld.Cnn, "--out", _folder.Path("other"));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("its letters are ABCD, not ACGT", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.Path("other/journal/plan.json")));
    }

    [Fact]
    public void Interactions_OfASketch_TakeNoModelRow()
    {
        Sketch sketch = RandomSketch.Make(4, 10, 3, 12, 5);
        using (FileStream stream = File.Create(_folder.Path("a.gxs"))) SketchFile.Write(sketch, stream);
        _folder.Write("s.fa", ">a\nACGTACGTAC\n");
        ProcessResult result = GenoXaiProcess.Run("interactions", "--method", "sketch", "--sketch", _folder.Path("a.gxs"), "--fasta", _folder.Path("s.fa"), "--out", _folder.Path("out"));
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("0 model rows", result.Output, StringComparison.Ordinal);
        string[] lines = File.ReadAllLines(_folder.Path("out/interactions.tsv"));
        Assert.Equal("id\tpositions\tletters\torder\tindex\tvalue", lines[0]);
        Assert.Equal(sketch.Function.Tables.Count(static t => t.Order > 1), lines.Length - 1);
        ToyOnnx.Pairwise().Save(_folder.Path("m.onnx"));
        result = GenoXaiProcess.Run("interactions", "--method", "second-order", "--sketch", _folder.Path("a.gxs"), "--model", _folder.Path("m.onnx"), "--target", "y[0]", "--fasta", _folder.Path("s.fa"), "--out", _folder.Path("other"));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("--sketch: is of another model file", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--model: name the model", "--method", "hessian")]
    [InlineData("--method foo: second-order, hessian, dfim or sketch", "--method", "foo", "--model", "m")]
    [InlineData("say which with --sketch", "--method", "sketch")]
    [InlineData("--width: is an option of --method dfim", "--method", "hessian", "--width", "3", "--model", "m")]
    public void Interactions_WithWrongOptions_EndsWithTwo(string said, params string[] options)
    {
        ProcessResult result = GenoXaiProcess.Run(["interactions", .. options, "--fasta", PlantedWorld.Fasta, "--out", _folder.Path("out")]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(said, result.Error, StringComparison.Ordinal);
    }
}
