using GenoXai.Core.Attribution;
using GenoXai.Core.Results;
using GenoXai.Tests.Onnx;
using GenoXai.Tests.ToyModels;

namespace GenoXai.Tests.Local;

/// <summary><c>genoxai attribute</c> as a process: each method on a model known by hand.</summary>
public sealed class AttributeCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public AttributeCommandTests()
    {
        ToyOnnx.Pairwise().Save(_folder.Path("p.onnx"));
        _folder.Write("s.fa", ">a\nCCACCCCTCC\n>b\nGGGGGGGGNG\n");
    }

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Methods => [.. AttributionNames.Methods];

    [Theory]
    [MemberData(nameof(Methods))]
    public void Attribute_ByEachMethod_WritesItsArraysAndAReport(string method)
    {
        Ok("out", "--method", method, "--target", "y[0]", "--target", "y[1]", "--samples", "3", "--shuffles", "2");
        bool compares = method is "integrated-gradients" or "deeplift" or "deepshap" or "hypothetical";
        using var npz = new NpzReader(File.OpenRead(_folder.Path("out/attribute.npz")), "attribute.npz");
        Assert.Equal([2, 2, 4, 10], npz.Read<float>("values").Shape);
        Assert.Equal([2, 2], npz.Read<float>("reference_prediction").Shape);
        Assert.Equal(compares && method != "hypothetical", npz.Names.Contains("hypothetical"));
        Assert.All(npz.Read<float>("values").Values, static v => Assert.True(float.IsFinite(v)));
        RunRecord record = Record("out");
        Assert.Equal(method, record.GetString("attribution"));
        Assert.Equal(record.GetInt64("forward_rows") + record.GetInt64("gradient_rows"), record.GetInt64("model_rows"));
        ProcessResult report = GenoXaiProcess.Run("report", _folder.Path("out"));
        Assert.True(report.ExitCode == 0, report.Error);
    }

    [Theory]
    [InlineData("integrated-gradients", "zeros")]
    [InlineData("integrated-gradients", "uniform")]
    [InlineData("deeplift", "zeros")]
    [InlineData("deeplift", "@base.fa")]
    [InlineData("deepshap", "shuffled")]
    public void Attribute_AgainstABaseline_SumsToTheChange(string method, string baseline)
    {
        _folder.Write("base.fa", ">1\nACGTACGTAC\n>2\nTTATTTTTTT\n");
        Ok("out", "--method", method, "--target", "y[0]", "--baseline", baseline == "@base.fa" ? _folder.Path("base.fa") : baseline);
        using var npz = new NpzReader(File.OpenRead(_folder.Path("out/attribute.npz")), "attribute.npz");
        float[] values = npz.Read<float>("values").Values, hypothetical = npz.Read<float>("hypothetical").Values;
        float[] f = npz.Read<float>("reference_prediction").Values, f0 = npz.Read<float>("baseline_prediction").Values;
        byte[] oneHot = npz.Read<byte>("one_hot").Values;
        for (int n = 0; n < 2; n++)
        {
            Assert.Equal(f[n] - f0[n], values.Skip(n * 40).Take(40).Sum(), 1e-4 * (1 + Math.Abs(f[n])));
            for (int l = 0; l < 10; l++)
            {
                int observed = Enumerable.Range(0, 4).FirstOrDefault(b => oneHot[(n * 4 + b) * 10 + l] != 0, -1);
                if (observed >= 0) Assert.Equal(Enumerable.Range(0, 4).Sum(b => values[(n * 4 + b) * 10 + l]), hypothetical[(n * 4 + observed) * 10 + l], 1e-4f);
            }
        }

        // The bonus of 3 for A at 2 and T at 7 is shared evenly by both, against nothing at all.
        if (baseline == "zeros")
            Assert.Equal([1.5 + 0.3, 1.5 + 0.8 * 4], new[] { values[2], values[3 * 10 + 7] }.Select(static v => Math.Round(v, 3)));
    }

    [Fact]
    public void Attribute_CorrectedGradient_IsCentredTaylorIsm()
    {
        Ok("attribute", "--method", "corrected-gradient", "--target", "y[0]");
        Assert.Equal(0, GenoXaiProcess.Run("taylor", "--model", _folder.Path("p.onnx"), "--fasta", _folder.Path("s.fa"), "--target", "y[0]", "--center", "--out", _folder.Path("taylor")).ExitCode);
        Assert.Equal(Values("taylor"), Values("attribute"));
    }

    [Fact]
    public void Attribute_ForModisco_WritesBothArraysInItsOrientation()
    {
        Ok("out", "--method", "deepshap", "--target", "y[0]", "--shuffles", "2", "--modisco");
        foreach ((string name, string type) in new[] { ("modisco_sequences.npy", "|u1"), ("modisco_hypothetical.npy", "<f4") })
        {
            using FileStream file = File.OpenRead(_folder.Path("out/" + name));
            NpyHeader header = NpyHeader.Read(file, name);
            Assert.Equal([2, 4, 10], header.Shape);
            Assert.Contains(type, System.Text.Encoding.ASCII.GetString(header.ToBytes()), StringComparison.Ordinal);
            Assert.Equal(header.ByteCount, file.Length - file.Position);
        }

        _folder.Write("long.fa", ">a\nACG\n>b\nAC\n");
        ToyOnnx.AnyLength().Save(_folder.Path("any.onnx"));
        ProcessResult refused = GenoXaiProcess.Run("attribute", "--method", "deepshap", "--modisco", "--model", _folder.Path("any.onnx"), "--fasta", _folder.Path("long.fa"), "--out", _folder.Path("other"));
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("one length", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Attribute_WithABaselineWithoutAPrediction_IsRefused()
    {
        ToyOnnx.NotFinite().Save(_folder.Path("nan.onnx"));
        _folder.Write("base.fa", ">1\nTAAAAAAAAA\n");
        foreach (string method in new[] { "integrated-gradients", "deeplift" })
        {
            ProcessResult result = GenoXaiProcess.Run("attribute", "--method", method, "--model", _folder.Path("nan.onnx"), "--fasta", _folder.Path("s.fa"), "--out", _folder.Path(method), "--baseline", _folder.Path("base.fa"));
            Assert.Equal(2, result.ExitCode);
            Assert.Contains("baseline 1 is NaN", result.Error, StringComparison.Ordinal);

            // The refused run leaves nothing that another --baseline would have to overwrite.
            Assert.False(Directory.Exists(_folder.Path(method + "/journal")));
            ProcessResult other = GenoXaiProcess.Run("attribute", "--method", method, "--model", _folder.Path("nan.onnx"), "--fasta", _folder.Path("s.fa"), "--out", _folder.Path(method), "--baseline", "uniform");
            Assert.True(other.ExitCode == 0, other.Error);
        }
    }

    [Fact]
    public void Attribute_WhoseSumsMiss_NamesTheSequences()
    {
        // A kink on the way that no rule of 3,200 nodes meets to 1e-9.
        new TestGraph().Input("x", "N", 10, 4).Output("y", "N", 1).Weights("w", 40, 1).Floats("k", [0.3137f], 1)
            .Node("Sub", "x,k", "d").Node("Relu", "d", "r").Node("Flatten", "r", "f").Node("MatMul", "f,w", "y").Save(_folder.Path("kink.onnx"));
        ProcessResult result = GenoXaiProcess.Run("attribute", "--method", "integrated-gradients", "--model", _folder.Path("kink.onnx"), "--fasta", _folder.Path("s.fa"), "--out", _folder.Path("out"), "--baseline", "zeros", "--nodes", "2000", "--completeness", "1e-9");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("2 of 2 maps do not add up", result.Error, StringComparison.Ordinal);
        Assert.Contains("(sequences \"a\", \"b\")", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Attribute_WithAGradientThatIsNotFinite_NamesTheFirstNodeThatMadeIt()
    {
        // √(d·d) at d = 0: the gradient of the root is infinite, times 0.
        new TestGraph().Input("x", "N", 10, 4).Output("y", "N", 1).Weights("w", 40, 1)
            .Node("Flatten", "x", "f").Node("MatMul", "f,w", "s").Node("Sub", "s,s", "d").Node("Mul", "d,d", "q").Node("Sqrt", "q", "y").Save(_folder.Path("nan.onnx"));
        ProcessResult result = GenoXaiProcess.Run("attribute", "--method", "gradient", "--model", _folder.Path("nan.onnx"), "--fasta", _folder.Path("s.fa"), "--out", _folder.Path("out"));
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("2 maps hold numbers that are not finite, first of sequence \"a\": the gradient of node", result.Error, StringComparison.Ordinal);
        Assert.Contains("is the first to make them there", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no such method", "--method", "nonsense")]
    [InlineData("--nodes 0", "--method", "integrated-gradients", "--nodes", "0")]
    [InlineData("neither zeros, uniform, shuffled nor a FASTA file", "--method", "deeplift", "--baseline", "ones")]
    [InlineData("--modisco: needs", "--method", "gradient", "--modisco")]
    public void Attribute_WithAWrongOption_SaysSo(string message, params string[] options)
    {
        ProcessResult result = GenoXaiProcess.Run(["attribute", "--model", _folder.Path("p.onnx"), "--fasta", _folder.Path("s.fa"), "--out", _folder.Path("out"), "--target", "y[0]", .. options]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message == "no such method" ? "one of gradient, corrected-gradient" : message, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Attribute_OfAHomopolymerByShuffles_Warns()
    {
        _folder.Write("s.fa", ">a\nAAAAAAAAAA\n");
        ProcessResult result = Ok("out", "--method", "deepshap", "--target", "y[0]");
        Assert.Contains("1 sequence has no dinucleotide shuffle but itself", result.Error, StringComparison.Ordinal);
        Assert.All(Values("out"), static v => Assert.Equal(0, v));
    }

    private ProcessResult Ok(string output, params string[] more)
    {
        ProcessResult result = GenoXaiProcess.Run(["attribute", "--model", _folder.Path("p.onnx"), "--fasta", _folder.Path("s.fa"), "--out", _folder.Path(output), .. more]);
        Assert.True(result.ExitCode == 0, result.Error);
        return result;
    }

    private float[] Values(string run)
    {
        using var npz = new NpzReader(File.OpenRead(Directory.GetFiles(_folder.Path(run), "*.npz").Single()), run);
        return npz.Read<float>("values").Values;
    }

    private RunRecord Record(string run)
    {
        using FileStream stream = File.OpenRead(_folder.Path(run + "/run.json"));
        return RunRecordFile.Read(stream, "run.json");
    }
}
