using GenoXai.Core.Onnx.Shapes;

namespace GenoXai.Core.Onnx.Gradients;

/// <summary>
/// Conv: dX = dY convolved with the flipped kernel, input and output channels exchanged in each group,
/// where the stride is 1; else the transposed convolution of dY with the kernel, set into zeros of the
/// input's size.
/// </summary>
/// <remarks>
/// ONNX Runtime's transposed convolution is up to four times slower on a CPU than a convolution, but a
/// convolution back to few channels, as to the letters, wastes its matrix product. From 128 filters and
/// more the transposed one is faster (measured: 128 and 256); from fewer a convolution that makes
/// several neighbouring places at once, with a stride (24 and 64), whose results are put in a row.
/// </remarks>
internal static class ConvGradient
{
    private const long FewChannels = 8, ManyFilters = 128, Phases = 4;

    internal static void Apply(BackwardNode n)
    {
        n.OnlyFirst();
        Size[] kernel = Kernel(n);
        var window = Window.Of(n, [.. kernel.Skip(2).Select(static s => s.Outer)]);
        long group = n.Node.Int("group", 1);
        int axes = window.Axes;
        long[] back = window.Pads is null ? [-1] : [.. Enumerable.Range(0, 2 * axes).Select(i => window.Span(i % axes) - 1 - window.Pads[i])];
        bool narrow = kernel[1].Outer <= FewChannels;
        string gradient = n.Gradient;
        if (window.HasUnitStrides && n.Builder.Tails.TryGetValue(gradient, out (string Front, long Zeros) tail) && window.WithoutBehind(tail.Zeros) is { } shorter)
        {
            // What a pool did not cover needs no zeros of its own: the padding has them.
            (gradient, window) = (tail.Front, shorter);
            back[1] += tail.Zeros;
        }

        if (!window.HasUnitStrides || Array.Exists(back, static p => p < 0) || (narrow && kernel[0].Outer / group >= ManyFilters))
            n.Give(0, Transposed(n, gradient, n.Node.Input[1], window, group));
        else if (narrow && axes == 1 && group == 1 && window.Dilations[0] == 1 && window.Kernel[0] >= Phases)
            n.Give(0, InPhases(n, gradient, Flipped(n, kernel, group), kernel[1].Outer, back));
        else n.Give(0, n.Builder.Node("Conv", [gradient, Flipped(n, kernel, group)], ("group", group), ("dilations", window.Dilations), ("pads", back), ("kernel_shape", window.Kernel)));
    }

    /// <summary>
    /// The convolution for places p, p + 1, … p + r − 1 at once: r kernels, each one place further, side by
    /// side as output channels (C·r), stride r; then (C, r, places) in the order (C, places, r).
    /// </summary>
    private static string InPhases(BackwardNode n, string gradient, string kernel, long channels, long[] pads)
    {
        GradientBuilder b = n.Builder;
        string[] shifted = [.. Enumerable.Range(0, (int)Phases).Select(j => b.Node("Unsqueeze", [b.Node("Pad", [kernel, b.Ints(0, 0, j, 0, 0, Phases - 1 - j), b.Scalar(0)]), b.Ints(1)]))];
        string kernels = b.Reshape(b.Node("Concat", shifted, ("axis", 1L)), b.Node("Concat", [b.Ints(channels * Phases), b.Sizes(shifted[0], 2, 4)], ("axis", 0L)));
        string all = b.Node("Conv", [gradient, kernels], ("strides", new[] { Phases }), ("pads", new[] { pads[0], pads[1] + Phases - 1 }));
        string split = b.Reshape(all, b.Ints(0, channels, Phases, -1));
        string row = b.Reshape(b.Transpose(split, [0, 1, 3, 2]), b.Ints(0, channels, -1));
        // The last places may lie behind the end.
        return n.Known.Input(0) is [.., { IsConstant: true } length] && length.Outer % Phases == 0 ? row
            : b.Node("Slice", [row, b.Ints(0), b.Sizes(n.X, 2, 3), b.Ints(2)]);
    }

    /// <summary>The constant shape of a kernel.</summary>
    internal static Size[] Kernel(BackwardNode n) => n.Known.Input(1) is { Length: > 2 } kernel && Array.TrueForAll(kernel, static s => s.IsConstant)
        ? kernel
        : throw n.Refuse("its kernel's shape is not constant");

    /// <summary>The transposed convolution of a gradient, cropped or filled with zeros to the size of the node's input.</summary>
    internal static string Transposed(BackwardNode n, string gradient, string kernel, Window window, long group)
    {
        GradientBuilder b = n.Builder;
        int axes = window.Axes;
        (string, object)[] attributes = [("group", group), ("strides", window.Strides), ("dilations", window.Dilations), ("kernel_shape", window.Kernel)];
        if (OutputPadding(n, window) is { } more)
            return b.Node("ConvTranspose", [gradient, kernel], [.. attributes, ("pads", window.Pads!), ("output_padding", more)]);
        string full = b.Node("ConvTranspose", [gradient, kernel], attributes);
        // Behind the last window the input may go on by less than a stride.
        long[] behind = [.. new long[2 + axes], .. new long[2], .. Enumerable.Range(0, axes).Select(window.Behind)];
        string filled = b.Node("Pad", [full, b.Ints(behind), b.Scalar(0)]);
        string starts = window.Fronts(b, n.X, n.Y);
        return b.Node("Slice", [filled, starts, b.Add(starts, b.Sizes(n.X, 2, 2 + axes)), b.Ints(window.ImageAxes)]);
    }

    /// <summary>How much longer than its windows the image is, where all sizes are known and a transposed convolution can say it.</summary>
    private static long[]? OutputPadding(BackwardNode n, Window window)
    {
        if (window.Pads is not null && window.HasUnitStrides) return new long[window.Axes];
        if (window.Pads is null || n.Known.Input(0) is not { } image || n.Builder.Shapes.Shape(n.Y) is not { } result) return null;
        var more = new long[window.Axes];
        for (int i = 0; i < more.Length; i++)
        {
            if (!image[2 + i].IsConstant || !result[2 + i].IsConstant) return null;
            more[i] = image[2 + i].Outer + window.Pads[i] + window.Pads[window.Axes + i] - (result[2 + i].Outer - 1) * window.Strides[i] - window.Span(i);
            if (more[i] < 0 || more[i] >= window.Strides[i]) return null;
        }

        return more;
    }

    /// <summary>Kernel (M, C/g, …) as (C, M/g, …), reversed along its windows.</summary>
    private static string Flipped(BackwardNode n, Size[] kernel, long group)
    {
        GradientBuilder b = n.Builder;
        string weights = n.Node.Input[1];
        long outputs = kernel[0].Outer, inputs = kernel[1].Outer;
        int axes = kernel.Length - 2;
        long[] window = [.. kernel.Skip(2).Select(static s => s.Outer)];
        string grouped = b.Reshape(weights, b.Ints([group, outputs / group, inputs, .. window]));
        string exchanged = b.Transpose(grouped, [0, 2, 1, .. Enumerable.Range(3, axes).Select(static i => (long)i)]);
        string whole = b.Reshape(exchanged, b.Ints([group * inputs, outputs / group, .. window]));
        long[] Repeat(long value) => [.. Enumerable.Repeat(value, axes)];
        return b.Node("Slice", [whole, b.Ints(Repeat(-1)), b.Ints(Repeat(long.MinValue)), b.Ints([.. Enumerable.Range(2, axes).Select(static i => (long)i)]), b.Ints(Repeat(-1))]);
    }
}
