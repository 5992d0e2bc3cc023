using GenoXai.Core.Onnx.Proto;
using GenoXai.Core.Onnx.Shapes;

namespace GenoXai.Core.Onnx;

/// <summary>Adapts single nodes to an open batch: what held the old batch size as a constant follows the batch.</summary>
internal static class BatchFixes
{
    internal static void Apply(BatchRewriter graph, NodeShapes node)
    {
        switch (node.Type)
        {
            case "Reshape":
                ReshapeFix.Apply(graph, node);
                break;
            case "Flatten":
                Flatten(graph, node);
                break;
            case "Squeeze":
                Squeeze(graph, node);
                break;
            case "Concat":
                Concat(graph, node);
                break;
            case "LSTM" or "GRU" or "RNN":
                Recurrent(graph, node);
                break;
            case "Expand":
                Expand(graph, node);
                break;
            case "Slice":
                Slice(graph, node);
                break;
            case "Split":
                Split(graph, node);
                break;
            case "Resize":
                Resize(graph, node);
                break;
            default:
                // A constant of one row broadcasts by itself.
                if (graph.Batch > 1 && (node.Type == "MatMul" || ShapeRules.IsBroadcasting(node.Type))) Broadcast(graph, node);
                break;
        }
    }

    private static void Note(BatchRewriter graph, NodeShapes node, string change) => graph.Changes.Add($"{GraphWalk.Label(node.Node)}: {change}");

    /// <summary>Flattening all axes of a batch of one is flattening each row.</summary>
    private static void Flatten(BatchRewriter graph, NodeShapes node)
    {
        if (node.Input(0) is not { Length: > 0 } x || !x[0].IsPureBatch || graph.Batch != 1) return;
        if (node.Node.Int("axis", 1) is not 0 || x.Length == 1) return;
        node.Node.SetInt("axis", 1);
        Note(graph, node, "flattens each row, not the batch");
    }

    /// <summary>Without axes a batch of one would be squeezed away: name the others.</summary>
    private static void Squeeze(BatchRewriter graph, NodeShapes node)
    {
        if (graph.Batch != 1 || !node.HasNone("axes", 1) || node.Input(0) is not { } x || BatchObstacles.Axis(x) < 0) return;
        if (!Array.TrueForAll(x, static s => s.IsKnown)) return;
        long[] axes = [.. x.Select(static (size, i) => (size, i)).Where(static p => p.size.Is(1)).Select(static p => (long)p.i)];
        if (axes.Length == 0)
        {
            node.Node.OpType = "Identity";
        }
        else if (node.Opset < 13)
        {
            node.Node.SetInts("axes", axes);
        }
        else
        {
            SetInput(node.Node, 1, graph.Store(axes));
        }

        Note(graph, node, $"removes axes [{string.Join(", ", axes)}] only");
    }

    /// <summary>Constants joined to rows are repeated for each row.</summary>
    private static void Concat(BatchRewriter graph, NodeShapes node)
    {
        int batched = Enumerable.Range(0, node.InputCount).FirstOrDefault(i => BatchObstacles.Axis(node.Input(i)) >= 0, -1);
        if (batched < 0) return;
        Size[] shape = node.Input(batched)!;
        int axis = BatchObstacles.Axis(shape);
        bool along = node.Axis(0, shape.Length) == axis;
        for (int i = 0; i < node.InputCount; i++)
        {
            if (node.Input(i) is not { } other || other.Length != shape.Length || other[axis].IsBatch || !other[axis].IsKnown) continue;
            if (along && shape.Length > 1)
            {
                graph.Obstacles.Add($"{GraphWalk.Label(node.Node)} joins constant rows to the batch");
                return;
            }

            if (along || !other[axis].Is(graph.Batch) || !shape[axis].IsPureBatch) continue;
            node.Node.Input[i] = graph.RepeatOverBatch(node.Node.Input[i], other.Length, axis, node.Node.Input[batched], axis);
            Note(graph, node, $"its input {i} is repeated for each row");
        }
    }

    /// <summary>Initial states and lengths of one row are repeated for each row.</summary>
    private static void Recurrent(BatchRewriter graph, NodeShapes node)
    {
        int axis = node.Node.Int("layout", 0) == 0 ? 1 : 0;
        if (node.Input(0) is not { Length: 3 } x || !x[axis].IsPureBatch) return;
        foreach ((int input, int stateAxis, int rank) in ((int, int, int)[])[(4, 0, 1), (5, axis, 3), (6, axis, 3)])
        {
            if (node.Input(input) is not { } state || state.Length != rank || !state[stateAxis].Is(graph.Batch)) continue;
            node.Node.Input[input] = graph.RepeatOverBatch(node.Node.Input[input], rank, stateAxis, node.Node.Input[0], axis);
            Note(graph, node, $"its {(input == 4 ? "lengths" : input == 5 ? "initial state" : "initial cell")} is repeated for each row");
        }
    }

