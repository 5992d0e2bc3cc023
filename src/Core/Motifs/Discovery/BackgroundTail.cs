namespace GenoXai.Core.Motifs.Discovery;

/// <summary>
/// The null distribution of window sums: a Laplace distribution about 0 with a scale of its own on either side,
/// fitted to the quarter of the windows that are nearest to 0, which motifs do not reach.
/// </summary>
/// <remarks>
/// After TF-MoDISco (Shrikumar et al. 2018, arXiv:1811.00416), which fits a Laplace tail to the sums on either side. Departs: the
/// scale is taken at one quantile, not the steepest of many, and the mode is 0, where a position says nothing.
/// </remarks>
/// <param name="PositiveShare">Share of the windows of a sum above 0.</param>
/// <param name="PositiveScale">Scale of the sums above 0, in units of the target; 0 when there are none.</param>
/// <param name="NegativeScale">Scale of those below 0.</param>
public sealed record BackgroundTail(double PositiveShare, double PositiveScale, double NegativeScale)
{
    private const double Quantile = 0.25;

    /// <summary>Fits the two scales.</summary>
    /// <param name="sums">Sums of windows; changed in their order. A sum of 0 counts for neither side.</param>
    public static BackgroundTail Fit(Span<float> sums)
    {
        sums.Sort();
        int below = 0, from = 0;
        while (below < sums.Length && sums[below] < 0) below++;
        for (from = below; from < sums.Length && sums[from] == 0; from++)
        {
        }

        Span<float> positive = sums[from..], negative = sums[..below];
        double counted = positive.Length + negative.Length;
        return new BackgroundTail(
            counted == 0 ? 0.5 : positive.Length / counted,
            positive.IsEmpty ? 0 : Scale(positive[(int)(Quantile * (positive.Length - 1))]),
            negative.IsEmpty ? 0 : Scale(-negative[negative.Length - 1 - (int)(Quantile * (negative.Length - 1))]));
    }

    /// <summary>Probability of a sum of the same sign and at least this size, were there no motif; 1 for a sum of 0.</summary>
    /// <param name="sum">Sum over a window.</param>
    public double PValue(double sum) => sum switch
    {
        > 0 => PositiveShare * Math.Exp(-sum / PositiveScale),
        < 0 => (1 - PositiveShare) * Math.Exp(sum / NegativeScale),
        _ => 1,
    };

    // P(X > x) = e^(−x/b) is 1 − Quantile at the quantile.
    private static double Scale(double atQuantile) => atQuantile / -Math.Log(1 - Quantile);
}
