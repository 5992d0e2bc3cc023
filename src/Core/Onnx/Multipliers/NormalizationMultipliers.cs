using GenoXai.Core.Onnx.Gradients;

namespace GenoXai.Core.Onnx.Multipliers;

/// <summary>
/// Softmax through exp(x − log Σ eˣ), LogSoftmax through x − log Σ eˣ; LayerNormalization and
/// InstanceNormalization through c = x − mean, v = mean c², r = 1/√(v + ε) and the product c·r, with
/// Δr/Δv = −1/(s s0 (s + s0)), s = √(v + ε).
/// </summary>
internal static class NormalizationMultipliers
{
    internal static void Register(Dictionary<string, Action<MultiplierNode>> rules)
    {
        rules["Softmax"] = static n =>
        {
            var b = n.Builder;
            long axis = n.Node.Int("axis", -1);
            (string y, string y0) = (LogSum(n, n.X, axis), LogSum(n, n.X0, axis));
            string z = b.Sub(n.X, y), z0 = b.Sub(n.X0, y0);
            LessLogSum(n, b.Mul(n.M, n.Rescaled(b.Sub(n.Y, n.Y0), b.Sub(z, z0), n.Y)), y, y0, axis);
        };
        rules["LogSoftmax"] = static n =>
        {
            long axis = n.Node.Int("axis", -1);
            LessLogSum(n, n.M, LogSum(n, n.X, axis), LogSum(n, n.X0, axis), axis);
        };
        rules["LayerNormalization"] = static n =>
        {
            int rank = n.Builder.Rank(n.X, n.Node);
            long axis = n.Node.Int("axis", -1);
            if (axis < 0) axis += rank;
            Standardized(n, [.. Enumerable.Range((int)axis, rank - (int)axis).Select(static i => (long)i)], n.Builder.Mul(n.M, n.Of(1)));
        };
        rules["InstanceNormalization"] = static n =>
        {
            int rank = n.Builder.Rank(n.X, n.Node);
            long[] perChannel = [.. Enumerable.Repeat(1L, rank)];
            perChannel[1] = -1;
            Standardized(n, [.. Enumerable.Range(2, rank - 2).Select(static i => (long)i)], n.Builder.Mul(n.M, n.Builder.Reshape(n.Of(1), n.Builder.Ints(perChannel))));
        };
    }

    private static string LogSum(MultiplierNode n, string x, long axis) => n.Builder.Node("ReduceLogSumExp", [x, n.Builder.Ints(axis)], ("keepdims", 1L));

    /// <summary>Passes multipliers of z = x − log Σ eˣ on to x.</summary>
    private static void LessLogSum(MultiplierNode n, string m, string y, string y0, long axis)
    {
        GradientBuilder b = n.Builder;
        n.Give(n.X, b.Sub(m, b.Mul(b.Sum(m, true, axis), ReductionMultipliers.LogSumExp(n, y, y0))));
    }

    private static void Standardized(MultiplierNode n, long[] axes, string m)
    {
        GradientBuilder b = n.Builder;
        string Centred(string x) => b.Sub(x, b.Mean(x, axes));
        string Spread(string c) => b.Node("Sqrt", [b.Add(b.Mean(b.Mul(c, c), axes), b.Scalar(n.Node.Float("epsilon", 1e-5f)))]);
        (string c, string c0) = (Centred(n.X), Centred(n.X0));
        (string s, string s0) = (Spread(c), Spread(c0));
        string direct = b.Mul(m, n.Half(b.Node("Reciprocal", [s]), b.Node("Reciprocal", [s0])));
        string ofVariance = b.Node("Neg", [b.Div(b.Mean(b.Mul(m, n.Half(c, c0)), axes), b.Mul(b.Mul(s, s0), b.Add(s, s0)))]);
        string centred = b.Add(direct, b.Mul(ofVariance, b.Add(c, c0)));
        n.Give(n.X, Centred(centred));
    }
}
