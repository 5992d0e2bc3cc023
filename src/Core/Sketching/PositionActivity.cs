namespace GenoXai.Core.Sketching;

/// <summary>
/// How the variance of the error of φ is shared by the positions: a noisy estimate of each, and by how much they differ beyond
/// its noise (empirical Bayes).
/// </summary>
/// <remarks>
/// Errors of few terms leave most positions alone, so the prior is a gamma distribution, whose variance is what the estimates
/// differ by more than their noise: at a small one all positions are alike, at a large one most are near zero and some far above.
/// A position has its posterior mean.
/// </remarks>
internal sealed class PositionActivity(int length)
{
    private const int Grid = 200;
    private const double LeastShare = 0.01, Least = 1e-3, Nested = 0.5;

    private readonly double[] _found = new double[length];

    /// <summary>Takes in the energy of an order.</summary>
    /// <param name="order">s.</param>
    /// <param name="sums">Of pairs of rows.</param>
    /// <param name="variance">Mean square of e on these.</param>
    /// <param name="energy">What they say of the energy of the order.</param>
    /// <param name="scale">What energies found on these rows are to be multiplied by.</param>
    public void Add(int order, PairDistances sums, double variance, double energy, double scale)
    {
        double[] own = sums.EnergyByPosition(order);
        double average = own.Average(), spread = 0, count = sums.Count, mean = energy * order / length;
        foreach (double value in own) spread += (value - average) * (value - average) / Math.Max(1, length - 1);
        double none = 2 * variance * variance * sums.Functions(order) * order / length / (count * count), some = 4 * variance * mean / count;
        double differing = mean > 0 ? (spread - none - some) / (mean * mean) : 0, sum = 0;
        var shares = new double[length];
        double[] prior = Prior();
        for (int i = 0; i < length; i++)
        {
            double unit = mean * prior[i];
            sum += shares[i] = differing > Least ? unit * Posterior((own[i] - average + mean) / unit, differing, none / (unit * unit), some / (mean * unit)) : unit;
        }

        if (sum > 0) for (int i = 0; i < length; i++) _found[i] += scale * energy / order * shares[i] / sum;
    }

    /// <summary>Error variance of φ at each position, shape (L).</summary>
    /// <param name="total">Their sum.</param>
    /// <param name="noise">What is known of it, shape (L): spread evenly over the fitted columns.</param>
    public double[] Variances(double total, double[] noise)
    {
        var variances = new double[length];
        double known = noise.Sum(), found = _found.Sum(), left = Math.Max(0, total - known - found), sum = 0;
        double[] prior = Prior();
        for (int i = 0; i < length; i++) sum += variances[i] = Math.Max(LeastShare * total / length, noise[i] + _found[i] + (left / length * prior[i]));
        for (int i = 0; i < length; i++) variances[i] *= total / sum;
        return variances;
    }

    // What is expected of a position, 1 on average: tables of a higher order are likelier where there are some of lower orders.
    private double[] Prior()
    {
        double mean = _found.Average();
        return Array.ConvertAll(_found, own => mean > 0 ? 1 - Nested + (Nested * own / mean) : 1);
    }

    // Mean of v ~ gamma(mean 1, variance) given found = v + normal(0, none + some·v).
    private static double Posterior(double found, double variance, double none, double some)
    {
        double shape = 1 / variance, most = Math.Max(found, 1) * 4, sum = 0, weighted = 0, highest = double.NegativeInfinity;
        Span<double> logs = stackalloc double[Grid];
        double step = Math.Log(most / Least) / (Grid - 1);
        for (int k = 0; k < Grid; k++)
        {
            double v = Least * Math.Exp(k * step), error = none + (some * v);
            // Over log v, the density of gamma is v^shape e^(−shape·v).
            logs[k] = (shape * (Math.Log(v) - v)) - (0.5 * (((found - v) * (found - v) / error) + Math.Log(error)));
            highest = Math.Max(highest, logs[k]);
        }

        for (int k = 0; k < Grid; k++)
        {
            double weight = Math.Exp(logs[k] - highest);
            sum += weight;
            weighted += weight * Least * Math.Exp(k * step);
        }

        return weighted / sum;
    }
}
