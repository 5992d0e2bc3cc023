namespace GenoXai.Core.Sketching;

/// <summary>Which supports of a basis hold more than chance: the others only add noise and time to a fit.</summary>
internal static class SupportSelection
{
    private const double Excess = 2;

    /// <summary>The supports of order 1, and those above whose coefficients' squares together are two standard errors above chance.</summary>
    /// <param name="basis">The basis.</param>
    /// <param name="debiased">Debiased coefficients, c ~ N(w, noise); the basis's first.</param>
    /// <param name="noise">Variance of their errors.</param>
    public static List<Support> Held(SupportBasis basis, ReadOnlySpan<double> debiased, double noise)
    {
        var held = new List<Support>();
        for (int s = 0; s < basis.Supports.Length; s++)
        {
            int first = basis.Offsets[s], size = basis.Offsets[s + 1] - first;
            double sum = 0;
            for (int i = 0; i < size; i++) sum += debiased[first + i] * debiased[first + i];
            if (basis.Supports[s].Order == 1 || (sum / noise) - size > Excess * Math.Sqrt(2.0 * size)) held.Add(basis.Supports[s]);
        }

        return held;
    }
}
