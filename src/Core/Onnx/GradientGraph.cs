using GenoXai.Core.Onnx.Folding;
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
/// A float16 or float64 model becomes one of float32, its inputs and outputs too.
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
        return Of(model, input, _ => targets, keep: targets);
    }

    /// <summary>The operators that a gradient passes through, by name.</summary>
    public static IReadOnlyList<string> SupportedOperators { get; } = [.. GradientRules.Supported.Order(StringComparer.Ordinal)];

    /// <summary>Builds the graph for targets that are appended to the model's own nodes first.</summary>
    /// <param name="model">The model; not changed.</param>
    /// <param name="input">The input to differentiate by.</param>
    /// <param name="append">Adds nodes (opset 21) and returns the targets' names.</param>
    /// <param name="ranks">Tells tensors' numbers of axes where the graph does not; asked only then.</param>
    /// <param name="keep">Inner tensors that the targets are made of.</param>
    internal static OnnxModel Of(OnnxModel model, string input, Func<GradientBuilder, IReadOnlyList<string>> append, Func<IReadOnlyDictionary<string, int>>? ranks = null, IReadOnlyList<string>? keep = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(input);
        TensorFact fact = model.Facts.Inputs.FirstOrDefault(i => i.Name == input)
            ?? throw new InputException($"{model.Name}: no input \"{input}\". Inputs: {string.Join(", ", model.Facts.Inputs.Select(static i => i.Description))}.", "bad-tensor");
        if (fact.Type is not (ElementType.Float32 or ElementType.Float16 or ElementType.Float64))
        {
            string why = fact.Type.IsFloat ? "there are no gradients of this type" : "whole numbers such as token ids have no gradient";
            throw new InputException($"{model.Name}: input {fact.Description}: {why}. Use ISM (genoxai ism), which needs no gradient.", "no-gradient");
        }

        return model.Rewrite("with gradients", proto =>
        {
            OpsetUpgrade.Apply(proto, model.Name);
            Float32Graph.Apply(proto, input);
            GraphFolding.Apply(proto, keep ?? []);
            Append(proto, model.Name, fact, append, ranks);
        });
    }

    /// <summary>Appends the gradients to a graph of opset 21.</summary>
    private static void Append(ModelProto proto, string name, TensorFact input, Func<GradientBuilder, IReadOnlyList<string>> append, Func<IReadOnlyDictionary<string, int>>? ranks)
    {
        var shapes = new ShapeInference(proto, names: true);
        foreach (ValueInfoProto value in proto.Graph.Input)
            if (GraphFacts.AxesOf(value) is { } axes && shapes.Shape(value.Name) is null)
                shapes.SetShape(value.Name, [.. axes.Select((a, i) => a.Size is { } size ? (Size)size : i == 0 ? Size.Batch : Size.Unknown)]);
        foreach (NodeProto node in proto.Graph.Node) shapes.Infer(node);
        var builder = new GradientBuilder(proto, shapes) { Ranks = ranks };
        IReadOnlyList<string> targets = append(builder);
        var path = ActivePath.Find([.. proto.Graph.Node], input.Name, targets, name);
        var problems = new List<string>();
        foreach (IGrouping<string, NodeProto> group in path.Nodes.AsEnumerable().Reverse().GroupBy(path.Problem).Where(static g => g.Key.Length > 0))
            problems.Add($"{group.Key}: {string.Join(", ", group.Take(20).Select(GraphWalk.Label))}{(group.Count() > 20 ? $" and {group.Count() - 20} more" : "")}");
        string[] gradients = [.. targets.Select(t => Backward(builder, path, input.Name, t, problems))];
        if (problems.Count > 0)
            throw new InputException($"{name}: no gradient. {string.Join("; ", problems.Distinct())}. Use ISM (genoxai ism), which needs no gradient.", "no-gradient");
        for (int t = 0; t < gradients.Length; t++)
        {
            proto.Graph.Node.Add(new NodeProto { OpType = "Identity", Name = $"gradient_{t}", Input = { gradients[t] }, Output = { $"gradient_{t}" } });
            ValueInfoProto output = proto.Graph.Input.First(i => i.Name == input.Name).Clone();
            output.Name = $"gradient_{t}";
            proto.Graph.Output.Add(output);
        }

        SwishParts.Apply(proto.Graph);
        UnusedNodes.Remove(proto.Graph, []);
    }

    private static string Backward(GradientBuilder builder, ActivePath path, string input, string target, List<string> problems)
    {
        var gradients = new Dictionary<string, string>(StringComparer.Ordinal) { [target] = builder.Filled(builder.Shape(target), 1) };
        void Give(string tensor, string gradient) => gradients[tensor] = gradients.TryGetValue(tensor, out string? sum) ? builder.Add(sum, gradient) : gradient;
        foreach (NodeProto node in path.Nodes)
        {
            if (!node.Output.Any(gradients.ContainsKey)) continue;
            builder.Origin = node.Name.Length > 0 ? node.Name : node.Output[0];
            try
            {
                if (path.Problem(node).Length == 0)
                {
                    GradientRules.Find(node.OpType)!(new BackwardNode(builder, node, gradients.GetValueOrDefault, path.Reaches, Give, path));
                    continue;
                }
            }
            catch (GradientRefusal refusal)
            {
                problems.Add(refusal.Message);
            }

            // The nodes before it are still asked, so that one error names all that is missing.
            foreach (string tensor in node.Input.Where(path.Reaches)) Give(tensor, builder.Zeros(builder.Shape(tensor)));
        }

        builder.Origin = "";
        return gradients.TryGetValue(input, out string? result) ? result : builder.Zeros(builder.Shape(input));
    }
}
