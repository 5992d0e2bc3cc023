namespace GenoXai.Tests.Onnx.Interpreter;

/// <summary>A tensor in double precision; whole numbers are doubles that divide as whole numbers.</summary>
internal sealed record DoubleTensor(double[] Values, int[] Shape, bool IsWhole = false)
{
    internal int Rank => Shape.Length;

    internal long[] Whole => [.. Values.Select(static v => (long)v)];

    internal static int Count(IEnumerable<int> shape) => shape.Aggregate(1, static (a, b) => a * b);

    internal static DoubleTensor Make(int[] shape, Func<int[], double> value, bool whole = false)
    {
        var values = new double[Count(shape)];
        var index = new int[shape.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = value(index);
            for (int axis = shape.Length - 1; axis >= 0 && ++index[axis] == shape[axis]; axis--) index[axis] = 0;
        }

        return new DoubleTensor(values, shape, whole);
    }

    internal double At(ReadOnlySpan<int> index)
    {
        int at = 0;
        for (int axis = 0; axis < Shape.Length; axis++) at = at * Shape[axis] + index[axis];
        return Values[at];
    }

    /// <summary>The element at an index of a shape this one broadcasts to.</summary>
    internal double Broadcast(ReadOnlySpan<int> index)
    {
        int at = 0, skip = index.Length - Shape.Length;
        for (int axis = 0; axis < Shape.Length; axis++) at = at * Shape[axis] + (Shape[axis] == 1 ? 0 : index[skip + axis]);
        return Values[at];
    }

    internal static int[] BroadcastShape(params DoubleTensor[] tensors)
    {
        var shape = new int[tensors.Max(static t => t.Rank)];
        for (int right = 1; right <= shape.Length; right++)
            shape[^right] = tensors.Select(t => right <= t.Rank ? t.Shape[^right] : 1).Aggregate(static (a, b) => a == 1 ? b : a);
        return shape;
    }

    internal DoubleTensor Map(Func<double, double> f) => this with { Values = [.. Values.Select(f)] };

    internal DoubleTensor As(params int[] shape) => this with { Shape = shape };
}
