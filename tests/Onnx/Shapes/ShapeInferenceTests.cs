using System.Globalization;
using GenoXai.Core.Onnx;
using GenoXai.Core.Onnx.Proto;
using GenoXai.Core.Onnx.Shapes;

namespace GenoXai.Tests.Onnx.Shapes;

public sealed class ShapeInferenceTests
{
    /// <summary>One operator on x of shape (B, 6, 4), or (B, 3, 8, 8) for four axes.</summary>
    public static TheoryData<string, string, (string, object)[], string> Rules { get; } = new()
    {
        { "Relu", "x", [], "B, 6, 4" },
        { "Add", "x,w34", [], "?" },
        { "Add", "x,w4", [], "B, 6, 4" },
        { "Add", "w164,x", [], "B, 6, 4" },
        { "Flatten", "x", [("axis", 1L)], "B, 24" },
        { "Flatten", "x", [("axis", 2L)], "B·6, 4" },
        { "Transpose", "x", [], "4, 6, B" },
        { "Transpose", "x", [("perm", new long[] { 1, 0, 2 })], "6, B, 4" },
        { "Reshape", "x,[-1 24]", [], "B, 24" },
        { "Reshape", "x,[0 2 -1 4]", [], "B, 2, 3, 4" },
        { "Reshape", "x,[-1 4]", [], "B·6, 4" },
        { "Reshape", "x,[0 -1]", [], "B, 24" },
        { "Unsqueeze", "x,[1 -1]", [], "B, 1, 6, 4, 1" },
        { "Gather", "x,[0 2]", [("axis", 1L)], "B, 2, 4" },
        { "Concat", "x,x", [("axis", 0L)], "2·B, 6, 4" },
        { "Concat", "x,x", [("axis", -1L)], "B, 6, 8" },
        { "Slice", "x,[1],[-1],[1]", [], "B, 4, 4" },
        { "Slice", "x,[-1],[-99],[1],[-2]", [], "B, 3, 4" },
        { "Slice", "x,[0],[9223372036854775807],[0]", [], "B, 6, 4" },
        { "Slice", "x,[1],[2],[0]", [], "?, 6, 4" },
        { "Tile", "x,[1 2 3]", [], "B, 12, 12" },
        { "Tile", "x,[2 1 1]", [], "2·B, 6, 4" },
        { "Expand", "x,[2 1 6 4]", [], "2, B, 6, 4" },
        { "Pad", "x,[0 1 0 0 2 3]", [], "B, 9, 7" },
        { "ReduceMean", "x", [("axes", new long[] { -1 })], "B, 6, 1" },
        { "ReduceSum", "x,[1]", [("keepdims", 0L)], "B, 4" },
        { "ReduceMax", "x", [("keepdims", 0L)], "" },
        { "Conv", "x,w564", [], "B, 5, 1" },
        { "Conv", "x,w563", [("pads", new long[] { 1, 1 }), ("strides", new long[] { 2 })], "B, 5, 2" },
        { "ConvTranspose", "x,w653", [("strides", new long[] { 2 })], "B, 5, 9" },
        { "MaxPool", "x", [("kernel_shape", new long[] { 3 }), ("strides", new long[] { 2 }), ("ceil_mode", 1L)], "B, 6, 2" },
        { "MaxPool", "x", [("kernel_shape", new long[] { 3 }), ("strides", new long[] { 3 }), ("auto_pad", "SAME_UPPER")], "B, 6, 2" },
        { "GlobalAveragePool", "x", [], "B, 6, 1" },
        { "MatMul", "x,w45", [], "B, 6, 5" },
        { "MatMul", "w56,x", [], "B, 5, 4" },
        { "Einsum", "x,w45", [("equation", "nlc,cd->dn")], "5, B" },
        { "Einsum", "x,w45", [("equation", "...c,cd->...d")], "B, 6, 5" },
        { "Shape", "x", [], "3" },
        { "ArgMax", "x", [("axis", 1L), ("keepdims", 0L)], "B, 4" },
        { "Unknown", "x", [], "unknown" },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void Shape_OfOneOperator_IsItsDefinition(string type, string inputs, (string, object)[] attributes, string expected)
    {
        TestGraph graph = new TestGraph().Input("x");
        var names = new List<string>();
        foreach (string input in inputs.Split(','))
        {
            names.Add(input);
            if (input[0] == '[') graph.Constant(input, [.. input[1..^1].Split(' ').Select(static n => long.Parse(n, CultureInfo.InvariantCulture))]);
            if (input[0] == 'w') graph.Weights(input, [.. input[1..].Select(static c => (long)(c - '0'))]);
        }

        graph.Node(type, [.. names], ["y"], attributes);
        var shapes = new ShapeInference(graph.Proto);
        shapes.SetShape("x", [Size.Batch, 6, 4]);
        shapes.Infer(graph.Proto.Graph.Node[0]);
        Size[]? shape = shapes.Shape("y");
        if (expected == "?") Assert.Contains(shape!, static s => !s.IsKnown);
        else Assert.Equal(expected, shape is null ? "unknown" : string.Join(", ", shape));
    }

    [Fact]
    public void Values_OfShapeArithmetic_AreFollowedWithTheBatchAsASymbol()
    {
        // Reshape(x, Concat(Shape(x)[0:1], [Shape(x)[1] * Shape(x)[2] / 5]))
        TestGraph graph = new TestGraph().Input("x").Constant("i0", 0).Constant("i1", 1).Constant("i2", 2).Constant("five", 5)
            .Node("Shape", "x", "s").Node("Gather", "s,i0", "n").Node("Gather", "s,i1", "l").Node("Gather", "s,i2", "c")
            .Node("Mul", "l,c", "m").Node("Div", "m,five", "q").Node("Mul", "n,m", "all").Node("Concat", "n,q,all", "t", ("axis", 0L));
        var shapes = new ShapeInference(graph.Proto);
        shapes.SetShape("x", [Size.Batch, 6, 4]);
        foreach (NodeProto node in graph.Proto.Graph.Node) shapes.Infer(node);
        Assert.Equal("B, 4, B·24", string.Join(", ", shapes.Value("t")!));
    }

    [SharedTheory("models", "models/architectures", "models/toys")]
    [InlineData("models/aparent2_logodds.onnx", 1)]
    [InlineData("models/deepatt_yeast_promoter.onnx", 1)]
    [InlineData("models/framepool_50nt.onnx", 1)]
    [InlineData("models/mmsplice_acceptor_53nt.onnx", 1)]
    [InlineData("models/architectures/BPNet_ChromBPNet.onnx", 1)]
    [InlineData("models/architectures/Basenji2.onnx", 1)]
    [InlineData("models/architectures/Basset.onnx", 1)]
    [InlineData("models/architectures/DanQ.onnx", 1)]
    [InlineData("models/architectures/DeepSTARR_wide.onnx", 1)]
    [InlineData("models/toys/indel_toy_40.onnx", 1)]
    public void Shapes_OfSharedModels_AreAllKnownAndThoseOfARun(string path, double known)
    {
        const int rows = 2;
        OnnxModel model = OnnxModel.Load(SharedFactAttribute.Path(path));
        TensorFact input = model.Facts.Inputs[0];
        var shapes = new ShapeInference(model.Proto);
        long[] rowShape = [.. input.Sizes!.Skip(1).Select(static s => s!.Value)];
        shapes.SetShape(input.Name, [Size.Batch, .. ShapeInference.Constants(rowShape)]);
        foreach (NodeProto node in model.Proto.Graph.Node) shapes.Infer(node);

        int found = 0, all = 0;
        foreach ((string name, long[] shape, _) in RuntimeRun.Run(ProbeGraph.OfAll(model), RuntimeRun.Rows([rows, .. rowShape]), [rows, .. rowShape]))
        {
            all++;
            if (shapes.Shape(name) is not { } inferred || !Array.TrueForAll(inferred, static s => s.IsKnown)) continue;
            found++;
            Assert.Equal((name, string.Join(",", shape)), (name, string.Join(",", inferred.Select(static s => s.At(rows)))));
        }

        Assert.True(found >= known * all, $"{found} of {all} shapes known");
    }

    [Fact]
    public void Infer_OfSizesThatAreNotKnown_SeesWhichAreTheSame()
    {
        TestGraph graph = new TestGraph().Input("x", "N", 4, "L").Weights("w", 4, 4, 3).Weights("v", 4, 4, 2)
            .Node("Conv", "x,w", "same", ("pads", new long[] { 1, 1 })).Node("Conv", "x,v", "shorter").Node("Relu", "shorter", "r").Node("Add", "x,same", "sum");
        var shapes = new ShapeInference(graph.Proto, names: true);
        shapes.SetShape("x", [Size.Batch, 4, Size.Unknown]);
        foreach (NodeProto node in graph.Proto.Graph.Node) shapes.Infer(node);
        Size length = shapes.Shape("x")![2];
        Assert.False(length.IsKnown);
        Assert.Equal(length, shapes.Shape("same")![2]);
        Assert.Equal(length, shapes.Shape("sum")![2]);
        Assert.NotEqual(length, shapes.Shape("shorter")![2]);
        Assert.Equal(shapes.Shape("shorter"), shapes.Shape("r"));
    }
}
