using GenoXai.Core.Onnx.Proto;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Onnx.Gradients;

/// <summary>The nodes between an input and targets: only they get gradients.</summary>
internal sealed class ActivePath
{
    /// <summary>Operators whose outputs behind the first one pass gradients too.</summary>
    private static readonly string[] SeveralOutputs = ["Split", "LSTM", "GRU", "RNN", "LayerNormalization"];

    private readonly HashSet<string> _reached;
    private readonly HashSet<string> _needed;
    private readonly Dictionary<string, int> _uses = new(StringComparer.Ordinal);

    private ActivePath(HashSet<string> reached, HashSet<string> needed) => (_reached, _needed) = (reached, needed);

    /// <summary>The nodes, the last one first.</summary>
    internal List<NodeProto> Nodes { get; } = [];

    /// <summary>Whether a tensor depends on the input in a way that may have a gradient.</summary>
    internal bool Reaches(string tensor) => _reached.Contains(tensor);

    /// <summary>Whether a single node of the path, and no target, uses a tensor.</summary>
    internal bool IsUsedOnce(string tensor) => _uses.GetValueOrDefault(tensor) == 1;

    /// <summary>Finds the path.</summary>
    /// <param name="nodes">The forward graph in order.</param>
    /// <param name="input">The input.</param>
    /// <param name="targets">What is differentiated.</param>
    /// <param name="name">The model, for messages.</param>
    /// <exception cref="InputException">A target does not depend on the input.</exception>
    internal static ActivePath Find(NodeProto[] nodes, string input, IReadOnlyList<string> targets, string name)
    {
        var path = new ActivePath([input], [.. targets]);
        foreach (NodeProto node in nodes)
            if (!GradientRules.EndsPath(node.OpType) && Inputs(node).Any(path._reached.Contains))
                path._reached.UnionWith(node.Output.Where(static o => o.Length > 0));
        foreach (string target in targets)
            if (!path.Reaches(target)) throw Independent(nodes, path, input, target, name);
        foreach (NodeProto node in nodes.Reverse())
        {
            if (GradientRules.EndsPath(node.OpType) || !node.Output.Any(path._needed.Contains) || !Inputs(node).Any(path._reached.Contains)) continue;
            path.Nodes.Add(node);
            path._needed.UnionWith(Inputs(node).Where(path._reached.Contains));
        }

        foreach (string tensor in path.Nodes.SelectMany(Inputs).Concat(targets)) path._uses[tensor] = path._uses.GetValueOrDefault(tensor) + 1;

        return path;
    }

    /// <summary>Why a node has no gradient; empty when a rule was found.</summary>
    internal string Problem(NodeProto node)
    {
        string type = OperatorDomains.IsStandard(node.Domain) ? node.OpType : $"{node.Domain}:{node.OpType}";
        if (GradientRules.IsDiscrete(type)) return $"{type} is not differentiable";
        if (type == "Cast" && !((ElementType)node.Int("to", 0)).IsFloat) return "Cast to whole numbers is not differentiable";
        if (type == "Cast" && (ElementType)node.Int("to", 0) != ElementType.Float32) return $"Cast to {((ElementType)node.Int("to", 0)).DisplayName} has no gradient rule";
        if (GradientRules.Find(type) is null) return $"{type} has no gradient rule";
        return !SeveralOutputs.AsSpan().Contains(type) && node.Output.Skip(1).Any(_needed.Contains) ? $"{type} has no gradient rule for its second output" : "";
    }

    /// <summary>Inputs of a node that a gradient may reach; the second input of CastLike gives only its type.</summary>
    private static IEnumerable<string> Inputs(NodeProto node) => node.OpType == "CastLike" ? node.Input.Take(1) : GraphWalk.Inputs(node);

    private static InputException Independent(NodeProto[] nodes, ActivePath path, string input, string target, string name)
    {
        var before = new HashSet<string>(StringComparer.Ordinal) { target };
        var ends = new List<string>();
        foreach (NodeProto node in nodes.Reverse())
        {
            if (!node.Output.Any(before.Contains)) continue;
            if (GradientRules.EndsPath(node.OpType) && node.OpType is not ("Shape" or "Size") && Inputs(node).Any(path._reached.Contains)) ends.Add(GraphWalk.Label(node));
            else before.UnionWith(Inputs(node));
        }

        string why = ends.Count == 0 ? "" : $" It depends on it only through operators without a derivative: {string.Join(", ", ends.Take(20))}.";
        return new InputException($"{name}: \"{target}\" does not depend on input \"{input}\" in a way that has a gradient.{why} Use ISM (genoxai ism), which needs no gradient.", "no-gradient");
    }
}
