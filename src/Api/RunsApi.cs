using System.Text.Json;
using GenoXai.Api.Contracts;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Sequences;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace GenoXai.Api;

/// <summary><c>/api/runs</c>.</summary>
public static class RunsApi
{
    /// <summary>Starts a run. An equal request is the same run, which is not done twice.</summary>
    public static async Task<Accepted<RunStatus>> StartAsync(
        HttpRequest request, RunIntake intake, IRunHost host, OwnerOf ownerOf, ApiOptions options, CancellationToken cancellationToken)
    {
        string owner = ownerOf(request);
        RunSubmission submission = await RequestBody.ReadJsonAsync(request, ApiJson.Default.RunSubmission, options.MostJsonBytes, cancellationToken);
        RunEntry entry = await intake.SubmitAsync(submission, owner, cancellationToken);
        return TypedResults.Accepted($"/api/runs/{entry.Id}", await StatusAsync(entry, host, cancellationToken));
    }

    /// <summary>Lists the runs, the latest first.</summary>
    public static async Task<Ok<IReadOnlyList<RunStatus>>> ListAsync(HttpRequest request, RunBook book, IRunHost host, OwnerOf ownerOf, CancellationToken cancellationToken)
    {
        string owner = ownerOf(request);
        var runs = new List<RunStatus>();
        foreach (RunEntry entry in await book.ListAsync(cancellationToken))
            if (RunBook.IsSeenBy(owner, entry)) runs.Add(await StatusAsync(entry, host, cancellationToken));
        return TypedResults.Ok<IReadOnlyList<RunStatus>>(runs);
    }

    /// <summary>How far a run is.</summary>
    /// <param name="id">The run's id.</param>
    public static async Task<Ok<RunStatus>> GetAsync(string id, HttpRequest request, RunBook book, IRunHost host, OwnerOf ownerOf, CancellationToken cancellationToken) =>
        TypedResults.Ok(await StatusAsync(await FindAsync(id, ownerOf(request), book, cancellationToken), host, cancellationToken));

    /// <summary>A file of a finished run: run.json, or the one that is named. Its ETag is its SHA-256.</summary>
    /// <param name="id">The run's id.</param>
    /// <param name="file">The file's name, e.g. ism.npz.</param>
    public static async Task<FileStreamHttpResult> GetResultAsync(
        string id, string? file, HttpRequest request, RunBook book, IArtifactStore store, OwnerOf ownerOf, CancellationToken cancellationToken)
    {
        RunEntry entry = await FindAsync(id, ownerOf(request), book, cancellationToken);
        if (entry.Phase is RunPhase.Queued or RunPhase.Running)
            throw new InputException($"run {id}: is still {Name(entry.Phase)}. GET /api/runs/{id} says how far it is.", "not-finished");
        if (entry.Phase != RunPhase.Done) throw new InputException($"run {id}: {Name(entry.Phase)}, so there is no result. {OptionFields.In(entry.Message ?? "", entry.Submission.Method)}".TrimEnd(), "run-failed");
        string name = file ?? RunKeys.Record;
        // Only names that the run's record lists: a name is never taken as a path.
        if (!entry.Files.TryGetValue(name, out string? sha))
            throw new InputException($"run {id}: has no file \"{name}\"; it has {string.Join(", ", entry.Files.Keys.Take(20))}.", "unknown-file");
        Stream stream = await store.OpenReadAsync(RunBook.FolderOf(id) + name, cancellationToken);
        return TypedResults.Stream(
            stream, ContentType(name), name == RunKeys.Record ? null : Path.GetFileName(name),
            entityTag: new EntityTagHeaderValue($"\"{sha}\""), enableRangeProcessing: stream.CanSeek);
    }

    /// <summary>Cancels a run that waits or is at work; removes one that has ended, with its files and its sketch.</summary>
    /// <param name="id">The run's id.</param>
    public static async Task<Results<Accepted<RunStatus>, NoContent>> DeleteAsync(
        string id, HttpRequest request, RunBook book, IRunHost host, OwnerOf ownerOf, CancellationToken cancellationToken)
    {
        string owner = ownerOf(request);
        RunEntry entry = await FindAsync(id, owner, book, cancellationToken);
        if (entry.Phase is RunPhase.Queued or RunPhase.Running)
        {
            await host.CancelAsync(id, cancellationToken);
            return TypedResults.Accepted($"/api/runs/{id}", await StatusAsync(await FindAsync(id, owner, book, cancellationToken), host, cancellationToken));
        }

        await book.RemoveAsync(entry, cancellationToken);
        return TypedResults.NoContent();
    }

    /// <summary>Another caller's run is not told from one that is not there.</summary>
    private static async Task<RunEntry> FindAsync(string id, string owner, RunBook book, CancellationToken cancellationToken) =>
        await book.FindAsync(id, cancellationToken) is { } entry && RunBook.IsSeenBy(owner, entry) ? entry : throw new InputException($"run \"{id}\": there is none of that id. GET /api/runs lists them.", "unknown-run");

    private static async ValueTask<RunStatus> StatusAsync(RunEntry entry, IRunHost host, CancellationToken cancellationToken)
    {
        RunRows? rows = entry.Phase == RunPhase.Running ? await host.ProgressAsync(entry.Id, cancellationToken) : null;
        string self = $"/api/runs/{entry.Id}";
        bool done = entry.Phase == RunPhase.Done;
        return new RunStatus
        {
            Id = entry.Id,
            Status = entry.Phase,
            Method = entry.Submission.Method ?? "",
            Model = entry.Models,
            Models = entry.Submission.Models,
            ModelSha256 = entry.ModelSha256,
            Targets = entry.Submission.Targets ?? [],
            Runs = entry.Submission.Runs,
            Sequences = entry.Sequences,
            RowsDone = rows?.Done ?? entry.Rows,
            RowsTotal = rows?.Total ?? entry.Rows,
            RowsPerSecond = rows?.PerSecond,
            Submitted = entry.Submitted,
            Started = entry.Started,
            Finished = entry.Finished,
            Error = entry.Message is { } message && entry.Phase == RunPhase.Failed ? new RunError(Problems.TypePrefix + entry.Problem, OptionFields.In(message, entry.Submission.Method)) : null,
            Warnings = [.. entry.Warnings.Select(w => OptionFields.In(w, entry.Submission.Method))],
            Result = done ? self + "/result" : null,
            Files = [.. entry.Files.OrderBy(static f => f.Key, StringComparer.Ordinal).Select(f => new RunFile(f.Key, f.Value, $"{self}/result?file={Uri.EscapeDataString(f.Key)}"))],
            Sketch = done && entry.SketchId is { } sketch ? $"/api/sketches/{sketch}" : null,
        };
    }

    private static string Name(RunPhase phase) => JsonNamingPolicy.CamelCase.ConvertName(phase.ToString());

    private static string ContentType(string name) => Path.GetExtension(name) switch
    {
        ".json" => "application/json",
        ".tsv" => "text/tab-separated-values; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".npz" => "application/zip",
        _ => "application/octet-stream",
    };
}
