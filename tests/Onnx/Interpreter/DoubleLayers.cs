using GenoXai.Core.Onnx;
using GenoXai.Core.Onnx.Proto;

namespace GenoXai.Tests.Onnx.Interpreter;

/// <summary>Convolutions, pooling, products, reductions.</summary>
internal static class DoubleLayers
{
    internal static DoubleTensor Conv(NodeProto node, DoubleTensor x, DoubleTensor w, double[]? bias)
    {
        int axes = x.Rank - 2, group = (int)node.Int("group", 1), perGroup = w.Shape[0] / group, channels = w.Shape[1];
        int[] kernel = w.Shape[2..], image = x.Shape[2..];
        (long[] strides, long[] dilations, long[] pads) = Window(node, kernel, image);
        int[] output = [.. Enumerable.Range(0, axes).Select(i => (int)((image[i] + pads[i] + pads[axes + i] - dilations[i] * (kernel[i] - 1) - 1) / strides[i] + 1))];
        int taps = DoubleTensor.Count(kernel), pixels = DoubleTensor.Count(image);
        return DoubleTensor.Make([x.Shape[0], w.Shape[0], .. output], at =>
        {
            double sum = bias?[at[1]] ?? 0;
            int first = at[1] / perGroup * channels;
            for (int tap = 0; tap < taps; tap++)
            {
                int pixel = Place(tap, kernel, image, at, strides, dilations, pads);
                if (pixel < 0) continue;
                for (int c = 0; c < channels; c++)
                    sum += w.Values[(at[1] * channels + c) * taps + tap] * x.Values[(at[0] * x.Shape[1] + first + c) * pixels + pixel];
            }

            return sum;
        });
    }

    internal static DoubleTensor Pool(NodeProto node, DoubleTensor x)
    {
        int axes = x.Rank - 2;
        int[] kernel = [.. node.Ints("kernel_shape")!.Select(static k => (int)k)], image = x.Shape[2..];
        (long[] strides, long[] dilations, long[] pads) = Window(node, kernel, image);
        int[] output = [.. Enumerable.Range(0, axes).Select(i =>
        {
            long room = image[i] + pads[i] + pads[axes + i] - dilations[i] * (kernel[i] - 1) - 1, count = room / strides[i] + 1;
            // A window more, cut off behind, if it starts in the image or the padding in front.
            return (int)(node.Int("ceil_mode", 0) != 0 && room % strides[i] != 0 && count * strides[i] < image[i] + pads[i] ? count + 1 : count);
        })];
        int taps = DoubleTensor.Count(kernel), pixels = DoubleTensor.Count(image);
        bool max = node.OpType == "MaxPool", padsCount = node.Int("count_include_pad", 0) != 0;
        return DoubleTensor.Make([x.Shape[0], x.Shape[1], .. output], at =>
        {
            double best = double.NegativeInfinity, sum = 0;
            int count = 0;
            int[] padded = [.. image.Select((size, i) => (int)(size + pads[i] + pads[axes + i]))];
            for (int tap = 0; tap < taps; tap++)
            {
                int pixel = Place(tap, kernel, image, at, strides, dilations, pads);
                if (padsCount && Place(tap, kernel, padded, at, strides, dilations, new long[axes]) >= 0) count++;
                if (pixel < 0) continue;
                double value = x.Values[(at[0] * x.Shape[1] + at[1]) * pixels + pixel];
                (best, sum, count) = (Math.Max(best, value), sum + value, padsCount ? count : count + 1);
            }

            return max ? best : sum / count;
        });
    }

