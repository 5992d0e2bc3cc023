using GenoXai.Core.Onnx;
using GenoXai.Core.Onnx.Proto;

namespace GenoXai.Tests.Onnx;

public sealed class DynamicBatchTests
{
    /// <summary>Graphs over x (batch, 6, 4) as exporters write them with the batch size fixed.</summary>
    private static readonly Dictionary<string, Func<long, TestGraph>> Exports = new()
    {
        ["flatten by reshape"] = static b => Start(b).Constant("t", b, 24).Node("Reshape", "x,t", "f").Dense("f", 24),
        ["flatten by reshape, one open"] = static b => Start(b).Constant("t", b, -1).Node("Reshape", "x,t", "f").Dense("f", 24),
        ["flatten by a computed target"] = static b => Start(b).Constant("n", b).Constant("m", -1)
            .Node("Concat", "n,m", "t", ("axis", 0L)).Node("Reshape", "x,t", "f").Dense("f", 24),
        ["dense on each position"] = static b => Start(b).Constant("t", b * 6, 4).Weights("p", 4, 3).Constant("u", b, 6, 3).Constant("v", b, 18)
            .Node("Reshape", "x,t", "r").Node("MatMul", "r,p", "m").Node("Relu", "m", "a").Node("Reshape", "a,u", "s").Node("Reshape", "s,v", "f").Dense("f", 18),
        ["heads of attention, positions first"] = static b => Start(b).Constant("t", 6, b * 2, 2).Constant("u", 6, b, 4)
            .Node("Transpose", "x", "p", ("perm", new long[] { 1, 0, 2 })).Node("Reshape", "p,t", "h")
            .Node("Transpose", "h", "q", ("perm", new long[] { 1, 0, 2 })).Node("Transpose", "h", "k", ("perm", new long[] { 1, 2, 0 }))
            .Node("MatMul", "q,k", "s").Node("Softmax", "s", "a", ("axis", -1L)).Node("MatMul", "a,q", "w")
            .Node("Transpose", "w", "z", ("perm", new long[] { 1, 0, 2 })).Node("Reshape", "z,u", "o")
            .Node("Transpose", "o", "g", ("perm", new long[] { 1, 0, 2 })).Node("Flatten", "g", "f", ("axis", 1L)).Dense("f", 24),
        ["LSTM with stored initial states"] = static b => Start(b).State("h0", 2, b, 3).State("c0", 2, b, 3)
            .Weights("w", 2, 12, 4).Weights("r", 2, 12, 3).Constant("t", 6, b, 6)
            .Node("Transpose", "x", "s", ("perm", new long[] { 1, 0, 2 }))
            .Node("LSTM", ["s", "w", "r", "", "", "h0", "c0"], ["all", "last"], ("hidden_size", 3L), ("direction", "bidirectional"))
            .Node("Transpose", "all", "m", ("perm", new long[] { 0, 2, 1, 3 })).Node("Reshape", "m,t", "o")
            .Node("Transpose", "o", "g", ("perm", new long[] { 1, 0, 2 })).Node("Flatten", "g", "f", ("axis", 1L)).Dense("f", 36),
        ["GRU with computed initial state and lengths"] = static b => Start(b).Constant("shape", 1, b, 3).State("h1", 1)
            .Node("ConstantOfShape", "shape", "h0").Weights("w", 1, 9, 4).Weights("r", 1, 9, 3).Lengths("n", [.. Enumerable.Repeat(5, (int)b)])
            .Node("Transpose", "x", "s", ("perm", new long[] { 1, 0, 2 }))
            .Node("GRU", ["s", "w", "r", "", "n", "h0"], ["", "last"], ("hidden_size", 3L)).Constant("first", 0)
            .Node("Squeeze", "last,first", "f").Dense("f", 3),
        ["a class token before the positions"] = static b => Start(b).State("token", b, 1, 4)
            .Node("Concat", "token,x", "c", ("axis", 1L)).Node("Flatten", "c", "f", ("axis", 1L)).Dense("f", 28),
        ["expanded weights"] = static b => Start(b).Weights("e", 1, 3, 6).Constant("t", b, 3, 6)
            .Node("Expand", "e,t", "w").Node("MatMul", "w,x", "m").Node("Flatten", "m", "f", ("axis", 1L)).Dense("f", 12),
        ["position codes stored for each row"] = static b => Start(b).State("p", b, 6, 4)
            .Node("Add", "p,x", "a").Node("Flatten", "a", "f", ("axis", 1L)).Dense("f", 24),
        ["resize to fixed sizes"] = static b => Start(b).Constant("t", b, 12, 4)
            .Node("Resize", ["x", "", "", "t"], ["z"], ("mode", "nearest")).Node("Flatten", "z", "f", ("axis", 1L)).Dense("f", 48),
        ["both strands joined and split"] = static b => Start(b).Weights("d", 24, 2).Constant("parts", b, b)
            .Constant("m1", -1, -1).Constant("m7", -7, -7).Constant("ax", 1, 2)
            .Node("Slice", "x,m1,m7,ax,m1", "rc").Node("Concat", "x,rc", "both", ("axis", 0L)).Node("Flatten", "both", "f", ("axis", 1L))
            .Node("MatMul", "f,d", "e").Node("Tanh", "e", "th").Node("Split", ["th", "parts"], ["u", "v"], ("axis", 0L)).Node("Add", "u,v", "y").Output("y", b, 2L),
        ["a slice of all rows"] = static b => Start(b).Constant("s", 0, 1).Constant("e", b, 5).Constant("ax", 0, 1)
            .Node("Slice", "x,s,e,ax", "z").Node("Flatten", "z", "f", ("axis", 1L)).Dense("f", 16),
        ["old opset"] = static b => Start(b).Opset(9).Constant("t", b, 1, 6, 4).Node("Reshape", "x,t", "r")
            .Node("Squeeze", "r", "q", ("axes", new long[] { 1 })).Node("Flatten", "q", "f", ("axis", 1L)).Dense("f", 24),
    };

