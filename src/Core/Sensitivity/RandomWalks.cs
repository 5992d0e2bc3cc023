using GenoXai.Core.Models;
using GenoXai.Core.Numerics;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Sensitivity;

/// <summary>Told every step of a walk that moves something.</summary>
/// <param name="walk">Number of the walk.</param>
/// <param name="group">The group that moved.</param>
/// <param name="changes">q after minus q before the step, signed, one per output.</param>
/// <param name="distance">Length of the step in float32 coordinates as shown to the model: signed for a group of one feature, Euclidean for several.</param>
public delegate void WalkStep(int walk, int group, ReadOnlySpan<double> changes, double distance);

/// <summary>
/// Random walks from x to a random point of its neighbourhood, one group of features at a time in
/// a random order. Each walk has a random stream of its own and can be computed again alone.
/// </summary>
/// <remarks>
/// Elementary effects after Morris 1991 as SensX uses them. Rows are written by changing the row
/// that a batch's slot held before, never copied whole within a walk; batches run along a walk and
/// over the ends of short walks, so that memory is one batch and a few walks' end points. A step
/// that moves nothing is not shown to the model: its effect is 0.
/// </remarks>
public static class RandomWalks
{
    /// <summary>Shows at most (groups + 1) rows per walk to the model.</summary>
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
    /// <param name="progress">Told the rows of every batch.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <returns>Rows shown to the model.</returns>
    public static long Run(IVectorModel model, ReadOnlySpan<float> x, PerturbationBox box, double delta, FeatureGroups groups, int firstWalk, int walks, long seed, int batchRows, WalkStep step, Action<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(box);
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(step);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(walks);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchRows);
        if (model.Width != box.Width) throw new InputException($"SensX: the model takes {model.Width} features, but the domain has {box.Width}.", "bad-domain");
        box.Check(x, "the input");
        using VectorBatch batch = model.CreateBatch((int)Math.Min(batchRows, (long)walks * (groups.Count + 1)));
        var paths = new PathRows(x.ToArray(), box, delta, groups, SeededRandom.Key(seed, "sensx-walk"), firstWalk, walks);
        var slots = new Slot[batch.Capacity];
        int outputs = model.Outputs.Count;
        var predictions = new float[checked(batch.Capacity * outputs)];
        double[] previous = new double[outputs], changes = new double[outputs];
        long shown = 0;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (batch.Rows = 0; batch.Rows < batch.Capacity && paths.Next(out WalkPath path, out int at); batch.Rows++)
                slots[batch.Rows].Write(path, at, paths.X, batch.Row(batch.Rows));
            if (batch.Rows == 0) return shown;
            Span<float> answer = predictions.AsSpan(0, batch.Rows * outputs);
            model.Predict(batch, answer);
            NeighbourhoodSamples.CheckFinite(answer, outputs);
            shown += batch.Rows;
            progress?.Invoke(batch.Rows);
            for (int slot = 0; slot < batch.Rows; slot++)
            {
                for (int o = 0; o < outputs; o++)
                {
                    double now = answer[slot * outputs + o];
                    (changes[o], previous[o]) = (now - previous[o], now);
                }

                (WalkPath path, int at) = (slots[slot].Path!, slots[slot].At);
                if (at > 0) step(path.Number, path.GroupOf(at - 1), changes, path.Distance(paths.X, at - 1));
            }
        }
    }

    /// <summary>What a row of the batch holds, so that only what changed need be written.</summary>
    private struct Slot
    {
        public WalkPath? Path { get; private set; }

        public int At { get; private set; }

        public void Write(WalkPath path, int at, ReadOnlySpan<float> x, Span<float> row)
        {
            if (Path != path)
            {
                x.CopyTo(row);
                (Path, At) = (path, 0);
            }

            for (; At < at; At++) path.Move(row, At);
        }
    }

    /// <summary>The rows of the walks in order: each walk's start, then a row per step that moves something.</summary>
    private sealed class PathRows(float[] x, PerturbationBox box, double delta, FeatureGroups groups, ulong key, int firstWalk, int walks)
    {
        private WalkPath? _path;
        private readonly int _end = firstWalk + walks;
        private int _walk = firstWalk;
        private int _at;

        public ReadOnlySpan<float> X => x;

        public bool Next(out WalkPath path, out int at)
        {
            if (_path is null || _at > _path.Steps)
            {
                if (_walk == _end)
                {
                    (path, at) = (null!, 0);
                    return false;
                }

                (_path, _at) = (new WalkPath(_walk, x, box, delta, groups, SeededRandom.At(key, _walk)), 0);
                _walk++;
            }

            (path, at) = (_path, _at++);
            return true;
        }
    }

    /// <summary>The order and the end point of one walk.</summary>
    private sealed class WalkPath
    {
        private readonly PerturbationBox _box;
        private readonly FeatureGroups _groups;
        private readonly int[] _order;
        private readonly float[] _end;

        public WalkPath(int number, ReadOnlySpan<float> x, PerturbationBox box, double delta, FeatureGroups groups, SeededRandom random)
        {
            (Number, _box, _groups) = (number, box, groups);
            _end = x.ToArray();
            _order = new int[groups.Count];
            for (int g = 0; g < _order.Length; g++)
            {
                _order[g] = g;
                foreach (int i in groups[g]) _end[i] = box.Sample(i, x[i], delta, random.NextDouble());
            }

            random.Shuffle(_order.AsSpan());
            foreach (int group in _order)
                if (Moves(x, group)) _order[Steps++] = group;
        }

        public int Number { get; }

        public int Steps { get; }

        public int GroupOf(int step) => _order[step];

        public void Move(Span<float> row, int step)
        {
            foreach (int i in _groups[_order[step]]) row[i] = _end[i];
        }

        // From the coordinates as rounded to float32, not as drawn: the effect is that of the row the model saw.
        public double Distance(ReadOnlySpan<float> x, int step)
        {
            ReadOnlySpan<int> members = _groups[_order[step]];
            if (members.Length == 1) return _box.Step(x[members[0]], _end[members[0]]);
            double sum = 0;
            foreach (int i in members) sum += _box.Step(x[i], _end[i]) * _box.Step(x[i], _end[i]);
            return Math.Sqrt(sum);
        }

        private bool Moves(ReadOnlySpan<float> x, int group)
        {
            foreach (int i in _groups[group])
                if (_end[i] != x[i]) return true;
            return false;
        }
    }
}
