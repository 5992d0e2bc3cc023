using GenoXai.Core.Sampling;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Sketching;

/// <summary>How well a sketch repeats its model on rows that it never used.</summary>
/// <param name="R2">1 − Σ(y − f̂)²/Σ(y − ȳ)²; null when the model's values are constant on the rows, where R² is undefined, and when there are no test rows.</param>
/// <param name="R2StandardError">Its standard error over the draw of the test rows (delta method); null with it.</param>
/// <param name="TestRows">Number of rows it was measured on; 0 when R² was not measured.</param>
/// <param name="ResidualVariance">Mean of (y − f̂)², in squared units of the target; over the test rows, or over rows used for decoding when there are none.</param>
/// <param name="EnergyByOrder">Share of the surrogate's variance at each order, first that of order 1; sums to 1, or empty for a constant surrogate.</param>
public sealed record SketchQuality(
    double? R2, double? R2StandardError, int TestRows, double ResidualVariance, IReadOnlyList<double> EnergyByOrder)
{
    /// <summary>Expected error of φ: half-width of its 90 % band at each position under uniform letters, shape (L), in units of the target; null when it was not measured.</summary>
    /// <remarks>Of restricted letters it is measured on codes (<see cref="SketchDomain.Codes"/>): by these methods only of functions of such a domain.</remarks>
    public IReadOnlyList<double>? PhiBand { get; init; }

    /// <summary>Measures a decoded function on rows it never used.</summary>
    /// <param name="function">The function.</param>
    /// <param name="test">Uniform random rows, in neither training nor validation.</param>
    /// <exception cref="InputException">Rows of another length, or values that are not finite.</exception>
    /// <remarks>
    /// R² = 1 − A/B is a ratio of means A = mean (y − f̂)², B = mean (y − ȳ)²; its influence
    /// function −((y − f̂)² − (1 − R²)(y − ȳ)²)/B gives the standard error.
    /// </remarks>
    public static SketchQuality Measure(DecodedFunction function, SampleSet test)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(test);
        return Measure(function, SampleColumns.Of(function.Domain, test), banded: true);
    }

    /// <summary>Measures a decoded function on saved rows whose values have all their digits.</summary>
    /// <param name="function">The function.</param>
    /// <param name="letters">Letter indices, shape (rows, L).</param>
    /// <param name="values">The target's values, shape (rows).</param>
    /// <exception cref="InputException">Fewer than two rows.</exception>
    public static SketchQuality Measure(DecodedFunction function, ReadOnlySpan<byte> letters, double[] values)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(values);
        return Measure(function, SampleColumns.Of(function.Domain, letters, values), banded: true);
    }

    /// <summary>The quality of a function for which no test rows are left: R² unknown, the residual that of rows it was decoded from.</summary>
    /// <param name="function">The function.</param>
    /// <param name="letters">Letter indices of rows it was decoded from, shape (rows, L).</param>
    /// <param name="values">Their values, shape (rows).</param>
    public static SketchQuality WithoutTest(DecodedFunction function, ReadOnlySpan<byte> letters, double[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return Measure(function, SampleColumns.Of(function.Domain, letters, values), banded: false) with { R2 = null, R2StandardError = null, TestRows = 0, PhiBand = null };
    }

    private static SketchQuality Measure(DecodedFunction function, SampleColumns rows, bool banded)
    {
        if (rows.Count < 2) throw new InputException($"sketch: {rows.Count} test rows; R² needs at least 2.", "budget-too-small");
        double[] predicted = TableSum.Predict(function, rows);
        double mean = rows.Values.Average(), errors = 0, deviations = 0;
        for (int i = 0; i < predicted.Length; i++)
        {
            errors += Square(rows.Values[i] - predicted[i]);
            deviations += Square(rows.Values[i] - mean);
        }

        int count = predicted.Length;
        IReadOnlyList<double> energies = EnergyShares(function);
        double[]? band = banded && function.Domain.Allowed is null ? PhiErrorBand.HalfWidths(function.Domain, rows, Residuals(rows.Values, predicted), function.Evidence) : null;
        if (rows.IsConstant) return new SketchQuality(null, null, count, errors / count, energies) { PhiBand = band };

        double unexplained = errors / deviations, spread = 0;
        for (int i = 0; i < count; i++)
            spread += Square(Square(rows.Values[i] - predicted[i]) - (unexplained * Square(rows.Values[i] - mean)));
        double standardError = Math.Sqrt(spread / (count - 1) / count) / (deviations / count);
        return new SketchQuality(1 - unexplained, standardError, count, errors / count, energies) { PhiBand = band };
    }

    private static double[] Residuals(double[] values, double[] predicted)
    {
        var residuals = new double[values.Length];
        for (int i = 0; i < residuals.Length; i++) residuals[i] = values[i] - predicted[i];
        return residuals;
    }

    private static double Square(double value) => value * value;

    private static double[] EnergyShares(DecodedFunction function)
    {
        var energies = new List<double>();
        double total = 0;
        foreach (AnovaTable table in function.Tables)
        {
            double sum = 0;
            foreach (double value in table.Values) sum += value * value;
            while (energies.Count < table.Order) energies.Add(0);
            double energy = sum / function.Domain.CombinationsOf(table.Positions);
            energies[table.Order - 1] += energy;
            total += energy;
        }

        return total > 0 ? [.. energies.Select(sum => sum / total)] : [];
    }
}
