namespace GenoXai.Core.Onnx.Shapes;

/// <summary>Values of whole-number tensors that exporters compute shapes with, in row-major order.</summary>
internal static class ShapeValues
{
    /// <summary>Value of a node's first output; null when not known.</summary>
    internal static Size[]? Of(NodeShapes node)
    {
        switch (node.Type)
        {
            case "Constant":
                return Constant(node);
            case "Shape":
                return node.Input(0) is { } x ? ShapeSlice(node, x) : null;
            case "Size":
                return node.Input(0) is { } y ? [Product(y)] : null;
            case "Cast":
                // As fractions they would divide differently: only whole numbers are followed.
                return ((ElementType)node.Node.Int("to", 0)).IsFloat ? null : node.Value(0);
            case "Identity" or "Squeeze" or "Unsqueeze" or "Reshape" or "Flatten":
                return node.Value(0);
            case "Gather":
                return Gather(node);
            case "Concat":
                return Concat(node);
            case "Slice":
                return Slice(node);
            case "ConstantOfShape":
                return ConstantOfShape(node);
            case "Expand":
                return node.Value(0) is { Length: 1 } one && node.Value(1) is [{ IsConstant: true, Outer: >= 0 and <= ShapeInference.LongestValue } count]
                    ? Repeat(one[0], count.Outer) : null;
            case "ReduceProd":
                return node.Value(0) is { } factors ? [Product(factors)] : null;
            case "Range":
                return Range(node);
            case "Neg":
                return Each(node.Value(0), 0, static (a, _) => a.Combine(0, static (v, _) => -v));
            case "Add":
                return Binary(node, static (a, b) => a.Is(0) ? b : b.Is(0) ? a : a.Combine(b, static (x, y) => x + y));
            case "Sub":
                return Binary(node, static (a, b) => b.Is(0) ? a : a.Combine(b, static (x, y) => x - y));
            case "Mul":
                return Binary(node, static (a, b) => b.IsBatch ? b.Merge(a) : a.Merge(b));
            case "Div":
                return Binary(node, static (a, b) => a.IsConstant && b.IsConstant
                    ? a.Combine(b, static (x, y) => y == 0 ? null : x / y) : a.DivideBy(b));
            case "Mod":
                return Binary(node, static (a, b) => a.Combine(b, static (x, y) => y > 0 && x >= 0 ? x % y : null));
            case "Min":
                return Binary(node, static (a, b) => a.Combine(b, static (x, y) => x < y ? x : y));
            case "Max":
                return Binary(node, static (a, b) => a.Combine(b, static (x, y) => x > y ? x : y));
            case "Equal":
                return Binary(node, static (a, b) => a.IsKnown && a == b ? 1 : a.Combine(b, static (x, y) => x == y ? 1 : 0));
            case "Where":
                return Where(node);
            default:
                return null;
        }
    }

    /// <summary>The part of a shape that a Shape node gives (all of it before opset 15).</summary>
    internal static Size[] ShapeSlice(NodeShapes node, Size[] shape)
    {
        int start = Clamp(node.Node.Int("start", 0), shape.Length), end = Clamp(node.Node.Int("end", shape.Length), shape.Length);
        return start < end ? shape[start..end] : [];
    }

    internal static Size Product(ReadOnlySpan<Size> sizes)
    {
        Size product = 1;
        foreach (Size size in sizes) product = product.Merge(size);
        return product;
    }

    private static int Clamp(long index, int length) => (int)Math.Clamp(index < 0 ? index + length : index, 0, length);

    private static Size[]? Constant(NodeShapes node)
    {
        if (node.Node.Tensor("value") is { } tensor)
            return TensorData.TryReadIntegers(tensor, out long[] values, ShapeInference.LongestValue) ? ShapeInference.Constants(values) : null;
        if (node.Node.Find("value_ints") is { } ints) return ShapeInference.Constants([.. ints.Ints]);
        return node.Node.Find("value_int") is { } single ? [single.I] : null;
    }

