namespace GenoXai.Core.Onnx.Gradients;

/// <summary>
/// Reductions: the gradient is spread over the reduced axes. Sum: dY. Mean: dY/count. LogSumExp:
/// dY·e^(x−y). SumSquare: 2x·dY. L1: sign x·dY. L2: x·dY/y, 0 for y = 0. LogSum: dY/Σx. Max, Min and GlobalMaxPool:
/// dY to the first element that has the extreme, never shared between ties.
/// </summary>
internal static class ReductionGradients
{
    internal static void Register(Dictionary<string, Action<BackwardNode>> rules)
    {
        rules["ReduceSum"] = static n => Spread(n, static (_, _, _, g) => g);
        rules["ReduceMean"] = rules["GlobalAveragePool"] = static n => Spread(n, (b, _, _, g) => b.Div(g, Count(n)));
        rules["ReduceLogSumExp"] = static n => Spread(n, static (b, x, y, g) => b.Mul(g, b.Node("Exp", [b.Sub(x, y)])));
        rules["ReduceSumSquare"] = static n => Spread(n, static (b, x, _, g) => b.Mul(b.Scale(g, 2), x));
        rules["ReduceL1"] = static n => Spread(n, static (b, x, _, g) => b.Mul(g, b.Node("Sign", [x])));
        rules["ReduceL2"] = static n => Spread(n, static (b, x, y, g) => b.Mul(b.Where(b.Node("Equal", [y, b.Scalar(0)]), b.Scalar(0), b.Div(g, y)), x));
        rules["ReduceLogSum"] = static n => Spread(n, static (b, _, y, g) => b.Div(g, b.Node("Exp", [y])));
        rules["ReduceMax"] = rules["GlobalMaxPool"] = static n => Extreme(n, "ArgMax");
        rules["ReduceMin"] = static n => Extreme(n, "ArgMin");
    }

    private static string Count(BackwardNode n)
    {
        GradientBuilder b = n.Builder;
        return b.Node("Cast", [b.Node("Div", [b.Node("Size", [n.X]), b.Node("Size", [n.Y])])], ("to", (long)ElementType.Float32));
    }

    private static long[] Axes(BackwardNode n)
    {
        int rank = n.Rank(0);
        if (n.Node.OpType.StartsWith("Global", StringComparison.Ordinal)) return [.. Enumerable.Range(2, rank - 2).Select(static i => (long)i)];
        if (!n.Has(1))
            return n.Node.Int("noop_with_empty_axes", 0) != 0 ? [] : [.. Enumerable.Range(0, rank).Select(static i => (long)i)];
        int[] axes = n.Known.Axes("axes", 1, rank) ?? throw n.Refuse("its axes are not constant");
        return [.. axes.Order().Select(static a => (long)a)];
    }

    private static bool Keeps(BackwardNode n) => n.Node.OpType.StartsWith("Global", StringComparison.Ordinal) || n.Node.Int("keepdims", 1) != 0;

    private static void Spread(BackwardNode n, Func<GradientBuilder, string, string, string, string> rule)
    {
        GradientBuilder b = n.Builder;
        string g = n.Gradient, y = n.Y;
        if (!Keeps(n))
        {
            string axes = b.Ints(Axes(n));
            (g, y) = (b.Node("Unsqueeze", [g, axes]), b.Node("Unsqueeze", [y, axes]));
        }

        n.Give(0, b.Node("Expand", [rule(b, n.X, y, g), b.Shape(n.X)]));
    }

    private static void Extreme(BackwardNode n, string search)
    {
        GradientBuilder b = n.Builder;
        long[] axes = Axes(n);
        long[] order = [.. Enumerable.Range(0, n.Rank(0)).Select(static i => (long)i).Where(i => !axes.Contains(i)), .. axes];
        string moved = b.Transpose(n.X, order);
        string flat = b.Node("Flatten", [moved], ("axis", (long)(order.Length - axes.Length)));
        string winner = b.Node(search, [flat], ("axis", 1L), ("keepdims", 1L));
        string placed = b.Node("ScatterElements", [b.Zeros(b.Shape(flat)), winner, b.Reshape(n.Gradient, b.Ints(-1, 1))], ("axis", 1L));
        n.Give(0, b.Transpose(b.Reshape(placed, b.Shape(moved)), GradientBuilder.Inverse(order)));
    }
}
