using GenoXai.Core.Pipeline;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace GenoXai.Functions;

/// <summary>
/// Executes a run's plan. It decides nothing: <see cref="RunPlan"/> says what is next. Rows go out in waves, each a
/// sub-orchestration; some are at work at once, so that many GPUs do not wait for the last chunk of one. After some
/// waves the orchestrator starts anew, so that the history stays short however long the plan.
/// </summary>
public static class RunOrchestrator
{
    /// <summary>Waves of one generation.</summary>
    internal const int WavesPerGeneration = 20;

    /// <summary>Waves at work at once: 500 chunks, five for each of a hundred replicas, before all wait for the last of them.</summary>
    internal const int WavesAtOnce = 5;

    /// <summary>How the book's activities are tried again.</summary>
    internal static readonly TaskOptions Retry = TaskOptions.FromRetryPolicy(
        new RetryPolicy(maxNumberOfAttempts: 5, firstRetryInterval: TimeSpan.FromSeconds(5), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromMinutes(2)));

    /// <summary>One generation: some waves, or the end.</summary>
    [Function(nameof(RunOrchestrator))]
    public static async Task<RunState> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        RunMessage run = context.GetInput<RunMessage>()
            ?? throw new InvalidOperationException($"Orchestration {context.InstanceId} was started without a run.");
        RunState state = run.State;
        // Gone, ended or cancelled meanwhile: nothing to do.
        if (state.Stage == RunStage.Import && !await context.CallActivityAsync<bool>(RunLedger.Begin, run.RunId, Retry)) return state;
        for (int wave = 0; wave < WavesPerGeneration; wave += WavesAtOnce)
        {
            IReadOnlyList<WorkItem> items = RunPlan.Next(state, WavesAtOnce * RunPlan.WaveSize);
            if (items.Count == 0)
            {
                await context.CallActivityAsync<bool>(RunLedger.Finish, run.RunId, Retry);
                return state;
            }

            WaveReply[] replies = await Task.WhenAll(items.Chunk(RunPlan.WaveSize).Select(some => context.CallSubOrchestratorAsync<WaveReply>(
                nameof(WaveOrchestrator), new WaveMessage(run.RunId, some), new TaskOptions(retry: null).WithInstanceId(WaveId(run, state, some)))));
            if (replies.FirstOrDefault(static r => r.Refusal is not null)?.Refusal is { } refusal)
            {
                await context.CallActivityAsync<bool>(RunLedger.Fail, new FailureMessage(run.RunId, refusal), Retry);
                throw new RunFailedException(refusal);
            }

            state = RunPlan.Apply(run.Request, state, [.. replies.SelectMany(static r => r.Results)]);
            context.SetCustomStatus(state);
        }

        context.ContinueAsNew(run with { State = state });
        return state;
    }

    private static string WaveId(RunMessage run, RunState state, WorkItem[] items) =>
        FormattableString.Invariant($"{run.RunId}-{run.Attempt:x}-{state.Stage}-{state.Rows}-{items[0].Chunk}") + (state.Member > 0 ? FormattableString.Invariant($"-{state.Member}") : "");
}

/// <summary>Ends an orchestration as failed; the book has the reason already.</summary>
/// <param name="refusal">The reason.</param>
public sealed class RunFailedException(Refusal refusal) : Exception($"{refusal.Problem}: {refusal.Message}");
