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
    private TargetNode? _bound;

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

    /// <summary>Fixes the shapes of the outputs, checks every index against them, and must be called before <see cref="Evaluate"/>.</summary>
    /// <param name="shapes">Shape of one row of every output, without the batch axis.</param>
    /// <exception cref="InputException">An unknown output, an index outside its axis, the wrong number of indices,
    /// or more than one number where one is needed.</exception>
    public void Bind(IReadOnlyDictionary<string, long[]> shapes)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        TargetNode bound = _root.Bind(new TargetShapes(Text, shapes, Outputs));
        if (bound.Count != 1)
        {
            throw new InputException(
                $"target \"{Text}\": gives {bound.Count.ToString(CultureInfo.InvariantCulture)} numbers a sequence, one is needed. "
                + $"Take one of them, e.g. \"{Outputs[0]}[0]\", or reduce them by sum(…) or mean(…).", "ambiguous-target");
        }

        _bound = bound;
    }

    /// <summary>The target's value for one row.</summary>
    /// <param name="outputs">One row of each output, in the order of <see cref="Outputs"/>.</param>
    public double Evaluate(TargetInputs outputs) =>
        (_bound ?? throw new InvalidOperationException("Bind first.")).Value(outputs, 0);

    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>Where the numbers of one row of each output lie.</summary>
/// <param name="outputs">All rows of each output, in the order of <see cref="TargetExpression.Outputs"/>.</param>
/// <param name="row">Which row.</param>
public readonly ref struct TargetInputs(ReadOnlySpan<OutputData> outputs, int row)
{
    private readonly ReadOnlySpan<OutputData> _outputs = outputs;
    private readonly int _row = row;

    internal double this[int output, int element] => _outputs[output].At(_row, element);
}

/// <summary>One output of a batch, as float32.</summary>
/// <param name="Values">Shape (rows, …), row-major.</param>
/// <param name="RowSize">Numbers of one row.</param>
public readonly record struct OutputData(ReadOnlyMemory<float> Values, int RowSize)
{
    internal double At(int row, int element) => Values.Span[row * RowSize + element];
}

internal sealed record TargetShapes(string Text, IReadOnlyDictionary<string, long[]> Shapes, IReadOnlyList<string> Outputs);
