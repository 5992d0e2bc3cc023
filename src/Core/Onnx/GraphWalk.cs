using GenoXai.Core.Onnx.Proto;

namespace GenoXai.Core.Onnx;

/// <summary>Visits everything a model holds: main graph, bodies of If, Loop and Scan, functions.</summary>
internal static class GraphWalk
{
    /// <summary>Every node, with where it stands in words ("" for the main graph).</summary>
    internal static IEnumerable<(NodeProto Node, string Where)> Nodes(ModelProto model)
    {
        foreach (var item in Nodes(model.Graph.Node, "")) yield return item;
        foreach (FunctionProto function in model.Functions)
            foreach (var item in Nodes(function.Node, $" in function \"{function.Name}\"")) yield return item;
    }

    /// <summary>Every stored tensor: initializers, sparse ones, tensors in attributes.</summary>
    internal static IEnumerable<TensorProto> Tensors(ModelProto model)
    {
        foreach (TensorProto tensor in GraphTensors(model.Graph)) yield return tensor;
        foreach ((NodeProto node, _) in Nodes(model))
            foreach (AttributeProto attribute in node.Attribute)
                foreach (TensorProto tensor in AttributeTensors(attribute)) yield return tensor;
        foreach (FunctionProto function in model.Functions)
            foreach (AttributeProto attribute in function.AttributeProto)
                foreach (TensorProto tensor in AttributeTensors(attribute)) yield return tensor;
    }

    /// <summary>The graphs an attribute of a node holds.</summary>
    internal static IEnumerable<GraphProto> Subgraphs(NodeProto node)
    {
        foreach (AttributeProto attribute in node.Attribute)
        {
            if (attribute.G is not null) yield return attribute.G;
            foreach (GraphProto graph in attribute.Graphs) yield return graph;
        }
    }

    /// <summary>Inputs of a node, those that the bodies of loops and branches take from outside included.</summary>
    internal static IEnumerable<string> Inputs(NodeProto node)
    {
        foreach (string input in node.Input) yield return input;
        foreach (GraphProto body in Subgraphs(node))
        {
            foreach (ValueInfoProto output in body.Output) yield return output.Name;
            foreach (NodeProto inner in body.Node)
                foreach (string input in Inputs(inner)) yield return input;
        }
    }

    /// <summary>How messages name a node.</summary>
    internal static string Label(NodeProto node)
    {
        if (node.Name.Length > 0) return $"node \"{node.Name}\" ({node.OpType})";
        string made = node.Output.FirstOrDefault(static o => o.Length > 0) ?? "";
        return made.Length > 0 ? $"the {node.OpType} node that makes \"{made}\"" : $"a {node.OpType} node";
    }

    private static IEnumerable<(NodeProto Node, string Where)> Nodes(IEnumerable<NodeProto> nodes, string where)
    {
        foreach (NodeProto node in nodes)
        {
            yield return (node, where);
            foreach (GraphProto graph in Subgraphs(node))
                foreach (var item in Nodes(graph.Node, $" inside {Label(node)}{where}")) yield return item;
        }
    }

    private static IEnumerable<TensorProto> AttributeTensors(AttributeProto attribute)
    {
        if (attribute.T is not null) yield return attribute.T;
        foreach (TensorProto tensor in attribute.Tensors) yield return tensor;
        if (attribute.SparseTensor is not null)
            foreach (TensorProto tensor in SparseTensors(attribute.SparseTensor)) yield return tensor;
        foreach (SparseTensorProto sparse in attribute.SparseTensors)
            foreach (TensorProto tensor in SparseTensors(sparse)) yield return tensor;
        // Nodes of subgraphs are visited by themselves; their initializers are not.
        if (attribute.G is not null)
            foreach (TensorProto tensor in GraphTensors(attribute.G)) yield return tensor;
        foreach (GraphProto graph in attribute.Graphs)
            foreach (TensorProto tensor in GraphTensors(graph)) yield return tensor;
    }

    private static IEnumerable<TensorProto> GraphTensors(GraphProto graph)
    {
        foreach (TensorProto tensor in graph.Initializer) yield return tensor;
        foreach (SparseTensorProto sparse in graph.SparseInitializer)
            foreach (TensorProto tensor in SparseTensors(sparse)) yield return tensor;
    }

    private static IEnumerable<TensorProto> SparseTensors(SparseTensorProto sparse)
    {
        if (sparse.Values is not null) yield return sparse.Values;
        if (sparse.Indices is not null) yield return sparse.Indices;
    }
}
