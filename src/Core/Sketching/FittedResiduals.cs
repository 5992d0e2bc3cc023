namespace GenoXai.Core.Sketching;

/// <summary>Residuals on the rows of a fit that has far fewer columns than rows: errors of higher orders than its own show there as on rows that it never used.</summary>
/// <param name="Order">All tables up to this order are fitted; nothing is told of them.</param>
/// <param name="Rows">The rows.</param>
/// <param name="Residuals">Their residuals, shape (rows).</param>
/// <param name="Noise">Error variance of φ at each position from the noise that the columns took up, shape (L).</param>
/// <param name="NoiseEnergy">Its energy.</param>
/// <param name="Scale">What an energy found here is to be multiplied by: a fit takes up some of any error.</param>
internal sealed record FittedResiduals(int Order, SampleColumns Rows, double[] Residuals, double[] Noise, double NoiseEnergy, double Scale)
{
    /// <summary>Columns as a share of the rows, up to which residuals of the fit tell of its errors.</summary>
    private const double MostColumns = 0.25;

    /// <summary>Standard errors that unseen rows may differ by.</summary>
    private const double Apart = 3;

    private const double MostWork = 4e8;
    private const int LeastRows = 1000, MostRows = 6000;

    /// <summary>Mean squared residual to be expected on rows that the fit never used.</summary>
    public double Variance { get; } = (Residuals.Average(static r => r * r) * Math.Sqrt(Scale)) + NoiseEnergy;

    /// <summary>Excess kurtosis of the residuals beyond its standard error, 0 or more.</summary>
    public double Excess { get; } = Math.Max(0, Kurtosis(Residuals) - 3 - Math.Sqrt(24.0 / Residuals.Length));

    /// <summary>Of a fit; null where it has too many columns for its residuals to tell of errors.</summary>
    /// <param name="order">All tables up to this order are fitted.</param>
    /// <param name="evidence">The fit.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="residuals">Their residuals, shape (rows).</param>
    /// <remarks>Least squares leaves a share 1 − p/N of what it has no columns for, and takes the rest for its own.</remarks>
    public static FittedResiduals? Of(int order, FitEvidence evidence, SampleColumns rows, double[] residuals)
    {
        double columns = (double)evidence.Parameters / evidence.Rows, left = 1 - columns;
        if (columns > MostColumns) return null;
        double noise = evidence.ResidualVariance / left * columns;
        return new FittedResiduals(order, rows, residuals, Array.ConvertAll(evidence.SpanVariances, share => share * noise), noise, 1 / (left * left));
    }

    /// <summary>Whether rows that the fit never used say the same of the errors' size.</summary>
    /// <param name="errors">Residuals there, with mean 0.</param>
    /// <param name="variance">Mean square of these.</param>
    public bool Agrees(double[] errors, double variance)
    {
        double fourth = errors.Average(static e => e * e * e * e);
        return Math.Abs(variance - Variance) <= Apart * Math.Sqrt(Math.Max(0, fourth - (variance * variance)) / errors.Length);
    }

    /// <summary>Sums over pairs of as many rows as are cheap.</summary>
    /// <param name="domain">Letters and length.</param>
    public PairDistances Sums(SketchDomain domain)
    {
        int count = Math.Min(Rows.Count, Math.Clamp((int)Math.Sqrt(2 * MostWork / domain.Length), LeastRows, MostRows));
        double mean = Residuals.Take(count).Average();
        return PairDistances.Of(domain, Rows, [.. Enumerable.Range(0, count)], [.. Residuals.Take(count).Select(value => value - mean)]);
    }

    private static double Kurtosis(double[] residuals)
    {
        double mean = residuals.Average(), second = residuals.Average(r => (r - mean) * (r - mean)), fourth = residuals.Average(r => Math.Pow(r - mean, 4));
        return second > 0 ? fourth / (second * second) : 0;
    }
}