    private static Size[]? Gather(NodeShapes node)
    {
        if (node.Value(0) is not { } data || node.Input(0) is not { Length: 1 } || node.Value(1) is not { } indices) return null;
        var picked = new Size[indices.Length];
        for (int i = 0; i < picked.Length; i++)
        {
            if (!indices[i].IsConstant || NodeShapes.Normal(indices[i].Outer, data.Length) is not { } index) return null;
            picked[i] = data[index];
        }

        return picked;
    }

    private static Size[]? Concat(NodeShapes node)
    {
        var all = new List<Size>();
        for (int i = 0; i < node.InputCount; i++)
        {
            if (node.Value(i) is not { } part || node.Input(i) is not { Length: 1 }) return null;
            all.AddRange(part);
        }

        return [.. all];
    }

    private static Size[]? Slice(NodeShapes node)
    {
        if (node.Value(0) is not { } data || node.Input(0) is not { Length: 1 }
            || node.Numbers("starts", 1) is not [var start] || node.Numbers("ends", 2) is not [var end]) return null;
        long step = node.HasNone("steps", 4) ? 1 : node.Numbers("steps", 4) is [var s] ? s : 0;
        if (step != 1) return null;
        int from = Clamp(start, data.Length), to = Clamp(end, data.Length);
        return from < to ? data[from..to] : [];
    }

    private static Size[]? ConstantOfShape(NodeShapes node)
    {
        if (node.Value(0) is not { } shape || Product(shape) is not { IsConstant: true, Outer: >= 0 and <= ShapeInference.LongestValue } count) return null;
        if (node.Node.Tensor("value") is not { } tensor) return null; // the default is a float
        return TensorData.TryReadIntegers(tensor, out long[] value, 1) && value.Length == 1 ? Repeat(value[0], count.Outer) : null;
    }

    private static Size[]? Range(NodeShapes node)
    {
        if (node.Value(0) is not [{ IsConstant: true } start] || node.Value(1) is not [{ IsConstant: true } limit]
            || node.Value(2) is not [{ IsConstant: true, Outer: > 0 } step]) return null;
        Int128 count = ((Int128)limit.Outer - start.Outer + step.Outer - 1) / step.Outer;
        if (count < 0 || count > ShapeInference.LongestValue) return null;
        var values = new Size[(int)count];
        for (int i = 0; i < values.Length; i++) values[i] = start.Outer + i * step.Outer;
        return values;
    }

    private static Size[]? Where(NodeShapes node)
    {
        if (node.Input(0) is not { Length: <= 1 } || node.Input(1) is not { Length: <= 1 } || node.Input(2) is not { Length: <= 1 }) return null;
        if (node.Value(0) is not { } condition || node.Value(1) is not { } yes || node.Value(2) is not { } no) return null;
        int length = Math.Max(condition.Length, Math.Max(yes.Length, no.Length));
        if (length == 0 || !Fits(condition, length) || !Fits(yes, length) || !Fits(no, length)) return null;
        var chosen = new Size[length];
        for (int i = 0; i < length; i++)
        {
            Size test = At(condition, i);
            chosen[i] = !test.IsConstant ? Size.Unknown : test.Is(0) ? At(no, i) : At(yes, i);
        }

        return chosen;
    }

    private static Size[]? Binary(NodeShapes node, Func<Size, Size, Size> operation)
    {
        // Scalars and vectors only: numbers of higher rank would have to be paired by broadcasting.
        if (node.Input(0) is not { Length: <= 1 } || node.Input(1) is not { Length: <= 1 }) return null;
        if (node.Value(0) is not { Length: > 0 } a || node.Value(1) is not { Length: > 0 } b) return null;
        int length = Math.Max(a.Length, b.Length);
        if (!Fits(a, length) || !Fits(b, length)) return null;
        var result = new Size[length];
        for (int i = 0; i < length; i++) result[i] = operation(At(a, i), At(b, i));
        return result;
    }

    private static Size[]? Each(Size[]? values, Size other, Func<Size, Size, Size> operation) =>
        values is null ? null : Array.ConvertAll(values, v => operation(v, other));

    private static bool Fits(Size[] values, int length) => values.Length == length || values.Length == 1;

    private static Size At(Size[] values, int index) => values.Length == 1 ? values[0] : values[index];

    private static Size[] Repeat(Size value, long count)
    {
        var values = new Size[count];
        Array.Fill(values, value);
        return values;
    }
}