    internal static DoubleTensor MatMul(DoubleTensor a, DoubleTensor b)
    {
        if (a.Rank == 1)
        {
            DoubleTensor row = MatMul(a.As(1, a.Shape[0]), b);
            return row.As([.. row.Shape[..^2], row.Shape[^1]]);
        }

        if (b.Rank == 1)
        {
            DoubleTensor column = MatMul(a, b.As(b.Shape[0], 1));
            return column.As(column.Shape[..^1]);
        }

        int inner = a.Shape[^1];
        int[] batch = DoubleTensor.BroadcastShape(a.As(a.Shape[..^2]), b.As(b.Shape[..^2]));
        return DoubleTensor.Make([.. batch, a.Shape[^2], b.Shape[^1]], at =>
        {
            int[] left = [.. at], right = [.. at];
            double sum = 0;
            for (int k = 0; k < inner; k++)
            {
                (left[^1], right[^2]) = (k, k);
                sum += a.Broadcast(left) * b.Broadcast(right);
            }

            return sum;
        });
    }

    internal static DoubleTensor Gemm(NodeProto node, DoubleTensor a, DoubleTensor b, DoubleTensor? c)
    {
        if (node.Int("transA", 0) != 0) a = DoubleLayout.Transpose(a, [1, 0]);
        if (node.Int("transB", 0) != 0) b = DoubleLayout.Transpose(b, [1, 0]);
        DoubleTensor product = MatMul(a, b);
        return DoubleTensor.Make(product.Shape, at => node.Float("alpha", 1) * product.At(at) + (c is null ? 0 : node.Float("beta", 1) * c.Broadcast(at)));
    }

    internal static DoubleTensor Softmax(NodeProto node, DoubleTensor x)
    {
        int axis = (int)node.Int("axis", -1);
        if (axis < 0) axis += x.Rank;
        return DoubleTensor.Make(x.Shape, at =>
        {
            int[] other = [.. at];
            double sum = 0;
            for (other[axis] = 0; other[axis] < x.Shape[axis]; other[axis]++) sum += Math.Exp(x.At(other) - x.At(at));
            return node.OpType == "Softmax" ? 1 / sum : -Math.Log(sum);
        });
    }

    internal static DoubleTensor Reduce(NodeProto node, DoubleTensor x, long[]? given)
    {
        bool global = node.OpType.StartsWith("Global", StringComparison.Ordinal);
        var axes = (global ? Enumerable.Range(2, x.Rank - 2) : given?.Select(a => (int)(a < 0 ? a + x.Rank : a)) ?? Enumerable.Range(0, x.Rank)).ToHashSet();
        int[] kept = [.. x.Shape.Select((n, i) => axes.Contains(i) ? 1 : n)];
        var groups = new List<double>[DoubleTensor.Count(kept)];
        DoubleTensor.Make(x.Shape, at =>
        {
            int place = 0;
            for (int i = 0; i < at.Length; i++) place = place * kept[i] + (axes.Contains(i) ? 0 : at[i]);
            (groups[place] ??= []).Add(x.At(at));
            return 0;
        });
        double[] values = [.. groups.Select(g => Reduced(node.OpType, g))];
        return new DoubleTensor(values, global || node.Int("keepdims", 1) != 0 ? kept : [.. x.Shape.Where((_, i) => !axes.Contains(i))]);
    }

    private static double Reduced(string type, List<double> g) => type switch
    {
        "ReduceSum" => g.Sum(),
        "ReduceMean" or "GlobalAveragePool" => g.Average(),
        "ReduceMax" or "GlobalMaxPool" => g.Max(),
        "ReduceMin" => g.Min(),
        "ReduceLogSumExp" => Math.Log(g.Sum(static v => Math.Exp(v))),
        "ReduceSumSquare" => g.Sum(static v => v * v),
        "ReduceL1" => g.Sum(Math.Abs),
        "ReduceL2" => Math.Sqrt(g.Sum(static v => v * v)),
        "ReduceLogSum" => Math.Log(g.Sum()),
        _ => throw new InvalidOperationException(type),
    };

