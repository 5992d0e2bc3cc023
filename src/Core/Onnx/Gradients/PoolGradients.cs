namespace GenoXai.Core.Onnx.Gradients;

/// <summary>
/// MaxPool: dY goes to the element that won each window (the first of equal ones), by MaxUnpool where
/// windows do not overlap, else added up at the stored places. AveragePool: dY over the window's count,
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
        long[] kernel = n.Node.Ints("kernel_shape")!;
        var window = ConvGradient.Window.Of(n, kernel);
        if (n.Node.Output.Count < 2) n.Node.Output.Add(b.Fresh("places"));
        else if (n.Node.Output[1].Length == 0) n.Node.Output[1] = b.Fresh("places");
        string places = n.Node.Output[1], shape = b.Shape(n.X);
        b.Shapes.Infer(n.Node);
        if (!Overlap(window))
        {
            n.Give(0, b.Node("MaxUnpool", [n.Gradient, places, shape], ("kernel_shape", kernel), ("strides", window.Strides), ("pads", window.Pads)));
            return;
        }

        string flat = b.Node("ScatterElements",
            [b.Zeros(b.Reshape(b.Node("Size", [n.X]), b.Ints(1))), b.Reshape(places, b.Ints(-1)), b.Reshape(n.Gradient, b.Ints(-1))],
            ("axis", 0L), ("reduction", "add"));
        n.Give(0, b.Reshape(flat, shape));
    }

    private static bool Overlap(ConvGradient.Window window)
    {
        for (int i = 0; i < window.Kernel.Length; i++)
            if (window.Strides[i] < window.Dilations[i] * (window.Kernel[i] - 1) + 1) return true;
        return false;
    }

    private static void AveragePool(BackwardNode n)
    {
        GradientBuilder b = n.Builder;
        if (n.Node.Int("ceil_mode", 0) != 0) throw n.Refuse("ceil_mode has no rule");
        long[] kernel = n.Node.Ints("kernel_shape")!;
        var window = ConvGradient.Window.Of(n, kernel);
        int axes = kernel.Length;
        long count = kernel.Aggregate(1L, static (a, k) => a * k);
        string ones = b.Floats([.. Enumerable.Repeat(1f, (int)count)], [1, 1, .. kernel]);
        string g = n.Gradient;
        if (n.Node.Int("count_include_pad", 0) != 0 || Array.TrueForAll(window.Pads, static p => p == 0)) g = b.Scale(g, 1.0 / count);
        else
        {
            string image = b.Filled(b.Node("Concat", [b.Ints(1, 1), b.Sizes(n.X, 2, 2 + axes)], ("axis", 0L)), 1);
            g = b.Div(g, b.Node("Conv", [image, ones], ("strides", window.Strides), ("dilations", window.Dilations), ("pads", window.Pads), ("kernel_shape", kernel)));
        }

        // Each channel is an image of its own.
        string alone = b.Reshape(g, b.Node("Concat", [b.Ints(-1, 1), b.Sizes(g, 2, 2 + axes)], ("axis", 0L)));
        n.Give(0, b.Reshape(ConvGradient.Transposed(n, alone, ones, window, 1, n.X), b.Shape(n.X)));
    }
}
