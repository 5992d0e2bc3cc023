namespace GenoXai.Core.Onnx.Gradients;

/// <summary>
/// Operators that move numbers: Reshape, Flatten, Squeeze, Unsqueeze give dY the input's shape;
/// Transpose applies the inverse order; Concat splits; Split concatenates; Pad (constant) crops; Expand
/// sums; Tile and Resize (nearest, whole factors) sum over the copies.
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
        rules["Resize"] = Resize;
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
        if (n.Node.Text("mode", "constant") != "constant") throw n.Refuse($"mode {n.Node.Text("mode", "")} has no rule");
        n.OnlyFirst();
        string[] inputs = [n.Gradient, b.Node("Neg", [n.Node.Input[1]]), b.Scalar(0)];
        n.Give(0, b.Node("Pad", n.Has(3) ? [.. inputs, n.Node.Input[3]] : inputs));
    }

    private static void Tile(BackwardNode n)
    {
        int rank = n.Rank(0);
        SumCopies(n, n.Node.Input[1], rank, copiesFirst: true);
    }

    private static void Resize(BackwardNode n)
    {
        GradientBuilder b = n.Builder;
        if (n.Node.Text("mode", "nearest") != "nearest") throw n.Refuse($"mode {n.Node.Text("mode", "")} has no rule");
        if (n.Node.Find("axes") is not null) throw n.Refuse("it has axes");
        if (n.Builder.Shapes.Shape(n.X) is not { } from || n.Builder.Shapes.Shape(n.Y) is not { } to) throw n.Refuse("its sizes are not known");
        var factors = new long[from.Length];
        for (int i = 0; i < factors.Length; i++)
        {
            factors[i] = from[i] == to[i] && from[i].IsKnown ? 1
                : from[i].IsConstant && to[i].IsConstant && to[i].Outer % from[i].Outer == 0 ? to[i].Outer / from[i].Outer
                : throw n.Refuse("its factors are not whole numbers");
        }

        string transform = n.Node.Text("coordinate_transformation_mode", "half_pixel"), rounding = n.Node.Text("nearest_mode", "round_prefer_floor");
        bool copies = (transform == "asymmetric" && rounding == "floor") || (transform.StartsWith("half_pixel", StringComparison.Ordinal) && rounding.StartsWith("round", StringComparison.Ordinal));
        if (!copies && factors.Any(static f => f != 1)) throw n.Refuse($"{transform} with {rounding} does not copy each element alike");
        SumCopies(n, b.Ints(factors), factors.Length, copiesFirst: false);
    }

    /// <summary>Sums over the copies of each axis, which lie one after the other (Tile) or side by side (Resize).</summary>
    private static void SumCopies(BackwardNode n, string factors, int rank, bool copiesFirst)
    {
        GradientBuilder b = n.Builder;
        string copies = b.Reshape(factors, b.Ints(-1, 1)), sizes = b.Reshape(b.Shape(n.X), b.Ints(-1, 1));
        string both = b.Reshape(b.Node("Concat", copiesFirst ? [copies, sizes] : [sizes, copies], ("axis", 1L)), b.Ints(-1));
        long[] axes = [.. Enumerable.Range(0, rank).Select(i => 2L * i + (copiesFirst ? 0 : 1))];
        n.Give(0, b.Sum(b.Reshape(n.Gradient, both), false, axes));
    }
}
