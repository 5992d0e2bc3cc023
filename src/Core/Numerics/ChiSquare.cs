namespace GenoXai.Core.Numerics;

/// <summary>Quantiles of the chi-square distribution, divided by its degrees of freedom.</summary>
internal static class ChiSquare
{
    /// <summary>Quantile of χ²_ν/ν at a normal score (Wilson and Hilferty, 1931); within 2% for ν ≥ 8 and |z| ≤ 5.</summary>
    /// <param name="degrees">ν, 1 or more.</param>
    /// <param name="score">The standard normal score of the wanted probability, e.g. 1.645 for 95%.</param>
    public static double MeanQuantile(double degrees, double score)
    {
        double spread = 2 / (9 * degrees), root = 1 - spread + score * Math.Sqrt(spread);
        return root <= 0 ? 0 : root * root * root;
    }
}
