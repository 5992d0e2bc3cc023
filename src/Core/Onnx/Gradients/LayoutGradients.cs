namespace GenoXai.Core.Onnx.Gradients;

/// <summary>
/// Operators that move numbers: Reshape, Flatten, Squeeze, Unsqueeze give dY the input's shape;
/// Transpose applies the inverse order; Concat splits; Split concatenates; Pad crops, or adds up at the places it copied; Expand
/// sums; Tile sums over the copies.
/// </summary>
internal static class LayoutGradients
{
    internal static void Register(Dictionary<string, Action<BackwardNode>> rules)
    {
        foreach (string type in new[] { "Reshape", "Flatten", "Squeeze", "Unsqueeze" })
            rules[type] = static n => n.Give(0, n.Builder.ReshapeLike(n.Gradient, n.X));
        rules["Transpose"] = Transpose;
        rules["Concat"] = Concat;
        rules["Split"] = Split;
        rules["Pad"] = Pad;
        rules["Expand"] = static n => n.Give(0, n.Builder.SumTo(n.Gradient, n.X));
        rules["Tile"] = Tile;
    }

    private static void Transpose(BackwardNode n)
    {
        int rank = n.Rank(0);
        long[] order = n.Node.Ints("perm") is { Length: > 0 } given ? given : [.. Enumerable.Range(0, rank).Select(i => (long)(rank - 1 - i))];
        n.Give(0, n.Builder.Transpose(n.Gradient, GradientBuilder.Inverse(order)));
    }

    private static void Concat(BackwardNode n)
    {
        GradientBuilder b = n.Builder;
        int rank = b.Rank(n.Y, n.Node);
        long axis = n.Axis(1, rank);
        string[] sizes = [.. n.Node.Input.Select(i => b.Sizes(i, axis, axis + 1))];
        string[] parts = b.Split(n.Gradient, b.Node("Concat", sizes, ("axis", 0L)), axis, sizes.Length);
        for (int i = 0; i < parts.Length; i++)
            if (n.Wants(i)) n.Give(i, parts[i]);
    }

    private static void Split(BackwardNode n)
    {
        GradientBuilder b = n.Builder;
        string[] parts = [.. Enumerable.Range(0, n.Node.Output.Count).Select(i => n.GradientOf(i) ?? b.Zeros(b.Shape(n.Node.Output[i])))];
        n.Give(0, b.Node("Concat", parts, ("axis", n.Node.Int("axis", 0))));
    }

    private static void Pad(BackwardNode n)
    {
        GradientBuilder b = n.Builder;
        n.OnlyFirst();
        string mode = n.Node.Text("mode", "constant");
        if (mode != "constant")
        {
            n.Give(0, Mirrored(n, mode));
            return;
        }

        string[] inputs = [n.Gradient, b.Node("Neg", [n.Node.Input[1]]), b.Scalar(0)];
        n.Give(0, b.Node("Pad", n.Has(3) ? [.. inputs, n.Node.Input[3]] : inputs));
    }

    /// <summary>Padding with copies of the tensor's own elements: where they were taken from shows the padding of 0, 1, 2, ….</summary>
    private static string Mirrored(BackwardNode n, string mode)
    {
        GradientBuilder b = n.Builder;
        int rank = n.Rank(0);
        int[] axes = n.Has(3) ? n.Known.Axes("axes", 3, rank) ?? throw n.Refuse("its axes are not constant") : [.. Enumerable.Range(0, rank)];
        long[]? known = n.Known.Numbers("pads", 1);
        string g = n.Gradient;
        for (int i = 0; i < axes.Length; i++)
        {
            if (known is not null && known[i] == 0 && known[axes.Length + i] == 0) continue;
            string size = b.Sizes(n.X, axes[i], axes[i] + 1);
            string all = b.Node("Range", [b.Int(0), b.Node("Squeeze", [size, b.Ints(0)]), b.Int(1)]);
            string pads = b.Node("Gather", [n.Node.Input[1], b.Ints(i, axes.Length + i)], ("axis", 0L));
            g = b.ScatterAxis(g, b.Node("Pad", [all, pads], ("mode", mode)), axes[i], size, rank);
        }

        return g;
    }

    private static void Tile(BackwardNode n)
    {
        GradientBuilder b = n.Builder;
        int rank = n.Rank(0);
        string copies = b.Reshape(n.Node.Input[1], b.Ints(-1, 1)), sizes = b.Reshape(b.Shape(n.X), b.Ints(-1, 1));
        string both = b.Reshape(b.Node("Concat", [copies, sizes], ("axis", 1L)), b.Ints(-1));
        n.Give(0, b.Sum(b.Reshape(n.Gradient, both), false, [.. Enumerable.Range(0, rank).Select(static i => 2L * i)]));
    }
}
