using GenoXai.Core.Onnx.Proto;

namespace GenoXai.Core.Onnx.Folding;

/// <summary>
/// Stores what is the same in every run: constants, shape arithmetic that does not depend on the batch,
/// and arithmetic on weights, each operation rounded to float32 as the runtime does.
/// </summary>
internal static class ConstantFolding
{
    private const long Most = 1 << 24;

    internal static void Apply(FoldableGraph graph)
    {
        var wholes = new HashSet<string>(StringComparer.Ordinal);
        foreach (NodeProto node in graph.Nodes)
        {
            if (!OperatorDomains.IsStandard(node.Domain) || node.Output.Count != 1) continue;
            if (node.OpType == "Constant" && node.Tensor("value") is { } constant)
            {
                if (!graph.IsKept(node.Output[0])) graph.Store(node, constant);
                continue;
            }

            bool isWhole = IsInt64(graph, wholes, node);
            if (isWhole) wholes.Add(node.Output[0]);
            if (graph.IsKept(node.Output[0])) continue;
            if ((isWhole ? Whole(graph, node.Output[0]) : Float(graph, node)) is { } result) graph.Store(node, result);
        }
    }

    /// <summary>Whether a node surely makes int64 numbers.</summary>
    private static bool IsInt64(FoldableGraph graph, HashSet<string> wholes, NodeProto node)
    {
        bool Is(string tensor) => wholes.Contains(tensor) || graph.Stored(tensor) is { DataType: (int)ElementType.Int64 };
        return node.OpType switch
        {
            "Shape" or "Size" => true,
            "Constant" => node.Find("value_ints") is not null || node.Find("value_int") is not null,
            "Cast" => node.Int("to", 0) == (long)ElementType.Int64,
            "Identity" or "Squeeze" or "Unsqueeze" or "Reshape" or "Flatten" or "Gather" or "Concat" or "Slice" or "Expand" or "ReduceProd" or "Range" or "Neg"
                or "Add" or "Sub" or "Mul" or "Div" or "Mod" => node.Input.Count > 0 && Is(node.Input[0]),
            "Min" or "Max" => node.Input.Count == 2 && Is(node.Input[0]),
            "Where" => node.Input.Count > 1 && Is(node.Input[1]),
            "ConstantOfShape" => node.Tensor("value") is { DataType: (int)ElementType.Int64 },
            _ => false,
        };
    }

    private static TensorProto? Whole(FoldableGraph graph, string tensor)
    {
        if (graph.Shapes.Value(tensor) is not { } value || !Array.TrueForAll(value, static v => v.IsConstant) || Shape(graph, tensor) is not { } shape) return null;
        TensorProto stored = TensorData.Integers(tensor, Array.ConvertAll(value, static v => v.Outer), scalar: true);
        stored.Dims.AddRange(shape);
        return TensorData.Elements(stored) == value.Length ? stored : null;
    }

    private static TensorProto? Float(FoldableGraph graph, NodeProto node)
    {
        if (node.OpType == "Constant") return node.Find("value_float") is { } number ? TensorData.Floats("", [number.F]) : null;
        if (Shape(graph, node.Output[0]) is not { } shape || Elements(shape) > Most) return null;
        var operands = new List<(double[] Values, long[] Shape)>();
        foreach (string input in node.Input.Take(ConstantArithmetic.Operands(node.OpType)))
        {
            if (graph.Stored(input) is not { DataType: (int)ElementType.Float32 } stored || TensorData.Elements(stored) > Most || graph.Floats(input) is not { } values) return null;
            operands.Add((values, [.. stored.Dims]));
        }

        if (operands.Count == 0 || ConstantArithmetic.Compute(node, operands, shape) is not { } result) return null;
        return TensorData.Floats("", Array.ConvertAll(result, static v => (float)v), shape);
    }

    private static long[]? Shape(FoldableGraph graph, string tensor) =>
        graph.Shapes.Shape(tensor) is { } shape && Array.TrueForAll(shape, static s => s.IsConstant) ? Array.ConvertAll(shape, static s => s.Outer) : null;

    private static long Elements(long[] shape) => shape.Aggregate(1L, static (a, b) => Math.Min(a, Most + 1) * Math.Min(b, Most + 1));
}
