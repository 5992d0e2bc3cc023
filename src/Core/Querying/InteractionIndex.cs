using GenoXai.Core.Sequences;

namespace GenoXai.Core.Querying;

/// <summary>
/// A way to share the joint effects of a game among sets of positions. Every index here is a
/// weighted sum of Harsanyi dividends, I(S) = Σ_{T⊇S} w(|S|, |T|) a(T), so a sketch answers it
/// exactly and without model rows.
/// </summary>
public abstract class InteractionIndex
{
    private protected InteractionIndex(string name, int order)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(order);
        (Name, Order) = (name, order);
    }

    /// <summary>Names that <see cref="Create"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = [HarsanyiDividend.IndexName, FaithShap.IndexName, KShapleyInteraction.IndexName, ShapleyTaylor.IndexName, BanzhafInteraction.IndexName];

    /// <summary>Its name in results.</summary>
    public string Name { get; }

    /// <summary>Most positions of a set it gives a value, ℓ.</summary>
    public int Order { get; }

    /// <summary>The index of that name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="order">ℓ, at least 1; the dividend does not depend on it but for which sets it names.</param>
    /// <exception cref="InputException">There is no index of that name, or the order is below 1.</exception>
    public static InteractionIndex Create(string name, int order)
    {
        if (order < 1) throw new InputException($"interaction order {order}: it must be at least 1.", "bad-order");
        return name switch
        {
            HarsanyiDividend.IndexName => new HarsanyiDividend(order),
            FaithShap.IndexName => new FaithShap(order),
            KShapleyInteraction.IndexName => new KShapleyInteraction(order),
            ShapleyTaylor.IndexName => new ShapleyTaylor(order),
            BanzhafInteraction.IndexName => new BanzhafInteraction(order),
            _ => throw new InputException($"interaction index \"{name}\" is not known; choose one of {string.Join(", ", Names)}.", "bad-index"),
        };
    }

    /// <summary>w(|S|, |T|): how much of the dividend of T the set S ⊆ T gets.</summary>
    /// <param name="size">|S|, 1 to <see cref="Order"/>.</param>
    /// <param name="superset">|T|, at least <paramref name="size"/>.</param>
    public abstract double Weight(int size, int superset);
}
