using GenoXai.Core.Onnx.Gradients;
using GenoXai.Core.Onnx.Proto;
using GenoXai.Core.Onnx.Shapes;

namespace GenoXai.Core.Onnx.Multipliers;

/// <summary>The second forward pass of a graph, over references: every node that depends on the sequence once more, under other names.</summary>
internal sealed class ReferencePass
{
    private readonly HashSet<string> _varying, _reached;
    private readonly Dictionary<string, NodeProto> _copies = new(StringComparer.Ordinal);

    private ReferencePass(HashSet<string> varying, HashSet<string> reached) => (_varying, _reached) = (varying, reached);

    /// <summary>Whether a tensor differs between a sequence and its reference.</summary>
    internal bool Varies(string tensor) => _varying.Contains(tensor);

    /// <summary>Whether a tensor also depends on the sequence in a way that multipliers follow: not by comparisons alone.</summary>
    internal bool Reaches(string tensor) => _reached.Contains(tensor);

    /// <summary>The tensor's value for the reference; the tensor itself where it does not vary.</summary>
    internal string Of(string tensor) => _varying.Contains(tensor) ? MultiplierGraph.ReferenceOf(tensor) : tensor;

    /// <summary>The copy of a node that works on references.</summary>
    internal NodeProto Of(NodeProto node) => _copies[node.Output.First(static o => o.Length > 0)];

    /// <summary>Appends the pass; what leads to none of the wanted tensors is left out.</summary>
    internal static ReferencePass Append(ModelProto proto, ShapeInference shapes, NodeProto[] forward, string input, IReadOnlyList<string> wanted)
    {
        var varying = new HashSet<string>(StringComparer.Ordinal) { input };
        var reached = new HashSet<string>(StringComparer.Ordinal) { input };
        foreach (NodeProto node in forward)
        {
            // Shapes are those of the sequence.
            if (node.OpType is "Shape" or "Size") continue;
            if (node.Input.Any(varying.Contains)) varying.UnionWith(node.Output.Where(static o => o.Length > 0));
            if (!GradientRules.EndsPath(node.OpType) && node.Input.Any(reached.Contains)) reached.UnionWith(node.Output.Where(static o => o.Length > 0));
        }

        var needed = new HashSet<string>(wanted, StringComparer.Ordinal);
        foreach (NodeProto node in forward.Reverse())
            if (node.Output.Any(needed.Contains)) needed.UnionWith(node.Input);

        var pass = new ReferencePass(varying, reached);
        ValueInfoProto references = proto.Graph.Input.First(i => i.Name == input).Clone();
        references.Name = pass.Of(input);
        proto.Graph.Input.Add(references);
        if (shapes.Shape(input) is { } shape) shapes.SetShape(references.Name, shape);
        foreach (NodeProto node in forward)
        {
            if (!node.Output.Any(varying.Contains) || !node.Output.Any(needed.Contains)) continue;
            NodeProto copy = node.Clone();
            copy.Name = node.Name.Length > 0 ? MultiplierGraph.ReferenceOf(node.Name) : "";
            for (int i = 0; i < copy.Input.Count; i++) copy.Input[i] = pass.Of(copy.Input[i]);
            for (int i = 0; i < copy.Output.Count; i++) copy.Output[i] = pass.Of(copy.Output[i]);
            proto.Graph.Node.Add(copy);
            shapes.Infer(copy);
            pass._copies[node.Output.First(static o => o.Length > 0)] = copy;
        }

        return pass;
    }

    /// <summary>Makes an output of the model an output for the reference too.</summary>
    internal void Expose(GraphProto graph, string output)
    {
        ValueInfoProto value = graph.Output.First(o => o.Name == output).Clone();
        value.Name = MultiplierGraph.ReferenceOf(output);
        if (!Varies(output)) graph.Node.Add(new NodeProto { OpType = "Identity", Name = value.Name, Input = { output }, Output = { value.Name } });
        graph.Output.Add(value);
    }
}
