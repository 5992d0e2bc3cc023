using GenoXai.Core.Numerics;

namespace GenoXai.Core.Sensitivity;

/// <summary>How the output moves as more and more features move, the highest ranked first or the lowest ranked first.</summary>
/// <remarks>SensX (Aggarwal, Cogan and Periwal 2025), top-k and bottom-k perturbation curves. A good ranking has a large area for the first and a small one for the second.</remarks>
public static class PerturbationCurves
{
    /// <summary>Samples at each point unless said otherwise.</summary>
    public const int DefaultSamples = 100;

    /// <summary>Numbers of groups at which a curve is taken: 1, ⌈1.5 · the one before⌉, …, G.</summary>
    /// <param name="groups">G.</param>
    public static int[] Counts(int groups)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(groups);
        var counts = new List<int> { 1 };
        while (counts[^1] < groups) counts.Add((int)Math.Min(groups, ((long)counts[^1] * 3 + 1) / 2));
        return [.. counts];
    }

    /// <summary>Samples of one point of a curve.</summary>
    internal static SampleBlock Block(float[] x, double delta, int[] moved, int unit, int samples, long seed) =>
        new(x, moved, delta, SeededRandom.Key(seed, $"sensx-curve-{unit}"), samples);

    /// <summary>Median of an output.</summary>
    /// <param name="predictions">Of the samples, shape (samples, outputs).</param>
    /// <param name="outputs">Outputs of the model.</param>
    /// <param name="output">Which output.</param>
    internal static double MedianOf(ReadOnlySpan<float> predictions, int outputs, int output)
    {
        var sorted = new double[predictions.Length / outputs];
        for (int s = 0; s < sorted.Length; s++) sorted[s] = predictions[s * outputs + output];
        Array.Sort(sorted);
        return StabilityProfile.Quantile(sorted, .5);
    }

    /// <summary>Area between a curve and q(x) over the share of groups moved, 0 to 1, by trapezoids; at no group the curve is q(x).</summary>
    /// <param name="counts">Numbers of groups, increasing, ending in G.</param>
    /// <param name="medians">The curve.</param>
    /// <param name="reference">q(x).</param>
    public static double Area(ReadOnlySpan<int> counts, ReadOnlySpan<double> medians, double reference)
    {
        double area = 0, before = 0, place = 0, all = counts[^1];
        for (int i = 0; i < counts.Length; i++)
        {
            double now = Math.Abs(medians[i] - reference), at = counts[i] / all;
            area += (at - place) * (before + now) / 2;
            (before, place) = (now, at);
        }

        return area;
    }
}
