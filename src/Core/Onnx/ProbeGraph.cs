using GenoXai.Core.Onnx.Proto;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Onnx;

/// <summary>
/// The same model with inner tensors as further outputs, after its own outputs. They are declared by
/// name only; the runtime infers their types. Own outputs keep their order and values.
/// </summary>
public static class ProbeGraph
{
    /// <summary>
    /// The model with every tensor of its main graph as an output, so that one run tells all their
    /// shapes. Tensors made only inside loops, branches or functions are not among them.
    /// </summary>
    /// <param name="model">The model; not changed.</param>
    public static OnnxModel OfAll(OnnxModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Rewrite("probed", static proto =>
        {
            GraphProto graph = proto.Graph;
            var known = graph.Output.Select(static o => o.Name).ToHashSet(StringComparer.Ordinal);
            foreach (NodeProto node in graph.Node)
            {
                if (!MakesTensors(node)) continue;
                foreach (string output in node.Output)
                    if (output.Length > 0 && known.Add(output)) graph.Output.Add(new ValueInfoProto { Name = output });
            }
        });
    }

    /// <summary>The model with the named inner tensors as further outputs.</summary>
    /// <param name="model">The model; not changed.</param>
    /// <param name="tensors">Names of tensors that nodes of the main graph make; its own outputs are allowed and stay single.</param>
    /// <exception cref="InputException">No node makes a tensor of such a name; the message lists all such names.</exception>
    public static OnnxModel ExposeOutputs(OnnxModel model, params IReadOnlyList<string> tensors)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(tensors);
        var made = model.Proto.Graph.Node.SelectMany(static n => n.Output).ToHashSet(StringComparer.Ordinal);
        var outputs = model.Proto.Graph.Output.Select(static o => o.Name).ToHashSet(StringComparer.Ordinal);
        string[] missing = [.. tensors.Where(t => t.Length == 0 || !(made.Contains(t) || outputs.Contains(t)))];
        if (missing.Length > 0)
            throw new InputException($"{model.Name}: no node of the graph makes {string.Join(", ", missing.Select(static m => $"\"{m}\""))}.", "bad-tensor");

        return model.Rewrite("inner tensors exposed", proto =>
        {
            foreach (string tensor in tensors)
                if (outputs.Add(tensor)) proto.Graph.Output.Add(new ValueInfoProto { Name = tensor });
        });
    }

    /// <summary>Sequences of tensors and optional values have no shape to tell.</summary>
    private static bool MakesTensors(NodeProto node) =>
        !node.OpType.StartsWith("Sequence", StringComparison.Ordinal) && !node.OpType.StartsWith("Optional", StringComparison.Ordinal)
        && node.OpType is not ("SplitToSequence" or "ZipMap" or "If" or "Loop" or "Scan");
}
