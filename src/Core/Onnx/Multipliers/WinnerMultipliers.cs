namespace GenoXai.Core.Onnx.Multipliers;

/// <summary>
/// Operators that choose the largest: m = [U_x(M·(max(y, y0) − y0)) + U_ref(M·(y − max(y, y0)))] ÷ Δx, U
/// giving to each side's own winners, or the gradient where |Δx| &lt; 1e-6; complete with overlapping
/// windows too. The smallest likewise, with min for max.
/// </summary>
internal static class WinnerMultipliers
{
    internal static void Apply(MultiplierNode n)
    {
        var b = n.Builder;
        string extreme = b.Node(n.Node.OpType is "Min" or "ReduceMin" ? "Min" : "Max", [n.Y, n.Y0]);
        Dictionary<string, string> own = n.Gradients(b.Mul(n.M, b.Sub(extreme, n.Y0)));
        Dictionary<string, string> other = n.Gradients(b.Mul(n.M, b.Sub(n.Y, extreme)), ofReference: true);
        Dictionary<string, string> gradients = n.Gradients(n.M);
        foreach ((string tensor, string gradient) in gradients)
            n.Give(tensor, n.Rescaled(b.Add(own[tensor], other[tensor]), n.Difference(tensor), gradient));
    }
}
