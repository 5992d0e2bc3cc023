namespace GenoXai.Core.Querying;

/// <summary>The Banzhaf interaction index: the joint effect of S averaged over every coalition of the others, all equally likely.</summary>
/// <remarks>Grabisch and Roubens 1999: I(S) = Σ_{T⊇S} a(T)/2^{|T|−|S|}.</remarks>
public sealed class BanzhafInteraction : InteractionIndex
{
    internal const string IndexName = "banzhaf";

    /// <summary>Makes it for sets up to a size.</summary>
    /// <param name="order">Most positions of a set, at least 1.</param>
    public BanzhafInteraction(int order)
        : base(IndexName, order)
    {
    }

    /// <inheritdoc/>
    public override double Weight(int size, int superset) => Math.ScaleB(1, size - superset);
}
