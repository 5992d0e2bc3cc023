using GenoXai.Api;
using GenoXai.Core.Pipeline;
using GenoXai.Functions.Telemetry;
using Microsoft.Azure.Functions.Worker;

namespace GenoXai.Functions;

/// <summary>The activities that note in the book how a run goes. Each may be done twice.</summary>
public sealed class RunLedger(RunBook book, IArtifactStore store)
{
    internal const string Begin = "BeginRun", Finish = "FinishRun", Fail = "FailRun";

    /// <summary>Notes that a run is at work; false when it is gone or has ended.</summary>
    [Function(Begin)]
    public async Task<bool> BeginAsync([ActivityTrigger] string runId, CancellationToken cancellationToken)
    {
        if (await book.BeginAsync(runId, cancellationToken) is not { } entry) return false;
        if (entry.Started is { } started) WorkTelemetry.Waited(started - entry.Submitted);
        return true;
    }

    /// <summary>Notes that a run is done, and deletes its journal.</summary>
    [Function(Finish)]
    public async Task<bool> FinishAsync([ActivityTrigger] string runId, CancellationToken cancellationToken)
    {
        await book.FinishAsync(runId, cancellationToken);
        await store.DeleteAsync(RunBook.FolderOf(runId) + RunKeys.Journal, cancellationToken);
        return true;
    }

    /// <summary>Notes why a run failed. Its finished chunks stay for the next attempt.</summary>
    [Function(Fail)]
    public async Task<bool> FailAsync([ActivityTrigger] FailureMessage failure, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(failure);
        await book.FailAsync(failure.RunId, failure.Refusal.Problem, failure.Refusal.Message, cancellationToken);
        return true;
    }
}
