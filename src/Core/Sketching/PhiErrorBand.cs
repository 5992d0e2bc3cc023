namespace GenoXai.Core.Sketching;

/// <summary>
/// How far a Shapley value of a sketch lies from the model's, position by position, learnt from
/// rows that the sketch never used. With e = f − f̂ = Σ_S e_S the error of φ_i is Σ_{S∋i} e_S/|S|.
/// </summary>
/// <remarks>
/// Its mean square over uniform sequences, summed over positions, is Σ_s E_s/s, where E_s is the
/// energy of e at order s. The mean of e(x)e(x′)K_s(d(x,x′)) over pairs of rows estimates E_s without
/// bias: d is the Hamming distance, K_s the Krawtchouk polynomial. Orders whose estimate is too noisy
/// share what is left of the residual variance, halving from order to order.
/// </remarks>
internal static class PhiErrorBand
{
    /// <summary>An order's energy is measured while its standard error is at most this share of the residual variance.</summary>
    private const double LargestError = 0.2;

    /// <summary>Rows beyond these add little and cost their square.</summary>
    private const int MostRows = 2000;

    /// <summary>Part of the mean error variance that no position falls below.</summary>
    private const double LeastShare = 0.25;

    /// <summary>Half-widths of the 90 % bands, shape (L), in units of the target.</summary>
    /// <param name="domain">Letters and length.</param>
    /// <param name="rows">Rows that the sketch never used.</param>
    /// <param name="residuals">Model minus sketch on them.</param>
    public static double[] HalfWidths(SketchDomain domain, SampleColumns rows, double[] residuals)
    {
        int count = Math.Min(rows.Count, MostRows);
        double mean = 0, variance = 0;
        for (int n = 0; n < count; n++) mean += residuals[n] / count;
        var errors = new double[count];
        for (int n = 0; n < count; n++)
        {
            errors[n] = residuals[n] - mean;
            variance += errors[n] * errors[n] / (count - 1);
        }

        var band = new double[domain.Length];
        if (variance == 0) return band;
        PairSums sums = PairSums.Of(domain, rows, errors);
        double total = TotalVariance(domain, sums, count, variance);
        double[] variances = PerPosition(domain, sums, count, variance, total / domain.Length);
        // Where few rows hold a missed term, most residuals are nearly 0 and their quantile says nothing of φ: never below one deviation.
        double factor = Math.Max(1, Quantile90(errors) / Math.Sqrt(variance));
        for (int i = 0; i < band.Length; i++) band[i] = factor * Math.Sqrt(variances[i]);
        return band;
    }

    /// <summary>Σ_s E_s/s.</summary>
    private static double TotalVariance(SketchDomain domain, PairSums sums, int count, double variance)
    {
        double total = 0, left = variance;
        int order = 1;
        for (; order <= domain.Length; order++)
        {
            double functions = Krawtchouk(domain, order, 0);
            if (order > 1 && Math.Sqrt(2 * functions) / count > LargestError) break;
            double energy = 0;
            for (int d = 0; d <= domain.Length; d++) energy += sums.ByDistance[d] * Krawtchouk(domain, order, d);
            energy = Math.Clamp(energy / sums.Pairs, 0, left);
            total += energy / order;
            left -= energy;
        }

        double share = 0, weight = 0;
        for (int s = Math.Min(order, domain.Length), step = 1; s <= domain.Length && step <= 30; s++, step++)
        {
            share += Math.ScaleB(1, -step) / s;
            weight += Math.ScaleB(1, -step);
        }

        return total + (left * share / weight);
    }

    /// <summary>Error variance of each φ_i: orders 1 and 2 measured and shrunk to their mean, the rest the same everywhere.</summary>
    private static double[] PerPosition(SketchDomain domain, PairSums sums, int count, double variance, double mean)
    {
        int length = domain.Length, q = domain.LetterCount;
        var found = new double[length];
        for (int i = 0; i < length; i++)
        {
            double first = (q * sums.Matches[i]) - sums.Total;
            double second = (q * sums.MatchesByAgreement[i]) - sums.Agreement - sums.Total - (((q * q) - (2 * q)) * sums.Matches[i]);
            found[i] = (first + (second / 4)) / sums.Pairs;
        }

        double average = found.Average(), spread = 0;
        foreach (double value in found) spread += (value - average) * (value - average) / Math.Max(1, length - 1);
        double noise = 2 * variance * variance * ((q - 1) + ((length - 1.0) * (q - 1) * (q - 1) / 16)) / ((double)count * count);
        double kept = spread > 0 ? Math.Max(0, 1 - (noise / spread)) : 0;
        for (int i = 0; i < length; i++) found[i] = Math.Max(LeastShare * mean, mean + (kept * (found[i] - average)));
        return found;
    }

    /// <summary>K_s(d) = Σ_j (−1)^j (q−1)^(s−j) C(d,j) C(L−d,s−j); K_s(0) is the number of functions of order s.</summary>
    internal static double Krawtchouk(SketchDomain domain, int order, int distance)
    {
        double sum = 0;
        for (int j = 0; j <= Math.Min(order, distance); j++)
        {
            double term = Choose(distance, j) * Choose(domain.Length - distance, order - j) * Math.Pow(domain.LetterCount - 1, order - j);
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

    // Residuals of a sparse model have heavy tails and so has the error of φ: a normal 1.645 would be too wide.
    private static double Quantile90(double[] errors)
    {
        double[] sizes = Array.ConvertAll(errors, Math.Abs);
        Array.Sort(sizes);
        return sizes[(int)Math.Min(sizes.Length - 1L, (long)(0.9 * sizes.Length))];
    }

    /// <summary>Sums of e(x)e(x′) over pairs of rows, by distance and by where the two agree.</summary>
    private sealed class PairSums(int length)
    {
        public double[] ByDistance { get; } = new double[length + 1];

        public double[] Matches { get; } = new double[length];

        /// <summary>Weighted by D = Σ_i δ_i, where δ_i is q − 1 where the pair agrees and −1 elsewhere.</summary>
        public double[] MatchesByAgreement { get; } = new double[length];

        public double Total { get; private set; }

        public double Agreement { get; private set; }

        public double Pairs { get; private set; }

        public static PairSums Of(SketchDomain domain, SampleColumns rows, double[] errors)
        {
            int length = domain.Length, count = errors.Length;
            var letters = new byte[count * length];
            for (int i = 0; i < length; i++)
            {
                ReadOnlySpan<byte> column = rows.Column(i);
                for (int n = 0; n < count; n++) letters[(n * length) + i] = column[n];
            }

            var sums = new PairSums(length) { Pairs = count * (count - 1.0) / 2 };
            for (int a = 1; a < count; a++)
                for (int b = 0; b < a; b++)
                    sums.Add(letters.AsSpan(a * length, length), letters.AsSpan(b * length, length), errors[a] * errors[b], domain.LetterCount);
            return sums;
        }

        private void Add(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y, double weight, int letterCount)
        {
            unchecked
            {
                int same = 0;
                for (int i = 0; i < x.Length; i++) same += x[i] == y[i] ? 1 : 0;
                double agreement = weight * ((letterCount * same) - x.Length);
                ByDistance[x.Length - same] += weight;
                Total += weight;
                Agreement += agreement;
                for (int i = 0; i < x.Length; i++)
                {
                    if (x[i] != y[i]) continue;
                    Matches[i] += weight;
                    MatchesByAgreement[i] += agreement;
                }
            }
        }
    }
}
