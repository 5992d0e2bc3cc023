using System.Numerics.Tensors;
using GenoXai.Core.Sampling;

namespace GenoXai.Core.Pipeline;

/// <summary>
/// The predictions in a sketch's finished chunks, read from the store as they are asked for. At most a
/// few chunks are held at once, so a decoder's memory does not grow with the number of rows.
/// </summary>
internal sealed class FinishedRows : ISubsampleSource
{
    private readonly IArtifactStore _store;
    private readonly RunDocument _plan;
    private readonly Func<long, float, Exception> _notFinite;
    private readonly CancellationToken _cancellationToken;
    private readonly Slot[] _slots;
    private readonly Lock _lock = new();
    private long _uses;

    /// <summary>Over the chunks of a run with one target.</summary>
    /// <param name="store">Where the chunks lie.</param>
    /// <param name="plan">How the rows are cut.</param>
    /// <param name="capacity">Most chunks held; two per reading thread let each go on while the next is loaded.</param>
    /// <param name="notFinite">The error for the run's first row whose value is not finite.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public FinishedRows(IArtifactStore store, RunDocument plan, int capacity, Func<long, float, Exception> notFinite, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        (_store, _plan, _notFinite, _cancellationToken) = (store, plan, notFinite, cancellationToken);
        _slots = new Slot[Math.Min(capacity, Math.Max(1, plan.Chunks.Count))];
        Array.Fill(_slots, new Slot(-1, 0, null));
    }

    /// <summary>The same rows without the first ones.</summary>
    /// <param name="first">How many are left out.</param>
    public ISubsampleSource From(long first) => new Tail(this, first);

    /// <summary>Reads values as the model gave them.</summary>
    /// <param name="firstRow">First row of the run.</param>
    /// <param name="values">Filled.</param>
    public void Read(long firstRow, Span<float> values) =>
        Read(firstRow, values, static (part, target) => part.CopyTo(target));

    /// <inheritdoc/>
    public void Read(long firstRow, Span<double> values) =>
        Read(firstRow, values, static (part, target) => TensorPrimitives.ConvertChecked(part, target));

    private delegate void Copy<T>(ReadOnlySpan<float> part, Span<T> target);

    private void Read<T>(long firstRow, Span<T> values, Copy<T> copy)
    {
        for (int chunk = ChunkOf(firstRow); values.Length > 0; chunk++)
        {
            ReadOnlySpan<float> part = Chunk(chunk).AsSpan((int)(firstRow - _plan.Chunks[chunk].FirstRow));
            part = part[..Math.Min(part.Length, values.Length)];
            copy(part, values);
            values = values[part.Length..];
            firstRow += part.Length;
        }
    }

    private int ChunkOf(long row)
    {
        int low = 0, high = _plan.Chunks.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (_plan.Chunks[middle].FirstRow <= row) low = middle;
            else high = middle - 1;
        }

        return low;
    }

    private float[] Chunk(int chunk)
    {
        Lazy<float[]> values;
        lock (_lock)
        {
            int at = Array.FindIndex(_slots, slot => slot.Chunk == chunk);
            if (at < 0)
            {
                at = 0;
                for (int i = 1; i < _slots.Length; i++)
                    if (_slots[i].LastUse < _slots[at].LastUse) at = i;
                _slots[at] = new Slot(chunk, 0, new Lazy<float[]>(() => LoadFinite(chunk)));
            }

            _slots[at] = _slots[at] with { LastUse = ++_uses };
            values = _slots[at].Values!;
        }

        // Outside the lock: other threads go on with what they have while this chunk is loaded once.
        return values.Value;
    }

    private float[] LoadFinite(int chunk)
    {
        float[] values = Load(chunk);
        if (Array.FindIndex(values, static v => !float.IsFinite(v)) < 0) return values;
        // Threads find bad rows in any order; the one named is always the first of the run.
        for (int earlier = 0; earlier < chunk; earlier++) ThrowIfNotFinite(earlier, Load(earlier));
        ThrowIfNotFinite(chunk, values);
        return values;
    }

    private void ThrowIfNotFinite(int chunk, float[] values)
    {
        int bad = Array.FindIndex(values, static v => !float.IsFinite(v));
        if (bad >= 0) throw _notFinite(_plan.Chunks[chunk].FirstRow + bad, values[bad]);
    }

    private float[] Load(int chunk) => LoadAsync(chunk).GetAwaiter().GetResult();

    private async Task<float[]> LoadAsync(int chunk)
    {
        string key = RunKeys.Rows(chunk);
        return await PartFile.TryReadRowsAsync(_store, key, _plan.TagOf(chunk), _plan.Chunks[chunk].Rows, _cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidDataException($"{key} is damaged. Run the same command again; it is then computed anew.");
    }

    private readonly record struct Slot(int Chunk, long LastUse, Lazy<float[]>? Values);

    private sealed class Tail(FinishedRows rows, long first) : ISubsampleSource
    {
        public void Read(long firstRow, Span<double> values) => rows.Read(first + firstRow, values);
    }
}
