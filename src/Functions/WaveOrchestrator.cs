using GenoXai.Api;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace GenoXai.Functions;

/// <summary>Does one wave of work at once. Its fan-in is a history of its own, thrown away with it.</summary>
public static class WaveOrchestrator
{
    /// <summary>The wave. What failed for good is said in the reply, so that its reason survives; the other items are finished and kept.</summary>
    [Function(nameof(WaveOrchestrator))]
    public static async Task<WaveReply> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        WaveMessage wave = context.GetInput<WaveMessage>()
            ?? throw new InvalidOperationException($"Orchestration {context.InstanceId} was started without work.");
        Task<WorkReply>[] work = [.. wave.Items.Select(item => context.CallActivityAsync<WorkReply>(
            RunWork.ActivityFor(item), new WorkMessage(wave.RunId, item), RunOrchestrator.Retry))];
        try
        {
            WorkReply[] replies = await Task.WhenAll(work);
            Refusal? refusal = replies.FirstOrDefault(static r => r.Refusal is not null)?.Refusal;
            return refusal is null ? new WaveReply([.. replies.Select(static r => r.Result!)]) : new WaveReply([], refusal);
        }
        catch (TaskFailedException failed)
        {
            return new WaveReply([], new Refusal(
                Problems.Unexpected,
                $"{failed.TaskName} failed again and again: {Short(failed.FailureDetails.ErrorMessage)} Post the run again to go on from its finished chunks."));
        }
    }

    private static string Short(string message) => message.Length <= 300 ? message : message[..300] + "…";
}
