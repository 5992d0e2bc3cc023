namespace GenoXai.Core.Querying;

/// <summary>Shapley–Taylor (STII) of order ℓ: dividends below ℓ, and all that is larger shared evenly by the sets of size ℓ inside it.</summary>
/// <remarks>Sundararajan, Dhamdhere, Agarwal 2020: |S| &lt; ℓ: a(S); |S| = ℓ: Σ_{T⊇S} a(T)/C(|T|, ℓ).</remarks>
public sealed class ShapleyTaylor : InteractionIndex
{
    internal const string IndexName = "stii";

    /// <summary>Makes it.</summary>
    /// <param name="order">ℓ, at least 1.</param>
    public ShapleyTaylor(int order)
        : base(IndexName, order)
    {
    }

    /// <inheritdoc/>
    public override double Weight(int size, int superset) =>
        size == Order ? 1 / Binomial.Choose(superset, size) : size == superset ? 1 : 0;
}
