using GenoXai.Core.Models;
using GenoXai.Core.Onnx;
using GenoXai.Core.Onnx.Proto;
using GenoXai.Core.Sequences;
using Microsoft.ML.OnnxRuntime;

namespace GenoXai.Tests.Onnx;

/// <summary>Targets as expressions, several of them, rows of a batch, saved graphs, half precision, and what is refused.</summary>
public sealed class GradientModelTests
{
    private const int Length = 6;

    /// <summary>y = (sum of a·x, exp of the sum of b·x) for one-hot rows (N, 6, 4), so that all gradients are known by hand.</summary>
    private static TestGraph Known(object batch) => new TestGraph().Opset(17).Input("x", batch, (long)Length, 4L).Weights("w", 4 * Length, 2)
        .Node("Flatten", "x", "f").Node("MatMul", "f,w", "s")
        .Node("Split", "s", "p,q", ("axis", 1L)).Node("Exp", "q", "e").Node("Concat", "p,e", "y", ("axis", 1L)).Output("y", batch, 2L);

    private static float[] Weights(OnnxModel model, int column)
    {
        TensorData.TryReadFloats(model.Proto.Graph.Initializer.First(static t => t.Name == "w"), out double[] values);
        return [.. values.Where((_, i) => i % 2 == column).Select(static v => (float)v)];
    }

    [Theory]
    [InlineData("y[0]")]
    [InlineData("y[1]")]
    [InlineData("y[1]-y[0]")]
    [InlineData("log2(y[1])")]
    [InlineData("log(y[1])")]
    [InlineData("log10(y[1])")]
    [InlineData("sqrt(y[1])")]
    [InlineData("exp(y[0])")]
    [InlineData("sigmoid(y[0])")]
    [InlineData("abs(y[0])")]
    [InlineData("mean(y[0:2])")]
    [InlineData("sum(y[0:2])")]
    [InlineData("y[0]*y[1]")]
    [InlineData("y[0]/y[1]")]
    [InlineData("2*y[0]+1")]
    [InlineData("logit(sigmoid(y[0]))")]
    public void Gradient_OfAnExpression_FollowsTheChainRule(string target)
    {
        OnnxModel model = Known("N").Build();
        float[] x = RuntimeRun.Rows([2, Length, 4]);
        OnnxModel graph = GradientModel.Of(Loaded(model), [target], Options);
        List<(string Name, long[] Shape, float[] Values)> run = RuntimeRun.Run(graph, x, 2, Length, 4);
        Assert.Equal([2, Length, 4], run[^1].Shape);
        for (int row = 0; row < 2; row++)
        {
            double a = run[0].Values[2 * row], e = run[0].Values[2 * row + 1], s = 1 / (1 + Math.Exp(-a));
            // Slopes with respect to y[0] = a and to ln y[1].
            (double first, double second) = target switch
            {
                "y[0]" => (1, 0),
                "y[1]" => (0, e),
                "y[1]-y[0]" => (-1, e),
                "log2(y[1])" => (0, 1 / Math.Log(2)),
                "log(y[1])" => (0, 1),
                "log10(y[1])" => (0, 1 / Math.Log(10)),
                "sqrt(y[1])" => (0, Math.Sqrt(e) / 2),
                "exp(y[0])" => (Math.Exp(a), 0),
                "sigmoid(y[0])" => (s * (1 - s), 0),
                "abs(y[0])" => (Math.Sign(a), 0),
                "mean(y[0:2])" => (0.5, e / 2),
                "sum(y[0:2])" => (1, e),
                "y[0]*y[1]" => (e, a * e),
                "y[0]/y[1]" => (1 / e, -a / e),
                "2*y[0]+1" => (2, 0),
                _ => (1.0, 0.0),
            };
            float[] w0 = Weights(model, 0), w1 = Weights(model, 1);
            for (int i = 0; i < 4 * Length; i++)
            {
                double expected = first * w0[i] + second * w1[i];
                Assert.Equal(expected, run[^1].Values[row * 4 * Length + i], 1e-5 * (1 + Math.Abs(expected)));
            }
        }
    }

