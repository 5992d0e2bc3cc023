using GenoXai.Core.Onnx.Proto;
using GenoXai.Core.Onnx.Shapes;

namespace GenoXai.Core.Onnx.Gradients;

/// <summary>A node of the forward graph while gradients pass through it from its outputs to its inputs.</summary>
/// <param name="builder">Takes new nodes.</param>
/// <param name="node">The node.</param>
/// <param name="gradientOf">The gradient that came to a tensor; null when none did.</param>
/// <param name="reaches">Whether a tensor depends on the sequence.</param>
/// <param name="give">Adds a gradient to a tensor.</param>
/// <param name="path">The path that gradients take; null when what passes is no gradient of the whole graph.</param>
internal sealed class BackwardNode(
    GradientBuilder builder, NodeProto node, Func<string, string?> gradientOf, Func<string, bool> reaches, Action<string, string> give, ActivePath? path = null)
{
    internal NodeProto Node => node;

    internal GradientBuilder Builder => builder;

    /// <summary>The forward value of input 0.</summary>
    internal string X => node.Input[0];

    /// <summary>The forward value of output 0.</summary>
    internal string Y => node.Output[0];

    /// <summary>The gradient of output 0.</summary>
    internal string Gradient => gradientOf(Y) ?? builder.Zeros(builder.Shape(Y));

    /// <summary>Whether a gradient came to an output.</summary>
    internal bool Reached(int output) => output < node.Output.Count && GradientOf(output) is not null;

    internal string? GradientOf(int output) => node.Output[output].Length == 0 ? null : gradientOf(node.Output[output]);

    internal bool Has(int input) => input < node.Input.Count && node.Input[input].Length > 0;

    /// <summary>Whether an input depends on the sequence, so that its gradient is wanted.</summary>
    internal bool Wants(int input) => Has(input) && reaches(node.Input[input]);

    /// <summary>Whether a node of that type makes input 0, and this node alone uses it.</summary>
    internal bool IsOnlyAfter(string type) => path is not null && path.IsUsedOnce(X) && path.Nodes.Any(m => m.OpType == type && m.Output[0] == X);

    /// <summary>Adds to the gradient of an input.</summary>
    internal void Give(int input, string gradient) => give(node.Input[input], gradient);

    internal int Rank(int input) => builder.Rank(node.Input[input], node);

    /// <summary>What is known of the inputs.</summary>
    internal NodeShapes Known => new(builder.Shapes, node);

    internal long Axis(long otherwise, int rank)
    {
        long axis = node.Int("axis", otherwise);
        return axis < 0 ? axis + rank : axis;
    }

    /// <summary>An error for a case that the rule does not cover.</summary>
    internal GradientRefusal Refuse(string why) => new($"{GraphWalk.Label(node)}: {why}");

    /// <summary>Only the first input may depend on the sequence.</summary>
    internal void OnlyFirst()
    {
        for (int i = 1; i < node.Input.Count; i++)
            if (Wants(i)) throw Refuse($"its input {i} (\"{node.Input[i]}\") depends on the sequence");
    }
}
