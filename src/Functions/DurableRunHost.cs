using GenoXai.Api;
using GenoXai.Api.Contracts;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Sequences;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace GenoXai.Functions;

/// <summary>Hands runs to the orchestrator. A run's id is its orchestration's, so that a duplicate start is the same run.</summary>
/// <param name="client">The task hub.</param>
/// <param name="book">The runs.</param>
/// <param name="clock">Tells the time.</param>
public sealed class DurableRunHost(DurableTaskClient client, RunBook book, TimeProvider clock) : IRunHost
{
    /// <inheritdoc/>
    public async Task StartAsync(string id, CancellationToken cancellationToken)
    {
        if (await client.GetInstanceAsync(id, getInputsAndOutputs: false, cancellationToken) is { IsCompleted: false }) return;
        RunEntry entry = await book.FindAsync(id, cancellationToken) ?? throw new InputException($"run \"{id}\": there is none of that id.", "unknown-run");
        if (!RunSubmissionParser.TryParse(entry.Submission, out RunRequest? request, out IReadOnlyList<Failure> failures))
            throw new InputException(failures[0].Message, failures[0].Kind);
        // Of two who come at once the hub takes one.
        var once = new StartOrchestrationOptions(InstanceId: id) { DedupeStatuses = [nameof(OrchestrationRuntimeStatus.Pending), nameof(OrchestrationRuntimeStatus.Running)] };
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(nameof(RunOrchestrator), RunMessage.Of(id, request!, clock.GetUtcNow().Ticks), once, cancellationToken);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            if (await client.GetInstanceAsync(id, getInputsAndOutputs: false, cancellationToken) is { IsCompleted: false }) return;
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task CancelAsync(string id, CancellationToken cancellationToken)
    {
        // The book first: should the orchestrator not have begun yet, it then finds that it must not.
        await book.CancelAsync(id, onlyQueued: false, cancellationToken);
        await client.TerminateInstanceAsync(id, new TerminateInstanceOptions(Recursive: true), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<RunRows?> ProgressAsync(string id, CancellationToken cancellationToken)
    {
        if (await client.GetInstanceAsync(id, getInputsAndOutputs: true, cancellationToken) is not { IsCompleted: false } instance) return null;
        if (instance.SerializedCustomStatus is null || instance.ReadCustomStatusAs<RunState>() is not { } state) return new RunRows(0, 0, 0);
        double seconds = Math.Max(1e-3, (clock.GetUtcNow() - instance.CreatedAt).TotalSeconds);
        // Rows of unfinished chunks are known to the journal only; chunks are nearly alike.
        long total = state.NextChunk == 0 ? 0 : state.EarlierRows + (state.Rows - state.EarlierRows) * state.ChunkCount / state.NextChunk;
        // Models after the one at work are taken to be like those before.
        if (state.Members > 0) total = state.Member > 0 ? state.EarlierRows * state.Members / state.Member : total * state.Members;
        return new RunRows(state.Rows, total, (state.Rows - state.ReusedRows) / seconds);
    }
}
