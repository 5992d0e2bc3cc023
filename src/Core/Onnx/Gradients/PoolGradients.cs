namespace GenoXai.Core.Onnx.Gradients;

/// <summary>
/// MaxPool: dY goes to the element that won each window (the first of equal ones): found by comparisons
/// where small windows lie side by side, by MaxUnpool where others do not overlap, else added up at the
/// stored places. AveragePool: dY over the window's count,
/// spread by a transposed convolution with ones.
/// </summary>
internal static class PoolGradients
{
    internal static void Register(Dictionary<string, Action<BackwardNode>> rules)
    {
        rules["MaxPool"] = MaxPool;
        rules["AveragePool"] = AveragePool;
    }

    private static void MaxPool(BackwardNode n)
    {
        GradientBuilder b = n.Builder;
        if (n.Node.Int("storage_order", 0) != 0) throw n.Refuse("storage_order 1 has no rule");
        var window = Window.Of(n, n.Node.Ints("kernel_shape")!);
        string g = n.Gradient;
        if (n.IsOnlyAfter("Relu"))
        {
            // Only winners get gradients, and a winner passed the Relu where the pool's result did: the mask is smaller here.
            g = b.Where(b.Node("Greater", [n.Y, b.Scalar(0)]), g, b.Scalar(0));
            b.Masked.Add(n.X);
        }

        if (PoolRows.Fits(n, window))
        {
            n.Give(0, PoolRows.Winners(n, g, window.Kernel[0]));
            return;
        }

        if (n.Node.Output.Count < 2) n.Node.Output.Add(b.Fresh("places"));
        else if (n.Node.Output[1].Length == 0) n.Node.Output[1] = b.Fresh("places");
        string places = n.Node.Output[1], shape = b.Shape(n.X);
        b.Shapes.Infer(n.Node);
        if (!window.Overlaps)
        {
            // The shape says where the image ends; where windows may reach behind it, the padding only keeps them from being refused.
            long[] pads = window.Pads is not null && n.Node.Int("ceil_mode", 0) == 0 ? window.Pads
                : [.. window.Pads?[..window.Axes] ?? new long[window.Axes], .. window.Kernel.Select(static k => k - 1)];
            n.Give(0, b.Node("MaxUnpool", [g, places, shape], ("kernel_shape", window.Kernel), ("strides", window.Strides), ("pads", pads)));
            return;
        }

        string flat = b.Node("ScatterElements",
            [b.Zeros(b.Reshape(b.Node("Size", [n.X]), b.Ints(1))), b.Reshape(places, b.Ints(-1)), b.Reshape(g, b.Ints(-1))],
            ("axis", 0L), ("reduction", "add"));
        n.Give(0, b.Reshape(flat, shape));
    }

    private static void AveragePool(BackwardNode n)
    {
        GradientBuilder b = n.Builder;
        var window = Window.Of(n, n.Node.Ints("kernel_shape")!);
        int axes = window.Axes;
        long count = window.Kernel.Aggregate(1L, static (a, k) => a * k);
        string ones = b.Floats([.. Enumerable.Repeat(1f, (int)count)], [1, 1, .. window.Kernel]);
        bool ceiling = n.Node.Int("ceil_mode", 0) != 0, padsCount = n.Node.Int("count_include_pad", 0) != 0;
        string g = (padsCount || !window.IsPadded) && !ceiling ? b.Scale(n.Gradient, 1.0 / count) : b.Div(n.Gradient, Counts(n, window, ones, padsCount));
        // Each channel is an image of its own.
        string alone = b.Reshape(g, b.Node("Concat", [b.Ints(-1, 1), b.Sizes(g, 2, 2 + axes)], ("axis", 0L)));
        n.Give(0, b.Reshape(ConvGradient.Transposed(n, alone, ones, window, 1), b.Shape(n.X)));
    }

    /// <summary>How many elements each window averages, (1, 1, …): what lies behind the padding never counts.</summary>
    private static string Counts(BackwardNode n, Window window, string ones, bool padsCount)
    {
        GradientBuilder b = n.Builder;
        int axes = window.Axes;
        string image = b.Filled(b.Node("Concat", [b.Ints(1, 1), b.Sizes(n.X, 2, 2 + axes)], ("axis", 0L)), 1);
        string fronts = window.Fronts(b, n.X, n.Y), two = b.Ints(0, 0), nothing = b.Ints(new long[axes]);
        string front = b.Node("Concat", [two, fronts, two, nothing], ("axis", 0L));
        if (padsCount && window.Pads is { } pads)
        {
            front = b.Ints([.. new long[2], .. pads[..axes], .. new long[2], .. pads[axes..]]);
            image = b.Node("Pad", [image, front, b.Scalar(1)]);
        }
        else image = b.Node("Pad", [image, front, b.Scalar(0)]);
        string filled = b.Node("Pad", [image, b.Ints([.. new long[4 + axes], .. Enumerable.Range(0, axes).Select(window.Behind)]), b.Scalar(0)]);
        string all = b.Node("Conv", [filled, ones], ("strides", window.Strides), ("dilations", window.Dilations), ("kernel_shape", window.Kernel));
        return b.Node("Slice", [all, nothing, b.Sizes(n.Y, 2, 2 + axes), b.Ints(window.ImageAxes)]);
    }
}
