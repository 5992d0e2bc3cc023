using GenoXai.Core.Onnx.Proto;

namespace GenoXai.Core.Onnx.Folding;

/// <summary>The few operators that exporters leave between stored weights, on numbers in row-major order.</summary>
internal static class ConstantArithmetic
{
    private static readonly Dictionary<string, Func<double, double>> Unary = new(StringComparer.Ordinal)
    {
        ["Identity"] = static v => v,
        ["Cast"] = static v => v,
        ["Reshape"] = static v => v,
        ["Flatten"] = static v => v,
        ["Squeeze"] = static v => v,
        ["Unsqueeze"] = static v => v,
        ["Transpose"] = static v => v,
        ["Neg"] = static v => -v,
        ["Sqrt"] = Math.Sqrt,
        ["Exp"] = Math.Exp,
        ["Log"] = Math.Log,
        ["Abs"] = Math.Abs,
        ["Reciprocal"] = static v => 1 / v,
    };

    private static readonly Dictionary<string, Func<double, double, double>> Binary = new(StringComparer.Ordinal)
    {
        ["Add"] = static (a, b) => a + b,
        ["Sub"] = static (a, b) => a - b,
        ["Mul"] = static (a, b) => a * b,
        ["Div"] = static (a, b) => a / b,
        ["Pow"] = Math.Pow,
    };

    /// <summary>How many inputs of an operator are numbers it computes with; 0 of one that is not known.</summary>
    internal static int Operands(string type) => Unary.ContainsKey(type) ? 1 : Binary.ContainsKey(type) ? 2 : 0;

    /// <summary>The result; null when it cannot be told.</summary>
    internal static double[]? Compute(NodeProto node, List<(double[] Values, long[] Shape)> operands, long[] shape)
    {
        long count = shape.Aggregate(1L, static (a, b) => a * b);
        if (node.OpType == "Cast" && node.Int("to", 0) != (long)ElementType.Float32) return null;
        if (node.OpType == "Transpose") return Transposed(operands[0].Values, operands[0].Shape, node.Ints("perm"), shape);
        if (Unary.TryGetValue(node.OpType, out Func<double, double>? one)) return operands[0].Values.Length == count ? Array.ConvertAll(operands[0].Values, v => one(v)) : null;
        Func<double, double, double> two = Binary[node.OpType];
        if (operands.Count != 2) return null;
        var result = new double[count];
        long[] left = Steps(operands[0].Shape, shape), right = Steps(operands[1].Shape, shape);
        for (int i = 0; i < result.Length; i++) result[i] = two(operands[0].Values[Place(i, shape, left)], operands[1].Values[Place(i, shape, right)]);
        return result;
    }

    private static double[] Transposed(double[] values, long[] from, long[]? order, long[] to)
    {
        long[] all = Steps(from, from), steps = new long[to.Length];
        for (int axis = 0; axis < steps.Length; axis++) steps[axis] = all[order is null ? steps.Length - 1 - axis : order[axis]];
        var result = new double[values.Length];
        for (int i = 0; i < result.Length; i++) result[i] = values[Place(i, to, steps)];
        return result;
    }

    /// <summary>How far apart neighbours along each axis of the result lie in an operand; 0 where it is broadcast.</summary>
    private static long[] Steps(long[] operand, long[] shape)
    {
        var steps = new long[shape.Length];
        long step = 1;
        for (int right = 1; right <= operand.Length; right++)
        {
            if (operand[^right] != 1) steps[^right] = step;
            step *= operand[^right];
        }

        return steps;
    }

    private static long Place(long index, long[] shape, long[] steps)
    {
        long place = 0;
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            place += index % shape[axis] * steps[axis];
            index /= shape[axis];
        }

        return place;
    }
}
