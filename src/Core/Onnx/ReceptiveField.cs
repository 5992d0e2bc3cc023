using GenoXai.Core.Onnx.Proto;

namespace GenoXai.Core.Onnx;

/// <summary>
/// Where the entries of a tensor's length axis lie on the input: entry j sees the positions from Start + j·Stride on,
/// Width of them. Convolutions and pooling alone make it; every other node is taken to work position by position, which
/// holds for recurrent layers and attention as far as an entry's own input goes. Whoever asks compares Count with the tensor.
/// </summary>
/// <param name="Start">First position of entry 0; negative in padding.</param>
/// <param name="Width">Positions of an entry.</param>
/// <param name="Stride">Positions from one entry to the next.</param>
/// <param name="Count">Entries.</param>
internal sealed record ReceptiveField(long Start, long Width, long Stride, long Count)
{
    /// <summary>The field of a tensor; null where branches of different strides meet, or a node's window is not plain.</summary>
    /// <param name="model">The model.</param>
    /// <param name="input">Name of the sequence input.</param>
    /// <param name="length">Positions of that input.</param>
    /// <param name="tensor">The tensor.</param>
    public static ReceptiveField? Of(OnnxModel model, string input, int length, string tensor)
    {
        var weights = model.Proto.Graph.Initializer.ToDictionary(static t => t.Name, static t => t.Dims.ToArray(), StringComparer.Ordinal);
        var fields = new Dictionary<string, ReceptiveField?>(StringComparer.Ordinal) { [input] = new ReceptiveField(0, 1, 1, length) };
        foreach (NodeProto node in model.Proto.Graph.Node)
        {
            // A weight has no field; what sees all positions, as a global pooling, says nothing of where.
            ReceptiveField?[] before = [.. GraphWalk.Inputs(node).Where(fields.ContainsKey).Select(name => fields[name])];
            if (before.Length == 0 || node.OpType.StartsWith("Global", StringComparison.Ordinal)) continue;
            ReceptiveField? after = before.Aggregate(static (a, b) => a is null || b is null ? null : a.Union(b));
            if (node.OpType is "Conv" or "MaxPool" or "AveragePool")
                after = after?.Through(node, node.Ints("kernel_shape") ?? (node.Input.Count > 1 && weights.TryGetValue(node.Input[1], out long[]? shape) ? shape[2..] : []));
            foreach (string output in node.Output) fields[output] = after;
        }

        return fields.GetValueOrDefault(tensor);
    }

    private ReceptiveField? Union(ReceptiveField other)
    {
        if (Stride != other.Stride || Count != other.Count) return null;
        long start = Math.Min(Start, other.Start);
        return this with { Start = start, Width = Math.Max(Start + Width, other.Start + other.Width) - start };
    }

    private ReceptiveField? Through(NodeProto node, long[] kernel)
    {
        long[] strides = node.Ints("strides") ?? [.. kernel.Select(static _ => 1L)], pads = node.Ints("pads") ?? new long[2 * kernel.Length];
        long[] dilations = node.Ints("dilations") ?? [.. kernel.Select(static _ => 1L)];
        string automatic = node.Text("auto_pad", "NOTSET");
        int[] windows = [.. Enumerable.Range(0, kernel.Length).Where(i => kernel[i] > 1 || strides[i] > 1)];
        if (kernel.Length == 0 || windows.Length > 1 || automatic is not ("NOTSET" or "VALID")) return null;
        if (windows.Length == 0) return this;
        int axis = windows[0];
        long reach = (kernel[axis] - 1) * dilations[axis], before = automatic == "VALID" ? 0 : pads[axis], behind = automatic == "VALID" ? 0 : pads[axis + kernel.Length];
        return new ReceptiveField(Start - before * Stride, Width + reach * Stride, Stride * strides[axis], (Count + before + behind - reach - 1) / strides[axis] + 1);
    }
}
