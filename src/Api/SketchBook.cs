using System.Text.Json;
using GenoXai.Api.Contracts;
using GenoXai.Core.Models;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Results;
using GenoXai.Core.Sketching;

namespace GenoXai.Api;

/// <summary>The catalog's sketches. A sketch's id is a hash of its content, so what an id names never changes.</summary>
/// <param name="catalog">The catalog.</param>
/// <param name="store">Artifacts of all runs.</param>
public sealed class SketchBook(ICatalog catalog, IArtifactStore store)
{
    private const int MostAttempts = 50;
    private const string Kind = "sketches", FileName = "sketch" + SketchFile.Extension;

    /// <summary>Finds a sketch that a caller may know of; another caller's is not told from one that is not there.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="owner">Who asks, see <see cref="OwnerOf"/>.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public async Task<SketchSummary?> FindAsync(string id, string owner, CancellationToken cancellationToken) => (await FindVersionAsync(id, cancellationToken)).Entry?.For(owner);

    /// <summary>Finds a sketch with the version of its record.</summary>
    internal async Task<(SketchEntry? Entry, string ETag)> FindVersionAsync(string id, CancellationToken cancellationToken) =>
        ManifestFile.IsId(id) && await catalog.FindAsync(Kind, id, cancellationToken) is { } entry ? (Read(entry), entry.ETag) : (null, "");

    /// <summary>The sketches that a caller may know of.</summary>
    /// <param name="owner">Who asks.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public async Task<IReadOnlyList<SketchSummary>> ListAsync(string owner, CancellationToken cancellationToken)
    {
        var sketches = new List<SketchSummary>();
        await foreach (CatalogEntry entry in catalog.ListAsync(Kind, cancellationToken))
            if (Read(entry).For(owner) is { } seen) sketches.Add(seen);
        return sketches;
    }

    /// <summary>Reads a sketch's file, checked against its id.</summary>
    /// <param name="summary">The sketch.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public async Task<Sketch> LoadAsync(SketchSummary summary, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(summary);
        await using Stream stream = await store.OpenReadAsync(RunBook.FolderOf(summary.Run) + FileName, cancellationToken);
        Sketch sketch = SketchFile.Read(stream, $"sketch {summary.Id}");
        return sketch.Id == summary.Id ? sketch : throw new InvalidDataException($"sketch {summary.Id}: its file holds the sketch {sketch.Id}.");
    }

    internal async Task RegisterAsync(string run, string owner, RunRecord record, CancellationToken cancellationToken)
    {
        await using Stream stream = await store.OpenReadAsync(RunBook.FolderOf(run) + FileName, cancellationToken);
        Sketch sketch = SketchFile.Read(stream, $"run {run}: {FileName}");
        var summary = new SketchSummary
        {
            Id = sketch.Id,
            Run = run,
            Model = record.GetString("model"),
            ModelSha256 = sketch.Provenance.ModelSha256,
            Target = sketch.Provenance.Target,
            Alphabet = sketch.Function.Domain.Alphabet.Letters,
            Length = sketch.Function.Domain.Length,
            Decoder = sketch.Provenance.Decoder,
            ModelRows = sketch.Provenance.Rows.Total,
            R2 = sketch.Quality.R2,
            R2StandardError = sketch.Quality.R2StandardError,
        };
        await ChangeAsync(sketch.Id, before => new SketchEntry(summary, new Dictionary<string, string>(before?.Makers ?? new Dictionary<string, string>()) { [owner] = run }), cancellationToken);
    }

    /// <summary>Notes that a run that made a sketch goes, and forgets the sketch when none is left.</summary>
    /// <param name="id">The sketch.</param>
    /// <param name="run">The run.</param>
    /// <param name="others">Other finished runs that made it, one for each owner; those that were noted since they were listed stay too.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    internal async Task LeaveAsync(string id, string run, IReadOnlyDictionary<string, string> others, CancellationToken cancellationToken)
    {
        bool none = false;
        await ChangeAsync(id, before =>
        {
            var makers = new Dictionary<string, string>((before?.Makers ?? others).Where(maker => maker.Value != run));
            foreach ((string owner, string other) in others) makers[owner] = other;
            none = makers.Count == 0;
            return before is null || none ? null : new SketchEntry(before.Summary with { Run = makers.Values.First() }, makers);
        }, cancellationToken);
        if (none) await catalog.DeleteAsync(Kind, id, cancellationToken);
    }

    private async Task ChangeAsync(string id, Func<SketchEntry?, SketchEntry?> change, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            CatalogEntry? found = await catalog.FindAsync(Kind, id, cancellationToken);
            if (change(found is null ? null : Read(found)) is not { } entry) return;
            try
            {
                await catalog.PutAsync(Kind, id, JsonSerializer.Serialize(entry, ApiJson.Default.SketchEntry), found?.ETag, cancellationToken);
                return;
            }
            catch (CatalogConflictException) when (attempt < MostAttempts)
            {
            }
        }
    }

    private static SketchEntry Read(CatalogEntry entry)
    {
        using JsonDocument json = JsonDocument.Parse(entry.Json);
        if (json.RootElement.TryGetProperty("makers", out _)) return json.Deserialize(ApiJson.Default.SketchEntry)!;
        // Written by an earlier program version, which told no owners apart.
        SketchSummary summary = json.Deserialize(ApiJson.Default.SketchSummary) ?? throw new InvalidDataException($"catalog: sketch {entry.Id} is empty.");
        return new SketchEntry(summary, new Dictionary<string, string> { [""] = summary.Run });
    }
}
