using System.Text.Json;
using GenoXai.Core.Onnx;
using GenoXai.Core.Onnx.Proto;
using Google.Protobuf;

namespace GenoXai.Tests.Onnx;

/// <summary>Whole small models against the gradients that torch computed in double precision (TorchGradients/make_torch_gradients.py).</summary>
public sealed class TorchGradientTests
{
    [Theory]
    [InlineData("lstm")]
    [InlineData("gru")]
    [InlineData("attention_erf")]
    [InlineData("attention_tanh")]
    [InlineData("encoder_decoder")]
    [InlineData("attention_pool")]
    public void Gradient_OfATorchModel_IsThatOfTorch(string name)
    {
        string folder = Folder();
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "gradients.json")));
        JsonElement expected = json.RootElement.GetProperty(name);
        float[] Numbers(string part) => [.. expected.GetProperty(part).EnumerateArray().Select(static v => v.GetSingle())];
        float[] x = Numbers("x"), y = Numbers("y"), gradient = Numbers("gradient"), shape = Numbers("shape");

        var proto = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(folder, $"{name}.onnx")));
        proto.Graph.Initializer.Add(TensorData.Floats("mix", [.. y.Select(static (_, i) => 1 + 0.5f * MathF.Cos(i))], [.. shape.Select(static s => (long)s)]));
        proto.Graph.Node.Add(new NodeProto { OpType = "Mul", Name = "target", Input = { "y", "mix" }, Output = { "target" } });
        List<(string Name, long[] Shape, float[] Values)> run = RuntimeRun.Run(GradientGraph.Of(OnnxModel.Parse(proto.ToByteArray(), name), "x", "target"), x, 2, 4, 12);

        for (int i = 0; i < y.Length; i++) Assert.Equal(y[i], run[0].Values[i], 1e-5f * (1 + Math.Abs(y[i])));
        double error = Math.Sqrt(gradient.Zip(run[^1].Values, static (a, b) => Math.Pow(a - b, 2)).Sum()), length = Math.Sqrt(gradient.Sum(static g => (double)g * g));
        Assert.True(length > 0.01);
        Assert.True(error < 1e-5 * length, $"relative error {error / length}");
    }

    private static string Folder()
    {
        DirectoryInfo? root = new(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "GenoXaiFunctions.sln"))) root = root.Parent;
        return Path.Combine(root!.FullName, "tests", "Onnx", "TorchGradients");
    }
}
