using GenoXai.Core.Onnx.Shapes;

namespace GenoXai.Core.Onnx.Gradients;

/// <summary>Kernel, strides, dilations and padding of a convolution or pool, along its axes.</summary>
internal sealed class Window
{
    private readonly BackwardNode _node;

    private Window(BackwardNode node, long[] kernel, string automatic)
    {
        int axes = kernel.Length;
        _node = node;
        Kernel = kernel;
        Strides = Given("strides", axes, 1);
        Dilations = Given("dilations", axes, 1);
        Pads = automatic switch
        {
            "NOTSET" => Given("pads", 2 * axes, 0),
            "VALID" => new long[2 * axes],
            _ => Same(automatic == "SAME_UPPER"),
        };
    }

    private Window(Window other, long[] pads) =>
        (_node, Kernel, Strides, Dilations, Pads) = (other._node, other.Kernel, other.Strides, other.Dilations, pads);

    internal long[] Kernel { get; }

    internal long[] Strides { get; }

    internal long[] Dilations { get; }

    /// <summary>Padding in front of each axis, then behind each; null where it depends on a size that only a run shows.</summary>
    internal long[]? Pads { get; }

    internal int Axes => Kernel.Length;

    internal bool HasUnitStrides => Array.TrueForAll(Strides, static s => s == 1);

    internal bool IsPadded => Pads is null || Array.Exists(Pads, static p => p != 0);

    /// <summary>Whether one place of the image may lie in several windows.</summary>
    internal bool Overlaps
    {
        get
        {
            for (int i = 0; i < Axes; i++)
                if (Strides[i] < Span(i)) return true;
            return false;
        }
    }

    /// <summary>The axes of the image, 2, 3, ….</summary>
    internal long[] ImageAxes => [.. Enumerable.Range(2, Axes).Select(static i => (long)i)];

    internal static Window Of(BackwardNode node, long[] kernel) => new(node, kernel, node.Node.Text("auto_pad", "NOTSET"));

    /// <summary>The same windows along one axis with less padding behind it; null where there is not so much.</summary>
    internal Window? WithoutBehind(long places) => Pads is [var front, var behind] && behind >= places ? new Window(this, [front, behind - places]) : null;

    /// <summary>Places from a window's first tap to its last.</summary>
    internal long Span(int axis) => Dilations[axis] * (Kernel[axis] - 1) + 1;

    /// <summary>The padding in front, a vector; of SAME it is computed from the sizes of the image and the result.</summary>
    internal string Fronts(GradientBuilder b, string image, string result)
    {
        if (Pads is not null) return b.Ints(Pads[..Axes]);
        string lastStart = b.Mul(b.Sub(b.Sizes(result, 2, 2 + Axes), b.Ints(1)), b.Ints(Strides));
        string total = b.Sub(b.Add(lastStart, b.Ints([.. Enumerable.Range(0, Axes).Select(Span)])), b.Sizes(image, 2, 2 + Axes));
        string none = b.Ints(new long[Axes]), padded = b.Node("Max", [total, none]);
        string more = _node.Node.Text("auto_pad", "") == "SAME_LOWER" ? b.Add(padded, b.Ints(1)) : padded;
        return b.Div(more, b.Ints(2));
    }

    /// <summary>At least as much as the image, with its padding in front, goes on behind the last window; SAME pads by less than a window.</summary>
    internal long Behind(int axis) => Strides[axis] - 1 + (Pads is null ? Span(axis) : Pads[Axes + axis]);

    private long[] Given(string attribute, int count, long otherwise) =>
        _node.Node.Ints(attribute) is { Length: > 0 } given ? given : [.. Enumerable.Repeat(otherwise, count)];

    private long[]? Same(bool upper)
    {
        Size[]? image = _node.Known.Input(0);
        var pads = new long[2 * Axes];
        for (int i = 0; i < Axes; i++)
        {
            long total;
            if (Strides[i] == 1) total = Span(i) - 1;
            else if (image?[2 + i] is { IsConstant: true, Outer: var size }) total = Math.Max(0, ((size + Strides[i] - 1) / Strides[i] - 1) * Strides[i] + Span(i) - size);
            else return null;
            pads[i] = upper ? total / 2 : total - total / 2;
            pads[Axes + i] = total - pads[i];
        }

        return pads;
    }
}
