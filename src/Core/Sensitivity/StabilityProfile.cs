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
        int[] all = [.. Enumerable.Range(0, groups.Count)];
        var predictions = new float[checked(samples * outputs)];
        using VectorBatch batch = model.CreateBatch(Math.Min(batchRows, samples));
        var reference = new float[outputs];
        batch.Rows = 1;
        x.CopyTo(batch.Row(0));
        model.Predict(batch, reference);
        NeighbourhoodSamples.CheckFinite(reference, outputs);
        float largest = reference.Max(static v => Math.Abs(v));
        double[][] quantiles = [.. Enumerable.Range(0, outputs).Select(_ => new double[deltas.Length * 3])];
        var sorted = new double[samples];
        for (int t = 0; t < deltas.Length; t++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            NeighbourhoodSamples.Predict(model, x, box, groups, all, deltas[t], SeededRandom.Key(seed, $"sensx-profile-{t}"), batch, predictions);
            for (int o = 0; o < outputs; o++)
            {
                for (int s = 0; s < samples; s++) sorted[s] = predictions[s * outputs + o];
                Array.Sort(sorted);
                largest = Math.Max(largest, (float)Math.Max(Math.Abs(sorted[0]), Math.Abs(sorted[^1])));
                (quantiles[o][t * 3], quantiles[o][t * 3 + 1], quantiles[o][t * 3 + 2]) = (Quantile(sorted, .01), Quantile(sorted, .5), Quantile(sorted, .99));
            }
        }

        return new StabilityProfile(deltas, quantiles, [.. reference.Select(static v => (double)v)], largest);
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
