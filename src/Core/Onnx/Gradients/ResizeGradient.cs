using GenoXai.Core.Onnx.Shapes;

namespace GenoXai.Core.Onnx.Gradients;

/// <summary>
/// Resize, one axis after the other. Nearest: dY is added up at the places that Resize itself took, found
/// by resizing 0, 1, 2, …; whole factors are a Reshape and a sum. Linear and cubic: dY times the matrix
/// that Resize makes of the identity.
/// </summary>
internal static class ResizeGradient
{
    private const long LongestMatrix = 1 << 13;

    internal static void Apply(BackwardNode n)
    {
        GradientBuilder b = n.Builder;
        int rank = n.Rank(0);
        string mode = n.Node.Text("mode", "nearest"), coordinates = n.Node.Text("coordinate_transformation_mode", "half_pixel");
        if (coordinates == "tf_crop_and_resize") throw n.Refuse("coordinate_transformation_mode tf_crop_and_resize has no rule");
        if (n.Node.Text("keep_aspect_ratio_policy", "stretch") != "stretch") throw n.Refuse("keep_aspect_ratio_policy has no rule");
        n.OnlyFirst();
        int[] axes = [.. (n.Node.Ints("axes") ?? [.. Enumerable.Range(0, rank).Select(static i => (long)i)]).Select(a => (int)(a < 0 ? a + rank : a))];
        float[]? factors = n.Has(2) ? b.ConstantFloats(n.Node.Input[2]) : null;
        Size[]? image = n.Known.Input(0), result = b.Shapes.Shape(n.Y);
        string g = n.Gradient;
        for (int i = 0; i < axes.Length; i++)
        {
            int axis = axes[i];
            if (factors is not null ? factors[i] == 1 : image![axis].IsKnown && image[axis] == result?[axis]) continue;
            long? whole = factors is not null ? Whole(factors[i]) : image![axis] is { IsConstant: true, Outer: > 0 } size && result?[axis] is { IsConstant: true } to && to.Outer % size.Outer == 0 ? to.Outer / size.Outer : null;
            if (mode == "nearest") g = whole is { } factor && IsFloor(n.Node.Text("nearest_mode", "round_prefer_floor"), coordinates) ? Sum(b, g, axis, factor, rank) : Scatter(n, g, i, axis, rank);
            else if (image![axis] is { IsConstant: true, Outer: > LongestMatrix }) throw n.Refuse($"mode {mode} has a rule up to {LongestMatrix} positions only");
            else g = Product(n, g, i, axis, rank);
        }

        n.Give(0, g);
    }

    private static long? Whole(float factor) => factor >= 1 && factor == MathF.Floor(factor) ? (long)factor : null;

    /// <summary>Whether output place p of a whole factor k is input place ⌊p/k⌋.</summary>
    private static bool IsFloor(string nearest, string coordinates) =>
        (coordinates == "asymmetric" && nearest == "floor") || (coordinates == "half_pixel" && nearest.StartsWith("round_prefer", StringComparison.Ordinal));

    private static string Sum(GradientBuilder b, string g, int axis, long factor, int rank)
    {
        string shape = b.Node("Concat", [b.Sizes(g, 0, axis), b.Ints(-1, factor), b.Sizes(g, axis + 1, rank)], ("axis", 0L));
        return b.Sum(b.Reshape(g, shape), false, axis + 1);
    }

    private static string Scatter(BackwardNode n, string g, int i, int axis, int rank)
    {
        GradientBuilder b = n.Builder;
        string size = b.Sizes(n.X, axis, axis + 1);
        string all = b.Node("Cast", [b.Node("Range", [b.Int(0), b.Node("Squeeze", [size, b.Ints(0)]), b.Int(1)])], ("to", (long)ElementType.Float32));
        string places = b.Node("Cast", [Resize(n, all, i, "nearest")], ("to", (long)ElementType.Int64));
        return b.ScatterAxis(g, places, axis, size, rank);
    }

    private static string Product(BackwardNode n, string g, int i, int axis, int rank)
    {
        GradientBuilder b = n.Builder;
        string size = b.Sizes(n.X, axis, axis + 1);
        string identity = b.Node("EyeLike", [b.Zeros(b.Node("Concat", [size, size], ("axis", 0L)))]);
        string four = b.Node("Unsqueeze", [identity, b.Ints(0, 1)]);
        string matrix = b.Node("Squeeze", [Resize(n, four, i, n.Node.Text("mode", "linear")), b.Ints(0, 1)]);
        long[] last = [.. Enumerable.Range(0, rank).Where(a => a != axis).Select(static a => (long)a), axis];
        string product = b.Node("MatMul", [b.Transpose(g, last), b.Transpose(matrix, [1, 0])]);
        return b.Transpose(product, GradientBuilder.Inverse(last));
    }

    /// <summary>Resizes the last axis of a tensor as the node resizes its axis number i.</summary>
    private static string Resize(BackwardNode n, string tensor, int i, string mode)
    {
        GradientBuilder b = n.Builder;
        int rank = b.Rank(tensor, n.Node);
        bool bySize = !n.Has(2);
        string own = b.Node("Slice", [n.Node.Input[bySize ? 3 : 2], b.Ints(i), b.Ints(i + 1), b.Ints(0)]);
        string all = rank == 1 ? own : b.Node("Concat", [bySize ? b.Sizes(tensor, 0, rank - 1) : b.Floats([.. Enumerable.Repeat(1f, rank - 1)], rank - 1), own], ("axis", 0L));
        var attributes = new List<(string, object)> { ("mode", mode) };
        foreach (string text in new[] { "coordinate_transformation_mode", "nearest_mode" })
            if (n.Node.Text(text, "") is { Length: > 0 } value) attributes.Add((text, value));
        foreach (string number in new[] { "antialias", "exclude_outside" })
            if (n.Node.Int(number, 0) is not 0 and var value) attributes.Add((number, value));
        if (n.Node.Find("cubic_coeff_a") is { } cubic) attributes.Add(("cubic_coeff_a", cubic.F));
        return b.Node("Resize", bySize ? [tensor, "", "", all] : [tensor, "", all], [.. attributes]);
    }
}
