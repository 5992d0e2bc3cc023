using GenoXai.Core.Models;
using GenoXai.Core.Numerics;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Sensitivity;

/// <summary>How a model's output spreads as the neighbourhood of a point grows: quantiles at every δ.</summary>
/// <remarks>SensX (Aggarwal, Cogan and Periwal 2025), stability profile: all features moved together, uniformly.</remarks>
public sealed class StabilityProfile
{
    /// <summary>Samples at each δ, n_s, of the paper.</summary>
    public const int DefaultSamples = 1000;

    /// <summary>Numbers that <see cref="PointOf"/> gives for each output.</summary>
    public const int PointValues = 4;

    private StabilityProfile(double[] deltas, double[][] quantiles, double[] reference, float largest)
        => (Deltas, Quantiles, Reference, LargestOutput) = (deltas, quantiles, reference, largest);

    /// <summary>δ, increasing, shape (T).</summary>
    public IReadOnlyList<double> Deltas { get; }

    /// <summary>Of each output the 1 %, 50 % and 99 % quantiles, shape (T, 3), row-major.</summary>
    public IReadOnlyList<double[]> Quantiles { get; }

    /// <summary>Of each output its value at the point itself, q(x).</summary>
    public IReadOnlyList<double> Reference { get; }

    /// <summary>Largest |q| that was seen.</summary>
    public float LargestOutput { get; }

    /// <summary>The paper's grid: 50 steps from 0.02 to 1.</summary>
    public static double[] LinearGrid()
    {
        var grid = new double[50];
        for (int i = 0; i < 50; i++) grid[i] = i == 49 ? 1 : .02 + i * (.98 / 49);
        return grid;
    }

    /// <summary>The paper's grid for single cells: 50 steps from 0.0001 to 1, each the same factor.</summary>
    public static double[] GeometricGrid()
    {
        var grid = new double[50];
        for (int i = 0; i < 50; i++) grid[i] = i == 49 ? 1 : Math.Pow(10, -4 + 4.0 * i / 49);
        return grid;
    }

    /// <summary>Computes the profile; shows T · samples + 1 rows to the model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="x">The point, shape (D).</param>
    /// <param name="box">The domain.</param>
    /// <param name="groups">Features that move.</param>
    /// <param name="deltas">δ, increasing, ending in 1.</param>
    /// <param name="samples">Samples at each δ.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="batchRows">Rows of a batch; part of the plan.</param>
    /// <param name="cancellationToken">Stops between δs.</param>
    public static StabilityProfile Compute(IVectorModel model, ReadOnlySpan<float> x, PerturbationBox box, FeatureGroups groups, double[] deltas, int samples, long seed, int batchRows, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(box);
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(deltas);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samples);
        if (model.Width != box.Width) throw new InputException($"SensX: the model takes {model.Width} features, but the domain has {box.Width}.", "bad-domain");
        box.Check(x, "the input");
        int outputs = model.Outputs.Count;
        float[] reference = ReferenceOf(model, x);
        var points = new double[deltas.Length][];
        float[] point = x.ToArray();
        for (int t = 0; t < deltas.Length; t++)
            points[t] = PointOf(NeighbourhoodSamples.Predict(model, box, groups, [Block(point, groups, deltas[t], t, samples, seed)], batchRows, null, cancellationToken), outputs);
        return FromPoints(deltas, points, [.. reference.Select(static v => (double)v)]);
    }

    /// <summary>q(x); shows one row to the model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="x">The point, shape (D).</param>
    /// <returns>Shape (outputs).</returns>
    public static float[] ReferenceOf(IVectorModel model, ReadOnlySpan<float> x)
    {
        ArgumentNullException.ThrowIfNull(model);
        var reference = new float[model.Outputs.Count];
        using VectorBatch batch = model.CreateBatch(1);
        batch.Rows = 1;
        x.CopyTo(batch.Row(0));
        model.Predict(batch, reference);
        NeighbourhoodSamples.CheckFinite(reference, reference.Length);
        return reference;
    }

    /// <summary>Samples of one point of the profile; they are its own, whatever other points are computed.</summary>
    internal static SampleBlock Block(float[] x, FeatureGroups groups, double delta, int index, int samples, long seed) =>
        new(x, [.. Enumerable.Range(0, groups.Count)], delta, SeededRandom.Key(seed, $"sensx-profile-{index}"), samples);

    /// <summary>One point of the profile.</summary>
    /// <param name="predictions">Of its samples, shape (samples, outputs).</param>
    /// <param name="outputs">Outputs of the model.</param>
    /// <returns>Of each output the 1 %, 50 % and 99 % quantiles and the largest size, shape (outputs, 4).</returns>
    internal static double[] PointOf(ReadOnlySpan<float> predictions, int outputs)
    {
        double[] sorted = new double[predictions.Length / outputs], found = new double[outputs * PointValues];
        for (int o = 0; o < outputs; o++)
        {
            for (int s = 0; s < sorted.Length; s++) sorted[s] = predictions[s * outputs + o];
            Array.Sort(sorted);
            Span<double> own = found.AsSpan(o * PointValues, PointValues);
            (own[0], own[1], own[2], own[3]) = (Quantile(sorted, .01), Quantile(sorted, .5), Quantile(sorted, .99), Math.Max(Math.Abs(sorted[0]), Math.Abs(sorted[^1])));
        }

        return found;
    }

    /// <summary>Joins points into a profile.</summary>
    /// <param name="deltas">δ, increasing.</param>
    /// <param name="points">From <see cref="PointOf"/>, one for each δ.</param>
    /// <param name="reference">q(x), one for each output.</param>
    public static StabilityProfile FromPoints(double[] deltas, IReadOnlyList<double[]> points, double[] reference)
    {
        ArgumentNullException.ThrowIfNull(deltas);
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(reference);
        double[][] quantiles = [.. reference.Select(_ => new double[deltas.Length * 3])];
        double largest = reference.Max(Math.Abs);
        for (int t = 0; t < deltas.Length; t++)
        {
            for (int o = 0; o < reference.Length; o++)
            {
                points[t].AsSpan(o * PointValues, 3).CopyTo(quantiles[o].AsSpan(t * 3));
                largest = Math.Max(largest, points[t][o * PointValues + 3]);
            }
        }

        return new StabilityProfile(deltas, quantiles, reference, (float)largest);
    }

    /// <summary>A quantile of sorted numbers, linear between neighbours (numpy's default).</summary>
    /// <param name="sorted">Increasing.</param>
    /// <param name="level">0 to 1.</param>
    internal static double Quantile(ReadOnlySpan<double> sorted, double level)
    {
        double place = level * (sorted.Length - 1);
        int below = (int)place;
        return below + 1 >= sorted.Length ? sorted[^1] : sorted[below] + (place - below) * (sorted[below + 1] - sorted[below]);
    }
}
