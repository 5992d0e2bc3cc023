namespace GenoXai.Core.Querying;

/// <summary>The Harsanyi dividend a(S) itself, also called Möbius coefficient.</summary>
/// <remarks>Harsanyi 1963. This is what the SHAP zero paper calls Faith-Shap; the two agree only when ℓ reaches the highest order present.</remarks>
public sealed class HarsanyiDividend : InteractionIndex
{
    /// <summary>Its name in results.</summary>
    public const string IndexName = "dividend";

    /// <summary>Makes it for sets up to a size.</summary>
    /// <param name="order">Most positions of a set; all by default.</param>
    public HarsanyiDividend(int order = int.MaxValue)
        : base(IndexName, order)
    {
    }

    /// <inheritdoc/>
    public override double Weight(int size, int superset) => size == superset ? 1 : 0;
}
