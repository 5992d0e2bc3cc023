using GenoXai.Core.Results;
using GenoXai.Tests.ToyModels;

namespace GenoXai.Tests.Local;

/// <summary>Sketches of several hundred positions, as processes.</summary>
public sealed class LongSketchCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Query_OfASketchOfThreeHundredPositions_GivesTheShapleyValuesByHand()
    {
        ToyOnnx.Additive(300).Save(_folder.Path("p.onnx"));
        _folder.Write("s.fa", $">a\n{string.Concat(Enumerable.Repeat("ACGTTC", 50))}\n");
        Ok("sketch", "--model", _folder.Path("p.onnx"), "--budget", "3000", "--out", _folder.Path("k"));
        using FileStream stream = File.OpenRead(_folder.Path("k/run.json"));
        Assert.True(RunRecordFile.Read(stream, "run.json").GetDouble("r2") > 0.9999);
        Ok("query", "--sketch", _folder.Path("k/sketch.gxs"), "--fasta", _folder.Path("s.fa"), "--out", _folder.Path("q"));
        using var npz = new NpzReader(File.OpenRead(_folder.Path("q/query.npz")), "query.npz");
        double[] phi = npz.Read<double>("phi").Values;
        // The mean weight at a position is that of letter 1.5; the prediction's standard deviation is 335.
        for (int l = 0; l < 300; l++) Assert.Equal(ToyOnnx.Weight(l, "ACGT".IndexOf("ACGTTC"[l % 6], StringComparison.Ordinal)) - ((l + 1) * 0.25), phi[l], 0.5);
    }

    [Theory]
    [InlineData(null, "coded delays")]
    [InlineData("coded", "coded delays")]
    [InlineData("identity", "identity delays")]
    public void DryRun_OfASparseFourierSketchOfThreeHundredPositions_SaysWhichDelays(string? delays, string said)
    {
        ToyOnnx.Additive(300).Save(_folder.Path("p.onnx"));
        string[] choice = delays is null ? [] : ["--delays", delays];
        ProcessResult result = Ok(["sketch", "--model", _folder.Path("p.onnx"), "--decoder", "qsft", "--budget", "60000", "--dry-run", "--out", _folder.Path("k"), .. choice]);
        Assert.Contains(said, result.Output + result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hybrid", "coded", "only the decoders qsft and paper")]
    [InlineData("paper", "coded", "only --decoder qsft")]
    [InlineData("qsft", "sometimes", "coded or identity")]
    public void Sketch_WithDelaysThatCannotBe_SaysWhy(string decoder, string delays, string said)
    {
        ToyOnnx.Additive(30).Save(_folder.Path("p.onnx"));
        ProcessResult result = GenoXaiProcess.Run("sketch", "--model", _folder.Path("p.onnx"), "--decoder", decoder, "--delays", delays, "--budget", "60000", "--out", _folder.Path("k"));
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(said, result.Error, StringComparison.Ordinal);
    }

    private static ProcessResult Ok(params string[] arguments)
    {
        ProcessResult result = GenoXaiProcess.Run(arguments);
        Assert.True(result.ExitCode == 0, result.Error);
        return result;
    }
}
