using GenoXai.Core.Onnx;
using GenoXai.Core.Onnx.Proto;

namespace GenoXai.Tests.Onnx.Interpreter;

/// <summary>Operators that take or put elements at places given by whole numbers.</summary>
internal static class DoubleIndexing
{
    internal static DoubleTensor GatherElements(NodeProto node, DoubleTensor x, DoubleTensor places)
    {
        int axis = Axis(node, 0, x.Rank);
        return DoubleTensor.Make(places.Shape, at => x.At(Moved(at, axis, (int)places.At(at), x.Shape[axis])));
    }

    internal static DoubleTensor ScatterElements(NodeProto node, DoubleTensor x, DoubleTensor places, DoubleTensor updates)
    {
        int axis = Axis(node, 0, x.Rank);
        var result = (double[])x.Values.Clone();
        DoubleTensor.Make(places.Shape, at => Put(node, result, Flat(x.Shape, Moved(at, axis, (int)places.At(at), x.Shape[axis])), updates.At(at)));
        return x with { Values = result };
    }

    internal static DoubleTensor GatherND(DoubleTensor x, DoubleTensor places)
    {
        int depth = places.Shape[^1];
        return DoubleTensor.Make([.. places.Shape[..^1], .. x.Shape[depth..]], at => x.At(Pointed(x, places, at, depth)));
    }

    internal static DoubleTensor ScatterND(NodeProto node, DoubleTensor x, DoubleTensor places, DoubleTensor updates)
    {
        int depth = places.Shape[^1];
        var result = (double[])x.Values.Clone();
        DoubleTensor.Make(updates.Shape, at => Put(node, result, Flat(x.Shape, Pointed(x, places, at, depth)), updates.At(at)));
        return x with { Values = result };
    }

    internal static DoubleTensor[] TopK(NodeProto node, DoubleTensor x, int count)
    {
        int axis = Axis(node, -1, x.Rank);
        int[] shape = [.. x.Shape];
        shape[axis] = count;
        int sign = node.Int("largest", 1) != 0 ? -1 : 1;
        int Best(int[] at) => Enumerable.Range(0, x.Shape[axis]).OrderBy(i => sign * x.At(Moved(at, axis, i, x.Shape[axis]))).ElementAt(at[axis]);
        return [DoubleTensor.Make(shape, at => x.At(Moved(at, axis, Best(at), x.Shape[axis]))), DoubleTensor.Make(shape, at => Best(at), true)];
    }

    internal static DoubleTensor Depth(NodeProto node, DoubleTensor x)
    {
        int block = (int)node.Int("blocksize", 1), area = block * block;
        if (node.OpType == "SpaceToDepth")
            return DoubleTensor.Make([x.Shape[0], x.Shape[1] * area, x.Shape[2] / block, x.Shape[3] / block],
                at => x.At([at[0], at[1] % x.Shape[1], at[2] * block + at[1] / x.Shape[1] / block, at[3] * block + at[1] / x.Shape[1] % block]));
        int channels = x.Shape[1] / area;
        return DoubleTensor.Make([x.Shape[0], channels, x.Shape[2] * block, x.Shape[3] * block], at =>
        {
            int inside = at[2] % block * block + at[3] % block;
            return x.At([at[0], node.Text("mode", "DCR") == "DCR" ? inside * channels + at[1] : at[1] * area + inside, at[2] / block, at[3] / block]);
        });
    }

    internal static DoubleTensor Reverse(NodeProto node, DoubleTensor x, long[] lengths)
    {
        int batch = (int)node.Int("batch_axis", 1), time = (int)node.Int("time_axis", 0);
        return DoubleTensor.Make(x.Shape, at => at[time] < lengths[at[batch]] ? x.At(Moved(at, time, (int)lengths[at[batch]] - 1 - at[time], x.Shape[time])) : x.At(at));
    }

    internal static DoubleTensor Trilu(NodeProto node, DoubleTensor x, int k) =>
        DoubleTensor.Make(x.Shape, at => (node.Int("upper", 1) != 0 ? at[^1] - at[^2] >= k : at[^1] - at[^2] <= k) ? x.At(at) : 0);

    private static double Put(NodeProto node, double[] result, int place, double value)
    {
        result[place] = node.Text("reduction", "none") == "add" ? result[place] + value : value;
        return 0;
    }

    private static int Axis(NodeProto node, int otherwise, int rank)
    {
        int axis = (int)node.Int("axis", otherwise);
        return axis < 0 ? axis + rank : axis;
    }

    private static int[] Moved(int[] at, int axis, int place, int size)
    {
        int[] other = [.. at];
        other[axis] = place < 0 ? place + size : place;
        return other;
    }

    private static int[] Pointed(DoubleTensor x, DoubleTensor places, int[] at, int depth)
    {
        int lead = places.Rank - 1;
        int[] first = [.. Enumerable.Range(0, depth).Select(i => (int)places.At([.. at[..lead], i])).Select((p, i) => p < 0 ? p + x.Shape[i] : p)];
        return [.. first, .. at[lead..]];
    }

    private static int Flat(int[] shape, int[] at) => at.Select((a, i) => (a, i)).Aggregate(0, (flat, p) => flat * shape[p.i] + p.a);
}
