using GenoXai.Core.Onnx.Proto;

namespace GenoXai.Core.Onnx;

/// <summary>The tensors of a graph that a softmax makes: a Softmax node, or Exp, ReduceSum and Div written out. Which of them are attention, their shapes tell.</summary>
public static class SoftmaxTensors
{
    private static readonly HashSet<string> FusedTypes = new(StringComparer.Ordinal) { "Attention", "MultiHeadAttention", "GroupQueryAttention", "PackedAttention", "PackedMultiHeadAttention", "DecoderMaskedMultiHeadAttention" };

    /// <summary>Names of the tensors, in the order of the main graph.</summary>
    /// <param name="model">The model.</param>
    public static IReadOnlyList<string> Of(OnnxModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var makers = new Dictionary<string, NodeProto>(StringComparer.Ordinal);
        foreach (NodeProto node in model.Proto.Graph.Node)
            foreach (string output in node.Output) makers[output] = node;
        return [.. model.Proto.Graph.Node.Where(n => n.OpType == "Softmax" || IsWrittenOut(n, makers)).Select(static n => n.Output[0])];
    }

    /// <summary>Nodes that do attention as a whole and show no weights, in words.</summary>
    /// <param name="model">The model.</param>
    public static IReadOnlyList<string> Fused(OnnxModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return [.. GraphWalk.Nodes(model.Proto).Where(static n => FusedTypes.Contains(n.Node.OpType)).Select(static n => GraphWalk.Label(n.Node) + n.Where)];
    }

    /// <summary>Whether a node divides an Exp by the sum of the same Exp.</summary>
    private static bool IsWrittenOut(NodeProto node, Dictionary<string, NodeProto> makers) =>
        node.OpType == "Div" && node.Input.Count == 2
        && makers.TryGetValue(node.Input[0], out NodeProto? top) && top.OpType == "Exp"
        && makers.TryGetValue(node.Input[1], out NodeProto? bottom) && bottom.OpType == "ReduceSum" && bottom.Input[0] == node.Input[0];
}
