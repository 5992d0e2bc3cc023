using GenoXai.Core.Onnx.Proto;

namespace GenoXai.Core.Onnx.Folding;

/// <summary>Removes nodes and stored tensors that no output needs.</summary>
internal static class UnusedNodes
{
    /// <summary>Removes them from a graph in place.</summary>
    /// <param name="graph">Its nodes are in order.</param>
    /// <param name="keep">Tensors that stay beside the outputs.</param>
    internal static void Remove(GraphProto graph, IEnumerable<string> keep)
    {
        var needed = new HashSet<string>(graph.Output.Select(static o => o.Name).Concat(keep), StringComparer.Ordinal);
        var nodes = new List<NodeProto>();
        foreach (NodeProto node in graph.Node.Reverse())
        {
            if (!node.Output.Any(needed.Contains)) continue;
            nodes.Add(node);
            needed.UnionWith(GraphWalk.Inputs(node));
        }

        nodes.Reverse();
        graph.Node.Clear();
        graph.Node.AddRange(nodes);
        needed.UnionWith(graph.Input.Select(static i => i.Name));
        TensorProto[] tensors = [.. graph.Initializer.Where(t => needed.Contains(t.Name))];
        graph.Initializer.Clear();
        graph.Initializer.AddRange(tensors);
    }
}
