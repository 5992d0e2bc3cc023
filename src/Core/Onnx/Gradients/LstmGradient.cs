namespace GenoXai.Core.Onnx.Gradients;

/// <summary>
/// LSTM, gates i, o, f, c: with H the states, a = X Wᵀ + H₋₁ Rᵀ + b and C = f C₋₁ + i c the derivative of
/// step t is dh = dY + dh₊₁, dc = dc₊₁ + dh·o·h′(C); da = (dc·c·i′, dh·h(C)·o′, dc·C₋₁·f′, dc·i·c′); handed
/// back are da R and dc·f, and dX = da W. Multipliers take the mean of sequence and reference for each
/// factor, and Δy/Δa for each slope.
/// </summary>
/// <remarks>The gates of all steps are made at once from the layer's own output; only C and dh, dc run in loops.</remarks>
internal static class LstmGradient
{
    internal static void Apply(BackwardNode n) => Apply(n, null);

    /// <param name="n">The layer.</param>
    /// <param name="reference">Its copy for the reference, where multipliers pass; else null.</param>
    internal static void Apply(BackwardNode n, BackwardNode? reference)
    {
        if (n.Node.Int("input_forget", 0) != 0) throw n.Refuse("input_forget has no rule");
        RecurrentLayer.Backward(n, 4, ["Sigmoid", "Tanh", "Tanh"],
            (layer, other) => Direction(n.Builder, layer, RecurrentPair.Of(n.Builder, Forward(n.Builder, layer), other is null ? null : Forward(n.Builder, other))), reference);
    }

    /// <summary>The sums of the four gates, the gates, C, h(C), and C of the step before.</summary>
    private static string[] Forward(GradientBuilder b, RecurrentLayer layer)
    {
        string previous = layer.Previous(layer.States, layer.Initial(5));
        string[] sums = layer.Parts(b.Add(layer.InputSums(), layer.Product(previous, layer.Recurrence)));
        RecurrentActivation gate = layer.Activations[0], inner = layer.Activations[1];
        string i = gate.Of(sums[0]), o = gate.Of(sums[1]), f = gate.Of(sums[2]), c = inner.Of(sums[3]);
        string firstCell = layer.Initial(6);
        string cells = ScanLoop.Add(b, [firstCell], [f, b.Mul(i, c)], layer.IsReverse, static (s, state, item) =>
        {
            string cell = s.Add(s.Mul(item[0], state[0]), item[1]);
            return new ScanLoop.Step([cell], [cell]);
        })[1];
        return [.. sums, i, o, f, c, cells, layer.Activations[2].Of(cells), layer.Previous(cells, firstCell)];
    }

    private static (string, string[]) Direction(GradientBuilder b, RecurrentLayer layer, RecurrentPair[] made)
    {
        if (made is not [var sumI, var sumO, var sumF, var sumC, var i, var o, var f, var c, var cells, var shown, var before]) throw new ArgumentException("not an LSTM's parts", nameof(made));
        RecurrentActivation gate = layer.Activations[0], inner = layer.Activations[1], outer = layer.Activations[2];
        string factors = b.Node("Concat",
            [
                RecurrentPair.Slope(gate, sumI, i, c.Middle), RecurrentPair.Slope(gate, sumO, o, shown.Middle),
                RecurrentPair.Slope(gate, sumF, f, before.Middle), RecurrentPair.Slope(inner, sumC, c, i.Middle),
            ], ("axis", 2L));
        string[] back = ScanLoop.Add(b, [layer.Seed(1), layer.Seed(2)], [layer.Seed(0), RecurrentPair.Slope(outer, cells, shown, o.Middle), factors, f.Middle], !layer.IsReverse, (s, state, item) =>
        {
            string hidden = s.Add(state[0], item[0]), cell = s.Add(state[1], s.Mul(hidden, item[1]));
            string gates = s.Mul(s.Node("Concat", [cell, hidden, cell, cell], ("axis", 1L)), item[2]);
            return new ScanLoop.Step([s.Node("MatMul", [gates, layer.Recurrence]), s.Mul(cell, item[3])], [gates]);
        });
        return (back[2], [back[0], back[1]]);
    }
}