    /// <summary>Each element of the image adds the kernel, times itself, to the output at its window.</summary>
    internal static DoubleTensor ConvTranspose(NodeProto node, DoubleTensor x, DoubleTensor w, double[]? bias)
    {
        int axes = x.Rank - 2, group = (int)node.Int("group", 1), perGroup = w.Shape[1], channels = w.Shape[0] / group;
        int[] kernel = w.Shape[2..], image = x.Shape[2..];
        long[] ones = [.. Enumerable.Repeat(1L, axes)], strides = node.Ints("strides") ?? ones, dilations = node.Ints("dilations") ?? ones;
        long[] more = node.Ints("output_padding") ?? new long[axes], pads = node.Ints("pads") ?? new long[2 * axes];
        int[] output = [.. Enumerable.Range(0, axes).Select(i =>
        {
            long whole = strides[i] * (image[i] - 1) + more[i] + dilations[i] * (kernel[i] - 1) + 1;
            string automatic = node.Text("auto_pad", "NOTSET");
            long[]? asked = node.Ints("output_shape");
            if (asked is null && !automatic.StartsWith("SAME", StringComparison.Ordinal)) return (int)(whole - pads[i] - pads[axes + i]);
            long size = asked?[i] ?? image[i] * strides[i], total = whole - size;
            pads[i] = automatic == "SAME_UPPER" ? total / 2 : total - total / 2;
            return (int)size;
        })];
        int taps = DoubleTensor.Count(kernel), places = DoubleTensor.Count(output);
        var sums = new double[x.Shape[0] * group * perGroup * places];
        for (int row = 0; row < x.Shape[0]; row++)
            for (int c = 0; c < x.Shape[1]; c++)
                DoubleTensor.Make(image, at =>
                {
                    int[] from = [0, 0, .. at];
                    double value = x.At([row, c, .. at]);
                    for (int tap = 0; tap < taps; tap++)
                        if (Place(tap, kernel, output, from, strides, dilations, pads) is >= 0 and var place)
                            for (int m = 0; m < perGroup; m++)
                                sums[((row * group + c / channels) * perGroup + m) * places + place] += value * w.Values[(c * perGroup + m) * taps + tap];
                    return 0;
                });
        return new DoubleTensor([.. sums.Select((s, i) => s + (bias?[i / places % (group * perGroup)] ?? 0))], [x.Shape[0], group * perGroup, .. output]);
    }

    private static (long[] Strides, long[] Dilations, long[] Pads) Window(NodeProto node, int[] kernel, int[] image)
    {
        int axes = kernel.Length;
        long[] ones = [.. Enumerable.Repeat(1L, axes)];
        long[] strides = node.Ints("strides") ?? ones, dilations = node.Ints("dilations") ?? ones, pads = [.. node.Ints("pads") ?? new long[2 * axes]];
        string automatic = node.Text("auto_pad", "NOTSET");
        for (int i = 0; i < axes && automatic.StartsWith("SAME", StringComparison.Ordinal); i++)
        {
            long count = (image[i] + strides[i] - 1) / strides[i], total = Math.Max(0, (count - 1) * strides[i] + dilations[i] * (kernel[i] - 1) + 1 - image[i]);
            pads[i] = automatic == "SAME_UPPER" ? total / 2 : total - total / 2;
            pads[axes + i] = total - pads[i];
        }

        return (strides, dilations, pads);
    }

    /// <summary>Where in the image a tap of the window at an output place lies; −1 in the padding.</summary>
    private static int Place(int tap, int[] kernel, int[] image, int[] at, long[] strides, long[] dilations, long[] pads)
    {
        int place = 0, scale = 1;
        for (int i = kernel.Length - 1; i >= 0; i--)
        {
            long p = at[2 + i] * strides[i] + tap % kernel[i] * dilations[i] - pads[i];
            if (p < 0 || p >= image[i]) return -1;
            (place, scale, tap) = (place + (int)p * scale, scale * image[i], tap / kernel[i]);
        }

        return place;
    }
}
