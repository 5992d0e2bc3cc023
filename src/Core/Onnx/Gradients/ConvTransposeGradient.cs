namespace GenoXai.Core.Onnx.Gradients;

/// <summary>ConvTranspose: dX = dY convolved with the same kernel, strides, dilations and padding.</summary>
internal static class ConvTransposeGradient
{
    internal static void Apply(BackwardNode n)
    {
        n.OnlyFirst();
        long[] kernel = [.. ConvGradient.Kernel(n).Skip(2).Select(static s => s.Outer)];
        int axes = kernel.Length;
        long[] Given(string attribute, int count, long otherwise) => n.Node.Ints(attribute) is { Length: > 0 } given ? given : [.. Enumerable.Repeat(otherwise, count)];
        long[] strides = Given("strides", axes, 1), dilations = Given("dilations", axes, 1), more = Given("output_padding", axes, 0);
        long[] spans = [.. kernel.Select((k, i) => dilations[i] * (k - 1) + 1)];
        long[] pads = Pads(n, axes, strides, spans, more) ?? Given("pads", 2 * axes, 0);
        n.Give(0, n.Builder.Node("Conv", [n.Gradient, n.Node.Input[1]], ("group", n.Node.Int("group", 1)),
            ("strides", strides), ("dilations", dilations), ("pads", pads), ("kernel_shape", kernel)));
    }

    /// <summary>The padding that auto_pad or output_shape stand for; null when it is given.</summary>
    private static long[]? Pads(BackwardNode n, int axes, long[] strides, long[] spans, long[] more)
    {
        string automatic = n.Node.Text("auto_pad", "NOTSET");
        long[]? shape = n.Node.Ints("output_shape");
        if (automatic == "VALID") return new long[2 * axes];
        if (shape is not { Length: > 0 } && automatic == "NOTSET") return null;
        var pads = new long[2 * axes];
        for (int i = 0; i < axes; i++)
        {
            long total;
            if (shape is not { Length: > 0 }) total = spans[i] - strides[i] + more[i];
            else if (n.Known.Input(0)?[2 + i] is { IsConstant: true, Outer: var size }) total = strides[i] * (size - 1) + more[i] + spans[i] - shape[^(axes - i)];
            else throw n.Refuse("its padding depends on a size that only a run shows (output_shape)");
            if (total < 0) throw n.Refuse("its output is longer than its windows reach");
            pads[i] = automatic == "SAME_UPPER" ? total / 2 : total - total / 2;
            pads[axes + i] = total - pads[i];
        }

        return pads;
    }
}
