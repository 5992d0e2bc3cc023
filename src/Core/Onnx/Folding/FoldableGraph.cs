using GenoXai.Core.Onnx.Proto;
using GenoXai.Core.Onnx.Shapes;

namespace GenoXai.Core.Onnx.Folding;

/// <summary>A graph of opset 21 while it is simplified: who makes and who uses a tensor, what is stored, what must stay.</summary>
internal sealed class FoldableGraph
{
    private readonly GraphProto _graph;
    private readonly HashSet<string> _kept, _names;
    private readonly HashSet<NodeProto> _dropped = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, TensorProto> _stored = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NodeProto> _makers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<NodeProto>> _users = new(StringComparer.Ordinal);

    internal FoldableGraph(ModelProto proto, IEnumerable<string> keep)
    {
        (_graph, Shapes) = (proto.Graph, new ShapeInference(proto, names: true));
        _kept = _graph.Output.Select(static o => o.Name).Concat(keep).ToHashSet(StringComparer.Ordinal);
        _names = _graph.Node.SelectMany(static n => n.Output.Append(n.Name)).Concat(_graph.Initializer.Select(static t => t.Name)).ToHashSet(StringComparer.Ordinal);
        var inputs = _graph.Input.Select(static i => i.Name).ToHashSet(StringComparer.Ordinal);
        // A caller may give another value for a stored tensor that is an input too.
        foreach (TensorProto tensor in _graph.Initializer)
            if (!inputs.Contains(tensor.Name)) _stored[tensor.Name] = tensor;
        foreach (ValueInfoProto value in _graph.Input)
            if (GraphFacts.AxesOf(value) is { } axes && Shapes.Shape(value.Name) is null)
                Shapes.SetShape(value.Name, [.. axes.Select((a, i) => a.Size is { } size ? (Size)size : i == 0 ? Size.Batch : Size.Unknown)]);
        foreach (NodeProto node in _graph.Node)
        {
            Shapes.Infer(node);
            foreach (string output in node.Output.Where(static o => o.Length > 0)) _makers[output] = node;
            foreach (string input in GraphWalk.Inputs(node)) Users(input).Add(node);
        }
    }

    internal ShapeInference Shapes { get; }

    /// <summary>The nodes as they are now, in order; the array does not change with the graph.</summary>
    internal NodeProto[] Nodes => [.. _graph.Node.Where(n => !_dropped.Contains(n))];

    /// <summary>The node that makes a tensor, if it is of one of these types; of a standard domain.</summary>
    internal NodeProto? Maker(string tensor, params ReadOnlySpan<string> types) =>
        _makers.GetValueOrDefault(tensor) is { } node && OperatorDomains.IsStandard(node.Domain) && types.Contains(node.OpType) ? node : null;

    /// <summary>Whether the tensor is an output, or named by the caller.</summary>
    internal bool IsKept(string tensor) => _kept.Contains(tensor);

    /// <summary>The nodes that use a tensor; one that uses it twice is there twice.</summary>
    internal List<NodeProto> Users(string tensor)
    {
        if (!_users.TryGetValue(tensor, out List<NodeProto>? users)) _users[tensor] = users = [];
        return users;
    }

    /// <summary>The only node that uses a tensor, where nothing else needs it.</summary>
    internal NodeProto? OnlyUser(string tensor) => !IsKept(tensor) && Users(tensor) is [var user] ? user : null;

    internal TensorProto? Stored(string tensor) => _stored.GetValueOrDefault(tensor);

    /// <summary>The numbers of a stored float tensor.</summary>
    internal double[]? Floats(string tensor) => Stored(tensor) is { } stored && TensorData.TryReadFloats(stored, out double[] values) ? values : null;

    /// <summary>A stored number that does not change the shape of what it is combined with.</summary>
    /// <param name="tensor">The number.</param>
    /// <param name="with">What it is combined with.</param>
    internal double? Number(string tensor, string with) =>
        Stored(tensor) is { } stored && TensorData.Elements(stored) == 1 && stored.Dims.Count <= (Shapes.Shape(with)?.Length ?? 0) && Floats(tensor) is [var value] ? value : null;

    /// <summary>Stores a tensor under a new name.</summary>
    internal string Store(string stem, double[] values, params ReadOnlySpan<long> shape)
    {
        string name;
        int fresh = 0;
        do name = $"folded/{stem}_{fresh++}";
        while (!_names.Add(name));
        Store(TensorData.Floats(name, Array.ConvertAll(values, static v => (float)v), shape));
        return name;
    }

    /// <summary>Replaces a node by the stored tensor that it makes.</summary>
    internal void Store(NodeProto node, TensorProto result)
    {
        result.Name = node.Output[0];
        Forget(node);
        _makers.Remove(result.Name);
        _dropped.Add(node);
        Store(result);
    }

    /// <summary>Makes a node another one, whose first output is the same tensor.</summary>
    internal void Become(NodeProto node, string type, string[] inputs, params string[] furtherOutputs)
    {
        Forget(node);
        node.OpType = type;
        node.Attribute.Clear();
        node.Input.Clear();
        node.Input.AddRange(inputs);
        foreach (string output in furtherOutputs)
        {
            node.Output.Add(output);
            _makers[output] = node;
        }

        foreach (string input in inputs) Users(input).Add(node);
        Shapes.Infer(node);
    }

    /// <summary>Gives a node other inputs.</summary>
    internal void SetInputs(NodeProto node, params string[] inputs)
    {
        Forget(node);
        node.Input.Clear();
        node.Input.AddRange(inputs);
        foreach (string input in inputs) Users(input).Add(node);
    }

    /// <summary>Leaves out a node behind another: the other makes its result.</summary>
    internal void Absorb(NodeProto node, NodeProto following)
    {
        Drop(following);
        _makers.Remove(node.Output[0]);
        node.Output[0] = following.Output[0];
        _makers[node.Output[0]] = node;
    }

    /// <summary>Leaves out a node whose result another one makes.</summary>
    internal void Drop(NodeProto node)
    {
        Forget(node);
        _dropped.Add(node);
    }

    /// <summary>Takes what was dropped out of the graph.</summary>
    internal void Finish()
    {
        NodeProto[] nodes = Nodes;
        _graph.Node.Clear();
        _graph.Node.AddRange(nodes);
    }

    private void Forget(NodeProto node)
    {
        foreach (string input in node.Input) Users(input).Remove(node);
    }

    private void Store(TensorProto tensor)
    {
        _graph.Initializer.Add(tensor);
        _stored[tensor.Name] = tensor;
        Shapes.SetStored(tensor.Name, tensor);
    }
}
