namespace GenoXai.Core.Querying;

/// <summary>
/// k-SII (n-Shapley values): the Shapley interaction index at size k, with smaller sets corrected so
/// that all of them sum to v(N) − v(∅).
/// </summary>
/// <remarks>
/// Bordt and von Luxburg 2023: I_k(S) = Σ_{R⊆N∖S, |R|≤k−|S|} B_{|R|} SII(S∪R), B the Bernoulli numbers
/// with B₁ = −1/2, and SII(S) = Σ_{T⊇S} a(T)/(|T|−|S|+1) (Grabisch and Roubens 1999).
/// </remarks>
public sealed class KShapleyInteraction : InteractionIndex
{
    internal const string IndexName = "k-sii";
    private readonly double[] _bernoulli;

    /// <summary>Makes it.</summary>
    /// <param name="order">k, at least 1.</param>
    public KShapleyInteraction(int order)
        : base(IndexName, order)
    {
        // B_m = −1/(m+1) Σ_{j<m} C(m+1, j) B_j. Beyond 64 no table of a sketch reaches.
        _bernoulli = new double[Math.Min(order, 64)];
        for (int m = 0; m < _bernoulli.Length; m++)
        {
            double sum = m == 0 ? -1 : 0;
            for (int j = 0; j < m; j++) sum += Binomial.Choose(m + 1, j) * _bernoulli[j];
            _bernoulli[m] = m > 1 && m % 2 == 1 ? 0 : -sum / (m + 1);
        }
    }

    /// <inheritdoc/>
    public override double Weight(int size, int superset)
    {
        double weight = 0;
        for (int r = 0; r <= Math.Min(Order, superset) - size; r++)
            weight += _bernoulli[r] * Binomial.Choose(superset - size, r) / (superset - size - r + 1);
        return weight;
    }
}
