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
        private readonly double[] _lo, _span;
        private readonly bool _allInOrder;

        public Writer(PerturbationBox box, FeatureGroups groups, SampleBlock block)
        {
            (_box, Block) = (box, block);
            var features = new List<int>();
            foreach (int group in block.Moved) features.AddRange(groups[group]);
            _features = [.. features];
            (_lo, _span) = box.IsDiscrete ? ([], []) : (new double[_features.Length], new double[_features.Length]);
            for (int f = 0; f < _lo.Length; f++)
            {
                (_lo[f], double hi) = box.Interval(_features[f], block.X[_features[f]], block.Delta);
                _span[f] = hi - _lo[f];
            }

            _allInOrder = !box.IsDiscrete && _features.Length == box.Width;
            for (int f = 0; f < _features.Length && _allInOrder; f++) _allInOrder = _features[f] == f;
        }

        public SampleBlock Block { get; }

        public void Write(int sample, Span<float> row)
        {
            var random = SeededRandom.At(Block.Key, sample);
            // As PerturbationBox.Sample, with the ends of the intervals computed once.
            ReadOnlySpan<double> lo = _lo, span = _span;
            if (_allInOrder)
            {
                // As long as the row, as the compiler then knows.
                lo = lo[..row.Length];
                span = span[..row.Length];
                for (int i = 0; i < row.Length; i++) row[i] = (float)(lo[i] + random.NextDouble() * span[i]);
            }
            else if (_box.IsDiscrete)
            {
                foreach (int i in _features) row[i] = _box.Sample(i, Block.X[i], Block.Delta, random.NextDouble());
            }
            else
            {
                for (int f = 0; f < _features.Length; f++) row[_features[f]] = (float)(lo[f] + random.NextDouble() * span[f]);
            }
        }
    }
}
