namespace GenoXai.Core.Attribution;

/// <summary>
/// Second-order ISM: what two substitutions do together beyond what each does alone,
/// E(a, b) = f(x with a and b) − f(x with a) − f(x with b) + f(x). 0 for every pair of an additive model.
/// </summary>
/// <remarks>Pairwise epistasis of in-silico mutagenesis, reviewed in Novakovsky et al., Nat Rev Genet 2022.</remarks>
public static class SecondOrderMutagenesis
{
    /// <summary>Single effects of a sequence.</summary>
    /// <param name="predictions">f(x), then every single mutant in the order of <see cref="DoubleMutantRows"/>.</param>
    /// <param name="effects">Shape (positions, q − 1): f(mutant) − f(x).</param>
    public static void Singles(ReadOnlySpan<float> predictions, Span<float> effects)
    {
        for (int i = 0; i < effects.Length; i++) effects[i] = (float)((double)predictions[i + 1] - predictions[0]);
    }

    /// <summary>Effects of the double mutants.</summary>
    /// <param name="singles">f(x), then every single mutant of <paramref name="places"/>' list.</param>
    /// <param name="pairs">The pairs.</param>
    /// <param name="places">Place of each of the pairs' positions among the singles'.</param>
    /// <param name="doubles">The double mutants' predictions; may be <paramref name="effects"/> itself.</param>
    /// <param name="effects">E, in the order of the pairs' double mutants.</param>
    public static void Effects(ReadOnlySpan<float> singles, PositionPairs pairs, ReadOnlySpan<int> places, ReadOnlySpan<float> doubles, Span<float> effects)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        int substitutions = pairs.Substitutions, at = 0;
        double reference = singles[0];
        foreach ((int first, int second) in pairs.All())
        {
            for (int a = 0; a < substitutions; a++)
            {
                double alone = singles[1 + places[first] * substitutions + a];
                for (int b = 0; b < substitutions; b++, at++)
                    effects[at] = (float)(doubles[at] - alone - singles[1 + places[second] * substitutions + b] + reference);
            }
        }
    }

    /// <summary>The places of the positions whose single effects are largest.</summary>
    /// <param name="effects">Single effects, shape (positions, q − 1).</param>
    /// <param name="substitutions">q − 1.</param>
    /// <param name="count">How many; all where there are no more.</param>
    /// <returns>Ascending; of equal positions the earlier ones.</returns>
    public static int[] Strongest(ReadOnlySpan<float> effects, int substitutions, int count)
    {
        var sizes = new float[effects.Length / substitutions];
        for (int i = 0; i < effects.Length; i++)
            if (Math.Abs(effects[i]) > sizes[i / substitutions]) sizes[i / substitutions] = Math.Abs(effects[i]);
        int[] places = [.. Enumerable.Range(0, sizes.Length).OrderByDescending(i => sizes[i]).Take(count)];
        Array.Sort(places);
        return places;
    }
}
