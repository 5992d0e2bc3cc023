using GenoXai.Core.Numerics;
using GenoXai.Core.Onnx;
using GenoXai.Core.Onnx.Multipliers;
using GenoXai.Core.Sequences;
using Microsoft.ML.OnnxRuntime;

namespace GenoXai.Tests.Onnx;

/// <summary>DeepLIFT's multipliers: each rule complete on random rows, against the formula, and equal to the gradient where nothing differs.</summary>
public sealed class MultiplierGraphTests
{
    private const int Rows = 3;

    private static readonly Func<TestGraph>[] Cases =
    [
        .. new[] { "Relu", "Sigmoid", "Tanh", "Exp", "Abs", "Softplus", "Softsign", "Erf", "Elu", "LeakyRelu", "Selu", "HardSigmoid", "Sin", "GlobalAveragePool", "GlobalMaxPool", "Softmax", "LogSoftmax", "Identity" }
            .Select(static type => (Func<TestGraph>)(() => Start().Node(type, "x", "a"))),
        .. new[] { "ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceLogSumExp", "ReduceSumSquare", "ReduceL1", "ReduceL2" }
            .SelectMany(static type => new[] { 0L, 1L }.Select(keep => (Func<TestGraph>)(() => Start().Constant("axes", 1).Node(type, "x,axes", "a", ("keepdims", keep))))),
        static () => Start().Node("Softmax", "x", "a", ("axis", 1L)),
        static () => Start().Node("Exp", "x", "e").Node("Log", "e", "l").Node("Sqrt", "e", "s").Node("Add", "l,s", "a"),
        static () => Start().Constant("axes", 1).Node("Exp", "x", "e").Node("ReduceLogSum", "e,axes", "a"),
        static () => Start().Node("Tanh", "x", "t").Node("Mul", "t,x", "a"),
        static () => Start().Node("Mul", "x,x", "a"),
        static () => Start().Weights("w", 4, 1).Node("Mul", "x,w", "a"),
        static () => Start().Constant("both", 1, 2).Node("ReduceSum", "x,both", "s").Node("Mul", "x,s", "a"),
        static () => Start().Node("Exp", "x", "e").Node("Tanh", "x", "t").Node("Div", "t,e", "a"),
        static () => Start().Node("Exp", "x", "e").Weights("w", 4, 6).Node("Div", "w,e", "a"),
        static () => Start().Node("Transpose", "x", "t", ("perm", new long[] { 0, 2, 1 })).Node("MatMul", "x,t", "a"),
        static () => Start().Node("Tanh", "x", "t").Node("Max", "t,x", "a"),
        static () => Start().Node("Tanh", "x", "t").Node("Min", "t,x", "a"),
        static () => Start().Weights("w", 4, 6).Node("Max", "x,w", "a"),
        static () => Start().Node("MaxPool", "x", "a", ("kernel_shape", new long[] { 2 }), ("strides", new long[] { 2 })),
        static () => Start().Node("MaxPool", "x", "a", ("kernel_shape", new long[] { 3 })),
        static () => Start().Node("MaxPool", "x", "a", ("kernel_shape", new long[] { 3 }), ("pads", new long[] { 1, 1 })),
        static () => Start().Weights("k", 5, 4, 3).Weights("b", 5).Node("Conv", "x,k,b", "c", ("pads", new long[] { 1, 1 })).Node("Relu", "c", "r")
            .Node("MaxPool", "r", "p", ("kernel_shape", new long[] { 2 })).Node("Flatten", "p", "f").Weights("g", 25, 3).Node("MatMul", "f,g", "d").Node("Sigmoid", "d", "a"),
        static () => Start().Weights("s", 6).Weights("b", 6).Node("LayerNormalization", "x,s,b", "a"),
        static () => Start().Weights("s", 4).Weights("b", 4).Node("InstanceNormalization", "x,s,b", "a"),
        .. new[] { "forward", "reverse", "bidirectional" }.SelectMany(static direction => new Func<TestGraph>[]
        {
            () => Recurrent("LSTM", 4, direction), () => Recurrent("GRU", 3, direction), () => Recurrent("GRU", 3, direction, ("linear_before_reset", 1L)), () => Recurrent("RNN", 1, direction),
        }),
        static () => Start().Node("Sigmoid", "x", "s").Node("Mul", "s,x", "a"),
        static () => Start().Tensor("factor", [], [1.7f]).Node("Mul", "x,factor", "u").Node("Sigmoid", "u", "s").Node("Mul", "x,s", "a"),
        .. new[] { "Relu", "Sigmoid", "Softplus", "Gelu" }.Select(static type => (Func<TestGraph>)(() => Open().Node(type, "x", "a"))),
        static () => Open().Weights("w", 4, 1).Node("PRelu", "x,w", "a"),
        static () => Open().Tensor("exponent", [], [2f]).Node("Pow", "x,exponent", "a"),
        static () => Start().Node("Split", "x", "p,q", ("axis", 1L), ("num_outputs", 2L)).Node("Mul", "p,q", "a"),
    ];

