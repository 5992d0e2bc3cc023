using GenoXai.Core.Onnx.Gradients;
using GenoXai.Core.Onnx.Proto;
using GenoXai.Core.Onnx.Shapes;

namespace GenoXai.Core.Onnx.Multipliers;

/// <summary>A node of the forward graph, and its copy for the reference, while multipliers pass from its outputs to its inputs.</summary>
internal sealed class MultiplierNode(GradientBuilder builder, NodeProto node, ReferencePass reference, Dictionary<string, string> multipliers)
{
    /// <summary>Differences smaller than this are none: the multiplier is then the gradient.</summary>
    private const double Least = 1e-6;

    internal GradientBuilder Builder => builder;

    internal NodeProto Node => node;

    internal string X => node.Input[0];

    internal string Y => node.Output[0];

    internal string X0 => reference.Of(X);

    internal string Y0 => reference.Of(Y);

    /// <summary>The multiplier of output 0.</summary>
    internal string M => multipliers.GetValueOrDefault(Y) ?? builder.Zeros(builder.Shape(Y));

    internal bool Varies(int input) => input < node.Input.Count && reference.Varies(node.Input[input]);

    internal string Of(int input) => node.Input[input];

    internal string ReferenceOf(int input) => reference.Of(node.Input[input]);

    /// <summary>(a + a0)/2 of an input.</summary>
    internal string Middle(int input) => Varies(input) ? Half(Of(input), ReferenceOf(input)) : Of(input);

    internal string Half(string a, string b) => builder.Scale(builder.Add(a, b), 0.5);

    /// <summary>Adds to the multiplier of an input.</summary>
    internal void Give(string tensor, string multiplier) =>
        multipliers[tensor] = multipliers.TryGetValue(tensor, out string? sum) ? builder.Add(sum, multiplier) : multiplier;

    /// <summary>The node as its gradient rule sees it, with its multipliers as gradients: for operators that are linear in what varies.</summary>
    internal BackwardNode Linear() => new(builder, node, multipliers.GetValueOrDefault, reference.Reaches, Give);

    /// <summary>The node's copy for the reference; no multipliers pass through it.</summary>
    internal BackwardNode Copy() => new(builder, reference.Of(node), static _ => null, reference.Reaches, static (_, _) => { });

    /// <summary>Gradients of the inputs by the operator's own rule.</summary>
    /// <param name="seed">Gradient of output 0.</param>
    /// <param name="ofReference">Whether at the reference.</param>
    internal Dictionary<string, string> Gradients(string seed, bool ofReference = false)
    {
        NodeProto at = ofReference ? reference.Of(node) : node;
        string[] names = [.. node.Input];
        return Gradients(at, tensor => tensor == at.Output[0] ? seed : null, names);
    }

    /// <summary>Gradients of the inputs with what varies half-way between the sequence and its reference.</summary>
    internal Dictionary<string, string> MiddleGradients()
    {
        NodeProto middle = node.Clone();
        var made = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0; i < middle.Input.Count; i++)
        {
            if (!Varies(i)) continue;
            if (!made.TryGetValue(Of(i), out string? half))
            {
                made[Of(i)] = half = Middle(i);
                if (builder.Shapes.Shape(half) is null && builder.FindRank(Of(i)) is { } rank) builder.Shapes.SetShape(half, new Size[rank]);
            }

            middle.Input[i] = half;
        }

        return Gradients(middle, multipliers.GetValueOrDefault, [.. node.Input]);
    }

    /// <summary>Δy/Δx where Δx is more than nothing, else another multiplier. All of one shape, or broadcast.</summary>
    internal string Rescaled(string change, string difference, string otherwise)
    {
        string small = builder.Node("Less", [builder.Node("Abs", [difference]), builder.Scalar(Least)]);
        return builder.Where(small, otherwise, builder.Div(change, builder.Where(small, builder.Scalar(1), difference)));
    }

    internal string Difference(string tensor) => builder.Sub(tensor, reference.Of(tensor));

    /// <summary>Whether two tensors surely have one shape.</summary>
    internal bool HaveOneShape(string a, string b) => builder.Shapes.Shape(a) is { } x && builder.Shapes.Shape(b) is { } y
        && x.AsSpan().SequenceEqual(y) && Array.TrueForAll(x, static s => s.IsNamed);

    private Dictionary<string, string> Gradients(NodeProto at, Func<string, string?> gradientOf, string[] names)
    {
        // The rule speaks of its own node's inputs; results go by the names of the forward graph's.
        var results = new Dictionary<string, string>(StringComparer.Ordinal);
        var own = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0; i < names.Length; i++)
            if (reference.Reaches(names[i])) own[at.Input[i]] = names[i];
        GradientRules.Find(node.OpType)!(new BackwardNode(builder, at, gradientOf, own.ContainsKey, (tensor, gradient) =>
            results[own[tensor]] = results.TryGetValue(own[tensor], out string? sum) ? builder.Add(sum, gradient) : gradient));
        return results;
    }
}