    /// <summary>
    /// A fixed batch size above 1 in an Expand target becomes 1, which takes the size of what is
    /// expanded; a constant of the old batch size expanded to the batch gives its first row.
    /// </summary>
    private static void Expand(BatchRewriter graph, NodeShapes node)
    {
        if (node.Input(0) is not { } x || node.Value(1) is not { } target || graph.Batch == 1) return;
        int axis = BatchObstacles.Axis(x);
        if (axis < 0)
        {
            int own = BatchObstacles.Axis(target) - (target.Length - x.Length);
            if (BatchObstacles.Axis(target) < 0 || own < 0 || !x[own].Is(graph.Batch)) return;
            node.Node.Input[0] = graph.FirstRow(node.Node.Input[0], own);
            Note(graph, node, "the first row of its constant serves all rows");
            return;
        }

        int entry = target.Length - x.Length + axis;
        if (entry < 0 || !target[entry].Is(graph.Batch) || !Array.TrueForAll(target, static t => t.IsConstant)) return;
        long[] values = Array.ConvertAll(target, static t => t.Outer);
        values[entry] = 1;
        node.Node.Input[1] = graph.Store(values);
        Note(graph, node, "its target follows the batch");
    }

    /// <summary>A slice of all rows stays one; a slice of some rows picks among them.</summary>
    private static void Slice(BatchRewriter graph, NodeShapes node)
    {
        if (node.Input(0) is not { } x || BatchObstacles.Axis(x) is not (>= 0 and var axis)) return;
        long[]? starts = node.Numbers("starts", 1), ends = node.Numbers("ends", 2);
        if (starts is null || ends is null || starts.Length != ends.Length) return;
        int[]? axes = node.HasNone("axes", 3) ? [.. Enumerable.Range(0, Math.Min(starts.Length, x.Length))] : node.Axes("axes", 3, x.Length);
        int index = axes is null ? -1 : Array.IndexOf(axes, axis);
        if (index < 0 || index >= ends.Length || (starts[index] == 0 && ends[index] >= int.MaxValue)) return;
        if (starts[index] != 0 || x[axis].At(graph.Batch) is not { } rows || ends[index] < rows || !x[axis].IsPureBatch)
        {
            graph.Obstacles.Add($"{GraphWalk.Label(node.Node)} picks single rows of the batch");
            return;
        }

        ends[index] = int.MaxValue;
        if (node.Node.Find("ends") is not null) node.Node.SetInts("ends", ends);
        else node.Node.Input[2] = graph.Store(ends);
        Note(graph, node, "takes all rows");
    }

    /// <summary>Batches joined along the batch are split into equal parts again.</summary>
    private static void Split(BatchRewriter graph, NodeShapes node)
    {
        if (node.Input(0) is not { } x || BatchObstacles.Axis(x) is not (>= 0 and var axis) || node.Axis(0, x.Length) != axis) return;
        if (node.HasNone("split", 1)) return;
        if (node.Numbers("split", 1) is not { Length: > 0 } sizes || sizes.Any(s => s != sizes[0]) || x[axis].Outer % sizes.Length != 0)
        {
            graph.Obstacles.Add($"{GraphWalk.Label(node.Node)} splits the rows of the batch");
            return;
        }

        node.Node.Remove("split");
        if (node.InputCount > 1) node.Node.Input.RemoveAt(1);
        if (node.Opset >= 18) node.Node.SetInt("num_outputs", sizes.Length);
        Note(graph, node, $"splits into {sizes.Length} equal parts");
    }

    /// <summary>Fixed output sizes, the batch among them, become factors where these are whole numbers.</summary>
    private static void Resize(BatchRewriter graph, NodeShapes node)
    {
        if (node.Input(0) is not { } x || BatchObstacles.Axis(x) is not (>= 0 and var axis) || node.Value(3) is not { } sizes) return;
        if (sizes.Length != x.Length || !sizes[axis].Is(graph.Batch) || !x[axis].IsPureBatch) return;
        var factors = new float[x.Length];
        for (int i = 0; i < factors.Length; i++)
        {
            if (i == axis) factors[i] = 1;
            else if (x[i] is { IsConstant: true, Outer: > 0 } from && sizes[i] is { IsConstant: true } to && to.Outer % from.Outer == 0)
                factors[i] = to.Outer / from.Outer;
            else
            {
                graph.Obstacles.Add($"{GraphWalk.Label(node.Node)} resizes to fixed sizes, the batch among them");
                return;
            }
        }

        node.Node.Input[2] = graph.Store(factors);
        node.Node.Input[3] = "";
        Note(graph, node, "resizes by factors");
    }

    /// <summary>A constant stored once per row of the old batch: its first row is broadcast.</summary>
    private static void Broadcast(BatchRewriter graph, NodeShapes node)
    {
        int batched = Enumerable.Range(0, node.InputCount).FirstOrDefault(i => BatchObstacles.Axis(node.Input(i)) >= 0, -1);
        if (batched < 0) return;
        Size[] shape = node.Input(batched)!;
        int fromRight = shape.Length - BatchObstacles.Axis(shape);
        if (node.Type == "MatMul" && fromRight < 3) return;
        for (int i = 0; i < node.InputCount; i++)
        {
            if (node.Input(i) is not { } other || other.Length < fromRight || !other[^fromRight].Is(graph.Batch)) continue;
            node.Node.Input[i] = graph.FirstRow(node.Node.Input[i], other.Length - fromRight);
            Note(graph, node, $"the first row of its input {i} serves all rows");
        }
    }

    private static void SetInput(NodeProto node, int index, string tensor)
    {
        while (node.Input.Count <= index) node.Input.Add("");
        node.Input[index] = tensor;
    }
}
