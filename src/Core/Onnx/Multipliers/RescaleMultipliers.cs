namespace GenoXai.Core.Onnx.Multipliers;

/// <summary>The rescale rule, for functions of one number: m = Δy/Δx, or the gradient where |Δx| &lt; 1e-6.</summary>
internal static class RescaleMultipliers
{
    internal static void Apply(MultiplierNode n)
    {
        var b = n.Builder;
        string difference = n.Difference(n.X), change = b.Mul(n.M, b.Sub(n.Y, n.Y0));
        // Where the other operand makes the result larger than x, what does not change passes nothing.
        string m = n.HaveOneShape(n.X, n.Y)
            ? n.Rescaled(change, difference, n.Gradients(n.M)[n.X])
            : b.SumTo(n.Rescaled(change, difference, b.Scalar(0)), n.X);
        n.Give(n.X, m);
    }
}