    public static TheoryData<int> CaseNumbers => [.. Enumerable.Range(0, Cases.Length)];

    [Theory]
    [MemberData(nameof(CaseNumbers))]
    public void Multipliers_TimesTheDifference_SumToTheChange(int number)
    {
        OnnxModel model = Summed(Cases[number]());
        OnnxModel graph = MultiplierGraph.Of(model, "x", "y");
        float[] x = Numbers("x"), x0 = Numbers("x0");
        (float[] f, float[] f0, float[] m) = Run(graph, x, x0);
        int size = x.Length / Rows;
        for (int row = 0; row < Rows; row++)
        {
            double sum = 0;
            for (int i = row * size; i < (row + 1) * size; i++) sum += ((double)x[i] - x0[i]) * m[i];
            Assert.Equal(f[row] - f0[row], sum, 2e-4 * (1 + Math.Abs(f[row]) + Math.Abs(f0[row])));
        }

        Assert.Contains(m, static v => v != 0);
    }

    [Theory]
    [MemberData(nameof(CaseNumbers))]
    public void Multipliers_WhereNothingDiffers_AreTheGradient(int number)
    {
        OnnxModel model = Summed(Cases[number]());
        float[] x = Numbers("x");
        float[] m = Run(MultiplierGraph.Of(model, "x", "y"), x, x).M;
        float[] gradient = RuntimeRun.Run(GradientGraph.Of(model, "x", "y"), x, Rows, 4, 6).Single(static o => o.Name == "gradient_0").Values;
        for (int i = 0; i < m.Length; i++) Assert.Equal(gradient[i], m[i], 1e-4 * (1 + Math.Abs(gradient[i])));
    }

    [Fact]
    public void Multipliers_OfASmallNetwork_AreTheRescaleRuleByHand()
    {
        // y = Σ_j v_j relu(Σ_i w_ij x_i): m_i = Σ_j v_j w_ij Δrelu_j/Δz_j.
        OnnxModel model = new TestGraph().Opset(21).Input("x", "N", 24).Output("y", "N", 1).Weights("w", 24, 7).Weights("v", 7, 1)
            .Node("MatMul", "x,w", "z").Node("Relu", "z", "r").Node("MatMul", "r,v", "y").Build();
        float[] w = Stored("w", 24 * 7), v = Stored("v", 7), x = Numbers("x"), x0 = Numbers("x0");
        float[] m = Run(MultiplierGraph.Of(model, "x", "y"), x, x0, Rows, 24).M;
        for (int row = 0; row < Rows; row++)
        {
            for (int i = 0; i < 24; i++)
            {
                double expected = 0;
                for (int j = 0; j < 7; j++)
                {
                    double z = 0, z0 = 0;
                    for (int k = 0; k < 24; k++) (z, z0) = (z + w[k * 7 + j] * (double)x[row * 24 + k], z0 + w[k * 7 + j] * (double)x0[row * 24 + k]);
                    expected += v[j] * w[i * 7 + j] * (Math.Max(z, 0) - Math.Max(z0, 0)) / (z - z0);
                }

                Assert.Equal(expected, m[row * 24 + i], 1e-4 * (1 + Math.Abs(expected)));
            }
        }
    }

