using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace GenoXai.Functions;

/// <summary>
/// Runs a plan's chunks in bounded batches. It decides nothing: <see cref="RunState"/> says what is next, and
/// starting anew after each batch keeps the history short however long the plan.
/// </summary>
public static class RunOrchestrator
{
    private static readonly TaskOptions RetryChunk = TaskOptions.FromRetryPolicy(
        new RetryPolicy(maxNumberOfAttempts: 5, firstRetryInterval: TimeSpan.FromSeconds(5), backoffCoefficient: 2));

    /// <summary>One generation: the next batch, or the end.</summary>
    [Function(nameof(RunOrchestrator))]
    public static async Task<RunState> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        RunState state = context.GetInput<RunState>()
            ?? throw new InvalidOperationException($"Orchestration {context.InstanceId} was started without a run state.");
        IReadOnlyList<RunChunkKey> batch = state.NextBatch();
        if (batch.Count == 0)
        {
            return state;
        }

        long[] rows = await Task.WhenAll(
            batch.Select(chunk => context.CallActivityAsync<long>(nameof(RunModelRows), chunk, RetryChunk)));
        RunState next = state.After(rows);
        context.SetCustomStatus(next);
        context.ContinueAsNew(next);
        return next;
    }
}
