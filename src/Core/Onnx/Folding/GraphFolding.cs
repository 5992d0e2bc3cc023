using GenoXai.Core.Onnx.Proto;

namespace GenoXai.Core.Onnx.Folding;

/// <summary>
/// Brings a graph of opset 21 and float32 to the form that gradients are made of: what is constant is
/// stored, what was written in parts is one operator, what nothing needs is gone. Outputs keep their
/// names and, up to the rounding of float32, their numbers.
/// </summary>
internal static class GraphFolding
{
    /// <param name="proto">Changed in place.</param>
    /// <param name="keep">Inner tensors that stay.</param>
    internal static void Apply(ModelProto proto, IReadOnlyList<string> keep)
    {
        // Types and shapes that the file tells of inner tensors may not outlive them.
        proto.Graph.ValueInfo.Clear();
        var graph = new FoldableGraph(proto, keep);
        ConstantFolding.Apply(graph);
        BatchNormalizationFolding.Apply(graph);
        ActivationFusion.Apply(graph);
        LayerNormalizationFusion.Apply(graph);
        graph.Finish();
        UnusedNodes.Remove(proto.Graph, keep);
    }
}
