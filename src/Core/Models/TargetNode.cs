using System.Globalization;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Models;

/// <summary>A part of a target expression: one number, or several that a reduction makes one of.</summary>
internal abstract record TargetNode
{
    /// <summary>How many numbers it gives for a row; known once bound.</summary>
    public virtual int Count => 1;

    public abstract TargetNode Bind(TargetShapes shapes);

    public abstract double Value(OutputValues outputs, int row, int element);
}

internal sealed record NumberNode(double Number) : TargetNode
{
    public override TargetNode Bind(TargetShapes shapes) => this;

    public override double Value(OutputValues outputs, int row, int element) => Number;
}

/// <summary>An output with its indices; an index is (start, end), null where the whole axis is meant.</summary>
internal sealed record OutputNode(string Name, IReadOnlyList<(long? Start, long? End, bool IsSlice)>? Indices) : TargetNode
{
    public override TargetNode Bind(TargetShapes shapes)
    {
        if (!shapes.Shapes.TryGetValue(Name, out long[]? shape))
        {
            throw new InputException(
                $"target \"{shapes.Text}\": the model has no output \"{Name}\". Its outputs: {string.Join(", ", shapes.Shapes.Select(s => Describe(s.Key, s.Value)))}.",
                "ambiguous-target");
        }

        if (Indices is not null && Indices.Count > shape.Length)
            throw Bad(shapes, $"{Indices.Count} indices, but a row of {Describe(Name, shape)} has {shape.Length} axes");
        var offsets = new List<int> { 0 };
        for (int axis = 0; axis < shape.Length; axis++)
        {
            (long? Start, long? End, bool IsSlice) index = Indices is not null && axis < Indices.Count ? Indices[axis] : (null, null, true);
            (long start, long end) = Resolve(index, shape, axis, shapes);
            if (end - start > int.MaxValue / Math.Max(1, offsets.Count)) throw Bad(shapes, "too many numbers");
            offsets = [.. offsets.SelectMany(o => Enumerable.Range((int)start, (int)(end - start)).Select(i => checked(o * (int)shape[axis] + i)))];
        }

        return new BoundOutputNode(shapes.IndexOf(Name), [.. offsets]);
    }

    public override double Value(OutputValues outputs, int row, int element) => throw new InvalidOperationException("Bind first.");

    private (long Start, long End) Resolve((long? Start, long? End, bool IsSlice) index, long[] shape, int axis, TargetShapes shapes)
    {
        long size = shape[axis];
        long start = index.Start is { } s ? (s < 0 ? s + size : s) : 0;
        long end = !index.IsSlice ? start + 1 : index.End is { } e ? (e < 0 ? e + size : e) : size;
        if (start < 0 || end > size || start >= end)
        {
            string shown = index.IsSlice ? $"{index.Start}:{index.End}" : $"{index.Start}";
            throw Bad(shapes, $"index {shown} is outside axis {axis} of {Describe(Name, shape)}, which has {size}");
        }

        return (start, end);
    }

    private static string Describe(string name, long[] shape) => $"{name}[{string.Join(',', shape)}]";

    private static InputException Bad(TargetShapes shapes, string reason) =>
        new($"target \"{shapes.Text}\": {reason}. Indices start behind the batch axis.", "ambiguous-target");
}

internal sealed record BoundOutputNode(int Output, int[] Offsets) : TargetNode
{
    public override int Count => Offsets.Length;

    public override TargetNode Bind(TargetShapes shapes) => this;

    public override double Value(OutputValues outputs, int row, int element) => outputs.At(Output, row, Offsets[element]);
}

internal sealed record ReductionNode(string Name, TargetNode Inner) : TargetNode
{
    public override TargetNode Bind(TargetShapes shapes) => this with { Inner = Inner.Bind(shapes) };

    public override double Value(OutputValues outputs, int row, int element)
    {
        double sum = 0;
        for (int i = 0; i < Inner.Count; i++) sum += Inner.Value(outputs, row, i);
        return Name == "mean" ? sum / Inner.Count : sum;
    }
}

internal sealed record FunctionNode(string Name, Func<double, double> Function, TargetNode Inner) : TargetNode
{
    public static IReadOnlyDictionary<string, Func<double, double>> Known { get; } = new Dictionary<string, Func<double, double>>
    {
        ["log"] = Math.Log,
        ["log2"] = Math.Log2,
        ["log10"] = Math.Log10,
        ["exp"] = Math.Exp,
        ["logit"] = static p => Math.Log(p / (1 - p)),
        ["sigmoid"] = static x => 1 / (1 + Math.Exp(-x)),
        ["abs"] = Math.Abs,
        ["sqrt"] = Math.Sqrt,
    };

    public override int Count => Inner.Count;

    public override TargetNode Bind(TargetShapes shapes) => this with { Inner = Inner.Bind(shapes) };

    public override double Value(OutputValues outputs, int row, int element) => Function(Inner.Value(outputs, row, element));
}

internal sealed record BinaryNode(char Operator, TargetNode Left, TargetNode Right) : TargetNode
{
    public override int Count => Math.Max(Left.Count, Right.Count);

    public override TargetNode Bind(TargetShapes shapes)
    {
        (TargetNode left, TargetNode right) = (Left.Bind(shapes), Right.Bind(shapes));
        if (left.Count != right.Count && left.Count != 1 && right.Count != 1)
        {
            throw new InputException(
                string.Create(CultureInfo.InvariantCulture, $"target \"{shapes.Text}\": {left.Count} numbers {Operator} {right.Count} numbers do not fit."),
                "ambiguous-target");
        }

        return this with { Left = left, Right = right };
    }

    public override double Value(OutputValues outputs, int row, int element)
    {
        double left = Left.Value(outputs, row, Left.Count == 1 ? 0 : element), right = Right.Value(outputs, row, Right.Count == 1 ? 0 : element);
        return Operator switch { '+' => left + right, '-' => left - right, '*' => left * right, _ => left / right };
    }
}
