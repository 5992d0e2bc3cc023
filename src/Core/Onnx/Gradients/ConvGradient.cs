using GenoXai.Core.Onnx.Shapes;

namespace GenoXai.Core.Onnx.Gradients;

/// <summary>
/// Conv: dX = dY convolved with the flipped kernel, input and output channels exchanged in each group,
/// where the stride is 1; else the transposed convolution of dY with the kernel, set into zeros of the
/// input's size.
/// </summary>
internal static class ConvGradient
{
    internal static void Register(Dictionary<string, Action<BackwardNode>> rules)
    {
        rules["Conv"] = Conv;
    }

    /// <summary>Strides, dilations and padding of a window along its axes.</summary>
    internal sealed record Window(long[] Kernel, long[] Strides, long[] Dilations, long[] Pads)
    {
        internal bool HasUnitStrides => Array.TrueForAll(Strides, static s => s == 1);

        internal static Window Of(BackwardNode n, long[] kernel)
        {
            int axes = kernel.Length;
            long[] ones = [.. Enumerable.Repeat(1L, axes)];
            long[] strides = n.Node.Ints("strides") is { Length: > 0 } s ? s : ones, dilations = n.Node.Ints("dilations") is { Length: > 0 } d ? d : ones;
            long[] pads = n.Node.Ints("pads") is { Length: > 0 } p ? p : new long[2 * axes];
            string automatic = n.Node.Text("auto_pad", "NOTSET");
            if (automatic != "NOTSET") throw n.Refuse($"auto_pad {automatic} has no rule");
            return new Window(kernel, strides, dilations, pads);
        }
    }

    private static void Conv(BackwardNode n)
    {
        n.OnlyFirst();
        if (n.Known.Input(1) is not { Length: > 2 } kernel || !Array.TrueForAll(kernel, static s => s.IsConstant)) throw n.Refuse("its kernel's shape is not constant");
        var window = Window.Of(n, [.. kernel.Skip(2).Select(static s => s.Outer)]);
        long group = n.Node.Int("group", 1);
        int axes = window.Kernel.Length;
        long[] back = [.. Enumerable.Range(0, 2 * axes).Select(i => window.Dilations[i % axes] * (window.Kernel[i % axes] - 1) - window.Pads[i])];
        n.Give(0, window.HasUnitStrides && Array.TrueForAll(back, static p => p >= 0)
            ? n.Builder.Node("Conv", [n.Gradient, Flipped(n, kernel, group)], ("group", group), ("dilations", window.Dilations), ("pads", back), ("kernel_shape", window.Kernel))
            : Transposed(n, n.Gradient, n.Node.Input[1], window, group, n.X));
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

    /// <summary>The transposed convolution of a gradient, cropped or filled with zeros to the shape of the padded window's input.</summary>
    internal static string Transposed(BackwardNode n, string gradient, string kernel, Window window, long group, string like)
    {
        GradientBuilder b = n.Builder;
        int axes = window.Kernel.Length;
        string full = b.Node("ConvTranspose", [gradient, kernel], ("group", group), ("strides", window.Strides), ("dilations", window.Dilations), ("kernel_shape", window.Kernel));
        // Behind the last window the input may go on by less than a stride.
        long[] more = [.. new long[2], .. new long[axes], .. new long[2], .. Enumerable.Range(0, axes).Select(i => window.Strides[i] - 1 + window.Pads[axes + i])];
        string filled = b.Node("Pad", [full, b.Ints(more), b.Scalar(0)]);
        string starts = b.Ints([.. window.Pads.Take(axes)]);
        string ends = b.Node("Add", [starts, b.Sizes(like, 2, 2 + axes)]);
        return b.Node("Slice", [filled, starts, ends, b.Ints([.. Enumerable.Range(2, axes).Select(static i => (long)i)])]);
    }
}
