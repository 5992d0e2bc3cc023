using GenoXai.Core.Models;
using GenoXai.Core.Numerics;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Sensitivity;

/// <summary>Shows the model uniform samples of a point's neighbourhood, some groups moved and the others kept.</summary>
internal static class NeighbourhoodSamples
{
    /// <summary>Predicts the samples.</summary>
    /// <param name="model">The model.</param>
    /// <param name="x">The point, shape (D).</param>
    /// <param name="box">The domain.</param>
    /// <param name="groups">The groups.</param>
    /// <param name="moved">Numbers of the groups that move.</param>
    /// <param name="delta">δ.</param>
    /// <param name="key">Key of the random stream; sample s is stream s of it.</param>
    /// <param name="batch">Memory; its capacity cuts the batches.</param>
    /// <param name="predictions">Shape (samples, outputs).</param>
    /// <param name="progress">Told the rows of every batch.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    public static void Predict(IVectorModel model, ReadOnlySpan<float> x, PerturbationBox box, FeatureGroups groups, ReadOnlySpan<int> moved, double delta, ulong key, VectorBatch batch, Span<float> predictions, Action<int>? progress = null, CancellationToken cancellationToken = default)
    {
        int outputs = model.Outputs.Count, samples = predictions.Length / outputs;
        // Members move, everything else stays: each row is written whole only once.
        for (int slot = 0; slot < Math.Min(batch.Capacity, samples); slot++) x.CopyTo(batch.Row(slot));
        int[] features = [.. MovedFeatures(groups, moved)];
        (double Lo, double Span)[]? intervals = box.IsDiscrete ? null : Intervals(box, features, x, delta);
        for (int first = 0; first < samples; first += batch.Capacity)
        {
            cancellationToken.ThrowIfCancellationRequested();
            batch.Rows = Math.Min(batch.Capacity, samples - first);
            for (int slot = 0; slot < batch.Rows; slot++)
            {
                Span<float> row = batch.Row(slot);
                var random = SeededRandom.At(key, first + slot);
                // As PerturbationBox.Sample, with the ends of the intervals computed once.
                if (intervals is not null)
                    for (int f = 0; f < features.Length; f++) row[features[f]] = (float)(intervals[f].Lo + random.NextDouble() * intervals[f].Span);
                else
                    foreach (int i in features) row[i] = box.Sample(i, x[i], delta, random.NextDouble());
            }

            Span<float> answer = predictions.Slice(first * outputs, batch.Rows * outputs);
            model.Predict(batch, answer);
            CheckFinite(answer, outputs);
            progress?.Invoke(batch.Rows);
        }
    }

    private static List<int> MovedFeatures(FeatureGroups groups, ReadOnlySpan<int> moved)
    {
        var features = new List<int>();
        foreach (int group in moved) features.AddRange(groups[group]);
        return features;
    }

    private static (double Lo, double Span)[] Intervals(PerturbationBox box, int[] features, ReadOnlySpan<float> x, double delta)
    {
        var intervals = new (double, double)[features.Length];
        for (int f = 0; f < features.Length; f++)
        {
            (double lo, double hi) = box.Interval(features[f], x[features[f]], delta);
            intervals[f] = (lo, hi - lo);
        }

        return intervals;
    }

    /// <summary>Throws where the model gave something that is no number.</summary>
    /// <param name="predictions">Shape (rows, outputs).</param>
    /// <param name="outputs">Outputs of a row.</param>
    public static void CheckFinite(ReadOnlySpan<float> predictions, int outputs)
    {
        for (int i = 0; i < predictions.Length; i++)
            if (!float.IsFinite(predictions[i]))
                throw new InputException($"SensX: output {i % outputs} of the model is {predictions[i]} inside the domain. Narrow the domain to where the model is defined.", "bad-prediction");
    }
}
