namespace GenoXai.Core.Onnx.Gradients;

/// <summary>
/// RNN: H = f(a), a = X Wᵀ + H₋₁ Rᵀ + b; da = (dY + dh₊₁)·f′(a); handed back is da R, and dX = da W.
/// Multipliers take ΔH/Δa for f′(a).
/// </summary>
internal static class RnnGradient
{
    internal static void Apply(BackwardNode n) => Apply(n, null);

    /// <param name="n">The layer.</param>
    /// <param name="reference">Its copy for the reference, where multipliers pass; else null.</param>
    internal static void Apply(BackwardNode n, BackwardNode? reference) => RecurrentLayer.Backward(n, 1, ["Tanh"], (layer, other) =>
    {
        GradientBuilder b = n.Builder;
        RecurrentPair sums = new(b, Sums(b, layer), other is null ? null : Sums(b, other)), states = new(b, layer.States, other?.States);
        string slope = RecurrentPair.Slope(layer.Activations[0], sums, states, b.Scalar(1));
        string[] back = ScanLoop.Add(b, [layer.Seed(1)], [layer.Seed(0), slope], !layer.IsReverse, (s, state, item) =>
        {
            string sum = s.Mul(s.Add(state[0], item[0]), item[1]);
            return new ScanLoop.Step([s.Node("MatMul", [sum, layer.Recurrence])], [sum]);
        });
        return (back[1], [back[0]]);
    }, reference);

    private static string Sums(GradientBuilder b, RecurrentLayer layer) =>
        b.Add(layer.InputSums(), layer.Product(layer.Previous(layer.States, layer.Initial(5)), layer.Recurrence));
}
