using GenoXai.Core.Numerics;

namespace GenoXai.Core.Sketching;

/// <summary>
/// How far a Shapley value of a sketch lies from the model's, position by position: half-widths that
/// 90 % of the errors stay within, over all positions of uniform sequences.
/// </summary>
/// <remarks>
/// The error has two parts. One is spread over many tables: its variance comes from rows that the sketch
/// never used (<see cref="ErrorEnergy"/>) and it is nearly normal. The other is rare and large: terms that few fitted
/// rows hold and that were taken for others; hardly any test row meets them. They are drawn from what the fit
/// itself knows (<see cref="DoubtfulTerms"/>) and from rows that it does not explain (<see cref="MissingTerms"/>), and rows that stand out are left to them. The half-widths are
/// the deviations of the first part, times one factor: the 90 % quantile of |error|/deviation over the draws of both.
/// </remarks>
internal static class PhiErrorBand
{
    /// <summary>90 % of a normal distribution lie within so many deviations.</summary>
    private const double Normal = 1.6449;

    /// <summary>Rows beyond these add little and cost their square.</summary>
    private const int MostRows = 2000;

    /// <summary>A residual this many deviations of most others out stands out; if more than a share of the rows do, none does.</summary>
    private const double Outstanding = 6, MostOutstanding = 0.05;

    /// <summary>Residuals below so many deviations of the rounding of float32 are mostly rounding.</summary>
    private const double NearRounding = 10;

    /// <summary>Part of the mean error variance that no position falls below where errors are known.</summary>
    private const double LeastKnown = 0.01;

    private const int Draws = 16, Sequences = 128;

    /// <summary>Half-widths of the 90 % bands, shape (L), in units of the target.</summary>
    /// <param name="domain">Letters and length.</param>
    /// <param name="rows">Rows that the sketch never used.</param>
    /// <param name="residuals">Model minus sketch on them.</param>
    /// <param name="evidence">What the fit knows of its errors; null when nothing.</param>
    public static double[] HalfWidths(SketchDomain domain, SampleColumns rows, double[] residuals, FitEvidence? evidence = null)
    {
        int count = Math.Min(rows.Count, MostRows);
        int[] kept = [.. Enumerable.Range(0, count)];
        double deviation = MostDeviation(residuals.AsSpan(0, count));
        DoubtfulTerms? doubtful = evidence is null ? null : new DoubtfulTerms(domain, evidence, deviation);
        bool exact = evidence?.IsExact == true;
        double clear = exact ? DoubtfulTerms.Clear : Outstanding;
        MissingTerms? missing = doubtful is null ? null
            : MissingTerms.Of(domain, evidence!, doubtful, residuals.AsSpan(0, count), clear * deviation, Outstanding * deviation);
        int explained = missing?.Explained ?? 0;
        if (missing?.Count > MostOutstanding * count) missing = null;
        bool rare = doubtful is { Count: > 0 } || (exact && missing is { Count: > 0 });
        if (rare && evidence!.KnownErrors is null)
        {
            int[] usual = Array.FindAll(kept, n => Math.Abs(residuals[n]) <= Outstanding * deviation);
            // Rows that a doubtful term explains stand out for a reason, however many they are.
            if (usual.Length >= Math.Max(2, count / 2) && count - usual.Length - explained <= MostOutstanding * count) kept = usual;
            else (doubtful, missing, rare) = (null, null, false);
        }

        double[] errors = Centred(residuals, kept, out double variance);
        if (variance == 0) return new double[domain.Length];
        if (evidence?.KnownErrors is { } known) return FromKnown(domain, known, doubtful, missing);
        (double[] band, double[]? narrowing) = evidence is not null && evidence.Parameters < evidence.Rows && IsNearRounding(variance, rows)
            ? (InSpan(domain, evidence, variance, count), null)
            : evidence?.Fitted is { } fitted && !domain.IsMixed && fitted.Agrees(errors, variance) ? FittedErrorEnergy.Of(domain, rows, kept, errors, fitted)
            : (ErrorEnergy.Variances(domain, rows, kept, errors, variance), null);
        for (int i = 0; i < band.Length; i++) band[i] = Math.Sqrt(band[i]);
        double tails = Tails(Quantile90(errors) / Math.Sqrt(variance));
        double factor = rare ? Quantile90(Ratios(domain, doubtful, missing, band, scale: tails / Normal)) : tails;
        for (int i = 0; i < band.Length; i++) band[i] *= narrowing is null ? factor : Math.Min(factor, Normal * narrowing[i]);
        return band;
    }

    /// <summary>
    /// Variances when the rows are explained but for rounding: only errors of the coefficients are left. The residuals of
    /// the fit say how large the rounding is, and those of other rows exceed it by the energy of the error.
    /// </summary>
    private static double[] InSpan(SketchDomain domain, FitEvidence evidence, double variance, int count)
    {
        double free = 1 - ((double)evidence.Parameters / evidence.Rows), noise = Math.Min(variance, evidence.ResidualVariance / free);
        // A sequence seen again has the same rounding: of short sequences, many rows say little more than all sequences do.
        double repeated = 1 + (evidence.Rows / domain.CombinationsOf([.. Enumerable.Range(0, domain.Length)]));
        double least = noise * repeated * (1 - free) / free, excess = variance - noise;
        double energy = excess - least > variance * Math.Sqrt(8.0 / count) ? excess : least;
        return Array.ConvertAll(evidence.SpanVariances, share => share * energy);
    }

