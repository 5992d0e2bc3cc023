using GenoXai.Core.Onnx;
using GenoXai.Core.Onnx.Proto;

namespace GenoXai.Tests.Onnx.Interpreter;

/// <summary>Normalizations over a row's own numbers, and running sums.</summary>
internal static class DoubleNormalization
{
    /// <summary>The result, the means, and 1/σ.</summary>
    internal static DoubleTensor[] Layer(NodeProto node, DoubleTensor x, DoubleTensor scale, DoubleTensor? bias)
    {
        int axis = (int)node.Int("axis", -1);
        if (axis < 0) axis += x.Rank;
        int inner = DoubleTensor.Count(x.Shape[axis..]);
        double epsilon = node.Float("epsilon", 1e-5f);
        double[] standard = Standard(x.Values, inner, epsilon);
        int[] kept = [.. x.Shape.Select((n, i) => i < axis ? n : 1)];
        double[] means = [.. x.Values.Chunk(inner).Select(static run => run.Average())];
        double[] inverse = [.. x.Values.Chunk(inner).Select((run, i) => 1 / Math.Sqrt(run.Average(v => (v - means[i]) * (v - means[i])) + epsilon))];
        return [DoubleTensor.Make(x.Shape, at => standard[Place(x, at)] * scale.Broadcast(at) + (bias?.Broadcast(at) ?? 0)), new(means, kept), new(inverse, kept)];
    }

    internal static DoubleTensor Group(NodeProto node, DoubleTensor x, double[] scale, double[] bias)
    {
        double[] standard = Standard(x.Values, DoubleTensor.Count(x.Shape[1..]) / (int)node.Int("num_groups", 1), node.Float("epsilon", 1e-5f));
        return DoubleTensor.Make(x.Shape, at => standard[Place(x, at)] * scale[at[1]] + bias[at[1]]);
    }

    internal static DoubleTensor Lp(NodeProto node, DoubleTensor x)
    {
        int axis = (int)node.Int("axis", -1);
        if (axis < 0) axis += x.Rank;
        return DoubleTensor.Make(x.Shape, at =>
        {
            int[] other = [.. at];
            double sum = 0;
            for (other[axis] = 0; other[axis] < x.Shape[axis]; other[axis]++) sum += Math.Pow(Math.Abs(x.At(other)), node.Int("p", 2));
            return x.At(at) / (node.Int("p", 2) == 2 ? Math.Sqrt(sum) : sum);
        });
    }

    internal static DoubleTensor Instance(NodeProto node, DoubleTensor x, double[] scale, double[] bias)
    {
        double[] standard = Standard(x.Values, DoubleTensor.Count(x.Shape[2..]), node.Float("epsilon", 1e-5f));
        return DoubleTensor.Make(x.Shape, at => standard[Place(x, at)] * scale[at[1]] + bias[at[1]]);
    }

    internal static DoubleTensor CumSum(NodeProto node, DoubleTensor x, int axis)
    {
        if (axis < 0) axis += x.Rank;
        bool exclusive = node.Int("exclusive", 0) != 0, reverse = node.Int("reverse", 0) != 0;
        return DoubleTensor.Make(x.Shape, at =>
        {
            int[] other = [.. at];
            double sum = 0;
            for (int i = 0; i < x.Shape[axis]; i++)
            {
                other[axis] = i;
                bool before = reverse ? i > at[axis] : i < at[axis];
                if (before || (i == at[axis] && !exclusive)) sum += x.At(other);
            }

            return sum;
        });
    }

    /// <summary>(x − mean)/√(variance + ε) in runs of <paramref name="size"/> numbers.</summary>
    private static double[] Standard(double[] values, int size, double epsilon) => [.. values.Chunk(size).SelectMany(run =>
    {
        double mean = run.Average(), spread = Math.Sqrt(run.Average(v => (v - mean) * (v - mean)) + epsilon);
        return run.Select(v => (v - mean) / spread);
    })];

    private static int Place(DoubleTensor x, int[] at) => at.Select(static (a, i) => (a, i)).Aggregate(0, (place, p) => place * x.Shape[p.i] + p.a);
}
