using GenoXai.Core.Onnx;

namespace GenoXai.Tests.Onnx;

public sealed class GraphCostTests
{
    [Fact]
    public void Cost_OfASmallModel_IsTheSumByHand()
    {
        // 3 channels × 2 places × (4 × 5) = 120; ReLU 6; dense 6 × 2 = 12; sigmoid 2; flatten and identity nothing.
        GraphCost cost = GraphCost.FromShapes(TestGraph.Small("N").Build(), new Dictionary<string, long[]>
        {
            ["x"] = [10, 4, 6],
            ["c"] = [10, 3, 2],
            ["r"] = [10, 3, 2],
            ["f"] = [10, 6],
            ["logit"] = [10, 2],
            ["p"] = [10, 2],
            ["y"] = [10, 2],
        }, rows: 10);
        Assert.Equal(120 + 6 + 12 + 2, cost.MultiplyAddsPerRow);
        Assert.Equal(6 * 4, cost.PeakTensorBytesPerRow);
        Assert.Equal((6 + 6 + 6 + 2 + 2 + 2) * 4, cost.TotalTensorBytesPerRow);
        Assert.Equal(["Conv", "MatMul", "Relu", "Sigmoid"], cost.MultiplyAddsByOperator.Select(c => c.Key));
    }

    public static TheoryData<string, long[][], long[], (string, object)[], long> Formulas { get; } = new()
    {
        // out 2·6·8·8, in channels 4 in 2 groups → 2, kernel 3·3.
        { "Conv", [[2, 4, 10, 10], [6, 2, 3, 3]], [2, 6, 8, 8], [("group", 2L)], 2 * 6 * 8 * 8 * 2 * 9 },
        // in 2·4·5, spread over 3 channels × kernel 7.
        { "ConvTranspose", [[2, 4, 5], [4, 3, 7]], [2, 3, 11], [], 2 * 4 * 5 * 3 * 7 },
        { "Gemm", [[2, 7], [7, 3]], [2, 3], [], 2 * 3 * 7 },
        { "Gemm", [[7, 2], [7, 3]], [2, 3], [("transA", 1L)], 2 * 3 * 7 },
        { "MatMul", [[2, 5, 6, 7], [7, 3]], [2, 5, 6, 3], [], 2 * 5 * 6 * 3 * 7 },
        { "MatMul", [[7], [7, 3]], [3], [], 21 },
        { "Einsum", [[2, 3, 4], [4, 5]], [2, 3, 5], [("equation", "bij,jk->bik")], 2 * 3 * 4 * 5 },
        { "Einsum", [[2, 8, 3, 4], [8, 4, 5]], [2, 8, 3, 5], [("equation", "...ij, ...jk -> ...ik")], 2 * 8 * 3 * 4 * 5 },
        // 2 directions, 4 gates of 16: W (2, 64, 12), R (2, 64, 16), 9 steps × 5 rows.
        { "LSTM", [[9, 5, 12], [2, 64, 12], [2, 64, 16]], [9, 2, 5, 16], [], 9 * 5 * 2 * 64 * (12 + 16) },
        { "GRU", [[9, 5, 12], [1, 48, 12], [1, 48, 16]], [9, 1, 5, 16], [], 9 * 5 * 48 * (12 + 16) },
        { "RNN", [[9, 5, 12], [1, 16, 12], [1, 16, 16]], [9, 1, 5, 16], [], 9 * 5 * 16 * (12 + 16) },
        { "MaxPool", [[2, 4, 12]], [2, 4, 4], [("kernel_shape", new long[] { 3 })], 2 * 4 * 4 * 3 },
        { "AveragePool", [[2, 4, 6, 6]], [2, 4, 3, 3], [("kernel_shape", new long[] { 2, 2 })], 2 * 4 * 9 * 4 },
        { "GlobalAveragePool", [[2, 4, 12]], [2, 4, 1], [], 2 * 4 * 12 },
        { "ReduceMean", [[2, 4, 12]], [2, 4], [], 2 * 4 * 12 },
        { "Tanh", [[2, 4, 12]], [2, 4, 12], [], 2 * 4 * 12 },
        { "Reshape", [[2, 4, 12]], [2, 48], [], 0 },
    };

    [Theory]
    [MemberData(nameof(Formulas))]
    public void Cost_OfOneOperator_IsItsFormula(string type, long[][] inputs, long[] output, (string, object)[] attributes, long expected)
    {
        string[] names = [.. inputs.Select((_, i) => $"i{i}")];
        TestGraph graph = new TestGraph().Input("i0", "N").Node(type, names, ["y"], attributes).Output("y");
        var shapes = names.Zip(inputs).ToDictionary(p => p.First, p => p.Second);
        shapes["y"] = output;
        Assert.Equal(expected, GraphCost.FromShapes(graph.Build(), shapes, 1).MultiplyAddsPerRow);
    }

    [Fact]
    public void Cost_OfNodesThatDependOnNoInput_IsNothing()
    {
        OnnxModel model = new TestGraph().Input("x", "N", 4L).Weights("w", 4, 4).Node("Exp", "w", "e").Node("MatMul", "x,e", "y").Output("y").Build();
        GraphCost cost = GraphCost.FromShapes(model, new Dictionary<string, long[]> { ["x"] = [3, 4], ["e"] = [4, 4], ["y"] = [3, 4] }, 3);
        Assert.Equal((16, 16, 16), (cost.MultiplyAddsPerRow, cost.PeakTensorBytesPerRow, cost.TotalTensorBytesPerRow));
    }

    [Fact]
    public void Cost_WithoutShapes_IsZero() =>
        Assert.Equal(0, GraphCost.FromShapes(TestGraph.Small("N").Build(), new Dictionary<string, long[]>(), 1).MultiplyAddsPerRow);

    [Fact]
    public void Cost_PerRow_IsRoundedUp()
    {
        OnnxModel model = new TestGraph().Input("x", "N").Node("Relu", "x", "y").Output("y").Build();
        Assert.Equal(2, GraphCost.FromShapes(model, new Dictionary<string, long[]> { ["x"] = [4], ["y"] = [4] }, 3).MultiplyAddsPerRow);
    }
}
