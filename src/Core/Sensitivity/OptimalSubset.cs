namespace GenoXai.Core.Sensitivity;

/// <summary>The fewest highest-ranked groups whose smallest movement makes the output cross its threshold.</summary>
/// <param name="Groups">n, how many of the highest-ranked groups move.</param>
/// <param name="Delta">δ at which the median crosses, between two points of the profile.</param>
/// <param name="Cost">δ² + (ln n / ln G)²; δ² alone for one group.</param>
/// <remarks>
/// SensX (Aggarwal, Cogan and Periwal 2025), optimal subset. Departs: the threshold 0.5 is meant for probabilities; of any
/// other output it is the middle of its spread over the profile, q(x) included. Lost means: the median lies on the other side than q(x).
/// </remarks>
public sealed record OptimalSubset(int Groups, double Delta, double Cost)
{
    /// <summary>The threshold of an output.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="output">Which output.</param>
    /// <param name="isProbability">Whether it is a probability.</param>
    public static double Threshold(StabilityProfile profile, int output, bool isProbability)
    {
        ArgumentNullException.ThrowIfNull(profile);
        if (isProbability) return .5;
        double low = profile.Reference[output], high = low;
        for (int t = 0; t < profile.Deltas.Count; t++)
            (low, high) = (Math.Min(low, profile.Quantiles[output][t * 3]), Math.Max(high, profile.Quantiles[output][t * 3 + 2]));
        return (low + high) / 2;
    }

    /// <summary>Finds it.</summary>
    /// <param name="medians">Median output, shape (counts, deltas), row-major.</param>
    /// <param name="counts">n, increasing, ending in G.</param>
    /// <param name="deltas">δ, increasing.</param>
    /// <param name="reference">q(x), the median at δ = 0.</param>
    /// <param name="threshold">From <see cref="Threshold"/>.</param>
    /// <returns>null where the output never crosses.</returns>
    public static OptimalSubset? Find(ReadOnlySpan<double> medians, ReadOnlySpan<int> counts, ReadOnlySpan<double> deltas, double reference, double threshold)
    {
        if (medians.Length != counts.Length * deltas.Length) throw new ArgumentException($"{medians.Length} medians are not {counts.Length} × {deltas.Length}.", nameof(medians));
        OptimalSubset? best = null;
        double logAll = Math.Log(counts[^1]);
        bool above = reference >= threshold;
        for (int c = 0; c < counts.Length; c++)
        {
            double before = reference, from = 0;
            for (int t = 0; t < deltas.Length; t++)
            {
                double now = medians[c * deltas.Length + t];
                if (now >= threshold != above)
                {
                    double delta = now == before ? deltas[t] : from + (deltas[t] - from) * (threshold - before) / (now - before);
                    double size = counts[^1] > 1 ? Math.Log(counts[c]) / logAll : 0, cost = delta * delta + size * size;
                    if (best is null || cost < best.Cost) best = new OptimalSubset(counts[c], delta, cost);
                    break;
                }

                (before, from) = (now, deltas[t]);
            }
        }

        return best;
    }
}
