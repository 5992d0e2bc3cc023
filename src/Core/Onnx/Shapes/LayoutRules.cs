namespace GenoXai.Core.Onnx.Shapes;

/// <summary>Shape rules of operators that reorder, cut or join tensors.</summary>
internal static class LayoutRules
{
    internal static Size[]? Reshape(NodeShapes node)
    {
        if (node.Value(1) is not { } target) return Ranked(node.Input(1) is [{ IsConstant: true } rank] ? rank.Outer : -1);
        Size[]? input = node.Input(0);
        var shape = new Size[target.Length];
        int open = -1;
        for (int i = 0; i < shape.Length; i++)
        {
            if (target[i].Is(-1)) open = open < 0 ? i : shape.Length;
            else if (target[i].Is(0) && node.Node.Int("allowzero", 0) == 0) shape[i] = i < input?.Length ? input[i] : Size.Unknown;
            else shape[i] = target[i];
        }

        if (open >= 0 && open < shape.Length) shape[open] = Remainder(input, shape, open);
        return shape;
    }

    /// <summary>The size that an open entry of a Reshape target takes, with the place of the batch in it.</summary>
    internal static Size Remainder(Size[]? input, ReadOnlySpan<Size> target, int open)
    {
        if (input is null) return Size.Unknown;
        Size suffix = ShapeValues.Product(target[(open + 1)..]), prefix = ShapeValues.Product(target[..open]);
        if (!suffix.IsKnown || !prefix.IsKnown) return OfEqualRest(input, target, open);
        if (suffix.IsBatch || prefix.IsBatch)
        {
            Size rest = ShapeValues.Product(input).DivideBy(prefix.Merge(suffix));
            return rest.IsConstant ? rest : Size.Unknown;
        }

        Size total = ShapeValues.Product(input);
        long others = prefix.Merge(suffix) is { IsConstant: true } product ? product.Outer : 0;
        if (others <= 0 || !total.IsKnown || total.Factor % others != 0) return Size.Unknown;
        if (total.IsConstant) return total.Outer / others;
        // Elements behind one row of the batch: inside this entry those of it that its suffix does not hold.
        if (total.Inner % suffix.Outer != 0 || total.Outer % prefix.Outer != 0) return Size.Unknown;
        return Size.BatchOf(total.Outer / prefix.Outer, total.Inner / suffix.Outer);
    }

    internal static Size[]? Flatten(NodeShapes node)
    {
        if (node.Input(0) is not { } x) return [Size.Unknown, Size.Unknown];
        long axis = node.Node.Int("axis", 1);
        if (axis < 0) axis += x.Length;
        if (axis < 0 || axis > x.Length) return null;
        return [ShapeValues.Product(x.AsSpan(0, (int)axis)), ShapeValues.Product(x.AsSpan((int)axis))];
    }

    internal static Size[]? Transpose(NodeShapes node)
    {
        if (node.Input(0) is not { } x) return null;
        long[]? order = node.Node.Ints("perm");
        var shape = new Size[x.Length];
        if (order is not null && order.Length != x.Length) return null;
        for (int i = 0; i < x.Length; i++)
        {
            long from = order?[i] ?? x.Length - 1 - i;
            if (from < 0 || from >= x.Length) return null;
            shape[i] = x[from];
        }

        return shape;
    }

    internal static Size[]? Squeeze(NodeShapes node)
    {
        if (node.Input(0) is not { } x) return null;
        if (node.HasNone("axes", 1)) return Array.TrueForAll(x, static s => s.IsKnown) ? [.. x.Where(static s => !s.Is(1))] : null;
        return node.Axes("axes", 1, x.Length) is { } axes ? [.. x.Where((_, i) => !axes.AsSpan().Contains(i))] : null;
    }

    internal static Size[]? Unsqueeze(NodeShapes node)
    {
        if (node.Input(0) is not { } x || node.Numbers("axes", 1) is not { } numbers) return null;
        int rank = x.Length + numbers.Length;
        if (node.Axes("axes", 1, rank) is not { } axes || axes.Distinct().Count() != axes.Length) return null;
        var shape = new Size[rank];
        for (int i = 0, from = 0; i < rank; i++) shape[i] = axes.AsSpan().Contains(i) ? 1 : x[from++];
        return shape;
    }

