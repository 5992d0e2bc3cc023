using GenoXai.Core.Results;
using GenoXai.Tests.ToyModels;

namespace GenoXai.Tests.Local;

/// <summary>A model of protein sequences, twenty letters, through every decoder: sketch and query as processes.</summary>
public sealed class ProteinSketchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("hybrid", 8, 6000)]
    [InlineData("hybrid", 30, 12_000)]
    [InlineData("ridge", 8, 40_000)]
    [InlineData("qsft", 8, 12_500)]
    [InlineData("qsft", 30, 42_000)]
    public void Query_OfAProteinSketch_GivesTheShapleyValuesByHand(string decoder, int length, int budget)
    {
        ToyOnnx.Protein(length).Save(_folder.Path("p.onnx"));
        _folder.Write("p.manifest.json", $$$"""{"id":"p","input":{"name":"x","axes":"NLC","alphabet":"{{{ToyOnnx.AminoAcids}}}","length":{{{length}}}}}""");
        string[] sequences = [.. Enumerable.Range(0, 3).Select(n => string.Concat(Enumerable.Range(0, length).Select(l => ToyOnnx.AminoAcids[((7 * l) + (3 * n) + (l * l)) % 20])))];
        _folder.Write("s.fa", string.Concat(sequences.Select((s, n) => $">s{n}\n{s}\n")));
        Ok("sketch", "--model", _folder.Path("p.onnx"), "--budget", $"{budget}", "--decoder", decoder, "--out", _folder.Path("k"));
        using FileStream stream = File.OpenRead(_folder.Path("k/run.json"));
        RunRecord sketch = RunRecordFile.Read(stream, "run.json");
        Assert.True(sketch.GetDouble("r2") > 0.995, $"R² {sketch.GetDouble("r2")}");
        Assert.InRange(sketch.GetInt64("model_rows"), 1, budget);
        Ok("query", "--sketch", _folder.Path("k/sketch.gxs"), "--fasta", _folder.Path("s.fa"), "--out", _folder.Path("q"));
        using var npz = new NpzReader(File.OpenRead(_folder.Path("q/query.npz")), "query.npz");
        double[] phi = npz.Read<double>("phi").Values;
        Assert.Equal(2, npz.Read<double>("base_value").Values[0], 0.1);
        for (int n = 0; n < sequences.Length; n++)
        {
            // Every wave has mean 0 over the letters, so φ is the position's own wave and half of the pair's product.
            int Letter(int l) => ToyOnnx.AminoAcids.IndexOf(sequences[n][l], StringComparison.Ordinal);
            double half = ToyOnnx.Wave(3, Letter(2)) * ToyOnnx.Wave(7, Letter(7));
            for (int l = 0; l < length; l++)
                Assert.Equal((l % 2 == 0 ? ToyOnnx.Wave(1, Letter(l)) : 0) + (l is 2 or 7 ? half : 0), phi[(n * length) + l], decoder == "qsft" ? 1e-5 : 0.25);
        }
    }

    private static void Ok(params string[] arguments)
    {
        ProcessResult result = GenoXaiProcess.Run(arguments);
        Assert.True(result.ExitCode == 0, result.Error);
    }
}
