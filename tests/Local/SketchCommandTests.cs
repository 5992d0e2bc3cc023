using GenoXai.Core.Results;
using GenoXai.Tests.ToyModels;

namespace GenoXai.Tests.Local;

/// <summary><c>genoxai sketch</c>, <c>query</c>, <c>predict</c> and <c>model</c> as processes, on toys with known answers.</summary>
public sealed class SketchCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("hybrid", "1000")]
    [InlineData("ridge", "1000")]
    [InlineData("qsft", "50000")]
    public void Query_OfAPairwiseToysSketch_GivesItsShapleyValuesByHand(string decoder, string budget)
    {
        ToyOnnx.Pairwise().Save(_folder.Path("p.onnx"));
        _folder.Write("s.fa", ">a\nCCACCCCTCC\n>b\nGGGGGGGGGN\n");
        Ok("sketch", "--model", "@p.onnx", "--target", "y[0]", "--budget", budget, "--decoder", decoder, "--out", "@k");
        RunRecord sketch = Record("k");
        Assert.True(sketch.GetDouble("r2") > 0.9999, $"R² {sketch.GetDouble("r2")}");
        Assert.InRange(sketch.GetInt64("model_rows"), 1, int.Parse(budget, System.Globalization.CultureInfo.InvariantCulture));
        Ok("query", "--sketch", "@k/sketch.gxs", "--fasta", "@s.fa", "--out", "@q");

        using var npz = new NpzReader(File.OpenRead(_folder.Path("q/query.npz")), "query.npz");
        double[] phi = npz.Read<double>("phi").Values;
        double[] prediction = npz.Read<double>("prediction_from_sketch").Values;
        double baseValue = npz.Read<double>("base_value").Values[0];
        // Mean of the additive part: Σ (l+1)·2.5/10; of the bonus: 3/16.
        Assert.Equal(55 * 0.25 + 3.0 / 16, baseValue, 0.01);
        // φ at position l without the pair: W − mean; position 2 is A, position 7 is T. Pair dividends of (A, T): the
        // pure pair table is 3·(3/4)(3/4); the first-order parts are 3·(1/4)·(3/4) each. φ = first + pair/2.
        double pure = 3 * 0.75 * 0.75, first = 3 * 0.25 * 0.75;
        Assert.Equal(3 * 0.1 - 3 * 0.25 + first + pure / 2, phi[2], 0.02);
        Assert.Equal(8 * 0.4 - 8 * 0.25 + first + pure / 2, phi[7], 0.02);
        Assert.Equal(1 * 0.2 - 1 * 0.25, phi[0], 0.02);
        Assert.Equal(0, phi[19]);
        for (int n = 0; n < 2; n++) Assert.Equal(prediction[n], baseValue + phi.AsSpan(n * 10, 10).ToArray().Sum(), 1e-9);
        double[] band = npz.Read<double>("phi_band").Values;
        Assert.Equal(10, band.Length);
        string[][] table = [.. File.ReadAllLines(_folder.Path("q/query.tsv")).Select(static line => line.Split('\t'))];
        Assert.Equal("phi_band", table[0][^1]);
        Assert.Equal(band[int.Parse(table[1][4], System.Globalization.CultureInfo.InvariantCulture)], double.Parse(table[1][^1], System.Globalization.CultureInfo.InvariantCulture), 12);
        Assert.Equal(band.Average(), Record("q").GetDouble("mean_phi_band"), 12);
        string[] strongest = File.ReadAllLines(_folder.Path("q/interactions.tsv"))[1].Split('\t');
        Assert.Equal(["a", "2,7", "A,T", "2", "dividend"], strongest[..5]);
        Assert.Equal(pure, double.Parse(strongest[5], System.Globalization.CultureInfo.InvariantCulture), 0.02);
        Assert.Equal(0, Record("q").GetInt64("model_rows"));
    }

    [Fact]
    public void Sketch_GivenTwice_GivesTheSameBytes_WhateverTheChunksAndThreads()
    {
        ToyOnnx.Pairwise().Save(_folder.Path("p.onnx"));
        Ok("sketch", "--model", "@p.onnx", "--target", "y[0]", "--budget", "2000", "--out", "@k1", "--batch", "100");
        Ok("sketch", "--model", "@p.onnx", "--target", "y[0]", "--budget", "2000", "--out", "@k2", "--batch", "100");
        Assert.Equal(File.ReadAllBytes(_folder.Path("k1/sketch.gxs")), File.ReadAllBytes(_folder.Path("k2/sketch.gxs")));
        Ok("sketch", "--model", "@p.onnx", "--target", "y[0]", "--budget", "2000", "--out", "@k3", "--batch", "100", "--threads", "1", "--chunk-rows", "300");
        Assert.Equal(File.ReadAllBytes(_folder.Path("k1/sketch.gxs")), File.ReadAllBytes(_folder.Path("k3/sketch.gxs")));
    }

    [Fact]
    public void Sketch_OfAConstantModel_SaysThatRSquaredIsUndefined()
    {
        ToyOnnx.Constant().Save(_folder.Path("c.onnx"));
        _folder.Write("s.fa", ">a\nACGTACGTAC\n");
        ProcessResult result = Ok("sketch", "--model", "@c.onnx", "--budget", "500", "--out", "@k");
        Assert.Contains("undefined", result.Error, StringComparison.Ordinal);
        Assert.False(Record("k").Has("r2"));
        Ok("query", "--sketch", "@k/sketch.gxs", "--fasta", "@s.fa", "--out", "@q");
        using var npz = new NpzReader(File.OpenRead(_folder.Path("q/query.npz")), "query.npz");
        Assert.All(npz.Read<double>("phi").Values, static v => Assert.Equal(0, v));
        Assert.Equal(1.5, npz.Read<double>("base_value").Values[0], 1e-9);
    }

    [Fact]
    public void Predict_OfEveryToy_GivesTheNumberWorkedOutByHand()
    {
        ToyOnnx.AnyLength().Save(_folder.Path("any.onnx"));
        _folder.Write("s.fa", ">a\nACGT\n>b\nTT\n>c\nAAAAAA\n>d\nGG\n");
        Ok("predict", "--model", "@any.onnx", "--fasta", "@s.fa", "--out", "@out");
        Assert.Equal(["id\ty", "a\t2.5", "b\t4", "c\t1", "d\t3"], File.ReadAllLines(_folder.Path("out/predictions.tsv")));
        Assert.Equal(4, Record("out").GetInt64("model_rows"));
    }

    [Fact]
    public void Predict_WithAManifest_UsesConstantsFlanksLettersAndTargets()
    {
        ToyOnnx.TwoInputs().Save(_folder.Path("two.onnx"));
        _folder.Write("two.manifest.json", """
            { "id": "two", "input": { "name": "x", "axes": "NLC", "alphabet": "ACTG", "flankLeft": "AC", "length": 8 },
              "constants": [ { "name": "library", "shape": [3], "values": [1, 2, 3.5] } ],
              "targets": [ { "name": "double", "expression": "y*2" }, { "name": "plain", "output": "y" } ] }
            """);
        _folder.Write("s.fa", ">a\nTTTTTTTG\n");
        Ok("predict", "--model", "@two.onnx", "--target", "plain", "--target", "double", "--fasta", "@s.fa", "--out", "@out");
        // Letters in the order ACTG: T weighs (l+1)·0.3, G (l+1)·0.4; flanks A at 0 and C at 1.
        double plain = 0.1 + 2 * 0.2 + 0.3 * (3 + 4 + 5 + 6 + 7 + 8 + 9) + 10 * 0.4 + 6.5;
        string[] cells = File.ReadAllLines(_folder.Path("out/predictions.tsv"))[1].Split('\t');
        Assert.Equal(plain, double.Parse(cells[1], System.Globalization.CultureInfo.InvariantCulture), 1e-4);
        Assert.Equal(2 * plain, double.Parse(cells[2], System.Globalization.CultureInfo.InvariantCulture), 1e-4);
    }

    [Fact]
    public void Predict_OfAModelStuckAtOneRow_WarnsAndIsRight()
    {
        ToyOnnx.StuckAtOneRow().Save(_folder.Path("stuck.onnx"));
        _folder.Write("s.fa", ">a\nAAAAAAAAAA\n>b\nTTTTTTTTTT\n");
        ProcessResult result = Ok("predict", "--model", "@stuck.onnx", "--fasta", "@s.fa", "--out", "@out");
        Assert.Equal(["a\t5.5", "b\t22"], File.ReadAllLines(_folder.Path("out/predictions.tsv"))[1..].Select(static l => l.Replace("22.000002", "22", StringComparison.Ordinal)));
        Assert.Contains("one by one", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Model_InspectAddListVerify_WorkTogether()
    {
        ToyOnnx.Additive().Save(_folder.Path("m.onnx"));
        ProcessResult draft = Ok("model", "inspect", "@m.onnx");
        Assert.Contains("\"axes\": \"NLC\"", draft.Output, StringComparison.Ordinal);
        _folder.Write("m.manifest.json", draft.Output);
        Ok("model", "add", "@m.onnx", "--id", "toy", "--home", "@home");
        Assert.Contains("toy", Ok("model", "list", "--home", "@home").Output, StringComparison.Ordinal);
        _folder.Write("good.tsv", "sequence\texpected\nAAAAAAAAAA\t5.5\nTTTTTTTTTT\t22\n");
        Assert.Contains("verified", Ok("model", "verify", "toy", "--home", "@home", "--expected", "@good.tsv").Output, StringComparison.Ordinal);
        _folder.Write("bad.tsv", "sequence\texpected\nAAAAAAAAAA\t5.5\nTTTTTTTTTT\t21\n");
        ProcessResult wrong = GenoXaiProcess.Run("model", "verify", "toy", "--home", _folder.Path("home"), "--expected", _folder.Path("bad.tsv"));
        Assert.Equal(1, wrong.ExitCode);
        Assert.Contains("not verified", wrong.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hybrid", "2000")]
    [InlineData("qsft", "20000")]
    public void Sketch_OfAWindow_HoldsTheRest_AndTakesWholeSequencesAndWindows(string decoder, string budget)
    {
        ToyOnnx.Pairwise().Save(_folder.Path("p.onnx"));
        _folder.Write("one.fa", ">one\nCCACCCCTCC\n");
        Ok("sketch", "--model", "@p.onnx", "--target", "y[0]", "--fasta", "@one.fa", "--range", "5:9", "--budget", budget, "--decoder", decoder, "--out", "@k");
        Assert.Equal(4, Record("k").GetInt64("free_positions"));
        _folder.Write("s.fa", ">whole\nCCACCCCTCC\n>window\nCCTC\n");
        Ok("query", "--sketch", "@k/sketch.gxs", "--fasta", "@s.fa", "--out", "@q");
        using var npz = new NpzReader(File.OpenRead(_folder.Path("q/query.npz")), "query.npz");
        double[] phi = npz.Read<double>("phi").Values;
        Assert.Equal(phi[..10], phi[10..]);
        // Position 2 is held at A, so T at position 7 alone is worth 3 more: φ = 8·(0.4 − 0.25) + 3·(1 − 1/4).
        Assert.Equal(8 * 0.15 + 3 * 0.75, phi[7], 0.02);
        Assert.Equal(6 * (0.2 - 0.25), phi[5], 0.02);
        foreach (int held in new[] { 0, 1, 2, 3, 4, 9 }) Assert.Equal(0, phi[held]);
        _folder.Write("bad.fa", ">x\nCCGCCCCTCC\n");
        ProcessResult refused = GenoXaiProcess.Run("query", "--sketch", _folder.Path("k/sketch.gxs"), "--fasta", _folder.Path("bad.fa"), "--out", _folder.Path("q2"));
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("position 2: G", refused.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("one.fa", "5:11", null, "10 positions")]
    [InlineData("one.fa", "8:5", null, "range 8:5")]
    [InlineData("two.fa", "5:8", null, "one sequence")]
    [InlineData("one.fa", null, null, "--range")]
    [InlineData("one.fa", null, "2:A", "every position is held")]
    [InlineData("one.fa", "5:8", "6:AZ", "'Z'")]
    public void Sketch_OfAnImpossibleWindow_SaysWhatIsWrong(string fasta, string? range, string? letters, string expected)
    {
        ToyOnnx.Additive().Save(_folder.Path("m.onnx"));
        _folder.Write("one.fa", ">one\nCCACCCCTCC\n");
        _folder.Write("two.fa", ">one\nCCACCCCTCC\n>two\nCCACCCCTCC\n");
        List<string> arguments = ["sketch", "--model", _folder.Path("m.onnx"), "--fasta", _folder.Path(fasta), "--budget", "1000", "--out", _folder.Path("k")];
        if (range is not null) arguments.AddRange(["--range", range]);
        if (letters is not null) arguments.AddRange(["--letters", letters]);
        ProcessResult result = GenoXaiProcess.Run([.. arguments]);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }

    private ProcessResult Ok(params string[] arguments)
    {
        ProcessResult result = GenoXaiProcess.Run([.. arguments.Select(a => a.StartsWith('@') ? _folder.Path(a[1..]) : a)]);
        Assert.True(result.ExitCode == 0, result.Error);
        return result;
    }

    private RunRecord Record(string run)
    {
        using FileStream stream = File.OpenRead(_folder.Path(run + "/run.json"));
        return RunRecordFile.Read(stream, "run.json");
    }
}