    internal static Size[]? Concat(NodeShapes node)
    {
        Size[]? shape = null;
        for (int i = 0; i < node.InputCount; i++)
        {
            if (node.Input(i) is not { } part) return null;
            if (shape is null)
            {
                shape = [.. part];
                continue;
            }

            if (part.Length != shape.Length || node.Axis(0, shape.Length) is not { } axis) return null;
            for (int a = 0; a < shape.Length; a++) shape[a] = a == axis ? Joined(shape[a], part[a]) : shape[a].IsKnown ? shape[a] : part[a];
        }

        return shape;
    }

    internal static Size[]?[] Split(NodeShapes node)
    {
        int parts = node.Node.Output.Count;
        var shapes = new Size[]?[parts];
        if (node.Input(0) is not { } x || node.Axis(0, x.Length) is not { } axis) return shapes;
        long[]? sizes = node.Numbers("split", 1);
        bool equal = node.HasNone("split", 1);
        for (int i = 0; i < parts; i++)
        {
            Size[] shape = [.. x];
            shape[axis] = sizes is not null && i < sizes.Length && !x[axis].IsBatch ? sizes[i]
                : equal && x[axis] is { IsBatch: true } all ? all.DivideBy(parts)
                : equal && x[axis] is { IsConstant: true } whole ? EqualPart(whole.Outer, parts, i)
                : Size.Unknown;
            shapes[i] = shape;
        }

        return shapes;
    }

    internal static Size[]? Slice(NodeShapes node)
    {
        if (node.Input(0) is not { } x) return null;
        Size[]? starts = Limits(node, "starts", 1), ends = Limits(node, "ends", 2);
        int count = starts?.Length ?? ends?.Length ?? 0;
        int[]? axes = node.HasNone("axes", 3) ? [.. Enumerable.Range(0, Math.Min(count, x.Length))] : node.Axes("axes", 3, x.Length);
        long[]? steps = node.HasNone("steps", 4) ? null : node.Numbers("steps", 4) ?? [];
        Size[] shape = [.. x];
        // Without known axes any of them may be cut.
        if (axes is null) return Ranked(x.Length);
        for (int i = 0; i < axes.Length; i++)
        {
            long? step = steps is null ? 1 : i < steps.Length ? steps[i] : null;
            shape[axes[i]] = starts?.Length > i && ends?.Length > i && step is { } by ? Cut(x[axes[i]], starts[i], ends[i], by) : Size.Unknown;
        }

        return shape;
    }

    internal static Size[]? Gather(NodeShapes node) =>
        node.Input(0) is { } x && node.Input(1) is { } indices && node.Axis(0, x.Length) is { } axis
            ? [.. x[..axis], .. indices, .. x[(axis + 1)..]]
            : null;

    internal static Size[]? GatherND(NodeShapes node)
    {
        if (node.Input(0) is not { } x || node.Input(1) is not { Length: > 0 } places || places[^1] is not { IsConstant: true } depth) return null;
        long first = node.Node.Int("batch_dims", 0) + depth.Outer;
        return first >= 0 && first <= x.Length ? [.. places[..^1], .. x[(int)first..]] : null;
    }

    /// <summary>The values' shape and the places'.</summary>
    internal static Size[]?[] TopK(NodeShapes node)
    {
        if (node.Input(0) is not { } x || node.Axis(-1, x.Length) is not { } axis) return [];
        Size[] shape = [.. x];
        shape[axis] = node.Numbers("k", 1) is [var count] ? count : Size.Unknown;
        return [shape, shape];
    }

    internal static Size[]? Tile(NodeShapes node)
    {
        if (node.Input(0) is not { } x) return null;
        if (node.Value(1) is not { } repeats || repeats.Length != x.Length) return Ranked(x.Length);
        // Copies lie outside what is copied.
        return [.. x.Zip(repeats, static (size, times) => times.Merge(size))];
    }