    [Fact]
    public void Of_OperatorsWithoutARule_NamesThemAll()
    {
        TestGraph graph = Start().Node("Exp", "x", "base").Node("Pow", "base,x", "p").Node("Sigmoid", "x", "s").Node("PRelu", "p,s", "a");
        var error = Assert.Throws<InputException>(() => MultiplierGraph.Of(Summed(graph), "x", "y"));
        Assert.Equal("no-gradient", error.Problem);
        Assert.Contains("Pow: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("PRelu: ", error.Message, StringComparison.Ordinal);
    }

    /// <summary>After a Squeeze without axes of an open length the graph alone does not tell how many axes are left.</summary>
    private static readonly Func<TestGraph>[] CasesOfUnknownRank =
    [
        static () => Ranked().Node("Softmax", "s", "a"),
        static () => Ranked().Weights("g", 6).Weights("b", 6).Node("LayerNormalization", "s,g,b", "a"),
        static () => Ranked().Node("Transpose", "s", "t", ("perm", new long[] { 0, 2, 1 })).Node("MatMul", "s,t", "a"),
        static () => Ranked().Node("Tanh", "s", "t").Node("Einsum", "s,t", "a", ("equation", "nij,nij->ni")),
        static () => Ranked().Constant("axes", -1).Node("ReduceMax", "s,axes", "a", ("keepdims", 0L)),
        static () => Ranked().Constant("axes", -1).Node("ReduceSumSquare", "s,axes", "a", ("keepdims", 0L)),
        static () => Ranked().Constant("axes", -1).Node("ReduceLogSumExp", "s,axes", "a", ("keepdims", 0L)),
    ];

    public static TheoryData<int> NumbersOfUnknownRank => [.. Enumerable.Range(0, CasesOfUnknownRank.Length)];

    [Theory]
    [MemberData(nameof(NumbersOfUnknownRank))]
    public void Multipliers_WhereARunTellsTheRanks_AreThoseOfAGraphThatTellsThem(int number)
    {
        OnnxModel model = Summed(CasesOfUnknownRank[number]());
        var ranks = new Dictionary<string, int> { ["s"] = 3, ["t"] = 3 };
        float[] x = Numbers("x"), x0 = Numbers("x0");
        (float[] f, float[] f0, float[] m) = Run(MultiplierGraph.Of(model, "x", _ => ["y"], () => ranks), x, x0);
        for (int row = 0; row < Rows; row++)
        {
            double sum = 0;
            for (int i = row * 24; i < (row + 1) * 24; i++) sum += ((double)x[i] - x0[i]) * m[i];
            Assert.Equal(f[row] - f0[row], sum, 2e-4 * (1 + Math.Abs(f[row]) + Math.Abs(f0[row])));
        }
    }

    /// <summary>A layer whose first states vary too, all its outputs multiplied.</summary>
    private static TestGraph Recurrent(string type, int gates, string direction, params (string, object)[] more)
    {
        long directions = direction == "bidirectional" ? 2 : 1;
        return Start().Node("Transpose", "x", "t", ("perm", new long[] { 2, 0, 1 })).Weights("w", directions, gates * 3, 4).Weights("r", directions, gates * 3, 3).Weights("b", directions, gates * 6)
            .Weights("first", directions, Rows, 3).Constant("all", 0, 2).Node("ReduceMean", "t,all", "m").Node("Mul", "first,m", "s")
            .Node(type, type == "LSTM" ? "t,w,r,b,,s,s" : "t,w,r,b,,s", type == "LSTM" ? "a3,h,c" : "a3,h", [("direction", direction), ("hidden_size", 3L), .. more])
            .Node("Mul", type == "LSTM" ? "a3,c" : "a3,h", "p").Node("Add", "p,h", "q").Node("Transpose", "q", "a", ("perm", new long[] { 2, 0, 1, 3 }));
    }

    private static TestGraph Ranked() => new TestGraph().Opset(21).Input("x", "N", "L", 6).Constant("at", 1).Node("Unsqueeze", "x,at", "u").Node("Squeeze", "u", "s");

    private static TestGraph Open() => new TestGraph().Opset(21).Input("x", "N", 4, "L");

    private static TestGraph Start() => new TestGraph().Opset(21).Input("x", "N", 4, 6);

    /// <summary>y (N, 1): a random weighted sum of "a", so that no part of it is lost.</summary>
    private static OnnxModel Summed(TestGraph graph) => graph.Constant("two", 0, -1).Node("Reshape", "a,two", "flat").Node("Sin", "flat", "bent").Constant("one", 1)
        .Node("ReduceSum", "bent,one", "y", ("keepdims", 1L)).Output("y", "N", 1).Build();

    private static float[] Numbers(string name)
    {
        var random = SeededRandom.Stream(5, name);
        return [.. Enumerable.Range(0, Rows * 24).Select(_ => (float)random.NextGaussian())];
    }

    private static float[] Stored(string name, int count)
    {
        var random = SeededRandom.Stream(0, name);
        return [.. Enumerable.Range(0, count).Select(_ => (float)random.NextGaussian() * 0.5f)];
    }

    private static (float[] F, float[] F0, float[] M) Run(OnnxModel graph, float[] x, float[] x0, params long[] shape)
    {
        if (shape.Length == 0) shape = [Rows, 4, 6];
        using var session = new InferenceSession(graph.ToBytes());
        using var first = OrtValue.CreateTensorValueFromMemory(x, shape);
        using var second = OrtValue.CreateTensorValueFromMemory(x0, shape);
        using var options = new RunOptions();
        using IDisposableReadOnlyCollection<OrtValue> values = session.Run(options, ["x", "reference/x"], [first, second], ["y", "reference/y", "gradient_0"]);
        return (values[0].GetTensorDataAsSpan<float>().ToArray(), values[1].GetTensorDataAsSpan<float>().ToArray(), values[2].GetTensorDataAsSpan<float>().ToArray());
    }
}
