namespace GenoXai.Core.Onnx.Shapes;

/// <summary>Shape rules of convolution, pooling, dense and recurrent layers.</summary>
internal static class LayerRules
{
    internal static Size[]? Conv(NodeShapes node)
    {
        if (node.Input(0) is not { Length: >= 3 } x || node.Input(1) is not { } w || w.Length != x.Length) return Known(node.Input(0));
        long[]? kernel = node.Node.Ints("kernel_shape") ?? Constants(w.AsSpan(2));
        return [x[0], w[0], .. Windows(node, x.AsSpan(2), kernel, ceiling: false)];
    }

    internal static Size[]? ConvTranspose(NodeShapes node)
    {
        if (node.Input(0) is not { Length: >= 3 } x || node.Input(1) is not { } w || w.Length != x.Length) return Known(node.Input(0));
        int spatial = x.Length - 2;
        long[]? kernel = node.Node.Ints("kernel_shape") ?? Constants(w.AsSpan(2));
        long[] stride = node.Node.Ints("strides") ?? Repeat(1, spatial), dilation = node.Node.Ints("dilations") ?? Repeat(1, spatial);
        long[] pads = node.Node.Ints("pads") ?? Repeat(0, 2 * spatial), extra = node.Node.Ints("output_padding") ?? Repeat(0, spatial);
        long[]? given = node.Node.Ints("output_shape");
        string auto = node.Node.Text("auto_pad", "NOTSET");
        var shape = new Size[x.Length];
        (shape[0], shape[1]) = (x[0], w[1].Combine(node.Node.Int("group", 1), static (a, b) => a * b));
        for (int i = 0; i < spatial; i++)
        {
            if (given?.Length == spatial) shape[i + 2] = given[i];
            else if (kernel?.Length != spatial || stride.Length != spatial || dilation.Length != spatial || pads.Length != 2 * spatial || extra.Length != spatial
                || !Small(kernel[i], stride[i], dilation[i], pads[i], pads[i + spatial], extra[i]) || x[i + 2] is not { IsConstant: true, Outer: >= 0 and < 1L << 40 } size)
                shape[i + 2] = Size.Unknown;
            else if (auto.StartsWith("SAME", StringComparison.Ordinal)) shape[i + 2] = size.Outer * stride[i];
            else shape[i + 2] = (size.Outer - 1) * stride[i] + extra[i] + (kernel[i] - 1) * dilation[i] + 1 - (auto == "VALID" ? 0 : pads[i] + pads[i + spatial]);
        }

        return shape;
    }

    internal static Size[]? Pool(NodeShapes node)
    {
        if (node.Input(0) is not { Length: >= 3 } x) return Known(node.Input(0));
        return [x[0], x[1], .. Windows(node, x.AsSpan(2), node.Node.Ints("kernel_shape"), node.Node.Int("ceil_mode", 0) != 0)];
    }

    internal static Size[]? GlobalPool(NodeShapes node) =>
        node.Input(0) is { Length: >= 3 } x ? [x[0], x[1], .. ShapeInference.Constants(Repeat(1, x.Length - 2))] : Known(node.Input(0));

    internal static Size[]? Gemm(NodeShapes node) => node.Input(0) is { Length: 2 } a && node.Input(1) is { Length: 2 } b
        ? [a[node.Node.Int("transA", 0) == 0 ? 0 : 1], b[node.Node.Int("transB", 0) == 0 ? 1 : 0]]
        : [Size.Unknown, Size.Unknown];

    internal static Size[]? MatMul(NodeShapes node)
    {
        if (node.Input(0) is not { Length: >= 1 } a || node.Input(1) is not { Length: >= 1 } b) return null;
        Size[] outer = ShapeRules.Broadcast(a.Length > 2 ? a[..^2] : [], b.Length > 2 ? b[..^2] : []) ?? [];
        var shape = new List<Size>(outer);
        if (a.Length > 1) shape.Add(a[^2]);
        if (b.Length > 1) shape.Add(b[^1]);
        return [.. shape];
    }

    /// <summary>Y (steps, directions, rows, hidden), then the last hidden state and cell (directions, rows, hidden).</summary>
    internal static Size[]?[] Recurrent(NodeShapes node)
    {
        if (node.Input(0) is not { Length: 3 } x || node.Input(2) is not { Length: 3 } r) return [];
        (Size directions, Size hidden) = (r[0], r[2]);
        return node.Node.Int("layout", 0) == 0
            ? [[x[0], directions, x[1], hidden], [directions, x[1], hidden], [directions, x[1], hidden]]
            : [[x[0], x[1], directions, hidden], [x[0], directions, hidden], [x[0], directions, hidden]];
    }

    private static Size[]? Known(Size[]? input) => input is null ? null : [.. input.Select(static s => s.IsBatch ? s : Size.Unknown)];

    private static Size[] Windows(NodeShapes node, ReadOnlySpan<Size> sizes, long[]? kernel, bool ceiling)
    {
        int n = sizes.Length;
        long[] stride = node.Node.Ints("strides") ?? Repeat(1, n), dilation = node.Node.Ints("dilations") ?? Repeat(1, n);
        long[] pads = node.Node.Ints("pads") ?? Repeat(0, 2 * n);
        string auto = node.Node.Text("auto_pad", "NOTSET");
        var shape = new Size[n];
        if (kernel?.Length != n || stride.Length != n || dilation.Length != n || pads.Length != 2 * n) return shape;
        for (int i = 0; i < n; i++)
        {
            // A window that moves by one and is padded by all but one of its places keeps any size.
            if (stride[i] == 1 && (auto.StartsWith("SAME", StringComparison.Ordinal) || (auto == "NOTSET" && pads[i] + pads[i + n] == (kernel[i] - 1) * dilation[i])))
            {
                shape[i] = sizes[i];
                continue;
            }

            if (sizes[i] is not { IsConstant: true, Outer: >= 0 and < 1L << 40 } size || !Small(kernel[i], stride[i], dilation[i], pads[i], pads[i + n])) continue;
            if (auto.StartsWith("SAME", StringComparison.Ordinal))
            {
                shape[i] = (size.Outer + stride[i] - 1) / stride[i];
                continue;
            }

            long padded = size.Outer + (auto == "VALID" ? 0 : pads[i] + pads[i + n]), room = padded - ((kernel[i] - 1) * dilation[i] + 1);
            if (room < 0) continue;
            long count = (ceiling ? (room + stride[i] - 1) / stride[i] : room / stride[i]) + 1;
            // A window of a rounded-up pool must start inside the input or its left padding.
            if (ceiling && (count - 1) * stride[i] >= size.Outer + pads[i]) count--;
            shape[i] = count;
        }

        return shape;
    }

    /// <summary>Whether window parameters are sane enough to compute with: first kernel, stride and dilation, then paddings.</summary>
    private static bool Small(long kernel, long stride, long dilation, params ReadOnlySpan<long> pads)
    {
        foreach (long pad in pads)
            if (pad is < -(1L << 30) or > 1L << 30) return false;
        return kernel is > 0 and < 1L << 20 && stride is > 0 and < 1L << 20 && dilation is > 0 and < 1L << 20;
    }

    private static long[]? Constants(ReadOnlySpan<Size> sizes)
    {
        var values = new long[sizes.Length];
        for (int i = 0; i < values.Length; i++)
            if (sizes[i].IsConstant) values[i] = sizes[i].Outer;
            else return null;
        return values;
    }

    private static long[] Repeat(long value, int count)
    {
        var values = new long[count];
        Array.Fill(values, value);
        return values;
    }
}