    internal static Size[]? Pad(NodeShapes node)
    {
        if (node.Input(0) is not { } x) return null;
        long[]? pads = node.Numbers("pads", 1);
        int[]? axes = node.IsAbsent(3) ? [.. Enumerable.Range(0, x.Length)] : node.Axes("axes", 3, x.Length);
        if (pads is null || axes is null || pads.Length != 2 * axes.Length)
            return [.. x.Select(static s => s.IsBatch ? s : Size.Unknown)];
        Size[] shape = [.. x];
        for (int i = 0; i < axes.Length; i++)
        {
            (long before, long after) = (pads[i], pads[i + axes.Length]);
            if ((before, after) == (0, 0)) continue;
            shape[axes[i]] = x[axes[i]].Combine(before, static (a, b) => a + b).Combine(after, static (a, b) => a + b);
        }

        return shape;
    }

    internal static Size[]? Resize(NodeShapes node)
    {
        if (node.Input(0) is not { } x) return null;
        if (node.Type == "Resize" && node.Value(3) is { } sizes && sizes.Length == x.Length) return [.. sizes];
        return [.. x.Select(static s => s.IsBatch ? s : Size.Unknown)];
    }

    /// <summary>Shape after a reduction over the given axes (all when there are none); null axes are not known.</summary>
    internal static Size[]? Reduce(NodeShapes node, long[]? numbers)
    {
        if (node.Input(0) is not { } x) return null;
        bool keep = node.Node.Int("keepdims", 1) != 0;
        if (numbers is null) return keep ? Ranked(x.Length) : null;
        if (numbers.Length == 0 && node.Node.Int("noop_with_empty_axes", 0) != 0) return [.. x];
        var reduced = new bool[x.Length];
        if (numbers.Length == 0) Array.Fill(reduced, true);
        foreach (long number in numbers)
            if (NodeShapes.Normal(number, x.Length) is { } axis) reduced[axis] = true;
            else return null;
        return keep ? [.. x.Select((size, i) => reduced[i] ? 1 : size)] : [.. x.Where((_, i) => !reduced[i])];
    }

    /// <summary>A shape of that rank with no known size; null for an absurd rank.</summary>
    internal static Size[]? Ranked(long rank) => rank is >= 0 and <= 64 ? new Size[rank] : null;

    private static Size OfEqualRest(Size[] input, ReadOnlySpan<Size> target, int open)
    {
        // Sizes that are not known stay where they are when all other axes are the same.
        if (input.Length != target.Length) return Size.Unknown;
        for (int i = 0; i < input.Length; i++)
            if (i != open && (input[i] != target[i] || !input[i].IsKnown)) return Size.Unknown;
        return input[open];
    }

    private static Size Joined(Size a, Size b)
    {
        if (a.IsConstant) return a.Combine(b, static (x, y) => x + y);
        // Batches joined along the batch: the joined parts are the outer count.
        return a.IsBatch && b.IsBatch && a.Inner == b.Inner ? Size.BatchOf(a.Outer + b.Outer, a.Inner) : Size.Unknown;
    }

    private static Size EqualPart(long whole, int parts, int index)
    {
        long part = (whole + parts - 1) / parts;
        return Math.Max(0, Math.Min(part, whole - index * part));
    }

    private static Size[]? Limits(NodeShapes node, string attribute, int input) =>
        node.Node.Find(attribute) is { } found ? ShapeInference.Constants([.. found.Ints]) : node.Value(input);

    private static Size Cut(Size size, Size start, Size end, long step)
    {
        if (size.IsBatch) return start.Is(0) && step == 1 && (end == size || (end.IsConstant && end.Outer >= int.MaxValue)) ? size : Size.Unknown;
        if (!size.IsConstant || !start.IsConstant || !end.IsConstant || step == 0 || step == long.MinValue) return Size.Unknown;
        long n = size.Outer, from = start.Outer < 0 ? start.Outer + n : start.Outer, to = end.Outer < 0 && end.Outer >= -n ? end.Outer + n : end.Outer;
        if (step > 0)
        {
            (from, to) = (Math.Clamp(from, 0, n), Math.Clamp(to, 0, n));
            return from < to ? (to - from - 1) / step + 1 : 0;
        }

        (from, to) = (Math.Clamp(from, -1, n - 1), Math.Clamp(to, -1, n - 1));
        return from > to ? (from - to - 1) / -step + 1 : 0;
    }
}