    public static IEnumerable<object[]> Cases => Exports.Keys.SelectMany(static name => new object[][] { [name, 1L], [name, 3L] });

    [Theory]
    [MemberData(nameof(Cases))]
    public void Rewrite_OfAFixedBatch_GivesEachRowWhatItGotAlone(string name, long batch)
    {
        OnnxModel model = Exports[name](batch).Build();
        DynamicBatchResult result = DynamicBatch.Rewrite(model);
        Assert.Null(result.Reason);
        Assert.Equal(["x"], result.BatchedInputs);
        Assert.NotEmpty(result.Changes);
        Assert.Equal("(batch, 6, 4)", result.Model!.Facts.Inputs[0].Shape);
        Assert.Equal("(batch, 2)", result.Model.Facts.Outputs[0].Shape);
        RuntimeRun.AssertSameByRows(model, result.Model, 6, 6, 4);
        Assert.Equal($"({batch}, 6, 4)", model.Facts.Inputs[0].Shape);
    }

    [Fact]
    public void Rewrite_OfOneRow_KeepsTheBatchThatASqueezeOfEverythingWouldRemove()
    {
        OnnxModel model = Start(1).Constant("ax", 1).Node("Unsqueeze", "x,ax", "u").Node("Squeeze", "u", "q")
            .Constant("t", 1, 24).Node("Reshape", "q,t", "f").Dense("f", 24).Build();
        DynamicBatchResult result = DynamicBatch.Rewrite(model);
        Assert.Contains(result.Changes, static c => c.Contains("removes axes [1] only", StringComparison.Ordinal));
        RuntimeRun.AssertSameByRows(model, result.Model!, 4, 6, 4);
    }

    [Fact]
    public void Rewrite_OfOneRowFlattenedAltogether_FlattensEachRow()
    {
        OnnxModel model = Start(1).Node("Flatten", "x", "f", ("axis", 0L)).Dense("f", 24).Build();
        RuntimeRun.AssertSameByRows(model, DynamicBatch.Rewrite(model).Model!, 4, 6, 4);
    }

    [Fact]
    public void Rewrite_OfAnOpenLength_CopiesTheBatchAtItsOwnAxis()
    {
        OnnxModel model = new TestGraph().Input("x", 1L, "L", 4L).Constant("t", 1, -1, 2, 2).Weights("d", 2, 2)
            .Node("Reshape", "x,t", "r").Node("MatMul", "r,d", "m").Constant("ax", 1, 2).Node("ReduceMean", "m", "y", ("axes", new long[] { 1, 2 }), ("keepdims", 0L))
            .Output("y", 1L, 2L).Build();
        DynamicBatchResult result = DynamicBatch.Rewrite(model);
        Assert.Contains(result.Changes, static c => c.Contains("entry 0", StringComparison.Ordinal));
        RuntimeRun.AssertSameByRows(model, result.Model!, 4, 6, 4);
    }

