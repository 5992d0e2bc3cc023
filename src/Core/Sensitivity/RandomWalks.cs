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
/// Elementary effects after Morris 1991 as SensX uses them. A row is written by changing what a
/// batch's slot held before, or, where that is more, the row before it in the walk. Batches run along a walk
/// and over the ends of short walks and blocks, so that memory is one batch and a few walks' end points. A step
/// that moves nothing is not shown to the model: its effect is 0.
/// </remarks>
public static class RandomWalks
{
    // Numbers that are copied in a row cost as much as one that is written by its index.
    private const int CopiedPerMove = 16;

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
    public static long Run(IVectorModel model, ReadOnlySpan<float> x, PerturbationBox box, double delta, FeatureGroups groups, int firstWalk, int walks, long seed, int batchRows, WalkStep step, Action<int>? progress = null, CancellationToken cancellationToken = default) =>
        Run(model, box, groups, [new WalkBlock(x.ToArray(), delta, firstWalk, walks, step)], seed, batchRows, progress, cancellationToken)[0];

    /// <summary>The same of several blocks, of one point or of many, whose rows share the batches.</summary>
    /// <param name="model">The model.</param>
    /// <param name="box">The domain.</param>
    /// <param name="groups">Features that move.</param>
    /// <param name="blocks">The walks, in order.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="batchRows">Rows of a batch; part of the plan.</param>
    /// <param name="progress">Told the rows of every batch.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <returns>Rows shown to the model of each block.</returns>
    public static long[] Run(IVectorModel model, PerturbationBox box, FeatureGroups groups, IReadOnlyList<WalkBlock> blocks, long seed, int batchRows, Action<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(box);
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(blocks);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchRows);
        if (model.Width != box.Width) throw new InputException($"SensX: the model takes {model.Width} features, but the domain has {box.Width}.", "bad-domain");
        long most = 0;
        foreach (WalkBlock block in blocks)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(block.Walks, nameof(blocks));
            box.Check(block.X, "the input");
            most += (long)block.Walks * (groups.Count + 1);
        }

        var shown = new long[blocks.Count];
        if (blocks.Count == 0) return shown;
        using VectorBatch batch = model.CreateBatch((int)Math.Min(batchRows, most));
        var paths = new PathRows(blocks, box, groups, SeededRandom.Key(seed, "sensx-walk"));
        var slots = new Slot[batch.Capacity];
        int outputs = model.Outputs.Count;
        var predictions = new float[checked(batch.Capacity * outputs)];
        double[] previous = new double[outputs], changes = new double[outputs];
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (batch.Rows = 0; batch.Rows < batch.Capacity && paths.Next(out WalkPath path, out int at); batch.Rows++)
                Write(batch, slots, batch.Rows, path, at, groups.Count);
            if (batch.Rows == 0) return shown;
            Span<float> answer = predictions.AsSpan(0, batch.Rows * outputs);
            model.Predict(batch, answer);
            NeighbourhoodSamples.CheckFinite(answer, outputs);
            progress?.Invoke(batch.Rows);
            for (int slot = 0; slot < batch.Rows; slot++)
            {
                for (int o = 0; o < outputs; o++)
                {
                    double now = answer[slot * outputs + o];
                    (changes[o], previous[o]) = (now - previous[o], now);
                }

                (WalkPath path, int at) = (slots[slot].Path!, slots[slot].At);
                shown[path.BlockNumber]++;
                if (at > 0) path.Block.Step(path.Number, path.GroupOf(at - 1), changes, path.Distance(at - 1));
            }
        }
    }

    /// <summary>Makes a slot the row of a walk after some steps, the cheapest way.</summary>
    private static void Write(VectorBatch batch, Slot[] slots, int slot, WalkPath path, int at, int groups)
    {
        Span<float> row = batch.Row(slot);
        int from = slots[slot].Path == path ? slots[slot].At : -1, before = slot == 0 ? slots.Length - 1 : slot - 1;
        if (from < 0 || (at - from) * CopiedPerMove > groups)
        {
            // A walk's rows follow each other, also from the end of a batch to the beginning of the next.
            if (slots[before].Path == path && before != slot)
            {
                batch.Row(before).CopyTo(row);
                from = slots[before].At;
            }
            else if (from < 0)
            {
                path.Block.X.CopyTo(row);
                from = 0;
            }
        }

        for (int step = from; step < at; step++) path.Move(row, step);
        slots[slot] = new Slot(path, at);
    }

    /// <summary>What a row of the batch holds.</summary>
    private readonly record struct Slot(WalkPath? Path, int At);

    /// <summary>The rows of the walks in order: each walk's start, then a row per step that moves something.</summary>
    private sealed class PathRows(IReadOnlyList<WalkBlock> blocks, PerturbationBox box, FeatureGroups groups, ulong key)
    {
        private WalkPath? _path;
        private int _block;
        private int _walk;
        private int _at;

        public bool Next(out WalkPath path, out int at)
        {
            if (_path is null || _at > _path.Steps)
            {
                if (_block == blocks.Count)
                {
                    (path, at) = (null!, 0);
                    return false;
                }

                WalkBlock block = blocks[_block];
                int number = block.FirstWalk + _walk;
                (_path, _at) = (new WalkPath(block, _block, number, box, groups, SeededRandom.At(key, number)), 0);
                if (++_walk == block.Walks) (_block, _walk) = (_block + 1, 0);
            }

            (path, at) = (_path, _at++);
            return true;
        }
    }
}
