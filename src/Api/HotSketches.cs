using System.Collections.Concurrent;
using GenoXai.Api.Contracts;
using GenoXai.Core.Querying;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;

namespace GenoXai.Api;

/// <summary>
/// Sketches kept ready in memory, up to a number of bytes, the least recently used leaving first.
/// An id names one content for ever, so a sketch in memory can only have been removed, or live on in other runs:
/// the catalog is asked for its record's ETag now and then, not at every query, and another one has it read anew.
/// </summary>
/// <param name="book">Where sketches are.</param>
/// <param name="options">How many bytes, how long to trust.</param>
/// <param name="clock">Tells the time.</param>
public sealed class HotSketches(SketchBook book, ApiOptions options, TimeProvider clock) : IDisposable
{
    private readonly ConcurrentDictionary<string, HotSketch> _hot = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _loading = new(1);

    /// <summary>Bytes of the sketches in memory.</summary>
    public long Bytes => _hot.Values.Sum(static s => s.Bytes);

    /// <summary>Finds a sketch ready for queries.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="owner">Who asks, see <see cref="OwnerOf"/>.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="InputException">There is none that the caller may know of (<c>unknown-sketch</c>).</exception>
    public ValueTask<HotSketch> GetAsync(string id, string owner, CancellationToken cancellationToken)
    {
        long now = clock.GetTimestamp();
        if (!_hot.TryGetValue(id, out HotSketch? sketch)) return new ValueTask<HotSketch>(LoadAsync(id, owner, cancellationToken));
        sketch.Used = now;
        // Who is not among the owners may have become one since.
        return clock.GetElapsedTime(sketch.Checked, now) <= options.HotSketchTrust && sketch.Entry.For(owner) is not null
            ? new ValueTask<HotSketch>(sketch)
            : new ValueTask<HotSketch>(LoadAsync(id, owner, cancellationToken));
    }

    /// <inheritdoc/>
    public void Dispose() => _loading.Dispose();

    /// <summary>The sketch as the catalog has it now; read only when it is not the one in memory.</summary>
    private async Task<HotSketch> LoadAsync(string id, string owner, CancellationToken cancellationToken)
    {
        (SketchEntry? entry, string etag) = await book.FindVersionAsync(id, cancellationToken);
        if (entry is null) _hot.TryRemove(id, out _);
        if (entry?.For(owner) is not { } summary) throw Unknown(id);
        if (Known() is { } known) return known;
        // One at a time, so that a burst of first queries reads the file once.
        await _loading.WaitAsync(cancellationToken);
        try
        {
            if (Known() is { } ready) return ready;
            long now = clock.GetTimestamp();
            var sketch = new HotSketch(entry, await book.LoadAsync(summary, cancellationToken)) { ETag = etag, Checked = now, Used = now };
            _hot.TryRemove(id, out _);
            MakeRoom(sketch.Bytes);
            _hot[id] = sketch;
            return sketch;
        }
        catch (FileNotFoundException)
        {
            // Its run was removed since it was found.
            throw Unknown(id);
        }
        finally
        {
            _loading.Release();
        }

        HotSketch? Known()
        {
            if (!_hot.TryGetValue(id, out HotSketch? hot) || hot.ETag != etag) return null;
            hot.Checked = clock.GetTimestamp();
            return hot;
        }
    }

    private void MakeRoom(long bytes)
    {
        foreach (HotSketch oldest in _hot.Values.OrderBy(static s => s.Used))
        {
            if (Bytes + bytes <= options.HotSketchBytes) return;
            _hot.TryRemove(oldest.Entry.Summary.Id, out _);
        }
    }

    private static InputException Unknown(string id) => new($"sketch \"{id}\": there is none of that id. GET /api/sketches lists them.", "unknown-sketch");
}

/// <summary>A sketch ready for queries.</summary>
public sealed class HotSketch
{
    private const int TopInteractions = 20;
    private readonly Lazy<GlobalSummary> _summary;

    internal HotSketch(SketchEntry entry, Sketch sketch)
    {
        Entry = entry;
        // Queries come one by one or in small lists, for which folded tables are not used.
        Query = new SketchQuery(sketch, options: new QueryOptions { FoldingMemory = 0 });
        // The sketch's tables and the query's own.
        Bytes = 2 * sketch.Function.Tables.Sum(static t => (8L * t.Values.Length) + (4L * t.Positions.Length) + 100);
        Warning = SketchCaution.Of(sketch.Quality);
        // With folded tables, as the command line has it: the same sums in the same order, so the same numbers.
        _summary = new Lazy<GlobalSummary>(() => GlobalSummary.Of(new SketchQuery(sketch), TopInteractions));
    }

    /// <summary>What the catalog says of it.</summary>
    public SketchEntry Entry { get; }

    /// <summary>Answers queries.</summary>
    public SketchQuery Query { get; }

    /// <summary>Bytes it holds, about.</summary>
    public long Bytes { get; }

    /// <summary>Said when it explains the model poorly.</summary>
    public string? Warning { get; }

    /// <summary>What it says as a whole, under uniform letters; computed when first asked for.</summary>
    public GlobalSummary Summarised => _summary.Value;

    /// <summary>Version of the catalog's record that it was read by.</summary>
    internal string ETag { get; init; } = "";

    internal long Checked { get; set; }

    internal long Used { get; set; }
}
