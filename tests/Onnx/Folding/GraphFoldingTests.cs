using GenoXai.Core.Numerics;
using GenoXai.Core.Onnx;
using GenoXai.Core.Onnx.Folding;
using GenoXai.Core.Onnx.Proto;

namespace GenoXai.Tests.Onnx.Folding;

/// <summary>What is fused or stored gives the same outputs as ONNX Runtime makes of the graph as it was, and the same gradients.</summary>
public sealed class GraphFoldingTests
{
    private static readonly long[] Last = [-1];

    private static readonly Dictionary<string, (string Operator, Func<TestGraph> Graph)> Patterns = new()
    {
        ["erf-Gelu, torch"] = ("Gelu", static () => Half().Node("Div", "x,root", "u").Node("Erf", "u", "e").Node("Add", "e,one", "s").Node("Mul", "x,s", "p").Node("Mul", "p,half", "a")),
        ["erf-Gelu, half first"] = ("Gelu", static () => Half().Node("Mul", "x,inverse", "u").Node("Erf", "u", "e").Node("Add", "one,e", "s").Node("Mul", "half,x", "h").Node("Mul", "h,s", "a")),
        ["erf-Gelu, half in the sum"] = ("Gelu", static () => Half().Node("Mul", "x,inverse", "u").Node("Erf", "u", "e").Node("Mul", "e,half", "m").Node("Add", "m,half", "s").Node("Mul", "s,x", "a")),
        ["erf-Gelu, over two"] = ("Gelu", static () => Half().Node("Div", "x,root", "u").Node("Erf", "u", "e").Node("Add", "e,one", "s").Node("Div", "s,two", "h").Node("Mul", "h,x", "a")),
        ["tanh-Gelu, power"] = ("Gelu", static () => Half().Node("Pow", "x,three", "c").Node("Mul", "c,cubic", "k").Node("Add", "x,k", "t").Node("Mul", "t,slope", "u").Node("Tanh", "u", "e")
            .Node("Add", "e,one", "s").Node("Mul", "x,half", "h").Node("Mul", "h,s", "a")),
        ["tanh-Gelu, products"] = ("Gelu", static () => Half().Node("Mul", "x,x", "q").Node("Mul", "q,cubic", "k").Node("Add", "k,one", "t").Node("Mul", "x,slope", "l").Node("Mul", "l,t", "u").Node("Tanh", "u", "e")
            .Node("Add", "one,e", "s").Node("Mul", "x,s", "p").Node("Mul", "half,p", "a")),
        ["SiLU"] = ("Swish", static () => Half().Node("Sigmoid", "x", "s").Node("Mul", "x,s", "a")),
        ["SiLU of a factor"] = ("Swish", static () => Half().Node("Mul", "slope,x", "u").Node("Sigmoid", "u", "s").Node("Mul", "s,x", "a")),
        ["Softplus"] = ("Softplus", static () => Half().Node("Exp", "x", "e").Node("Add", "e,one", "s").Node("Log", "s", "a")),
        ["LayerNormalization"] = ("LayerNormalization", static () => Normal().Node("Pow", "d,two", "q").Node("ReduceMean", "q,axis", "v").Node("Add", "v,epsilon", "w").Node("Sqrt", "w", "r")
            .Node("Div", "d,r", "n").Node("Mul", "n,gamma", "g").Node("Add", "beta,g", "a")),
        ["LayerNormalization, no shift"] = ("LayerNormalization", static () => Normal().Node("Mul", "d,d", "q").Node("ReduceMean", "q,axis", "v").Node("Add", "epsilon,v", "w").Node("Sqrt", "w", "r")
            .Node("Reciprocal", "r", "i").Node("Mul", "i,d", "n").Node("Mul", "n,gamma", "a")),
        ["LayerNormalization, alone"] = ("LayerNormalization", static () => Normal().Node("Mul", "d,d", "q").Node("ReduceMean", "q,axis", "v").Node("Add", "epsilon,v", "w").Node("Sqrt", "w", "r").Node("Div", "d,r", "a")),
        ["LayerNormalization, centred twice"] = ("LayerNormalization", static () => Normal().Node("Sub", "x,m", "d2").Node("Pow", "d2,two", "q").Node("ReduceMean", "q,axis", "v").Node("Add", "v,epsilon", "w")
            .Node("Sqrt", "w", "r").Node("Div", "d,r", "n").Node("Add", "n,beta", "a")),
    };