    /// <summary>The sequences that errors are drawn at, shape (rows, L).</summary>
    /// <param name="domain">Letters and length.</param>
    public static byte[] Letters(SketchDomain domain)
    {
        SeededRandom random = SeededRandom.Stream(1, "phi-band-letters");
        var letters = new byte[Draws * Sequences * domain.Length];
        for (int i = 0; i < letters.Length; i++) letters[i] = (byte)random.NextInt(domain.LettersAt(i % domain.Length));
        return letters;
    }

    private static double[] FromKnown(SketchDomain domain, double[] known, DoubtfulTerms? doubtful, MissingTerms? missing)
    {
        var band = new double[domain.Length];
        for (int i = 0; i < known.Length; i++) band[i % band.Length] += known[i] * known[i];
        double least = LeastKnown * band.Average();
        for (int i = 0; i < band.Length; i++) band[i] = Math.Sqrt(Math.Max(least, band[i]) / (known.Length / band.Length));
        double factor = Quantile90(Ratios(domain, doubtful, missing, band, known));
        for (int i = 0; i < band.Length; i++) band[i] *= factor;
        return band;
    }

    // |error|/deviation of draws: the spread part is known or normal, the rare part from the doubtful terms.
    private static double[] Ratios(
        SketchDomain domain, DoubtfulTerms? doubtful, MissingTerms? missing, double[] deviations, double[]? known = null, double scale = 1)
    {
        int length = domain.Length;
        double least = deviations.Max() * 1e-3;
        byte[] letters = Letters(domain);
        var ratios = new double[letters.Length];
        for (int draw = 0; draw < Draws; draw++)
        {
            SeededRandom random = SeededRandom.Stream(1, "phi-band", draw);
            int start = draw * Sequences * length, count = Sequences * length;
            Span<double> own = ratios.AsSpan(start, count);
            for (int i = 0; i < count; i++) own[i] = known is null ? random.NextGaussian() * scale * deviations[i % length] : known[start + i];
            doubtful?.Add(letters.AsSpan(start, count), ref random, own);
            missing?.Add(letters.AsSpan(start, count), ref random, own);
            for (int i = 0; i < count; i++) own[i] /= Math.Max(least, deviations[i % length]);
        }

        return ratios;
    }

    // φ averages over other letters, so its tails are lighter than those of e: measured on functions with known φ.
    private static double Tails(double quantile) => Math.Min(Normal, 1.1 * Math.Pow(quantile, 0.808));

    private static double[] Centred(double[] residuals, int[] kept, out double variance)
    {
        double mean = 0;
        foreach (int n in kept) mean += residuals[n] / kept.Length;
        double[] errors = Array.ConvertAll(kept, n => residuals[n] - mean);
        variance = 0;
        foreach (double error in errors) variance += error * error / (errors.Length - 1);
        return errors;
    }

    /// <summary>Standard deviation of most residuals, 1.4826 × the median size: a few large ones do not count.</summary>
    internal static double MostDeviation(ReadOnlySpan<double> residuals)
    {
        double[] sizes = residuals.ToArray();
        for (int i = 0; i < sizes.Length; i++) sizes[i] = Math.Abs(sizes[i]);
        Array.Sort(sizes);
        return 1.4826 * sizes[sizes.Length / 2];
    }

    /// <summary>Whether errors are hardly more than the rounding of the model's values to float32.</summary>
    /// <param name="variance">Their variance, in squared units of the target.</param>
    /// <param name="rows">Rows with values.</param>
    public static bool IsNearRounding(double variance, SampleColumns rows) =>
        variance < NearRounding * NearRounding * Rounding(rows, Math.Min(rows.Count, MostRows));

    /// <summary>Variance of the rounding of the model's values to float32, in squared units of the target; 0 when they have more digits.</summary>
    /// <param name="rows">Rows with values.</param>
    /// <param name="count">How many of them to use, the first.</param>
    internal static double Rounding(SampleColumns rows, int count)
    {
        double sum = 0;
        for (int n = 0; n < count; n++)
        {
            float value = (float)rows.Values[n];
            if (value != rows.Values[n]) return 0;
            double step = MathF.BitIncrement(Math.Abs(value)) - (double)Math.Abs(value);
            sum += step * step / 12;
        }

        return sum / count;
    }

    private static double Quantile90(double[] errors)
    {
        double[] sizes = Array.ConvertAll(errors, Math.Abs);
        Array.Sort(sizes);
        return sizes[(int)Math.Min(sizes.Length - 1L, (long)(0.9 * sizes.Length))];
    }
}
