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
    private const string Kind = "sketches", FileName = "sketch" + SketchFile.Extension;

    /// <summary>Finds a sketch.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public async Task<SketchSummary?> FindAsync(string id, CancellationToken cancellationToken) => (await FindVersionAsync(id, cancellationToken)).Summary;

    /// <summary>Finds a sketch with the version of its record.</summary>
    internal async Task<(SketchSummary? Summary, string ETag)> FindVersionAsync(string id, CancellationToken cancellationToken) =>
        ManifestFile.IsId(id) && await catalog.FindAsync(Kind, id, cancellationToken) is { } entry ? (Read(entry), entry.ETag) : (null, "");

    /// <summary>All sketches.</summary>
    /// <param name="cancellationToken">Stops the call.</param>
    public async Task<IReadOnlyList<SketchSummary>> ListAsync(CancellationToken cancellationToken)
    {
        var sketches = new List<SketchSummary>();
        await foreach (CatalogEntry entry in catalog.ListAsync(Kind, cancellationToken)) sketches.Add(Read(entry));
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

    internal async Task RegisterAsync(string run, RunRecord record, CancellationToken cancellationToken)
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
        await PutAsync(summary, cancellationToken);
    }

    /// <summary>Forgets a sketch, or lets it live on in another run that made the same.</summary>
    internal async Task RemoveAsync(string id, string? heir, CancellationToken cancellationToken)
    {
        if (heir is null) await catalog.DeleteAsync(Kind, id, cancellationToken);
        else if (await FindAsync(id, cancellationToken) is { } summary) await PutAsync(summary with { Run = heir }, cancellationToken);
    }

    private Task<CatalogEntry> PutAsync(SketchSummary summary, CancellationToken cancellationToken) =>
        catalog.PutAsync(Kind, summary.Id, JsonSerializer.Serialize(summary, ApiJson.Default.SketchSummary), "*", cancellationToken);

    private static SketchSummary Read(CatalogEntry entry) =>
        JsonSerializer.Deserialize(entry.Json, ApiJson.Default.SketchSummary) ?? throw new InvalidDataException($"catalog: sketch {entry.Id} is empty.");
}
