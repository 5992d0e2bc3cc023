namespace GenoXai.Core.Onnx.Gradients;

/// <summary>
/// Softmax: y(dY − Σ dY·y). LogSoftmax: dY − e^y Σ dY. BatchNormalization (inference): dY·scale/√(var + ε).
/// LayerNormalization, InstanceNormalization and GroupNormalization, with x̂ = (x − μ)/σ and d = dY·scale:
/// (d − mean d − x̂·mean(d·x̂))/σ. LpNormalization: (dY − |y|′ Σ dY·y)/‖x‖.
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
        rules["LayerNormalization"] = LayerNormalization;
        rules["InstanceNormalization"] = static n =>
        {
            int rank = n.Rank(0);
            n.OnlyFirst();
            n.Give(0, Standardized(n, n.X, [.. Enumerable.Range(2, rank - 2).Select(static i => (long)i)], n.Builder.Mul(n.Gradient, PerChannel(n, n.Node.Input[1], rank))));
        };
        rules["GroupNormalization"] = GroupNormalization;
        rules["LpNormalization"] = LpNormalization;
    }

    private static void LayerNormalization(BackwardNode n)
    {
        GradientBuilder b = n.Builder;
        int rank = n.Rank(0);
        int axis = (int)n.Axis(-1, rank);
        n.OnlyFirst();
        long[] axes = [.. Enumerable.Range(axis, rank - axis).Select(static i => (long)i)];
        if (n.Reached(0)) n.Give(0, Standardized(n, n.X, axes, b.Mul(n.Gradient, n.Node.Input[1])));
        if (!n.Reached(1) && !n.Reached(2)) return;
        // The further outputs: the mean, and 1/σ, whose derivative is −(x − μ)/(σ³·count).
        string count = b.Node("Cast", [b.Node("ReduceProd", [b.Sizes(n.X, axis, rank)], ("keepdims", 0L))], ("to", (long)ElementType.Float32));
        if (n.Reached(1)) n.Give(0, b.Node("Expand", [b.Div(n.GradientOf(1)!, count), b.Shape(n.X)]));
        if (!n.Reached(2)) return;
        string centred = b.Sub(n.X, b.Mean(n.X, axes)), inverse = n.Node.Output[2];
        string slope = b.Mul(b.Mul(n.GradientOf(2)!, inverse), b.Mul(inverse, inverse));
        n.Give(0, b.Node("Neg", [b.Mul(b.Div(slope, count), centred)]));
    }

    private static void GroupNormalization(BackwardNode n)
    {
        GradientBuilder b = n.Builder;
        int rank = n.Rank(0);
        n.OnlyFirst();
        string groups = b.Ints(0, n.Node.Int("num_groups", 1), -1);
        string scaled = b.Mul(n.Gradient, PerChannel(n, n.Node.Input[1], rank));
        n.Give(0, b.ReshapeLike(Standardized(n, b.Reshape(n.X, groups), [2], b.Reshape(scaled, groups)), n.X));
    }

    private static void LpNormalization(BackwardNode n)
    {
        GradientBuilder b = n.Builder;
        long axis = n.Node.Int("axis", -1);
        bool squares = n.Node.Int("p", 2) == 2;
        string g = n.Gradient, norm = b.Node(squares ? "ReduceL2" : "ReduceL1", [n.X, b.Ints(axis)]);
        string along = b.Sum(b.Mul(g, n.Y), true, axis);
        n.Give(0, b.Div(b.Sub(g, b.Mul(squares ? n.Y : b.Node("Sign", [n.X]), along)), norm));
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

    private static string Standardized(BackwardNode n, string x, long[] axes, string d)
    {
        GradientBuilder b = n.Builder;
        string centred = b.Sub(x, b.Mean(x, axes));
        string spread = b.Node("Sqrt", [b.Add(b.Mean(b.Mul(centred, centred), axes), b.Scalar(n.Node.Float("epsilon", 1e-5f)))]);
        string standard = b.Div(centred, spread);
        return b.Div(b.Sub(b.Sub(d, b.Mean(d, axes)), b.Mul(standard, b.Mean(b.Mul(d, standard), axes))), spread);
    }
}
