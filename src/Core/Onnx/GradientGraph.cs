using GenoXai.Core.Onnx.Gradients;
using GenoXai.Core.Onnx.Proto;
using GenoXai.Core.Onnx.Shapes;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Onnx;

/// <summary>
/// Makes a model whose extra outputs are the gradients ∂target/∂input: reverse-mode differentiation as
/// a transform of the graph, in standard operators of opset 21, so that ONNX Runtime runs it anywhere.
/// </summary>
/// <remarks>
/// Our own design. Only nodes between the input and a target get gradients (never the weights). Rows
/// of a batch are independent: each row's seed is one, so output <c>gradient_0</c> holds each row's own.
/// </remarks>
public static class GradientGraph
{
    /// <summary>Builds the graph.</summary>
    /// <param name="model">The model; not changed.</param>
    /// <param name="input">The input to differentiate by.</param>
    /// <param name="targets">Tensors of the graph, each with one number a row (any shape: the elements are summed).</param>
    /// <returns>The model at opset 21 with the outputs <c>gradient_0</c>, <c>gradient_1</c>, … (shape of the input) after its own.</returns>
    /// <exception cref="InputException">The input is no float tensor, a target does not depend on it, or
    /// operators on the way have no rule: the message lists them all.</exception>
    public static OnnxModel Of(OnnxModel model, string input, params IReadOnlyList<string> targets)
    {
        ArgumentNullException.ThrowIfNull(targets);
        return Of(model, input, _ => targets);
    }

    /// <summary>Builds the graph for targets that are appended to the model's own nodes first.</summary>
    /// <param name="model">The model; not changed.</param>
    /// <param name="input">The input to differentiate by.</param>
    /// <param name="append">Adds nodes (opset 21) and returns the targets' names.</param>
    internal static OnnxModel Of(OnnxModel model, string input, Func<GradientBuilder, IReadOnlyList<string>> append)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(input);
        TensorFact fact = model.Facts.Inputs.FirstOrDefault(i => i.Name == input)
            ?? throw new InputException($"{model.Name}: no input \"{input}\". Inputs: {string.Join(", ", model.Facts.Inputs.Select(static i => i.Description))}.", "bad-tensor");
        if (fact.Type != ElementType.Float32)
        {
            string why = fact.Type.IsFloat ? "gradients are computed for float32 models: convert it" : "whole numbers such as token ids have no gradient";
            throw new InputException($"{model.Name}: input {fact.Description}: {why}, or use ISM (genoxai ism), which needs no gradient.", "no-gradient");
        }

        return model.Rewrite("with gradients", proto =>
        {
            OpsetUpgrade.Apply(proto, model.Name);
            Append(proto, model.Name, fact, append);
        });
    }

    /// <summary>Appends the gradients to a graph of opset 21.</summary>
    private static void Append(ModelProto proto, string name, TensorFact input, Func<GradientBuilder, IReadOnlyList<string>> append)
    {
        var shapes = new ShapeInference(proto);
        foreach (ValueInfoProto value in proto.Graph.Input)
            if (GraphFacts.AxesOf(value) is { } axes && shapes.Shape(value.Name) is null)
                shapes.SetShape(value.Name, [.. axes.Select((a, i) => a.Size is { } size ? (Size)size : i == 0 ? Size.Batch : Size.Unknown)]);
        foreach (NodeProto node in proto.Graph.Node) shapes.Infer(node);
        var builder = new GradientBuilder(proto, shapes);
        IReadOnlyList<string> targets = append(builder);
        NodeProto[] forward = [.. proto.Graph.Node];

        HashSet<string> reached = Reached(forward, input.Name);
        var needed = new HashSet<string>(targets, StringComparer.Ordinal);
        var path = new List<NodeProto>();
        foreach (NodeProto node in forward.Reverse())
        {
            if (GradientRules.EndsPath(node.OpType) || !node.Output.Any(needed.Contains) || !node.Input.Any(reached.Contains)) continue;
            path.Add(node);
            needed.UnionWith(node.Input.Where(reached.Contains));
        }

        if (targets.FirstOrDefault(t => !reached.Contains(t)) is { } free)
            throw new InputException($"{name}: \"{free}\" does not depend on input \"{input.Name}\" in a way that has a gradient.", "no-gradient");
        CheckRules(path, name);
        for (int t = 0; t < targets.Count; t++)
        {
            string gradient = Backward(builder, path, reached, input.Name, targets[t]);
            proto.Graph.Node.Add(new NodeProto { OpType = "Identity", Name = $"gradient_{t}", Input = { gradient }, Output = { $"gradient_{t}" } });
            ValueInfoProto output = proto.Graph.Input.First(i => i.Name == input.Name).Clone();
            output.Name = $"gradient_{t}";
            proto.Graph.Output.Add(output);
        }
    }

    private static HashSet<string> Reached(NodeProto[] nodes, string input)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal) { input };
        foreach (NodeProto node in nodes)
        {
            if (!node.Input.Any(reached.Contains) || GradientRules.EndsPath(node.OpType)) continue;
            foreach (string output in node.Output)
                if (output.Length > 0) reached.Add(output);
        }

        return reached;
    }

    private static void CheckRules(List<NodeProto> path, string name)
    {
        var problems = new List<string>();
        foreach (IGrouping<string, NodeProto> group in path.AsEnumerable().Reverse().GroupBy(Problem).Where(static g => g.Key.Length > 0))
            problems.Add($"{group.Key}: {string.Join(", ", group.Take(20).Select(GraphWalk.Label))}{(group.Count() > 20 ? $" and {group.Count() - 20} more" : "")}");
        if (problems.Count > 0)
            throw new InputException($"{name}: no gradient. {string.Join("; ", problems)}. Use ISM (genoxai ism), which needs no gradient.", "no-gradient");
    }

    private static string Problem(NodeProto node)
    {
        string type = OperatorDomains.IsStandard(node.Domain) ? node.OpType : $"{node.Domain}:{node.OpType}";
        if (GradientRules.IsDiscrete(type)) return $"{type} is not differentiable";
        if (type == "Cast" && !((ElementType)node.Int("to", 0)).IsFloat) return "Cast to whole numbers is not differentiable";
        if (type == "Cast" && (ElementType)node.Int("to", 0) != ElementType.Float32) return "Cast to other floats than float32 has no gradient rule";
        return GradientRules.Find(type) is null ? $"{type} has no gradient rule" : "";
    }

    private static string Backward(GradientBuilder builder, List<NodeProto> path, HashSet<string> reached, string input, string target)
    {
        var gradients = new Dictionary<string, string>(StringComparer.Ordinal) { [target] = builder.Filled(builder.Shape(target), 1) };
        foreach (NodeProto node in path)
        {
            if (!node.Output.Any(gradients.ContainsKey)) continue;
            GradientRules.Find(node.OpType)!(new BackwardNode(builder, node, gradients.GetValueOrDefault, reached.Contains,
                (tensor, gradient) => gradients[tensor] = gradients.TryGetValue(tensor, out string? sum) ? builder.Add(sum, gradient) : gradient));
        }

        return gradients.TryGetValue(input, out string? result) ? result : builder.Zeros(builder.Shape(input));
    }
}