    [Fact]
    public void Gradient_OfSeveralTargets_IsThatOfEachAlone()
    {
        LoadedModel model = Loaded(Known("N").Build());
        float[] x = RuntimeRun.Rows([3, Length, 4]);
        string[] targets = ["y[0]", "log2(y[1])", "y[1]-y[0]"];
        List<(string Name, long[] Shape, float[] Values)> together = RuntimeRun.Run(GradientModel.Of(model, targets, Options), x, 3, Length, 4);
        for (int t = 0; t < targets.Length; t++)
        {
            Assert.Equal($"gradient_{t}", together[1 + t].Name);
            Assert.Equal(RuntimeRun.Run(GradientModel.Of(model, [targets[t]], Options), x, 3, Length, 4)[^1].Values, together[1 + t].Values);
        }
    }

    [Theory]
    [InlineData("Softmax")]
    [InlineData("ReduceMax")]
    [InlineData("LSTM")]
    public void Gradient_OfARowInABatch_IsThatOfTheRowAlone(string type)
    {
        TestGraph graph = new TestGraph().Opset(17).Input("x", "N", (long)Length, 4L).Weights("w", 3, 4, 3).Weights("l", 1, 8, 4).Weights("r", 1, 8, 2)
            .Node("Transpose", "x", "t", ("perm", new long[] { 0, 2, 1 })).Node("Conv", "t,w", "c").Node("Tanh", "c", "h");
        if (type == "LSTM") graph.Node("Transpose", "x", "u", ("perm", new long[] { 1, 0, 2 })).Node("LSTM", "u,l,r", "s", ("hidden_size", 2L)).Node("Transpose", "s", "v", ("perm", new long[] { 2, 0, 1, 3 }));
        else if (type == "Softmax") graph.Node("Softmax", "h", "v");
        else graph.Node(type, "h", "v", ("axes", new long[] { 2 }));
        OnnxModel gradient = GradientGraph.Of(graph.Node("Flatten", "v", "f").Node("ReduceSumSquare", "f", "y", ("axes", new long[] { 1 })).Output("y", "N", 1L).Build(), "x", "y");
        float[] x = RuntimeRun.Rows([3, Length, 4]);
        float[] together = RuntimeRun.Run(gradient, x, 3, Length, 4)[^1].Values;
        for (int row = 0; row < 3; row++)
        {
            int first = row * Length * 4;
            float[] alone = RuntimeRun.Run(gradient, x[first..(first + Length * 4)], 1, Length, 4)[^1].Values;
            for (int i = 0; i < alone.Length; i++) Assert.Equal(alone[i], together[first + i], 1e-5f * (1 + Math.Abs(alone[i])));
        }
    }

    [Fact]
    public void Gradient_OfAModelForOneRow_IsThatOfItsDynamicTwin()
    {
        float[] x = RuntimeRun.Rows([1, Length, 4]);
        OnnxModel one = GradientModel.Of(Loaded(Known(1L).Build()), ["y[1]"], Options), any = GradientModel.Of(Loaded(Known("N").Build()), ["y[1]"], Options);
        Assert.Equal([1L, Length, 4L], one.Facts.Outputs[^1].Sizes!.Select(static s => s ?? -1));
        Assert.Equal(RuntimeRun.Run(any, x, 1, Length, 4)[^1].Values, RuntimeRun.Run(one, x, 1, Length, 4)[^1].Values);
    }

