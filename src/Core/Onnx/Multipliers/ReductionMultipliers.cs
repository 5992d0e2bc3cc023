using GenoXai.Core.Onnx.Gradients;

namespace GenoXai.Core.Onnx.Multipliers;

/// <summary>
/// Reductions that are not linear, as a function of one number after or before a sum. L1: |x| rescaled.
/// L2: (x + x0)/(y + y0). LogSum: Δy/ΔS. LogSumExp: Δy/ΔS · Δeˣ/Δx with eˣ less its largest.
/// </summary>
internal static class ReductionMultipliers
{
    internal static void Register(Dictionary<string, Action<MultiplierNode>> rules)
    {
        rules["ReduceL1"] = static n =>
        {
            var b = n.Builder;
            string sizes = b.Sub(b.Node("Abs", [n.X]), b.Node("Abs", [n.X0]));
            n.Give(n.X, b.Mul(Spread(n, n.M), n.Rescaled(sizes, n.Difference(n.X), b.Node("Sign", [n.X]))));
        };
        rules["ReduceL2"] = static n =>
        {
            var b = n.Builder;
            string sum = b.Node("Max", [b.Add(n.Y, n.Y0), b.Scalar(1e-12)]);
            n.Give(n.X, b.Mul(Spread(n, b.Div(n.M, sum)), b.Add(n.X, n.X0)));
        };
        rules["ReduceLogSum"] = static n =>
        {
            var b = n.Builder;
            string sum = b.Node("Exp", [n.Y]), sum0 = b.Node("Exp", [n.Y0]);
            n.Give(n.X, Spread(n, b.Mul(n.M, n.Rescaled(b.Sub(n.Y, n.Y0), b.Sub(sum, sum0), b.Node("Reciprocal", [sum])))));
        };
        rules["ReduceLogSumExp"] = static n =>
        {
            var b = n.Builder;
            n.Give(n.X, b.Mul(Spread(n, n.M), LogSumExp(n, Spread(n, n.Y), Spread(n, n.Y0))));
        };
    }

    /// <summary>Multipliers of log Σ eˣ: ΔlogΣ/ΔΣ · Δeˣ/Δx, both exponentials less the larger of both log-sums so that none overflows.</summary>
    /// <param name="n">The node; its input 0 is x.</param>
    /// <param name="y">log Σ eˣ, broadcast against x.</param>
    /// <param name="y0">The same of the reference.</param>
    internal static string LogSumExp(MultiplierNode n, string y, string y0)
    {
        var b = n.Builder;
        string top = b.Node("Max", [y, y0]);
        string Exp(string a) => b.Node("Exp", [b.Sub(a, top)]);
        string e = Exp(n.X), difference = n.Difference(n.X);
        string each = n.Rescaled(b.Sub(e, Exp(n.X0)), difference, e);
        string sums = n.Rescaled(b.Sub(y, y0), b.Sub(Exp(y), Exp(y0)), b.Node("Reciprocal", [Exp(y)]));
        return b.Mul(sums, each);
    }

    /// <summary>A reduction's result or multiplier over the axes it was reduced along.</summary>
    private static string Spread(MultiplierNode n, string reduced)
    {
        GradientBuilder b = n.Builder;
        if (n.Node.Int("keepdims", 1) != 0) return reduced;
        int rank = b.Rank(n.X, n.Node);
        int[]? axes = n.Node.Input.Count > 1 && n.Node.Input[1].Length > 0
            ? new Shapes.NodeShapes(b.Shapes, n.Node).Axes("axes", 1, rank)
            : [.. Enumerable.Range(0, rank)];
        if (axes is null) throw n.Linear().Refuse("its axes are not constant");
        return b.Node("Unsqueeze", [reduced, b.Ints([.. axes.Order().Select(static a => (long)a)])]);
    }
}
