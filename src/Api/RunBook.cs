using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using GenoXai.Api.Contracts;
using GenoXai.Core.Models;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;

namespace GenoXai.Api;

/// <summary>The catalog's runs, and what becomes of their files.</summary>
/// <param name="catalog">The catalog.</param>
/// <param name="store">Artifacts of all runs, each below <see cref="FolderOf"/>.</param>
/// <param name="sketches">Where a finished sketch is noted.</param>
/// <param name="clock">Tells the time.</param>
public sealed class RunBook(ICatalog catalog, IArtifactStore store, SketchBook sketches, TimeProvider clock)
{
    private const string Kind = "runs";
    private const int MostAttempts = 50;

    /// <summary>Key of a run's artifacts; ends in a slash.</summary>
    /// <param name="id">The run.</param>
    public static string FolderOf(string id) => $"runs/{id}/";

    /// <summary>Key of a run's sequences, as FASTA.</summary>
    /// <param name="id">The run.</param>
    public static string SequencesKey(string id) => FolderOf(id) + "sequences.fa";

    /// <summary>Key of the table of a run of features, as JSON.</summary>
    /// <param name="id">The run.</param>
    public static string DataKey(string id) => FolderOf(id) + "data.json";

    /// <summary>Key of the variants of a run on some, as VCF.</summary>
    /// <param name="id">The run.</param>
    public static string VariantsKey(string id) => FolderOf(id) + "variants.vcf";

    /// <summary>Key of what a run is on.</summary>
    /// <param name="entry">The run.</param>
    public static string InputKey(RunEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry.Variants is not null ? VariantsKey(entry.Id) : entry.Submission.Data is not null ? DataKey(entry.Id) : entry.OnPairs ? FolderOf(entry.Id) + "pairs.tsv" : SequencesKey(entry.Id);
    }

    /// <summary>Finds a run.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public async Task<RunEntry?> FindAsync(string id, CancellationToken cancellationToken) =>
        ManifestFile.IsId(id) && await catalog.FindAsync(Kind, id, cancellationToken) is { } entry ? Read(entry) : null;

    /// <summary>All runs, the latest first.</summary>
    /// <param name="cancellationToken">Stops the call.</param>
    public async Task<IReadOnlyList<RunEntry>> ListAsync(CancellationToken cancellationToken)
    {
        var runs = new List<RunEntry>();
        await foreach (RunEntry run in EntriesAsync(cancellationToken)) runs.Add(run);
        return [.. runs.OrderByDescending(static r => r.Submitted).ThenBy(static r => r.Id, StringComparer.Ordinal)];
    }

    /// <summary>The sketch that a run compares what it finds with; null for none. Another caller's sketch is not told from one that is not there.</summary>
    /// <param name="submission">What was asked.</param>
    /// <param name="owner">Who asked.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="InputException">There is no such sketch, or no longer (<c>unknown-sketch</c>).</exception>
    public async Task<Sketch?> FindComparedAsync(RunSubmission submission, string owner, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(submission);
        return submission.Options?.Sketch is { } id ? await sketches.LoadAsync(await sketches.FindAsync(id, owner, cancellationToken) ?? throw UnknownSketch(id), cancellationToken) : null;
    }

    /// <summary>Whether a caller may know of a run.</summary>
    internal static bool IsSeenBy(string owner, RunEntry entry) => entry.Owner.Length == 0 || entry.Owner == owner;

