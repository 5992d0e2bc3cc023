using GenoXai.Core.Onnx;
using GenoXai.Core.Sequences;

namespace GenoXai.Tests.Onnx;

/// <summary>Rarer functions, further outputs of normalizations, and points where a formula divides by zero.</summary>
public sealed class FurtherGradientTests
{
    [Theory]
    [InlineData("Tan", false)]
    [InlineData("Asin", true)]
    [InlineData("Acos", true)]
    [InlineData("Atan", false)]
    [InlineData("Sinh", false)]
    [InlineData("Cosh", false)]
    [InlineData("Asinh", false)]
    [InlineData("Atanh", true)]
    [InlineData("Mish", false)]
    [InlineData("Shrink", false)]
    public void Gradient_OfRarerFunctions_IsTheCentralDifference(string type, bool inUnit)
    {
        TestGraph graph = new TestGraph().Opset(21).Input("x", "N", 3, 4).Weights("w", 1);
        // sin²x lies inside (−1, 1).
        if (inUnit) graph.Node("Sin", "x", "s").Node("Mul", "s,s", "m").Node(type, "m", "a");
        else graph.Node(type, "x", "a");
        GradientCheck.Run(graph, 2, 3, 4);
    }

    [Fact]
    public void Gradient_OfAcosh_IsTheCentralDifference() => GradientCheck.Run(
        new TestGraph().Opset(21).Input("x", "N", 3).Node("Cosh", "x", "c").Node("Exp", "c", "e").Node("Acosh", "e", "a"), 2, 3);

    [Fact]
    public void Gradient_OfNormalizationsWithFurtherOutputs_IsTheCentralDifference()
    {
        foreach (object length in new object[] { 4, "L" })
        {
            TestGraph start() => new TestGraph().Opset(21).Input("x", "N", 4, length).Weights("w", 4).Weights("g", 2);
            GradientCheck.Run(start().Node("LayerNormalization", "x,w", "y0,m,s").Node("Mul", "y0,s", "p").Node("Add", "p,m", "a"), 2, 4, 4);
            GradientCheck.Run(start().Node("LayerNormalization", "x,w", "y0,m,s").Node("Mul", "m,s", "a"), 2, 4, 4);
            GradientCheck.Run(start().Node("GroupNormalization", "x,w,w", "a", ("num_groups", 2L)), 2, 4, 4);
            GradientCheck.Run(start().Opset(18).Node("GroupNormalization", "x,g,g", "a", ("num_groups", 2L)), 2, 4, 4);
            foreach (long p in new[] { 1L, 2L }) GradientCheck.Run(start().Node("LpNormalization", "x", "a", ("axis", 1L), ("p", p)), 2, 4, 4);
        }
    }

    [Theory]
    [InlineData(9)]
    [InlineData(12)]
    [InlineData(17)]
    public void Gradient_OfDropoutThatDropsNothing_IsThatOfTheRest(long opset)
    {
        TestGraph graph = new TestGraph().Opset(opset).Input("x", "N", 3);
        if (opset < 12) graph.Node("Dropout", "x", "d", ("ratio", 0.5f));
        else graph.Tensor("ratio", [], [0.5f]).Node("Dropout", "x,ratio", "d");
        GradientCheck.Run(graph.Node("Exp", "d", "a"), 2, 3);
    }

    [Fact]
    public void Of_DropoutInTraining_IsRefused()
    {
        OnnxModel model = new TestGraph().Opset(17).Input("x", "N", 3L).Input("train", ElementType.Bool).Node("Dropout", "x,,train", "y").Output("y", "N", 3L).Build();
        InputException error = Assert.Throws<InputException>(() => GradientGraph.Of(model, "x", "y"));
        Assert.Contains("training_mode", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0f, 0f)]
    [InlineData(1f, 1f)]
    [InlineData(2f, 0f)]
    [InlineData(3f, 0f)]
    public void Gradient_OfAPowerOfZero_IsFinite(float power, float expected)
    {
        foreach (bool stored in new[] { true, false })
        {
            TestGraph graph = new TestGraph().Opset(13).Input("x", "N", 2L).Tensor("p", [], [power]);
            if (!stored) graph.Node("Neg", "p", "q").Node("Neg", "q", "p2");
            OnnxModel model = graph.Node("Pow", stored ? "x,p" : "x,p2", "y").Output("y", "N", 2L).Build();
            Assert.Equal([expected, expected], RuntimeRun.Run(GradientGraph.Of(model, "x", "y"), [0, 0], 1, 2)[^1].Values);
        }
    }

    [Fact]
    public void Gradient_OfAnExponentOfZeroBase_AndOfTheNormOfZeros_IsZero()
    {
        OnnxModel power = new TestGraph().Opset(13).Input("x", "N", 2L).Tensor("zero", [2], [0f, 0f]).Node("Exp", "x", "e").Node("Pow", "zero,e", "y").Output("y", "N", 2L).Build();
        Assert.Equal([0, 0], RuntimeRun.Run(GradientGraph.Of(power, "x", "y"), [1, 2], 1, 2)[^1].Values);
        OnnxModel norm = new TestGraph().Opset(13).Input("x", "N", 2L).Node("ReduceL2", "x", "y", ("axes", new long[] { 1 })).Output("y", "N", 1L).Build();
        Assert.Equal([0, 0], RuntimeRun.Run(GradientGraph.Of(norm, "x", "y"), [0, 0], 1, 2)[^1].Values);
    }

    [Theory]
    [InlineData("MaxPool")]
    [InlineData("GlobalMaxPool")]
    [InlineData("ReduceMax")]
    public void Gradient_OfEqualMaxima_GoesToTheFirstAlone(string type)
    {
        (string, object)[] attributes = type == "MaxPool" ? [("kernel_shape", new long[] { 3 }), ("strides", new long[] { 1 })] : type == "ReduceMax" ? [("axes", new long[] { 2 })] : [];
        OnnxModel model = new TestGraph().Opset(13).Input("x", "N", 1L, 3L).Node(type, "x", "y", attributes).Output("y", "N", 1L, 1L).Build();
        Assert.Equal([0, 1, 0], RuntimeRun.Run(GradientGraph.Of(model, "x", "y"), [1, 2, 2], 1, 1, 3)[^1].Values);
    }

    [Fact]
    public void Gradient_OfOverlappingPoolsThatShareAWinner_AddsUp()
    {
        OnnxModel model = new TestGraph().Opset(13).Input("x", "N", 1L, 5L).Node("MaxPool", "x", "y", ("kernel_shape", new long[] { 3 }), ("strides", new long[] { 1 })).Output("y", "N", 1L, 3L).Build();
        Assert.Equal([0, 0, 3, 0, 0], RuntimeRun.Run(GradientGraph.Of(model, "x", "y"), [1, 2, 9, 2, 1], 1, 1, 5)[^1].Values);
    }
}
