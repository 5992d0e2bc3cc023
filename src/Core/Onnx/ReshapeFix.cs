using GenoXai.Core.Onnx.Shapes;

namespace GenoXai.Core.Onnx;

/// <summary>Makes the target of a Reshape follow the batch.</summary>
internal static class ReshapeFix
{
    internal static void Apply(BatchRewriter graph, NodeShapes node)
    {
        if (node.Value(1) is not { Length: > 0 } target || Array.Exists(target, static t => t.IsBatch)) return;
        bool zeroCopies = node.Node.Int("allowzero", 0) == 0;
        Size[]? input = node.Input(0);
        int axis = BatchObstacles.Axis(input);
        if (input is not null && axis < 0 && Array.TrueForAll(input, static s => s.IsKnown)) return;

        if (input is not null && Array.TrueForAll(input, static s => s.IsKnown) && Array.TrueForAll(target, static t => t.IsConstant))
            ApplyKnown(graph, node, input, Array.ConvertAll(target, static t => t.Outer), zeroCopies);
        else
            ApplyUnknown(graph, node, input, target, axis, zeroCopies);
    }

    private static void ApplyKnown(BatchRewriter graph, NodeShapes node, Size[] input, long[] target, bool zeroCopies)
    {
        // The batch is followed already where an entry copies it.
        if (zeroCopies)
            for (int i = 0; i < target.Length && i < input.Length; i++)
                if (target[i] == 0 && input[i].IsBatch) return;

        if (Resolve(input, target, graph.Batch, zeroCopies) is not { } resolved || ReshapeTarget.BatchEntry(input, resolved, graph.Batch) is not { } entry)
        {
            graph.Obstacles.Add($"{GraphWalk.Label(node.Node)} has the fixed target [{string.Join(", ", target)}], into which a batch does not fit");
            return;
        }

        if (target[entry] == -1) return;
        long[] open = [.. target];
        int former = Array.IndexOf(target, -1L);
        if (former >= 0) open[former] = resolved[former];
        open[entry] = -1;
        node.Node.Input[1] = graph.Store(open);
        graph.Changes.Add($"{GraphWalk.Label(node.Node)}: target [{string.Join(", ", target)}] became [{string.Join(", ", open)}]");
    }

    /// <summary>
    /// Some sizes are open or not known: the batch is followed where the target's entry lies at the
    /// batch's own axis (or first, when the input's shape is not known at all).
    /// </summary>
    private static void ApplyUnknown(BatchRewriter graph, NodeShapes node, Size[]? input, Size[] target, int axis, bool zeroCopies)
    {
        int entry = input is null ? 0 : axis >= 0 && input[axis].IsPureBatch ? axis : -1;
        if (entry < 0 || entry >= target.Length || !target[entry].Is(graph.Batch)) return;
        if (!zeroCopies)
        {
            // Zero as a size of its own does not occur in a model of sequences; as a copy it is needed here.
            if (Array.Exists(target, static t => !t.IsConstant || t.Is(0))) return;
            node.Node.Remove("allowzero");
        }

        if (Array.TrueForAll(target, static t => t.IsConstant))
        {
            long[] values = Array.ConvertAll(target, static t => t.Outer);
            values[entry] = 0;
            node.Node.Input[1] = graph.Store(values);
        }
        else
        {
            var mask = new bool[target.Length];
            mask[entry] = true;
            node.Node.Input[1] = graph.Add("Where", [graph.Store(mask), graph.Store(new long[target.Length]), node.Node.Input[1]]);
        }

        graph.Changes.Add($"{GraphWalk.Label(node.Node)}: entry {entry} of its target, {graph.Batch}, became a copy of the batch");
    }

    /// <summary>The target with its 0 and −1 worked out at the export's batch size; null when it does not fit.</summary>
    private static long[]? Resolve(Size[] input, long[] target, long batch, bool zeroCopies)
    {
        var resolved = new long[target.Length];
        Int128 total = 1, others = 1;
        foreach (Size size in input)
        {
            total *= size.At(batch) ?? 0;
            if (total is { } t && (t <= 0 || t > long.MaxValue)) return null;
        }

        int open = -1;
        for (int i = 0; i < target.Length; i++)
        {
            if (target[i] == -1)
            {
                if (open >= 0) return null;
                open = i;
                continue;
            }

            resolved[i] = target[i] == 0 && zeroCopies ? i < input.Length ? input[i].At(batch) ?? 0 : 0 : target[i];
            if (resolved[i] < 1) return null;
            others *= resolved[i];
            if (others > total) return null;
        }

        if (open >= 0)
        {
            if (total % others != 0) return null;
            resolved[open] = (long)(total / others);
        }

        return resolved;
    }
}
