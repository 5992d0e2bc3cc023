namespace GenoXai.Core.Querying;

/// <summary>
/// Faith-Shap of order ℓ: the polynomial of degree ℓ that fits the game best under the Shapley
/// kernel and fits ∅ and the whole exactly.
/// </summary>
/// <remarks>
/// Tsai, Yeh, Ravikumar 2023, Theorem 19: E_ℓ(S) = a(S) + (−1)^{ℓ−|S|} · |S|/(ℓ+|S|) · C(ℓ,|S|) ·
/// Σ_{T⊃S, |T|>ℓ} C(|T|−1,ℓ)/C(|T|+ℓ−1,ℓ+|S|) · a(T). ℓ = 1 gives the Shapley values.
/// </remarks>
public sealed class FaithShap : InteractionIndex
{
    internal const string IndexName = "faith-shap";

    /// <summary>Makes it.</summary>
    /// <param name="order">ℓ, at least 1.</param>
    public FaithShap(int order)
        : base(IndexName, order)
    {
    }

    /// <inheritdoc/>
    public override double Weight(int size, int superset)
    {
        if (size == superset) return 1;
        if (superset <= Order) return 0;
        double sign = (Order - size) % 2 == 0 ? 1 : -1;
        return sign * size / (Order + size) * Binomial.Choose(Order, size)
            * Binomial.Choose(superset - 1, Order) / Binomial.Choose(superset + Order - 1, Order + size);
    }
}
