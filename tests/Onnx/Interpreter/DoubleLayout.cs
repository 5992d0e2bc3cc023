using GenoXai.Core.Onnx;
using GenoXai.Core.Onnx.Proto;

namespace GenoXai.Tests.Onnx.Interpreter;

/// <summary>Operators that move numbers.</summary>
internal static class DoubleLayout
{
    internal static DoubleTensor Transpose(DoubleTensor x, long[] order) => DoubleTensor.Make([.. order.Select(o => x.Shape[o])], at =>
    {
        var from = new int[at.Length];
        for (int i = 0; i < at.Length; i++) from[order[i]] = at[i];
        return x.At(from);
    }, x.IsWhole);

    internal static DoubleTensor Gather(DoubleTensor x, DoubleTensor places, int axis)
    {
        if (axis < 0) axis += x.Rank;
        return DoubleTensor.Make([.. x.Shape[..axis], .. places.Shape, .. x.Shape[(axis + 1)..]], at =>
        {
            int place = (int)places.At(at.AsSpan(axis, places.Rank));
            return x.At([.. at[..axis], place < 0 ? place + x.Shape[axis] : place, .. at[(axis + places.Rank)..]]);
        }, x.IsWhole);
    }

    internal static DoubleTensor Concat(DoubleTensor[] parts, int axis)
    {
        if (axis < 0) axis += parts[0].Rank;
        int[] shape = [.. parts[0].Shape];
        shape[axis] = parts.Sum(p => p.Shape[axis]);
        return DoubleTensor.Make(shape, at =>
        {
            int[] from = [.. at];
            int part = 0;
            while (from[axis] >= parts[part].Shape[axis]) from[axis] -= parts[part++].Shape[axis];
            return parts[part].At(from);
        }, parts[0].IsWhole);
    }

    internal static DoubleTensor Slice(DoubleTensor x, long[] starts, long[] ends, long[]? axes, long[]? steps)
    {
        for (int i = 0; i < starts.Length; i++)
        {
            int axis = (int)(axes?[i] ?? i);
            if (axis < 0) axis += x.Rank;
            long size = x.Shape[axis], step = steps?[i] ?? 1;
            long start = Math.Clamp(starts[i] < 0 ? starts[i] + size : starts[i], 0, step < 0 ? size - 1 : size);
            long end = Math.Clamp(ends[i] < 0 ? Math.Max(ends[i] + size, -1) : ends[i], step < 0 ? -1 : 0, size);
            var places = new List<double>();
            for (long p = start; step > 0 ? p < end : p > end; p += step) places.Add(p);
            x = Gather(x, new DoubleTensor([.. places], [places.Count]), axis);
        }

        return x;
    }

    internal static DoubleTensor Pad(string mode, DoubleTensor x, long[] given, long[]? axes)
    {
        var pads = new long[2 * x.Rank];
        int count = given.Length / 2;
        for (int i = 0; i < count; i++)
        {
            int axis = (int)(axes?[i] ?? i);
            if (axis < 0) axis += x.Rank;
            (pads[axis], pads[x.Rank + axis]) = (given[i], given[count + i]);
        }

        return DoubleTensor.Make([.. x.Shape.Select((n, i) => n + (int)(pads[i] + pads[x.Rank + i]))], at =>
        {
            int[] from = [.. at.Select((a, i) => Copied(mode, a - (int)pads[i], x.Shape[i]))];
            return from.Where((f, i) => f < 0 || f >= x.Shape[i]).Any() ? 0 : x.At(from);
        });
    }

    private static int Copied(string mode, int place, int size) => mode switch
    {
        "edge" => Math.Clamp(place, 0, size - 1),
        "reflect" => place < 0 ? -place : place >= size ? 2 * (size - 1) - place : place,
        "wrap" => (place + size) % size,
        _ => place,
    };

    internal static DoubleTensor Reshaped(NodeProto node, DoubleTensor x, long[]? numbers)
    {
        switch (node.OpType)
        {
            case "Transpose":
                return Transpose(x, node.Ints("perm") ?? [.. Enumerable.Range(0, x.Rank).Select(i => (long)(x.Rank - 1 - i))]);
            case "Shape":
                return new DoubleTensor([.. x.Shape.Select(static n => (double)n)], [x.Rank], true);
            case "Flatten":
                int axis = (int)node.Int("axis", 1);
                return x.As(DoubleTensor.Count(x.Shape[..axis]), DoubleTensor.Count(x.Shape[axis..]));
            case "Squeeze":
                var gone = numbers!.Select(a => a < 0 ? a + x.Rank : a).ToHashSet();
                return x.As([.. x.Shape.Where((_, i) => !gone.Contains(i))]);
            case "Unsqueeze":
                var shape = x.Shape.ToList();
                foreach (long a in numbers!.Select(a => a < 0 ? a + x.Rank + numbers!.Length : a).Order()) shape.Insert((int)a, 1);
                return x.As([.. shape]);
            case "Reshape":
                int[] sizes = [.. numbers!.Select((n, i) => n == 0 ? x.Shape[i] : (int)n)];
                int open = Array.IndexOf(sizes, -1);
                if (open >= 0) sizes[open] = x.Values.Length / -DoubleTensor.Count(sizes);
                return x.As(sizes);
            case "Expand":
                var to = new DoubleTensor([], [.. numbers!.Select(static n => (int)n)]);
                return DoubleTensor.Make(DoubleTensor.BroadcastShape(x, to), at => x.Broadcast(at));
            case "Tile":
                return DoubleTensor.Make([.. x.Shape.Select((n, i) => n * (int)numbers![i])], at => x.At([.. at.Select((a, i) => a % x.Shape[i])]));
            default:
                throw new InvalidOperationException(node.OpType);
        }
    }
}
