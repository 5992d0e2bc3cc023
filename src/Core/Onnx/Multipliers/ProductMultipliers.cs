namespace GenoXai.Core.Onnx.Multipliers;

/// <summary>
/// Products of two tensors that may both vary: m_a = (b + b0)/2 and m_b = (a + a0)/2, so that
/// m_a Δa + m_b Δb = ab − a0 b0 exactly. A quotient a/b is a·(1/b): m_a = (1/b + 1/b0)/2,
/// m_b = −(a + a0)/2 ÷ (b b0). Where passes what its mean condition takes.
/// </summary>
internal static class ProductMultipliers
{
    internal static void Product(MultiplierNode n)
    {
        foreach ((string tensor, string m) in n.MiddleGradients()) n.Give(tensor, m);
    }

    internal static void Quotient(MultiplierNode n)
    {
        var b = n.Builder;
        string below = n.Of(1), below0 = n.ReferenceOf(1);
        if (n.Varies(0)) n.Give(n.Of(0), b.SumTo(b.Mul(n.M, n.Half(b.Node("Reciprocal", [below]), b.Node("Reciprocal", [below0]))), n.Of(0)));
        if (n.Varies(1)) n.Give(below, b.SumTo(b.Node("Neg", [b.Mul(n.M, b.Div(b.Div(n.Middle(0), below), below0))]), below));
    }

    internal static void Where(MultiplierNode n)
    {
        var b = n.Builder;
        string Number(string condition) => b.Node("Cast", [condition], ("to", (long)ElementType.Float32));
        string taken = n.Varies(0) ? n.Half(Number(n.Of(0)), Number(n.ReferenceOf(0))) : Number(n.Of(0));
        if (n.Varies(1)) n.Give(n.Of(1), b.SumTo(b.Mul(n.M, taken), n.Of(1)));
        if (n.Varies(2)) n.Give(n.Of(2), b.SumTo(b.Mul(n.M, b.Sub(b.Scalar(1), taken)), n.Of(2)));
    }
}