    [Fact]
    public void Rewrite_OfAnOpenBatch_ReturnsTheModelItself()
    {
        OnnxModel model = TestGraph.Small("N").Build();
        DynamicBatchResult result = DynamicBatch.Rewrite(model);
        Assert.Same(model, result.Model);
        Assert.Empty(result.Changes);
    }

    [Fact]
    public void Rewrite_OfAnOpenBatchWithAFixedTargetInside_RepairsTheTarget()
    {
        TestGraph graph = new TestGraph().Input("x", "N", 6L, 4L).Constant("t", 1, 24).Node("Reshape", "x,t", "f").Dense("f", 24);
        OnnxModel model = graph.Build();
        DynamicBatchResult result = DynamicBatch.Rewrite(model);
        Assert.Contains("target [1, 24] became [-1, 24]", Assert.Single(result.Changes), StringComparison.Ordinal);
        RuntimeRun.AssertSameByRows(model, result.Model!, 4, 6, 4);
    }

    [Fact]
    public void Rewrite_DropsStaleShapesAndOpensOtherInputsToo()
    {
        TestGraph graph = TestGraph.Small(1L).Input("tissue", 1L, 3L).Input("scale", 3L);
        graph.Proto.Graph.ValueInfo.Add(new ValueInfoProto { Name = "c" });
        DynamicBatchResult result = DynamicBatch.Rewrite(graph.Build());
        Assert.Equal(["x", "tissue"], result.BatchedInputs);
        Assert.Empty(result.Model!.Proto.Graph.ValueInfo);
        Assert.Equal(["(batch, 4, 6)", "(batch, 3)", "(3)"], result.Model.Facts.Inputs.Select(static i => i.Shape));
    }

    public static TheoryData<string, string> Refused { get; } = new()
    {
        { "ReduceMean", "reduces over the batch axis" },
        { "Gather", "picks single rows of the batch" },
        { "Softmax", "normalises over the batch axis" },
        { "Squeeze", "removes the batch axis" },
        { "Transpose", "does not have the batch B as its first axis" },
        { "BatchNormalization", "is in training mode" },
        { "Slice", "picks single rows of the batch" },
        { "Reshape", "into which a batch does not fit" },
        { "Shape", "no output follows the batch" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Rewrite_OfAGraphThatMixesRows_SaysWhichNode(string type, string reason)
    {
        TestGraph graph = new TestGraph().Input("x", 2L, 6L, 4L);
        _ = type switch
        {
            "ReduceMean" => graph.Node(type, "x", "y", ("axes", new long[] { 0 })),
            "Gather" => graph.Constant("i", 1).Node(type, "x,i", "y", ("axis", 0L)),
            "Softmax" => graph.Node(type, "x", "y", ("axis", 0L)),
            "Squeeze" => graph.Constant("a", 0).Node(type, "x,a", "y"),
            "Transpose" => graph.Node(type, "x", "y", ("perm", new long[] { 1, 0, 2 })),
            "BatchNormalization" => graph.Weights("w", 6).Node(type, "x,w,w,w,w", "y", ("training_mode", 1L)),
            "Slice" => graph.Constant("s", 1).Constant("e", 2).Constant("a", 0).Node(type, "x,s,e,a", "y"),
            "Reshape" => graph.Constant("t", 5, 9).Node(type, "x,t", "y"),
            _ => graph.Node(type, "x", "y"),
        };
        DynamicBatchResult result = DynamicBatch.Rewrite(graph.Output("y").Build());
        Assert.Null(result.Model);
        Assert.Contains(reason, result.Reason, StringComparison.Ordinal);
        if (type is not ("Transpose" or "Shape")) Assert.Contains($"({type})", result.Reason, StringComparison.Ordinal);
    }

    [SharedFact("models/architectures/Basset_batch1.onnx")]
    public void Rewrite_OfBassetWithBatchOne_Works()
    {
        OnnxModel model = OnnxModel.Load(SharedFactAttribute.Path("models/architectures/Basset_batch1.onnx"));
        DynamicBatchResult result = DynamicBatch.Rewrite(model, "x");
        Assert.Equal("(batch, 164)", result.Model?.Facts.Outputs[0].Shape);
        RuntimeRun.AssertSameByRows(model, result.Model!, 3, 4, 600);
    }

    private static TestGraph Start(long batch) => new TestGraph().Input("x", batch, 6L, 4L);
}
