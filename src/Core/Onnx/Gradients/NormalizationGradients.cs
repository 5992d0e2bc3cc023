namespace GenoXai.Core.Onnx.Gradients;

/// <summary>
/// Softmax: y(dY − Σ dY·y). LogSoftmax: dY − e^y Σ dY. BatchNormalization (inference): dY·scale/√(var + ε).
/// LayerNormalization and InstanceNormalization, with x̂ = (x − μ)/σ and d = dY·scale:
/// (d − mean d − x̂·mean(d·x̂))/σ.
/// </summary>
internal static class NormalizationGradients
{
    internal static void Register(Dictionary<string, Action<BackwardNode>> rules)
    {
        rules["Softmax"] = static n =>
        {
            GradientBuilder b = n.Builder;
            string g = n.Gradient;
            n.Give(0, b.Mul(n.Y, b.Sub(g, b.Sum(b.Mul(g, n.Y), true, n.Node.Int("axis", -1)))));
        };
        rules["LogSoftmax"] = static n =>
        {
            GradientBuilder b = n.Builder;
            string g = n.Gradient;
            n.Give(0, b.Sub(g, b.Mul(b.Node("Exp", [n.Y]), b.Sum(g, true, n.Node.Int("axis", -1)))));
        };
        rules["BatchNormalization"] = BatchNormalization;
        rules["LayerNormalization"] = static n =>
        {
            int rank = n.Rank(0);
            int axis = (int)n.Axis(-1, rank);
            n.OnlyFirst();
            Standardized(n, [.. Enumerable.Range(axis, rank - axis).Select(static i => (long)i)], n.Builder.Mul(n.Gradient, n.Node.Input[1]));
        };
        rules["InstanceNormalization"] = static n =>
        {
            int rank = n.Rank(0);
            n.OnlyFirst();
            Standardized(n, [.. Enumerable.Range(2, rank - 2).Select(static i => (long)i)], n.Builder.Mul(n.Gradient, PerChannel(n, n.Node.Input[1], rank)));
        };
    }

    private static void BatchNormalization(BackwardNode n)
    {
        GradientBuilder b = n.Builder;
        n.OnlyFirst();
        if (n.Node.Int("training_mode", 0) != 0) throw n.Refuse("it is in training mode");
        string factor = b.Div(n.Node.Input[1], b.Node("Sqrt", [b.Add(n.Node.Input[4], b.Scalar(n.Node.Float("epsilon", 1e-5f)))]));
        n.Give(0, b.Mul(n.Gradient, PerChannel(n, factor, n.Rank(0))));
    }

    private static string PerChannel(BackwardNode n, string vector, int rank)
    {
        long[] shape = [.. Enumerable.Repeat(1L, rank)];
        if (rank > 1) shape[1] = -1;
        return n.Builder.Reshape(vector, n.Builder.Ints(shape));
    }

    private static void Standardized(BackwardNode n, long[] axes, string d)
    {
        GradientBuilder b = n.Builder;
        string centred = b.Sub(n.X, b.Mean(n.X, axes));
        string spread = b.Node("Sqrt", [b.Add(b.Mean(b.Mul(centred, centred), axes), b.Scalar(n.Node.Float("epsilon", 1e-5f)))]);
        string standard = b.Div(centred, spread);
        n.Give(0, b.Div(b.Sub(b.Sub(d, b.Mean(d, axes)), b.Mul(standard, b.Mean(b.Mul(d, standard), axes))), spread));
    }
}
