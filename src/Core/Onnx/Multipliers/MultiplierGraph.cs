using GenoXai.Core.Onnx.Folding;
using GenoXai.Core.Onnx.Gradients;
using GenoXai.Core.Onnx.Proto;
using GenoXai.Core.Onnx.Shapes;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Onnx.Multipliers;

/// <summary>
/// Makes a model that compares each row with a reference row: a second input takes the references, the
/// nodes that depend on the sequence are there twice, and the outputs <c>gradient_0</c>, … hold
/// DeepLIFT's multipliers m by the rescale rule, so that Σ (x − x0)·m = f(x) − f(x0).
/// </summary>
/// <remarks>
/// Shrikumar, Greenside and Kundaje, ICML 2017. Departs: products of two tensors that both depend on the
/// sequence share the change evenly, max-pooling gives each side's winners their part of it, and
/// softmax and layer normalization are taken through their parts, so that all of these are complete.
/// </remarks>
public static class MultiplierGraph
{
    private const string Prefix = "reference/", Instead = "Use --method integrated-gradients, genoxai taylor, or genoxai ism, which needs no gradient.";

    /// <summary>Name of the input or output that stands beside another for the references.</summary>
    /// <param name="tensor">The other's name.</param>
    public static string ReferenceOf(string tensor) => Prefix + tensor;

    /// <summary>Builds the graph.</summary>
    /// <param name="model">The model; not changed.</param>
    /// <param name="input">The input that holds the sequence.</param>
    /// <param name="targets">Tensors of the graph, each with one number a row.</param>
    /// <exception cref="InputException">Operators on the way have no multiplier rule: the message lists them all.</exception>
    public static OnnxModel Of(OnnxModel model, string input, params IReadOnlyList<string> targets) => Of(model, input, _ => targets, keep: targets);

    internal static OnnxModel Of(OnnxModel model, string input, Func<GradientBuilder, IReadOnlyList<string>> append, Func<IReadOnlyDictionary<string, int>>? ranks = null, IReadOnlyList<string>? keep = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        // What has no gradient is refused in the same words.
        _ = GradientGraph.Of(model, input, append, ranks, keep);
        return model.Rewrite("with multipliers", proto =>
        {
            OpsetUpgrade.Apply(proto, model.Name);
            Float32Graph.Apply(proto, input);
            GraphFolding.Apply(proto, keep ?? []);
            Append(proto, model.Name, input, append, ranks);
        });
    }

    private static void Append(ModelProto proto, string name, string input, Func<GradientBuilder, IReadOnlyList<string>> append, Func<IReadOnlyDictionary<string, int>>? ranks)
    {
        GraphProto graph = proto.Graph;
        string[] outputs = [.. graph.Output.Select(static o => o.Name)];
        var shapes = new ShapeInference(proto, names: true);
        foreach (ValueInfoProto value in graph.Input)
            if (GraphFacts.AxesOf(value) is { } axes && shapes.Shape(value.Name) is null)
                shapes.SetShape(value.Name, [.. axes.Select((a, i) => a.Size is { } size ? (Size)size : i == 0 ? Size.Batch : Size.Unknown)]);
        foreach (NodeProto node in graph.Node) shapes.Infer(node);
        var builder = new GradientBuilder(proto, shapes) { Ranks = ranks is null ? null : () => WithReferences(ranks()) };
        IReadOnlyList<string> targets = append(builder);
        NodeProto[] forward = [.. graph.Node];
        ReferencePass reference = ReferencePass.Append(proto, shapes, forward, input, [.. targets, .. outputs]);
        NodeProto[] path = Path(forward, reference, targets);
        CheckRules(path, name, reference);
        for (int t = 0; t < targets.Count; t++)
        {
            string result = Backward(builder, name, path, reference, input, targets[t]);
            graph.Node.Add(new NodeProto { OpType = "Identity", Name = $"gradient_{t}", Input = { result }, Output = { $"gradient_{t}" } });
            ValueInfoProto output = graph.Input.First(i => i.Name == input).Clone();
            output.Name = $"gradient_{t}";
            graph.Output.Add(output);
        }

        foreach (string output in outputs) reference.Expose(graph, output);
        SwishParts.Apply(graph);
        UnusedNodes.Remove(graph, []);
    }

    /// <summary>Ranks of tensors, and of the same tensors in the pass over references.</summary>
    private static Dictionary<string, int> WithReferences(IReadOnlyDictionary<string, int> ranks) =>
        ranks.Concat(ranks.Select(static r => KeyValuePair.Create(ReferenceOf(r.Key), r.Value))).ToDictionary(StringComparer.Ordinal);

    /// <summary>Nodes between the input and a target, the last one first.</summary>
    private static NodeProto[] Path(NodeProto[] forward, ReferencePass reference, IReadOnlyList<string> targets)
    {
        var needed = new HashSet<string>(targets, StringComparer.Ordinal);
        var path = new List<NodeProto>();
        foreach (NodeProto node in forward.Reverse())
        {
            if (GradientRules.EndsPath(node.OpType) || !node.Output.Any(needed.Contains) || !node.Input.Any(reference.Reaches)) continue;
            path.Add(node);
            needed.UnionWith(node.Input.Where(reference.Reaches));
        }

        return [.. path];
    }

    private static void CheckRules(NodeProto[] path, string name, ReferencePass reference)
    {
        string[] problems = [.. path.Reverse().Where(node => !MultiplierRules.Has(node, reference.Varies)).GroupBy(static n => n.OpType)
            .Select(static group => $"{group.Key}: {string.Join(", ", group.Take(20).Select(GraphWalk.Label))}{(group.Count() > 20 ? $" and {group.Count() - 20} more" : "")}")];
        if (problems.Length > 0)
            throw new InputException($"{name}: no DeepLIFT multipliers, for lack of a rule for {string.Join("; ", problems)}. {Instead}", "no-gradient");
    }

    private static string Backward(GradientBuilder builder, string name, NodeProto[] path, ReferencePass reference, string input, string target)
    {
        var multipliers = new Dictionary<string, string>(StringComparer.Ordinal) { [target] = builder.Filled(builder.Shape(target), 1) };
        foreach (NodeProto node in path)
        {
            if (!node.Output.Any(multipliers.ContainsKey)) continue;
            builder.Origin = node.Name.Length > 0 ? node.Name : node.Output[0];
            try
            {
                MultiplierRules.Apply(new MultiplierNode(builder, node, reference, multipliers));
            }
            catch (GradientRefusal refusal)
            {
                throw new InputException($"{name}: no DeepLIFT multipliers. {refusal.Message}. {Instead}", "no-gradient", refusal);
            }
        }

        builder.Origin = "";
        return multipliers.TryGetValue(input, out string? result) ? result : builder.Zeros(builder.Shape(input));
    }
}
