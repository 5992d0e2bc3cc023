using GenoXai.Core.Numerics;

namespace GenoXai.Tests.Onnx;

/// <summary>LSTM, GRU and RNN against central differences: directions, first states, each output, activations.</summary>
public sealed class RecurrentGradientTests
{
    private static readonly string[] Directions = ["forward", "reverse", "bidirectional"];

    [Theory]
    [InlineData("LSTM", 4)]
    [InlineData("GRU", 3)]
    [InlineData("RNN", 1)]
    public void Gradient_OfARecurrentLayer_IsTheCentralDifference(string type, int gates)
    {
        var random = SeededRandom.Stream(3, type);
        for (int i = 0; i < 60; i++)
        {
            string direction = Directions[random.NextInt(3)];
            long directions = direction == "bidirectional" ? 2 : 1, hidden = 1 + random.NextInt(3);
            int inputs = 1 + random.NextInt(3), steps = 1 + random.NextInt(5), rows = 1 + random.NextInt(2);
            object length = random.NextInt(2) == 0 ? steps : "L";
            bool bias = random.NextInt(2) == 0, states = random.NextInt(2) == 0, lastOnly = random.NextInt(3) == 0;
            TestGraph graph = new TestGraph().Opset(21).Input("x", "N", length, inputs)
                .Node("Transpose", "x", "t", ("perm", new long[] { 1, 0, 2 }))
                .Weights("w", directions, gates * hidden, inputs).Weights("r", directions, gates * hidden, hidden).Weights("b", directions, 2 * gates * hidden)
                .Weights("s", directions, rows, hidden);
            // First states that depend on the sequence get gradients too.
            graph.Constant("all", 0, 1, 2).Node("ReduceMean", "x,all", "mean").Node("Mul", "s,mean", "first");
            string first = !states ? "" : type == "LSTM" ? ",,first,s" : ",,first";
            string[] outputs = lastOnly ? type == "LSTM" ? ["", "h", "c"] : ["", "h"] : type == "LSTM" ? ["a3", "h", "c"] : ["a3", "h"];
            (string, object)[] more = type == "GRU" ? [("linear_before_reset", (long)random.NextInt(2))] : [];
            graph.Node(type, $"t,w,r,{(bias ? "b" : "")}{first}".TrimEnd(',').Split(','), outputs, [("direction", direction), ("hidden_size", hidden), .. more]);
            string sum = "h";
            if (type == "LSTM") graph.Node("Add", "h,c", sum = "hc");
            if (lastOnly) graph.Node("Identity", sum, "a");
            else graph.Constant("one", 0).Node("Unsqueeze", $"{sum},one", "u").Node("Mul", "a3,u", "m").Node("Transpose", "m", "mt", ("perm", new long[] { 0, 2, 1, 3 })).Node("Transpose", "u", "ut", ("perm", new long[] { 0, 2, 1, 3 })).Node("Add", "mt,ut", "a");
            GradientCheck.Run(graph, rows, steps, inputs);
        }
    }

    [Theory]
    [InlineData("LSTM", 4, "HardSigmoid", "Softsign", "Tanh")]
    [InlineData("GRU", 3, "HardSigmoid", "Tanh")]
    [InlineData("RNN", 1, "Relu")]
    public void Gradient_OfOtherActivations_IsTheCentralDifference(string type, int gates, params string[] activations) =>
        GradientCheck.Run(new TestGraph().Opset(21).Input("x", 4, "N", 3).Weights("w", 1, gates * 2, 3).Weights("r", 1, gates * 2, 2)
            .Node(type, "x,w,r", "a", ("hidden_size", 2L), ("activations", activations)), 4, 2, 3);

    [Fact]
    public void Gradient_OfRowsOfOneLength_IsTheCentralDifference_AndOthersAreRefused()
    {
        TestGraph start(int second) => new TestGraph().Opset(21).Input("x", 4, 2, 3).Weights("w", 1, 8, 3).Weights("r", 1, 8, 2).Lengths("lengths", [4, second])
            .Node("LSTM", "x,w,r,,lengths", "a", ("hidden_size", 2L));
        GradientCheck.Run(start(4), 4, 2, 3);
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => GradientCheck.Run(start(3), 4, 2, 3));
        Assert.Contains("sequence_lens", error.Message, StringComparison.Ordinal);
    }
}
