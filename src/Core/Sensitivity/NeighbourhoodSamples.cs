using GenoXai.Core.Models;
using GenoXai.Core.Numerics;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Sensitivity;

/// <summary>Samples of one point's neighbourhood.</summary>
/// <param name="X">The point, shape (D).</param>
/// <param name="Moved">Numbers of the groups that move.</param>
/// <param name="Delta">δ.</param>
/// <param name="Key">Key of the random stream; sample s is stream s of it.</param>
/// <param name="Samples">How many.</param>
internal sealed record SampleBlock(float[] X, int[] Moved, double Delta, ulong Key, int Samples);

/// <summary>Shows the model uniform samples of points' neighbourhoods, some groups moved and the others kept.</summary>
internal static class NeighbourhoodSamples
{
    /// <summary>Predicts the samples of several blocks, which share the batches.</summary>
    /// <param name="model">The model.</param>
    /// <param name="box">The domain.</param>
    /// <param name="groups">The groups.</param>
    /// <param name="blocks">What is sampled, in order.</param>
    /// <param name="batchRows">Rows of a batch; part of the plan.</param>
    /// <param name="progress">Told the rows of every batch.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <returns>Shape (samples of all blocks in order, outputs).</returns>
    public static float[] Predict(IVectorModel model, PerturbationBox box, FeatureGroups groups, IReadOnlyList<SampleBlock> blocks, int batchRows, Action<int>? progress = null, CancellationToken cancellationToken = default)
    {
        int outputs = model.Outputs.Count, samples = blocks.Sum(static b => b.Samples);
        var predictions = new float[checked(samples * outputs)];
        if (samples == 0) return predictions;
        using VectorBatch batch = model.CreateBatch(Math.Min(batchRows, samples));
        var slots = new SampleBlock?[batch.Capacity];
        int next = 0, sample = 0;
        Writer? writer = null;
        for (int first = 0; first < samples; first += batch.Rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            batch.Rows = Math.Min(batch.Capacity, samples - first);
            for (int slot = 0; slot < batch.Rows; slot++, sample++)
            {
                while (writer is null || sample == writer.Block.Samples) (writer, sample) = (new Writer(box, groups, blocks[next++]), 0);
                Span<float> row = batch.Row(slot);
                // Members move, everything else stays: a row is written whole only where another block begins.
                if (slots[slot] != writer.Block) (slots[slot] = writer.Block).X.CopyTo(row);
                writer.Write(sample, row);
            }

            Span<float> answer = predictions.AsSpan(first * outputs, batch.Rows * outputs);
            model.Predict(batch, answer);
            CheckFinite(answer, outputs);
            progress?.Invoke(batch.Rows);
        }

        return predictions;
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

    /// <summary>Writes the samples of one block.</summary>
    private sealed class Writer
    {
        private readonly PerturbationBox _box;
        private readonly int[] _features;
        private readonly (double Lo, double Span)[]? _intervals;

        public Writer(PerturbationBox box, FeatureGroups groups, SampleBlock block)
        {
            (_box, Block) = (box, block);
            var features = new List<int>();
            foreach (int group in block.Moved) features.AddRange(groups[group]);
            _features = [.. features];
            if (box.IsDiscrete) return;
            _intervals = new (double, double)[_features.Length];
            for (int f = 0; f < _features.Length; f++)
            {
                (double lo, double hi) = box.Interval(_features[f], block.X[_features[f]], block.Delta);
                _intervals[f] = (lo, hi - lo);
            }
        }

        public SampleBlock Block { get; }

        public void Write(int sample, Span<float> row)
        {
            var random = SeededRandom.At(Block.Key, sample);
            // As PerturbationBox.Sample, with the ends of the intervals computed once.
            if (_intervals is not null)
                for (int f = 0; f < _features.Length; f++) row[_features[f]] = (float)(_intervals[f].Lo + random.NextDouble() * _intervals[f].Span);
            else
                foreach (int i in _features) row[i] = _box.Sample(i, Block.X[i], Block.Delta, random.NextDouble());
        }
    }
}
