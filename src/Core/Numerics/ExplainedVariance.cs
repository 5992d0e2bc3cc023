namespace GenoXai.Core.Numerics;

/// <summary>How much of some values a prediction explains.</summary>
/// <param name="R2">1 − Σ(y − ŷ)² / Σ(y − ȳ)²; NaN where the values do not vary.</param>
/// <param name="StandardError">Its standard error over the rows, by the delta method for a ratio of means.</param>
/// <param name="MeanSquaredError">Σ(y − ŷ)² / n.</param>
public readonly record struct ExplainedVariance(double R2, double StandardError, double MeanSquaredError)
{
    /// <summary>Of some rows.</summary>
    /// <param name="values">The values, two or more.</param>
    /// <param name="predicted">A prediction for each.</param>
    public static ExplainedVariance Of(ReadOnlySpan<double> values, ReadOnlySpan<double> predicted)
    {
        if (values.Length != predicted.Length || values.Length < 2) throw new ArgumentException($"{values.Length} values and {predicted.Length} predictions are not two or more pairs.");
        double mean = 0, errors = 0, deviations = 0;
        foreach (double value in values) mean += value / values.Length;
        for (int i = 0; i < values.Length; i++)
        {
            errors += Square(values[i] - predicted[i]);
            deviations += Square(values[i] - mean);
        }

        if (!(deviations > 0)) return new ExplainedVariance(double.NaN, double.NaN, errors / values.Length);
        double unexplained = errors / deviations, spread = 0;
        for (int i = 0; i < values.Length; i++) spread += Square(Square(values[i] - predicted[i]) - unexplained * Square(values[i] - mean));
        return new ExplainedVariance(1 - unexplained, Math.Sqrt(spread / (values.Length - 1) / values.Length) / (deviations / values.Length), errors / values.Length);
    }

    private static double Square(double value) => value * value;
}