    /// <summary>Takes a run as queued, unless it waits, is at work or is done already. Of several who do so at once, one does.</summary>
    /// <param name="entry">The run.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>Whether it was taken, the run as it is now, and as it was before.</returns>
    public async Task<(bool Taken, RunEntry Now, RunEntry? Before)> TakeAsync(RunEntry entry, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            CatalogEntry? found = await catalog.FindAsync(Kind, entry.Id, cancellationToken);
            RunEntry? before = found is null ? null : Read(found);
            if (before is { Phase: RunPhase.Queued or RunPhase.Running or RunPhase.Done }) return (false, before, before);
            try
            {
                await catalog.PutAsync(Kind, entry.Id, Write(entry), found?.ETag, cancellationToken);
                return (true, entry, before);
            }
            catch (CatalogConflictException) when (attempt < MostAttempts)
            {
            }
        }
    }

    /// <summary>Writes a run anew, whatever was there.</summary>
    /// <param name="entry">The run.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task PutAsync(RunEntry entry, CancellationToken cancellationToken) => catalog.PutAsync(Kind, entry.Id, Write(entry), "*", cancellationToken);

    /// <summary>Changes a run; when somebody else does so at once, on top of his change.</summary>
    /// <param name="id">The run.</param>
    /// <param name="change">From the run as it is to the run as it shall be.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The run as it is now; null when it is gone.</returns>
    public async Task<RunEntry?> UpdateAsync(string id, Func<RunEntry, RunEntry> change, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            if (await catalog.FindAsync(Kind, id, cancellationToken) is not { } found) return null;
            RunEntry before = Read(found), after = change(before);
            if (after == before) return before;
            try
            {
                await catalog.PutAsync(Kind, id, Write(after), found.ETag, cancellationToken);
                return after;
            }
            catch (CatalogConflictException) when (attempt < MostAttempts)
            {
            }
        }
    }

    /// <summary>Notes that a run is at work.</summary>
    /// <param name="id">The run.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The run; null when it is gone or has ended meanwhile.</returns>
    public async Task<RunEntry?> BeginAsync(string id, CancellationToken cancellationToken)
    {
        RunEntry? entry = await UpdateAsync(id, e => e.Phase is RunPhase.Queued or RunPhase.Running ? e with { Phase = RunPhase.Running, Started = clock.GetUtcNow() } : e, cancellationToken);
        return entry is { Phase: RunPhase.Running } ? entry : null;
    }

    /// <summary>Notes that a run is done: what its record says, and its sketch if it made one.</summary>
    /// <param name="id">The run.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public async Task FinishAsync(string id, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } run) return;
        (RunRecord record, string recordHash) = await ReadRecordAsync(FolderOf(id), cancellationToken);
        // Interactions that were compared with a sketch name it too.
        string? sketch = record.Has("sketch_id") && record.GetString("method") == "sketch" ? record.GetString("sketch_id") : null;
        if (sketch is not null) await sketches.RegisterAsync(id, run.Owner, record, cancellationToken);
        var files = new Dictionary<string, string>(FilesOf(record)) { [RunKeys.Record] = recordHash };
        foreach (string member in record.Has("members") ? record.GetStrings("members") : []) await AddMemberAsync(id, member + "/", files, cancellationToken);
        RunEntry? ended = await UpdateAsync(id, e => e with
        {
            Phase = RunPhase.Done,
            Finished = clock.GetUtcNow(),
            Rows = record.GetInt64("model_rows"),
            Warnings = record.GetStrings("warnings"),
            Files = files,
            SketchId = sketch,
        }, cancellationToken);
        // Removed meanwhile: its sketch goes with it.
        if (ended is null && sketch is not null) await ForgetSketchAsync(sketch, id, cancellationToken);
    }

    /// <summary>The files of a run on one of several models, in a folder below the whole run's.</summary>
    private async Task AddMemberAsync(string id, string folder, Dictionary<string, string> files, CancellationToken cancellationToken)
    {
        (RunRecord record, files[folder + RunKeys.Record]) = await ReadRecordAsync(FolderOf(id) + folder, cancellationToken);
        foreach ((string name, string sha256) in FilesOf(record)) files[folder + name] = sha256;
    }

    private async Task<(RunRecord Record, string Sha256)> ReadRecordAsync(string folder, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        await using (Stream stream = await store.OpenReadAsync(folder + RunKeys.Record, cancellationToken)) await stream.CopyToAsync(bytes, cancellationToken);
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
        bytes.Position = 0;
        return (RunRecordFile.Read(bytes, RunKeys.Record), sha256);
    }

    /// <summary>Notes that a run failed, unless it has ended or was cancelled meanwhile.</summary>
    /// <param name="id">The run.</param>
    /// <param name="problem">Kind of problem.</param>
    /// <param name="message">What a person should know.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task FailAsync(string id, string problem, string message, CancellationToken cancellationToken) =>
        UpdateAsync(id, e => e.Phase is RunPhase.Queued or RunPhase.Running
            ? e with { Phase = RunPhase.Failed, Finished = clock.GetUtcNow(), Problem = problem, Message = message }
            : e, cancellationToken);

    /// <summary>Notes that a run was cancelled, unless it has ended by itself.</summary>
    /// <param name="id">The run.</param>
    /// <param name="onlyQueued">Whether a run at work is left alone.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task CancelAsync(string id, bool onlyQueued, CancellationToken cancellationToken) =>
        UpdateAsync(id, e => e.Phase == RunPhase.Queued || (!onlyQueued && e.Phase == RunPhase.Running)
            ? e with { Phase = RunPhase.Cancelled, Finished = clock.GetUtcNow() }
            : e, cancellationToken);

    /// <summary>Removes an ended run with its files, and its sketch unless another run made the same.</summary>
    /// <param name="entry">The run.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public async Task RemoveAsync(RunEntry entry, CancellationToken cancellationToken)
    {
        if (entry.SketchId is { } sketch) await ForgetSketchAsync(sketch, entry.Id, cancellationToken);
        await catalog.DeleteAsync(Kind, entry.Id, cancellationToken);
        await store.DeleteAsync(FolderOf(entry.Id), cancellationToken);
    }

    /// <summary>A sketch stays as long as another run made the same, for the owners of such runs.</summary>
    private async Task ForgetSketchAsync(string sketch, string run, CancellationToken cancellationToken)
    {
        var makers = new Dictionary<string, string>();
        await foreach (RunEntry other in EntriesAsync(cancellationToken))
            if (other.Id != run && other.SketchId == sketch && other.Phase == RunPhase.Done) makers[other.Owner] = other.Id;
        await sketches.LeaveAsync(sketch, run, makers, cancellationToken);
    }

    private static InputException UnknownSketch(string id) => new($"options.sketch: there is no sketch \"{id}\". GET /api/sketches lists them.", "unknown-sketch");

    private async IAsyncEnumerable<RunEntry> EntriesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (CatalogEntry entry in catalog.ListAsync(Kind, cancellationToken)) yield return Read(entry);
    }

    private static Dictionary<string, string> FilesOf(RunRecord record) =>
        record.GetStrings("files").Select(static line => line.Split("  ", 2)).ToDictionary(static p => p[1], static p => p[0]);

    private static RunEntry Read(CatalogEntry entry) =>
        JsonSerializer.Deserialize(entry.Json, ApiJson.Default.RunEntry) ?? throw new InvalidDataException($"catalog: run {entry.Id} is empty.");

    private static string Write(RunEntry entry) => JsonSerializer.Serialize(entry, ApiJson.Default.RunEntry);
}
