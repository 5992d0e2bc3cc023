using GenoXai.Core.Models;
using GenoXai.Core.Numerics;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Sensitivity;

/// <summary>Told every step of a walk.</summary>
/// <param name="walk">Number of the walk.</param>
/// <param name="group">The group that moved.</param>
/// <param name="changes">q after minus q before the step, signed, one per output.</param>
/// <param name="distance">Euclidean length of the step in float32 coordinates as shown to the model.</param>
public delegate void WalkStep(int walk, int group, ReadOnlySpan<double> changes, double distance);

/// <summary>
/// Random walks from x to a random point of its neighbourhood, one group of features at a time in
/// a random order. Each walk has a random stream of its own and can be computed again alone.
/// </summary>
/// <remarks>
/// Elementary effects after Morris 1991 as SensX uses them. Rows are written by changing the row
/// that a batch's slot held before, never copied whole within a walk; batches run along a walk and
/// over the ends of short walks, so that memory is one batch and a few walks' end points.
/// </remarks>
public static class RandomWalks
{
    /// <summary>Shows (groups + 1) rows per walk to the model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="x">The point, shape (D).</param>
    /// <param name="box">The domain.</param>
    /// <param name="delta">δ*, above 0.</param>
    /// <param name="groups">Features that move.</param>
    /// <param name="firstWalk">Number of the first walk.</param>
    /// <param name="walks">How many walks.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="batchRows">Rows of a batch; part of the plan.</param>
    /// <param name="step">Told every step, walk by walk in order.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    public static void Run(IVectorModel model, ReadOnlySpan<float> x, PerturbationBox box, double delta, FeatureGroups groups, int firstWalk, int walks, long seed, int batchRows, WalkStep step, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(box);
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(step);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(walks);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchRows);
        if (model.Width != box.Width) throw new InputException($"SensX: the model takes {model.Width} features, but the domain has {box.Width}.", "bad-domain");
        box.Check(x, "the input");
        int perWalk = groups.Count + 1, outputs = model.Outputs.Count;
        long rows = (long)walks * perWalk;
        ulong key = SeededRandom.Key(seed, "sensx-walk");
        using VectorBatch batch = model.CreateBatch((int)Math.Min(batchRows, rows));
        var predictions = new float[checked(batch.Capacity * outputs)];
        double[] previous = new double[outputs], changes = new double[outputs];
        var slots = new (int Walk, int Step)[batch.Capacity];
        slots.AsSpan().Fill((-1, 0));
        var open = new Dictionary<int, WalkPath>();
        for (long first = 0; first < rows; first += batch.Capacity)
        {
            cancellationToken.ThrowIfCancellationRequested();
            batch.Rows = (int)Math.Min(batch.Capacity, rows - first);
            for (int slot = 0; slot < batch.Rows; slot++)
            {
                int walk = firstWalk + (int)((first + slot) / perWalk), to = (int)((first + slot) % perWalk);
                if (!open.TryGetValue(walk, out WalkPath? path)) open[walk] = path = new WalkPath(x, box, delta, groups, SeededRandom.At(key, walk));
                Span<float> row = batch.Row(slot);
                if (slots[slot].Walk != walk)
                {
                    x.CopyTo(row);
                    slots[slot] = (walk, 0);
                }

                for (int s = slots[slot].Step; s < to; s++) path.Move(row, s);
                slots[slot].Step = to;
            }

            Span<float> answer = predictions.AsSpan(0, batch.Rows * outputs);
            model.Predict(batch, answer);
            NeighbourhoodSamples.CheckFinite(answer, outputs);
            for (int slot = 0; slot < batch.Rows; slot++)
            {
                (int walk, int at) = slots[slot];
                for (int o = 0; o < outputs; o++)
                {
                    double now = answer[slot * outputs + o];
                    (changes[o], previous[o]) = (now - previous[o], now);
                }

                if (at > 0) step(walk, open[walk].GroupOf(at - 1), changes, open[walk].Distance(x, at - 1));
                if (at == perWalk - 1) open.Remove(walk);
            }
        }
    }

    /// <summary>The order and the end point of one walk.</summary>
    private sealed class WalkPath
    {
        private readonly FeatureGroups _groups;
        private readonly int[] _order;
        private readonly float[] _end;

        public WalkPath(ReadOnlySpan<float> x, PerturbationBox box, double delta, FeatureGroups groups, SeededRandom random)
        {
            _groups = groups;
            _end = x.ToArray();
            _order = new int[groups.Count];
            for (int g = 0; g < _order.Length; g++)
            {
                _order[g] = g;
                foreach (int i in groups[g]) _end[i] = box.Sample(i, x[i], delta, random.NextDouble());
            }

            random.Shuffle(_order.AsSpan());
        }

        public int GroupOf(int step) => _order[step];

        public void Move(Span<float> row, int step)
        {
            foreach (int i in _groups[_order[step]]) row[i] = _end[i];
        }

        // From the coordinates as rounded to float32, not as drawn: the effect is that of the row the model saw.
        public double Distance(ReadOnlySpan<float> x, int step)
        {
            double sum = 0;
            foreach (int i in _groups[_order[step]]) sum += ((double)_end[i] - x[i]) * ((double)_end[i] - x[i]);
            return Math.Sqrt(sum);
        }
    }
}