    [Fact]
    public void Save_OfAGradientGraph_RunsInPlainOnnxRuntime()
    {
        string path = Path.Combine(Path.GetTempPath(), $"genoxai-gradient-{Environment.ProcessId}.onnx");
        OnnxModel graph = GradientGraph.Of(Known("N").Build(), "x", "y");
        try
        {
            graph.Save(path);
            float[] x = RuntimeRun.Rows([2, Length, 4]);
            using var session = new InferenceSession(path);
            using var input = OrtValue.CreateTensorValueFromMemory(x, [2, Length, 4]);
            using var run = new RunOptions();
            using IDisposableReadOnlyCollection<OrtValue> values = session.Run(run, ["x"], [input], ["gradient_0"]);
            Assert.Equal(RuntimeRun.Run(graph, x, 2, Length, 4)[^1].Values, values[0].GetTensorDataAsSpan<float>().ToArray());
            Assert.All(OnnxModel.Load(path).Proto.Graph.Node, static n => Assert.Equal("", n.Domain));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData(ElementType.Float16)]
    [InlineData(ElementType.Float64)]
    public void Gradient_OfAnotherPrecision_IsComputedInFloat32(ElementType type)
    {
        OnnxModel original = Known("N").Build();
        ModelProto proto = original.Proto.Clone();
        foreach (TensorProto tensor in proto.Graph.Initializer.Where(static t => t.DataType == (int)ElementType.Float32))
        {
            TensorData.TryReadFloats(tensor, out double[] values);
            byte[] bytes = type == ElementType.Float64 ? [.. values.SelectMany(BitConverter.GetBytes)] : [.. values.SelectMany(static v => BitConverter.GetBytes((Half)v))];
            (tensor.DataType, tensor.RawData) = ((int)type, Google.Protobuf.ByteString.CopyFrom(bytes));
        }

        foreach (ValueInfoProto value in proto.Graph.Input.Concat(proto.Graph.Output)) value.Type.TensorType.ElemType = (int)type;
        OnnxModel graph = GradientGraph.Of(OnnxModel.Parse(Google.Protobuf.MessageExtensions.ToByteArray(proto), "other precision"), "x", "y");
        Assert.All(graph.Facts.Outputs, static o => Assert.Equal(ElementType.Float32, o.Type));
        float[] x = RuntimeRun.Rows([2, Length, 4]), expected = RuntimeRun.Run(GradientGraph.Of(original, "x", "y"), x, 2, Length, 4)[^1].Values;
        float[] found = RuntimeRun.Run(graph, x, 2, Length, 4)[^1].Values;
        double tolerance = type == ElementType.Float64 ? 1e-6 : 2e-3;
        for (int i = 0; i < found.Length; i++) Assert.Equal(expected[i], found[i], tolerance * (1 + Math.Abs(expected[i])));
    }

    [Fact]
    public void Gradient_OfAHalfPrecisionConvolution_IsThatOfItsStoredWeights()
    {
        TestGraph Network() => new TestGraph().Opset(17).Input("x", "N", 1L, 4L, 12L).Weights("k1", 6, 1, 4, 3).Weights("b1", 6).Weights("k2", 5, 6, 1, 3)
            .Node("Conv", "x,k1,b1", "c").Node("Relu", "c", "r").Node("Conv", "r,k2", "d", ("strides", new long[] { 1, 2 })).Node("Flatten", "d", "f").Node("ReduceSumSquare", "f", "y", ("axes", new long[] { 1 })).Output("y", "N", 1L);
        ModelProto half = Network().Build().Proto.Clone(), rounded = half.Clone();
        foreach ((TensorProto narrow, TensorProto wide) in half.Graph.Initializer.Zip(rounded.Graph.Initializer))
        {
            TensorData.TryReadFloats(narrow, out double[] values);
            (narrow.DataType, narrow.RawData) = ((int)ElementType.Float16, Google.Protobuf.ByteString.CopyFrom([.. values.SelectMany(static v => BitConverter.GetBytes((Half)v))]));
            wide.RawData = Google.Protobuf.ByteString.CopyFrom([.. values.SelectMany(static v => BitConverter.GetBytes((float)(Half)v))]);
        }

        foreach (ValueInfoProto value in half.Graph.Input.Concat(half.Graph.Output)) value.Type.TensorType.ElemType = (int)ElementType.Float16;
        float[] x = RuntimeRun.Rows([3, 1, 4, 12]);
        float[] Of(ModelProto proto) => RuntimeRun.Run(GradientGraph.Of(OnnxModel.Parse(Google.Protobuf.MessageExtensions.ToByteArray(proto), "a network"), "x", "y"), x, 3, 1, 4, 12)[^1].Values;
        Assert.Equal(Of(rounded), Of(half));
    }

    [Fact]
    public void Of_AMixedPrecisionModel_PassesItsCasts()
    {
        OnnxModel model = new TestGraph().Opset(17).Input("x", "N", 3L).Node("Cast", "x", "h", ("to", 10L)).Node("Exp", "h", "e").Node("Cast", "e", "y", ("to", 1L)).Output("y", "N", 3L).Build();
        float[] gradient = RuntimeRun.Run(GradientGraph.Of(model, "x", "y"), [0, 1, -20], 1, 3)[^1].Values;
        for (int i = 0; i < 3; i++) Assert.Equal(Math.Exp(new[] { 0, 1, -20 }[i]), gradient[i], 1e-6);
    }

    [Fact]
    public void Of_SeveralProblems_NamesThemAllAtOnce()
    {
        OnnxModel model = new TestGraph().Opset(17).Input("x", "N", 4L, 5L).Weights("w", 1, 4, 2).Weights("r", 1, 4, 4).Weights("p", 1, 12)
            .Node("Round", "x", "r1").Node("Det", "r1", "d1").Node("Cast", "x", "i", ("to", 7L)).Node("Cast", "i", "f", ("to", 1L)).Node("ArgMax", "f", "m", ("axis", 1L))
            .Node("Cast", "m", "k", ("to", 1L)).Node("Conv", "x,x", "c").Node("Flatten", "c", "cf").Node("Flatten", "k", "kf").Node("Concat", "cf,kf,d1", "y", ("axis", 1L)).Output("y", "N", "M").Build();
        InputException error = Assert.Throws<InputException>(() => GradientGraph.Of(model, "x", "y"));
        foreach (string part in new[] { "Round is not differentiable: node \"Round_0\"", "Det has no gradient rule: node \"Det_1\"", "Cast to whole numbers is not differentiable: node \"Cast_2\"",
            "ArgMax is not differentiable: node \"ArgMax_4\"", "node \"Conv_6\" (Conv): its input 1", "genoxai ism" })
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_ATargetBehindAComparison_NamesTheComparison()
    {
        OnnxModel model = new TestGraph().Opset(17).Input("x", "N", 4L).Weights("w", 4).Node("Greater", "x,w", "g").Node("Cast", "g", "y", ("to", 1L)).Output("y", "N", 4L).Build();
        InputException error = Assert.Throws<InputException>(() => GradientGraph.Of(model, "x", "y"));
        Assert.Contains("node \"Greater_0\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_ALoopThatUsesTheSequence_IsRefusedByName()
    {
        var body = new GraphProto { Name = "b", Node = { new NodeProto { OpType = "Identity", Input = { "x" }, Output = { "inner" } } }, Output = { new ValueInfoProto { Name = "inner" } } };
        OnnxModel model = new TestGraph().Opset(17).Input("x", "N", 4L).Tensor("c", [1], [1L]).Node("Cast", "c", "b", ("to", 9L)).Node("If", "b", "y", ("then_branch", body), ("else_branch", body.Clone())).Output("y", "N", 4L).Build();
        InputException error = Assert.Throws<InputException>(() => GradientGraph.Of(model, "x", "y"));
        Assert.Contains("If has no gradient rule: node \"If_1\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FirstNaN_NamesTheNodeWhoseGradientIsNoNumber()
    {
        // √0 has the slope ∞, and its seed is 0 · ∞.
        OnnxModel graph = GradientGraph.Of(new TestGraph().Opset(17).Input("x", "N", 2L).Tensor("zero", [], [0f]).Node("Sqrt", "x", "s").Node("Mul", "s,zero", "y").Output("y", "N", 2L).Build(), "x", "y");
        float[] x = [0, 1];
        using var input = OrtValue.CreateTensorValueFromMemory(x, [1, 2]);
        string? found = TensorProbe.FirstNaN(graph, new Dictionary<string, OrtValue> { ["x"] = input });
        Assert.Equal("the gradient of node \"Sqrt_0\" (Div)", found);
        float[] fine = [1, 1];
        using var other = OrtValue.CreateTensorValueFromMemory(fine, [1, 2]);
        Assert.Null(TensorProbe.FirstNaN(graph, new Dictionary<string, OrtValue> { ["x"] = other }));
    }

    [Fact]
    public void Of_TensorsOfUnknownRank_AsksARun()
    {
        // Squeeze without axes of an open length: the graph alone does not tell how many axes are left.
        OnnxModel model = new TestGraph().Opset(13).Input("x", "N", "L", 4L).Constant("at", 1).Node("Unsqueeze", "x,at", "u")
            .Node("Squeeze", "u", "s").Node("Softmax", "s", "m", ("axis", -1L)).Node("Transpose", "m", "t").Node("ReduceSum", "t", "y", ("keepdims", 0L)).Output("y").Build();
        InputException error = Assert.Throws<InputException>(() => GradientGraph.Of(model, "x", "y"));
        Assert.Contains("number of axes", error.Message, StringComparison.Ordinal);
        var ranks = new Dictionary<string, int> { ["s"] = 3, ["m"] = 3, ["t"] = 3 };
        Assert.NotNull(GradientGraph.Of(model, "x", _ => ["y"], () => ranks));
    }

    private static ModelOptions Options => new() { Threads = 1, Provider = ExecutionProvider.Cpu };

    private static LoadedModel Loaded(OnnxModel model)
    {
        string path = Path.Combine(Path.GetTempPath(), $"genoxai-gradient-model-{Environment.ProcessId}-{Environment.CurrentManagedThreadId}.onnx");
        try
        {
            model.Save(path);
            return ModelLoader.Load(path, null, null);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
