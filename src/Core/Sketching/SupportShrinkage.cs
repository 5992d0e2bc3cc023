using System.Numerics.Tensors;

namespace GenoXai.Core.Sketching;

/// <summary>Blends the product prior with what each support's own coefficients say (expectation–maximisation).</summary>
internal static class SupportShrinkage
{
    private const double StandsOut = 6;

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
            double factor = Start(coefficients.AsSpan(first, end - first), noise, variances.AsSpan(first, end - first));
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

    // From a prior far below the noise the rounds would hardly rise, however plain the coefficients are:
    // what stands out is begun at its own energy.
    private static double Start(ReadOnlySpan<double> coefficients, double noise, ReadOnlySpan<double> variances)
    {
        double expected = coefficients.Length * noise, energy = TensorPrimitives.SumOfSquares(coefficients) - expected;
        if (energy < StandsOut * noise * Math.Sqrt(2.0 * coefficients.Length)) return 1;
        double prior = TensorPrimitives.Sum(variances);
        return prior > 0 ? Math.Max(1, energy / prior) : 1;
    }
}
