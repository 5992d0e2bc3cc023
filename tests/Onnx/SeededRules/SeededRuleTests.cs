using GenoXai.Core.Numerics;
using GenoXai.Core.Onnx;
using GenoXai.Core.Onnx.Proto;
using GenoXai.Tests.Onnx.Interpreter;
using Google.Protobuf;

namespace GenoXai.Tests.Onnx.SeededRules;

/// <summary>
/// Every rule on 200 random cases (shapes, axes, attributes, broadcasts, open lengths) against central
/// differences of the double interpreter. Twenty cases are one graph, whose gradient runs once.
/// </summary>
public sealed class SeededRuleTests
{
    private const int Cases = 200, Together = 20, Directions = 3;
    private const double Step = 1e-6;

    private static readonly Dictionary<string, Action<RuleDraw>> Draws = Table();

    public static TheoryData<string> Types => [.. GradientGraph.SupportedOperators];

    [Theory]
    [MemberData(nameof(Types))]
    public void Gradient_OfHundredsOfRandomCases_IsTheCentralDifference(string type)
    {
        RuleDraw[] draws = [.. Enumerable.Range(0, Cases).Select(number => Draw(type, number))];
        Assert.True(draws.Select(static d => d.Graph.Proto.ToByteString()).Distinct().Count() >= 10, $"{type}: too few different cases");
        int checkedCases = 0;
        foreach (RuleDraw[] together in draws.Chunk(Together))
        {
            Compare(together);
            checkedCases += together.Length;
        }

        Assert.Equal(Cases, checkedCases);
    }

    [Fact]
    public void Cases_AreDrawnForEveryOperatorThatHasARule() => Assert.Equal(GradientGraph.SupportedOperators, Draws.Keys.Order(StringComparer.Ordinal));

    private static void Compare(RuleDraw[] draws)
    {
        int width = draws.Sum(static d => d.Row.Aggregate(1, static (a, b) => a * b));
        float[] x = RuntimeRun.Rows([RuleDraw.Rows, width]);
        var whole = new TestGraph().Opset(21).Input("x", "N", "P");
        var interpreted = new (DoubleInterpreter Graph, double[] X, float[] Mix, int First)[draws.Length];
        for (int i = 0, first = 0; i < draws.Length; i++)
        {
            RuleDraw draw = draws[i];
            int size = draw.Row.Aggregate(1, static (a, b) => a * b);
            var interpreter = new DoubleInterpreter(OnnxModel.Parse(Complete(draw).ToByteArray(), "case"));
            double[] values = [.. Enumerable.Range(0, RuleDraw.Rows).SelectMany(row => x[(row * width + first)..(row * width + first + size)]).Select(static v => (double)v)];
            DoubleTensor result = interpreter.Run("x", new DoubleTensor(values, [RuleDraw.Rows, .. draw.Row]), "a");
            float[] mix = [.. result.Values.Select(static (_, j) => 1 + 0.5f * MathF.Cos(j))];
            Add(whole, draw, i, first, size, mix, result.Shape);
            interpreted[i] = (interpreter, values, mix, first);
            first += size;
        }

        whole.Node("Concat", string.Join(',', Enumerable.Range(0, draws.Length).Select(static i => $"{i}/part")), "target", ("axis", 0L)).Output("target", "?");
        float[] gradient = RuntimeRun.RunPlainly(GradientGraph.Of(whole.Build(), "x", "target"), x, RuleDraw.Rows, width)[^1].Values;
        for (int i = 0; i < draws.Length; i++) Check(draws[i], interpreted[i].Graph, interpreted[i].X, interpreted[i].Mix, gradient, interpreted[i].First, width);
    }

    private static RuleDraw Draw(string type, int number)
    {
        var draw = new RuleDraw(type, number);
        Draws[type](draw);
        return draw;
    }

    private static ModelProto Complete(RuleDraw draw)
    {
        ModelProto proto = draw.Graph.Proto.Clone();
        proto.Graph.Output.Add(new ValueInfoProto { Name = "a", Type = proto.Graph.Input[0].Type.Clone() });
        return proto;
    }

    /// <summary>Adds a case on its own columns of x, under its own names, and its weighted result as a vector.</summary>
    private static void Add(TestGraph whole, RuleDraw draw, int number, int first, int size, float[] mix, int[] shape)
    {
        string Own(string name) => name.Length == 0 ? "" : $"{number}/{name}";
        long[] row = [.. draw.Row.Select(static n => (long)n)];
        if (draw.IsOpen) row[^1] = -1;
        whole.Constant(Own("case/from"), first).Constant(Own("case/to"), first + size).Constant(Own("case/axis"), 1).Constant(Own("case/row"), [0, .. row]).Constant(Own("case/vector"), -1)
            .Node("Slice", $"x,{Own("case/from")},{Own("case/to")},{Own("case/axis")}", Own("case/columns")).Node("Reshape", $"{Own("case/columns")},{Own("case/row")}", Own("x"));
        foreach (TensorProto tensor in draw.Graph.Proto.Graph.Initializer)
        {
            TensorProto own = tensor.Clone();
            own.Name = Own(tensor.Name);
            whole.Proto.Graph.Initializer.Add(own);
        }

        foreach (NodeProto node in draw.Graph.Proto.Graph.Node)
        {
            NodeProto own = node.Clone();
            own.Name = Own(node.Name);
            for (int i = 0; i < own.Input.Count; i++) own.Input[i] = Own(own.Input[i]);
            for (int i = 0; i < own.Output.Count; i++) own.Output[i] = Own(own.Output[i]);
            whole.Proto.Graph.Node.Add(own);
        }

        whole.Tensor(Own("case/mix"), [.. shape.Select(static n => (long)n)], mix).Node("Mul", $"{Own("a")},{Own("case/mix")}", Own("case/mixed")).Node("Reshape", $"{Own("case/mixed")},{Own("case/vector")}", Own("part"));
    }

    /// <summary>Compares along random directions, in which every element takes part.</summary>
    private static void Check(RuleDraw draw, DoubleInterpreter graph, double[] x, float[] mix, float[] gradient, int first, int width)
    {
        int size = x.Length / RuleDraw.Rows;
        double[] own = [.. Enumerable.Range(0, x.Length).Select(i => (double)gradient[i / size * width + first + i % size])];
        double length = Math.Sqrt(own.Sum(static g => g * g));
        for (int trial = 0; trial < Directions; trial++)
        {
            SeededRandom random = SeededRandom.Stream(draw.Number, "direction", trial);
            double[] direction = [.. x.Select(_ => random.NextGaussian())];
            double At(double step) => graph.Run("x", new DoubleTensor([.. x.Zip(direction, (v, d) => v + step * d)], [RuleDraw.Rows, .. draw.Row]), "a").Values.Zip(mix, static (v, w) => v * w).Sum();
            double expected = (At(Step) - At(-Step)) / (2 * Step), found = own.Zip(direction, static (g, d) => g * d).Sum();
            Assert.True(Math.Abs(expected - found) <= 1e-4 * (1 + length),
                $"{draw.Type}, case {draw.Number}, x ({string.Join(", ", draw.Shape)}){(draw.IsOpen ? ", open" : "")}: {expected} by differences, {found} by the gradient; {string.Join(" ", draw.Graph.Proto.Graph.Node)}");
        }
    }

    private static Dictionary<string, Action<RuleDraw>> Table()
    {
        var cases = new Dictionary<string, Action<RuleDraw>>(StringComparer.Ordinal);
        ElementwiseCases.Register(cases);
        LayerCases.Register(cases);
        LayoutCases.Register(cases);
        return cases;
    }
}
