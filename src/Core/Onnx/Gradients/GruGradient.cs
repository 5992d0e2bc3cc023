namespace GenoXai.Core.Onnx.Gradients;

/// <summary>
/// GRU, gates z, r, h: H = (1 − z)·h + z·H₋₁ with dh = dY + dh₊₁ gives da_z = dh·(H₋₁ − h)·z′ and
/// da_h = dh·(1 − z)·h′. The reset gate multiplies H₋₁ before its product with R (then
/// da_r = (da_h R_h)·H₋₁·r′) or after it (linear_before_reset: da_r = da_h·(H₋₁ R_hᵀ + b)·r′).
/// Multipliers take the mean of sequence and reference for each factor, and Δy/Δa for each slope.
/// </summary>
internal static class GruGradient
{
    internal static void Apply(BackwardNode n) => Apply(n, null);

    /// <param name="n">The layer.</param>
    /// <param name="reference">Its copy for the reference, where multipliers pass; else null.</param>
    internal static void Apply(BackwardNode n, BackwardNode? reference)
    {
        GradientBuilder b = n.Builder;
        bool resetLast = n.Node.Int("linear_before_reset", 0) != 0;
        RecurrentLayer.Backward(n, 3, ["Sigmoid", "Tanh"], (layer, other) => resetLast
            ? ResetLast(b, layer, RecurrentPair.Of(b, ForwardLast(b, layer), other is null ? null : ForwardLast(b, other)))
            : ResetFirst(b, layer, RecurrentPair.Of(b, ForwardFirst(b, layer), other is null ? null : ForwardFirst(b, other))), reference);
    }

    /// <summary>The sums of the three gates, the gates, H₋₁ − h, and H₋₁ R_hᵀ + b.</summary>
    private static string[] ForwardLast(GradientBuilder b, RecurrentLayer layer)
    {
        string previous = layer.Previous(layer.States, layer.Initial(5));
        string[] own = layer.Parts(layer.InputSums(withRecurrentBias: false)), others = layer.Parts(layer.RecurrentSums(previous));
        RecurrentActivation gate = layer.Activations[0], inner = layer.Activations[1];
        string sumZ = b.Add(own[0], others[0]), sumR = b.Add(own[1], others[1]), z = gate.Of(sumZ), r = gate.Of(sumR);
        string sumH = b.Add(own[2], b.Mul(r, others[2])), h = inner.Of(sumH);
        return [sumZ, sumR, sumH, z, r, h, b.Sub(previous, h), others[2]];
    }

    private static (string, string[]) ResetLast(GradientBuilder b, RecurrentLayer layer, RecurrentPair[] made)
    {
        if (made is not [var sumZ, var sumR, var sumH, var z, var r, var h, var change, var product]) throw new ArgumentException("not a GRU's parts", nameof(made));
        RecurrentActivation gate = layer.Activations[0], inner = layer.Activations[1];
        string toZ = RecurrentPair.Slope(gate, sumZ, z, change.Middle), toH = RecurrentPair.Slope(inner, sumH, h, b.Sub(b.Scalar(1), z.Middle));
        string toR = b.Mul(toH, RecurrentPair.Slope(gate, sumR, r, product.Middle));

        string factors = b.Node("Concat", [toZ, toR, b.Mul(toH, r.Middle)], ("axis", 2L));
        string[] back = ScanLoop.Add(b, [layer.Seed(1)], [layer.Seed(0), z.Middle, factors], !layer.IsReverse, (s, state, item) =>
        {
            string hidden = s.Add(state[0], item[0]);
            string gates = s.Mul(s.Node("Concat", [hidden, hidden, hidden], ("axis", 1L)), item[2]);
            return new ScanLoop.Step([s.Add(s.Mul(hidden, item[1]), s.Node("MatMul", [gates, layer.Recurrence]))], [hidden]);
        });
        return (b.Node("Concat", [b.Mul(back[1], toZ), b.Mul(back[1], toR), b.Mul(back[1], toH)], ("axis", 2L)), [back[0]]);
    }

    /// <summary>The sums of the three gates, the gates, H₋₁ − h, and H₋₁.</summary>
    private static string[] ForwardFirst(GradientBuilder b, RecurrentLayer layer)
    {
        string previous = layer.Previous(layer.States, layer.Initial(5));
        string[] own = layer.Parts(layer.InputSums()), weights = layer.Parts(layer.Recurrence, 0);
        RecurrentActivation gate = layer.Activations[0], inner = layer.Activations[1];
        string sumZ = b.Add(own[0], layer.Product(previous, weights[0])), sumR = b.Add(own[1], layer.Product(previous, weights[1]));
        string z = gate.Of(sumZ), r = gate.Of(sumR);
        string sumH = b.Add(own[2], layer.Product(b.Mul(r, previous), weights[2])), h = inner.Of(sumH);
        return [sumZ, sumR, sumH, z, r, h, b.Sub(previous, h), previous];
    }

    private static (string, string[]) ResetFirst(GradientBuilder b, RecurrentLayer layer, RecurrentPair[] made)
    {
        if (made is not [var sumZ, var sumR, var sumH, var z, var r, var h, var change, var previous]) throw new ArgumentException("not a GRU's parts", nameof(made));
        RecurrentActivation gate = layer.Activations[0], inner = layer.Activations[1];
        string[] weights = layer.Parts(layer.Recurrence, 0), items =
        [
            layer.Seed(0), z.Middle, r.Middle, RecurrentPair.Slope(gate, sumZ, z, change.Middle),
            RecurrentPair.Slope(inner, sumH, h, b.Sub(b.Scalar(1), z.Middle)), RecurrentPair.Slope(gate, sumR, r, previous.Middle),
        ];

        string two = b.Node("Concat", [weights[0], weights[1]], ("axis", 0L));
        string[] back = ScanLoop.Add(b, [layer.Seed(1)], items, !layer.IsReverse, (s, state, item) =>
        {
            string hidden = s.Add(state[0], item[0]), toH = s.Mul(hidden, item[4]);
            string product = s.Node("MatMul", [toH, weights[2]]), toR = s.Mul(product, item[5]), toZ = s.Mul(hidden, item[3]);
            string gates = s.Node("MatMul", [s.Node("Concat", [toZ, toR], ("axis", 1L)), two]);
            string direct = s.Add(s.Mul(hidden, item[1]), s.Mul(product, item[2]));
            return new ScanLoop.Step([s.Add(direct, gates)], [s.Node("Concat", [toZ, toR, toH], ("axis", 1L))]);
        });
        return (back[1], [back[0]]);
    }
}
