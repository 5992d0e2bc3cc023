using System.Globalization;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Models;

/// <summary>
/// One number computed from a model's outputs for one row, e.g. <c>y[2]-y[0]</c>,
/// <c>sum(profile[450:550,637])</c>, <c>log2(y[1])</c>. Indices start behind the batch axis.
/// </summary>
/// <remarks>
/// Grammar: sum of products with + − * /, parentheses, numbers, functions, and outputs
/// <c>name</c> or <c>name[i,j:k,…]</c>; half-open slices, negative indices count from the end. A name
/// with other characters than letters, digits, _ and . stands in back quotes. A slice of more than
/// one number must be reduced by sum or mean.
/// </remarks>
public sealed class TargetExpression
{
    private readonly TargetNode _root;

    private TargetExpression(string text, TargetNode root, IReadOnlyList<string> outputs)
    {
        Text = text;
        _root = root;
        Outputs = outputs;
    }

    /// <summary>The expression as it was written.</summary>
    public string Text { get; }

    /// <summary>Names of the outputs it reads, each once.</summary>
    public IReadOnlyList<string> Outputs { get; }

    /// <summary>Reads an expression.</summary>
    /// <param name="text">The expression.</param>
    /// <exception cref="InputException">It does not follow the grammar; the message gives the column.</exception>
    public static TargetExpression Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parser = new TargetParser(text);
        TargetNode root = parser.ParseAll();
        return new TargetExpression(text.Trim(), root, parser.Outputs);
    }

    /// <summary>Fixes the shapes of the outputs and checks every index against them.</summary>
    /// <param name="shapes">Shape of one row of every output, without the batch axis.</param>
    /// <exception cref="InputException">An unknown output, an index outside its axis, the wrong number of indices,
    /// or more than one number where one is needed.</exception>
    internal TargetNode Bind(IReadOnlyDictionary<string, long[]> shapes)
    {
        TargetNode bound = _root.Bind(new TargetShapes(Text, shapes));
        if (bound.Count != 1)
        {
            throw new InputException(
                $"target \"{Text}\": gives {bound.Count.ToString(CultureInfo.InvariantCulture)} numbers a sequence, one is needed. "
                + $"Take one of them, e.g. \"{Outputs[0]}[0]\", or reduce them by sum(…) or mean(…).", "ambiguous-target");
        }

        return bound;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>Shapes of a model's outputs in their order, and the expression that errors name.</summary>
internal sealed record TargetShapes(string Text, IReadOnlyDictionary<string, long[]> Shapes)
{
    /// <summary>Place of an output in the order of <see cref="Shapes"/>.</summary>
    public int IndexOf(string name) => Shapes.Keys.TakeWhile(key => key != name).Count();
}

/// <summary>The outputs of one batch as float32, in the order of the shapes that the target was bound to.</summary>
/// <param name="Values">Of each output its numbers, shape (rows, …), row-major.</param>
/// <param name="RowSizes">Of each output the numbers of one row.</param>
internal sealed record OutputValues(float[][] Values, int[] RowSizes)
{
    public double At(int output, int row, int element) => Values[output][row * RowSizes[output] + element];
}
