using GenoXai.Api;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Sequences;
using GenoXai.Functions.Models;
using GenoXai.Functions.Telemetry;
using Microsoft.Azure.Functions.Worker;

namespace GenoXai.Functions;

/// <summary>
/// The activities. Model rows have one of their own, so that an app with a GPU can take them and nothing else.
/// Artifacts stay in the store; only counts travel.
/// </summary>
/// <param name="openRun">Opens a run.</param>
/// <param name="gate">Lets only so many at the model at once, and none for ever.</param>
public sealed class RunWork(OpenRun openRun, ModelGate gate)
{
    internal const string ModelRows = "RunModelRows";
    internal const string OtherWork = "RunOtherWork";

    /// <summary>The activity that does a work item.</summary>
    internal static string ActivityFor(WorkItem item) => item.Stage is RunStage.Rows or RunStage.Probe ? ModelRows : OtherWork;

    /// <summary>Shows the rows of one chunk to the model.</summary>
    [Function(ModelRows)]
    public Task<WorkReply> RunModelRowsAsync([ActivityTrigger] WorkMessage work, CancellationToken cancellationToken) =>
        gate.RunAsync(token => RunAsync(work, token), cancellationToken);

    /// <summary>Imports sequences, decodes a sketch or merges the chunks' results.</summary>
    [Function(OtherWork)]
    public Task<WorkReply> RunOtherWorkAsync([ActivityTrigger] WorkMessage work, CancellationToken cancellationToken) =>
        RunAsync(work, cancellationToken);

    private async Task<WorkReply> RunAsync(WorkMessage work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        using var measure = new WorkMeasure(work.Item.Stage);
        WorkReply reply = await DoAsync(work, measure, cancellationToken);
        measure.End(reply);
        return reply;
    }

    private async Task<WorkReply> DoAsync(WorkMessage work, WorkMeasure measure, CancellationToken cancellationToken)
    {
        try
        {
            using OpenedRun run = await openRun(work.RunId, work.Item, cancellationToken);
            measure.Provider = run.Provider;
            return new WorkReply(await run.Activities.RunAsync(work.Item, Environment.ProcessorCount, cancellationToken));
        }
        catch (InputException refused)
        {
            return new WorkReply(null, new Refusal(refused.Problem, refused.Message));
        }
        catch (AggregateException error) when (error.InnerExceptions is [InputException refused])
        {
            return new WorkReply(null, new Refusal(refused.Problem, refused.Message));
        }
        catch (InvalidDataException damaged)
        {
            return new WorkReply(null, new Refusal(Problems.Unexpected, damaged.Message));
        }
    }
}
