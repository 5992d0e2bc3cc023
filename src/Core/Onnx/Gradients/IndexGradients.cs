namespace GenoXai.Core.Onnx.Gradients;

/// <summary>
/// Operators that take elements by place: dY is added to zeros at those places. Slice with step 1 pads
/// dY with zeros instead; other steps, and Gather, scatter; CumSum sums the other way.
/// </summary>
internal static class IndexGradients
{
    internal static void Register(Dictionary<string, Action<BackwardNode>> rules)
    {
        rules["Slice"] = Slice;
        rules["Gather"] = Gather;
        rules["CumSum"] = CumSum;
    }

    private static void Slice(BackwardNode n)
    {
        GradientBuilder b = n.Builder;
        n.OnlyFirst();
        int rank = n.Rank(0);
        if (b.Shapes.Shape(n.Node.Input[1]) is not [{ IsConstant: true } count]) throw n.Refuse("the number of its starts is not known");
        int[] axes = n.Has(3) ? n.Known.Axes("axes", 3, rank) ?? throw n.Refuse("its axes are not constant") : [.. Enumerable.Range(0, (int)count.Outer)];
        string g = n.Gradient;
        for (int i = 0; i < axes.Length; i++)
        {
            string size = b.Sizes(n.X, axes[i], axes[i] + 1);
            string all = b.Node("Range", [b.Int(0), b.Node("Squeeze", [size, b.Ints(0)]), b.Int(1)]);
            string[] range = [all, Item(b, n.Node.Input[1], i), Item(b, n.Node.Input[2], i), b.Ints(0)];
            bool steps = n.Has(4);
            string places = b.Node("Slice", steps ? [.. range, Item(b, n.Node.Input[4], i)] : range);
            bool one = !steps || (n.Known.Value(4) is { } known && known[i].Is(1));
            g = one ? PadAxis(b, g, places, size, axes[i]) : b.ScatterAxis(g, places, axes[i], size, rank);
        }

        n.Give(0, g);
    }

    /// <summary>One number of a vector; all inputs of a Slice have one type, and the model's may be int32.</summary>
    private static string Item(GradientBuilder b, string vector, long i) =>
        b.Node("Slice", [b.Node("Cast", [vector], ("to", (long)ElementType.Int64)), b.Ints(i), b.Ints(i + 1), b.Ints(0)]);

    private static string PadAxis(GradientBuilder b, string g, string places, string size, long axis)
    {
        string first = b.Node("Slice", [places, b.Ints(0), b.Ints(1), b.Ints(0)]);
        string after = b.Node("Sub", [b.Node("Sub", [size, first]), b.Shape(places)]);
        return b.Node("Pad", [g, b.Node("Concat", [first, after], ("axis", 0L)), b.Scalar(0), b.Ints(axis)]);
    }

    private static void Gather(BackwardNode n)
    {
        GradientBuilder b = n.Builder;
        n.OnlyFirst();
        int rank = n.Rank(0);
        long axis = n.Axis(0, rank);
        string size = b.Sizes(n.X, axis, axis + 1);
        string shape = b.Node("Concat", [b.Sizes(n.X, 0, axis), b.Ints(-1), b.Sizes(n.X, axis + 1, rank)], ("axis", 0L));
        string places = b.Node("Cast", [n.Node.Input[1]], ("to", (long)ElementType.Int64));
        places = b.Where(b.Node("Less", [places, b.Int(0)]), b.Node("Add", [places, size]), places);
        n.Give(0, b.ScatterAxis(b.Reshape(n.Gradient, shape), places, (int)axis, size, rank));
    }

    private static void CumSum(BackwardNode n)
    {
        n.OnlyFirst();
        n.Give(0, n.Builder.Node("CumSum", [n.Gradient, n.Node.Input[1]],
            ("exclusive", n.Node.Int("exclusive", 0)), ("reverse", 1 - n.Node.Int("reverse", 0))));
    }
}