    public static TheoryData<string> Names => [.. Patterns.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Apply_APatternInParts_IsOneOperatorWithTheSameNumbersAndGradient(string name)
    {
        (string type, Func<TestGraph> graph) = Patterns[name];
        OnnxModel model = graph().Node("Tanh", "a", "y").Output("y").Build();
        Assert.Contains(Folded(model), n => n.OpType == type);
        Assert.True(Folded(model).Length < model.Proto.Graph.Node.Count);
        AssertSame(model, 2, 3, 4);
        GradientCheck.Run(graph(), 2, 3, 4);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Apply_APatternWhoseInsideIsAnOutput_KeepsIt(string name)
    {
        TestGraph graph = Patterns[name].Graph().Node("Tanh", "a", "y").Output("y");
        NodeProto[] nodes = [.. graph.Proto.Graph.Node];
        foreach (NodeProto inner in nodes[..^2])
        {
            var proto = graph.Proto.Clone();
            proto.Graph.Output.Add(new ValueInfoProto { Name = inner.Output[0], Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)ElementType.Float32 } } });
            OnnxModel model = OnnxModel.Parse(Google.Protobuf.MessageExtensions.ToByteArray(proto));
            AssertSame(model, 2, 3, 4);
        }
    }

    [Fact]
    public void Apply_OtherConstants_FusesNothing()
    {
        foreach ((string name, float value) in new[] { ("half", 0.501f), ("root", 1.4f), ("inverse", 0.7f), ("one", 1.001f), ("cubic", 0.0447f), ("slope", 0.8f), ("three", 2f), ("axis", -2f) })
        {
            foreach ((string pattern, (string type, Func<TestGraph> graph)) in Patterns)
            {
                TestGraph changed = graph().Node("Tanh", "a", "y").Output("y");
                if (type == "Swish" || !changed.Proto.Graph.Node.Any(n => n.Input.Contains(name))) continue;
                TensorProto stored = changed.Proto.Graph.Initializer.First(t => t.Name == name);
                stored.RawData = Google.Protobuf.ByteString.CopyFrom(name == "axis" ? BitConverter.GetBytes((long)value) : BitConverter.GetBytes(value));
                Assert.DoesNotContain(Folded(changed.Build()), n => n.OpType == type);
            }
        }
    }

    [Fact]
    public void Apply_ALargeArgumentOfSoftplus_NoLongerOverflows()
    {
        OnnxModel model = Patterns["Softplus"].Graph().Output("a").Build();
        List<(string Name, long[] Shape, float[] Values)> found = RuntimeRun.Run(GradientGraph.Of(model, "x", "a"), [100f, -100f, .. new float[10]], 1, 3, 4);
        Assert.Equal([100f, 3.8e-44f], found[0].Values[..2].Select(static v => (float)v), static (a, b) => Math.Abs(a - b) <= 1e-6f * Math.Abs(a) + 1e-40f);
        Assert.Equal([1f, 0f, 0.5f], found[1].Values[..3], static (a, b) => Math.Abs(a - b) <= 1e-6f);
    }

    [Theory]
    [InlineData(10f)]
    [InlineData(1000f)]
    public void Apply_ALayerNormalizationFarFromZero_KeepsItsNumbers(float shift)
    {
        OnnxModel model = Patterns["LayerNormalization"].Graph().Node("Tanh", "a", "y").Output("y").Build();
        float[] x = [.. RuntimeRun.Rows([2, 3, 4]).Select(v => v + shift)];
        float[] plain = RuntimeRun.RunPlainly(model, x, 2, 3, 4)[0].Values, folded = RuntimeRun.Run(GradientGraph.Of(model, "x", "y"), x, 2, 3, 4)[0].Values;
        for (int i = 0; i < plain.Length; i++) Assert.Equal(plain[i], folded[i], 1e-5f * (1 + shift));
    }

    [Fact]
    public void Apply_BatchNormalizationBehindALayer_GoesIntoItsWeights()
    {
        var random = SeededRandom.Stream(1, "batch normalization");
        for (int i = 0; i < 120; i++)
        {
            string layer = new[] { "Conv", "ConvTranspose", "Gemm" }[i % 3];
            long group = layer == "Gemm" ? 1 : 1 + random.NextInt(2), inputs = 2 * group, outputs = 3 * group;
            bool hasBias = random.NextInt(2) == 0, isTransposed = random.NextInt(2) == 0;
            TestGraph graph = new TestGraph().Opset(random.NextInt(2) == 0 ? 13 : 17).Weights("scale", outputs).Weights("shift", outputs).Weights("mean", outputs).Weights("bias", outputs)
                .Tensor("variance", [outputs], [.. Enumerable.Range(0, (int)outputs).Select(_ => 0.1f + random.NextInt(10))]);
            string operands = hasBias ? "x,w,bias" : "x,w";
            if (layer == "Gemm") graph.Input("x", "N", 4).Weights("w", isTransposed ? [outputs, 4] : [4, outputs]).Node("Gemm", operands, "c", ("transB", isTransposed ? 1L : 0L));
            else
                graph.Input("x", "N", inputs, 7).Weights("w", layer == "Conv" ? [outputs, 2, 3] : [inputs, 3, 3]).Node(layer, operands, "c", ("group", group), ("strides", new long[] { 1 + random.NextInt(2) }));
            // Exporters name statistics that are equal once more.
            OnnxModel model = graph.Node("Identity", "scale", "same").Node("BatchNormalization", "c,same,shift,mean,variance", "a", ("epsilon", 0.001f * random.NextInt(5))).Node("Tanh", "a", "y").Output("y").Build();
            Assert.Equal([layer, "Tanh"], Folded(model).Select(static n => n.OpType));
            AssertSame(model, layer == "Gemm" ? [2, 4] : [2, inputs, 7]);
        }
    }

    [Fact]
    public void Apply_BatchNormalizationOfASharedOrOpenLayer_Stays()
    {
        TestGraph start() => new TestGraph().Opset(17).Input("x", "N", 2, 7).Weights("w", 3, 2, 3).Weights("b", 3).Tensor("v", [3], [1f, 2f, 3f]).Node("Conv", "x,w,b", "c").Node("BatchNormalization", "c,b,b,b,v", "n");
        OnnxModel used = start().Node("Add", "n,c", "y").Output("y").Build(), shown = start().Node("Tanh", "n", "y").Output("y").Output("c").Build();
        OnnxModel open = start().Node("Tanh", "n", "y").Output("y").Input("w", 3, 2, 3).Build();
        foreach (OnnxModel model in new[] { used, shown, open }) Assert.Contains(Folded(model), static n => n.OpType == "BatchNormalization");
        AssertSame(used, 2, 2, 7);
        AssertSame(shown, 2, 2, 7);
    }

    [Fact]
    public void Apply_ShapeArithmeticAndWeightsInParts_AreStored()
    {
        // A crop to the middle as torch writes it, with weights that are transposed, scaled and normalized in the graph.
        OnnxModel model = new TestGraph().Opset(17).Input("x", "N", 4, 12).Weights("w", 4, 6, 3).Weights("scale", 6, 1, 1).Constant("axis", 2).Constant("four", 4).Constant("two", 2)
            .Node("Constant", [], ["b"], ("value", TensorData.Floats("", [0.1f, -0.2f, 0.3f, 0f, 0.5f, 0.6f], 6)))
            .Node("Transpose", "w", "t", ("perm", new long[] { 1, 0, 2 })).Node("Exp", "scale", "e").Node("Sqrt", "e", "r").Node("Div", "t,r", "k").Node("Conv", "x,k,b", "c")
            .Node("Shape", "c", "shape").Node("Gather", "shape,axis", "length").Node("Sub", "length,four", "less").Node("Div", "less,two", "from").Node("Add", "from,four", "to")
            .Node("Slice", "c,from,to,axis", "a").Node("Tanh", "a", "y").Output("y").Build();
        Assert.Equal(["Conv", "Slice", "Tanh"], Folded(model).Select(static n => n.OpType));
        AssertSame(model, 2, 4, 12);
    }

    [Fact]
    public void Apply_WhatDependsOnTheBatchOrAnOpenLength_IsNotStored()
    {
        OnnxModel model = new TestGraph().Opset(17).Input("x", "N", 3, "L").Constant("places", 0, 2).Constant("minus", -1).Node("Shape", "x", "s").Node("Gather", "s,places", "g").Node("Concat", "g,minus", "t", ("axis", 0L))
            .Node("Reshape", "x,t", "r").Node("Tanh", "r", "y").Output("y").Build();
        Assert.Contains(Folded(model), static n => n.OpType == "Gather");
        AssertSame(model, 2, 3, 4);
        AssertSame(model, 3, 3, 5);
    }

    [SharedTheory("models/aparent2_logodds.onnx", "models/architectures/Basenji2.onnx")]
    // The other half stands behind a sum of two branches.
    [InlineData("models/aparent2_logodds.onnx", "BatchNormalization", 28)]
    [InlineData("models/architectures/Basset_wide.onnx", "BatchNormalization", 0)]
    [InlineData("models/architectures/BPNet_ChromBPNet.onnx", "Shape", 0)]
    [InlineData("models/architectures/Basenji2.onnx", "Swish", 31)]
    public void Apply_AModel_LeavesSoManyOfThem(string file, string type, int count) =>
        Assert.Equal(count, Folded(OnnxModel.Load(SharedFactAttribute.Path(file))).Count(n => n.OpType == type));

    private static TestGraph Half()
    {
        TestGraph graph = new TestGraph().Opset(17).Input("x", "N", 3, 4);
        foreach ((string name, float value) in new[] { ("half", 0.5f), ("root", MathF.Sqrt(2)), ("inverse", MathF.Sqrt(0.5f)), ("one", 1f), ("two", 2f), ("three", 3f), ("cubic", 0.044715f), ("slope", MathF.Sqrt(2 / MathF.PI)) })
            graph.Tensor(name, [], [value]);
        return graph;
    }

    private static TestGraph Normal() => new TestGraph().Opset(18).Input("x", "N", 3, 4).Constant("axis", Last).Tensor("two", [], [2f]).Tensor("epsilon", [1], [1e-3f]).Weights("gamma", 4).Weights("beta", 4)
        .Node("ReduceMean", "x,axis", "m").Node("Sub", "x,m", "d");

    private static NodeProto[] Folded(OnnxModel model)
    {
        ModelProto proto = model.Proto.Clone();
        OpsetUpgrade.Apply(proto, "test");
        GraphFolding.Apply(proto, []);
        return [.. proto.Graph.Node];
    }

    /// <summary>Outputs against the model as it is, the gradient against that of the graph of which everything is kept.</summary>
    private static void AssertSame(OnnxModel model, params long[] shape)
    {
        float[] x = RuntimeRun.Rows(shape);
        string[] all = [.. model.Proto.Graph.Node.SelectMany(static n => n.Output)];
        List<(string Name, long[] Shape, float[] Values)> plain = RuntimeRun.RunPlainly(model, x, shape), folded = RuntimeRun.Run(GradientGraph.Of(model, "x", "y"), x, shape);
        List<(string Name, long[] Shape, float[] Values)> unfused = RuntimeRun.Run(GradientGraph.Of(model, "x", _ => ["y"], keep: all), x, shape);
        Assert.Equal([.. plain.Select(static o => o.Name), "gradient_0"], folded.Select(static o => o.Name));
        foreach (((string name, long[] sizes, float[] expected), (_, long[] found, float[] values)) in plain.Append(unfused[^1]).Zip(folded))
        {
            Assert.Equal(sizes, found);
            Assert.Equal(expected.Length, values.Length);
            for (int i = 0; i < expected.Length; i++) Assert.True(Math.Abs(expected[i] - values[i]) <= 2e-5f * (1 + Math.Abs(expected[i])), $"{name}[{i}]: {expected[i]} and {values[i]}");
        }

        Assert.Contains(folded[^1].Values, static v => v != 0);
    }
}
