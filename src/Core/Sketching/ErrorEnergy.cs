namespace GenoXai.Core.Sketching;

/// <summary>
/// Variance of the error of φ from residuals on rows that a fit never used. With e = f − f̂ = Σ_S e_S the
/// error of φ_i is Σ_{S∋i} e_S/|S|.
/// </summary>
/// <remarks>
/// Its mean square over uniform sequences, summed over positions, is Σ_s E_s/s, where E_s is the
/// energy of e at order s. The mean of e(x)e(x′)K_s(d(x,x′)) over pairs of rows estimates E_s without
/// bias: d is the Hamming distance, K_s the Krawtchouk polynomial (more generally <see cref="PairSums"/>). Orders whose estimate is too noisy
/// share what is left of the residual variance, halving from order to order, as far as it exceeds one
/// standard error; what does not is taken for energy of the highest order measured.
/// </remarks>
internal static class ErrorEnergy
{
    /// <summary>An order's energy is measured while its standard error is at most this share of the residual variance.</summary>
    private const double LargestError = 0.2;

    /// <summary>No position falls below this part of the mean error variance, or, where less can be measured, below half a standard error.</summary>
    private const double MostLeastShare = 0.25, LeastShare = 0.01;

    /// <summary>Error variance of φ at each position, shape (L).</summary>
    /// <param name="domain">Letters and length.</param>
    /// <param name="rows">Rows that the sketch never used.</param>
    /// <param name="kept">Which of them to use, 2 or more.</param>
    /// <param name="errors">Their residuals, with mean 0.</param>
    /// <param name="variance">Mean square of these.</param>
    public static double[] Variances(SketchDomain domain, SampleColumns rows, int[] kept, double[] errors, double variance)
    {
        int measured = MeasuredOrders(domain, errors.Length);
        PairSums sums = PairSums.Of(domain, rows, kept, errors, measured);
        double total = TotalVariance(domain, sums, errors.Length, measured, variance);
        return PerPosition(domain, sums, errors.Length, variance, total / domain.Length);
    }

    // The highest order whose energy these rows tell.
    private static int MeasuredOrders(SketchDomain domain, int count)
    {
        int order = 1;
        while (order < domain.Length && StandardError(domain, order + 1, count) <= LargestError) order++;
        return order;
    }

    // Of the energy of an order, as a share of the residual variance.
    private static double StandardError(SketchDomain domain, int order, int count) => Math.Sqrt(2 * domain.FunctionsOf(order)) / count;

    /// <summary>Σ_s E_s/s.</summary>
    private static double TotalVariance(SketchDomain domain, PairSums sums, int count, int measured, double variance)
    {
        double total = 0, left = variance, squaredError = 2.0 / count;
        int order = 1;
        for (; order <= measured; order++)
        {
            double error = StandardError(domain, order, count), energy = Math.Clamp(sums.Energy(order), 0, left);
            total += energy / order;
            left -= energy;
            squaredError += error * error;
        }

        double near = Math.Min(left, variance * Math.Sqrt(squaredError)), share = 0, weight = 0;
        for (int s = Math.Min(order, domain.Length), step = 1; s <= domain.Length && step <= 30; s++, step++)
        {
            share += Math.ScaleB(1, -step) / s;
            weight += Math.ScaleB(1, -step);
        }

        return total + (near / Math.Max(1, order - 1)) + ((left - near) * share / weight);
    }

    /// <summary>Error variance of each φ_i: orders 1 and 2 measured and shrunk to their mean, the rest the same everywhere.</summary>
    private static double[] PerPosition(SketchDomain domain, PairSums sums, int count, double variance, double mean)
    {
        int length = domain.Length;
        double contrasts = domain.FunctionsOf(1), functions = 0;
        var found = new double[length];
        for (int i = 0; i < length; i++)
        {
            int q = domain.LettersAt(i);
            functions += (q - 1) + ((contrasts - (q - 1)) * (q - 1) / 16);
            double first = (q * sums.Matches[i]) - sums.Total;
            double second = (q * sums.MatchesByAgreement[i]) - sums.Agreement - sums.Total - (((q * q) - (2 * q)) * sums.Matches[i]);
            found[i] = (first + (second / 4)) / sums.Pairs;
        }

        double average = found.Average(), spread = 0;
        foreach (double value in found) spread += (value - average) * (value - average) / Math.Max(1, length - 1);
        double noise = 2 * variance * variance * (functions / length) / ((double)count * count);
        double kept = spread > 0 ? Math.Max(0, 1 - (noise / spread)) : 0;
        double least = Math.Clamp(0.5 * Math.Sqrt(noise), LeastShare * mean, MostLeastShare * mean);
        for (int i = 0; i < length; i++) found[i] = Math.Max(least, mean + (kept * (found[i] - average)));
        return found;
    }

    /// <summary>K_s(d) = Σ_j (−1)^j (q−1)^(s−j) C(d,j) C(L−d,s−j); K_s(0) is the number of functions of order s.</summary>
    internal static double Krawtchouk(int letterCount, int length, int order, int distance)
    {
        double sum = 0;
        for (int j = 0; j <= Math.Min(order, distance); j++)
        {
            double term = Choose(distance, j) * Choose(length - distance, order - j) * Math.Pow(letterCount - 1, order - j);
            sum += (j & 1) == 0 ? term : -term;
        }

        return sum;
    }

    private static double Choose(int n, int k)
    {
        if (k > n) return 0;
        double value = 1;
        for (int i = 1; i <= k; i++) value = value * (n - k + i) / i;
        return value;
    }
}
