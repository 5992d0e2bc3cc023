using GenoXai.Core.Pipeline;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace GenoXai.Functions;

/// <summary>
/// Executes a run's plan, one bounded wave of work a generation. It decides nothing: <see cref="RunPlan"/> says what
/// is next, and starting anew after each wave keeps the history short however long the plan.
/// </summary>
public static class RunOrchestrator
{
    private static readonly TaskOptions Retry = TaskOptions.FromRetryPolicy(
        new RetryPolicy(maxNumberOfAttempts: 5, firstRetryInterval: TimeSpan.FromSeconds(5), backoffCoefficient: 2));

    /// <summary>One generation: the next wave, or the end.</summary>
    [Function(nameof(RunOrchestrator))]
    public static async Task<RunState> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        RunMessage run = context.GetInput<RunMessage>()
            ?? throw new InvalidOperationException($"Orchestration {context.InstanceId} was started without a run.");
        IReadOnlyList<WorkItem> items = RunPlan.Next(run.State);
        if (items.Count == 0)
        {
            return run.State;
        }

        WorkResult[] results = await Task.WhenAll(items.Select(
            item => context.CallActivityAsync<WorkResult>(RunWork.ActivityFor(item), new WorkMessage(run.RunId, item), Retry)));
        RunState next = RunPlan.Apply(run.Request, run.State, results);
        context.SetCustomStatus(next);
        context.ContinueAsNew(run with { State = next });
        return next;
    }
}
