namespace GenoXai.Core.Sketching;

/// <summary>Blends the product prior with what each support's own coefficients say (expectation–maximisation).</summary>
internal static class SupportShrinkage
{
    /// <summary>Replaces prior variances by blended ones.</summary>
    /// <param name="basis">The basis.</param>
    /// <param name="coefficients">Debiased coefficients, c ~ N(w, noise).</param>
    /// <param name="noise">Variance of their errors.</param>
    /// <param name="weight">How many coefficients the product prior counts for.</param>
    /// <param name="rounds">Blends.</param>
    /// <param name="variances">In: the product prior's. Out: blended. The basis's first.</param>
    public static void Blend(SupportBasis basis, double[] coefficients, double noise, double weight, int rounds, double[] variances)
    {
        for (int s = 0; s < basis.Supports.Length; s++)
        {
            int first = basis.Offsets[s], end = basis.Offsets[s + 1];
            double factor = 1;
            for (int round = 0; round < rounds; round++)
            {
                double sum = 0;
                for (int i = first; i < end; i++)
                {
                    double prior = variances[i], now = prior * factor, share = now / (now + noise);
                    sum += prior > 0 ? ((share * share * coefficients[i] * coefficients[i]) + (share * noise)) / prior : 0;
                }

                factor = (weight + sum) / (weight + end - first);
            }

            for (int i = first; i < end; i++) variances[i] *= factor;
        }
    }
}
