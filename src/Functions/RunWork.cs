using GenoXai.Core.Pipeline;
using Microsoft.Azure.Functions.Worker;

namespace GenoXai.Functions;

/// <summary>
/// The activities. Model rows have one of their own, so that an app with a GPU can take them and nothing else.
/// Artifacts stay in the store; only counts travel.
/// </summary>
public sealed class RunWork(OpenRun openRun)
{
    private const string ModelRows = "RunModelRows";
    private const string OtherWork = "RunOtherWork";

    /// <summary>The activity that does a work item.</summary>
    internal static string ActivityFor(WorkItem item) => item.Stage == RunStage.Rows ? ModelRows : OtherWork;

    /// <summary>Shows the rows of one chunk to the model.</summary>
    [Function(ModelRows)]
    public Task<WorkResult> RunModelRowsAsync([ActivityTrigger] WorkMessage work, CancellationToken cancellationToken) =>
        RunAsync(work, cancellationToken);

    /// <summary>Imports sequences, decodes a sketch or merges the chunks' results.</summary>
    [Function(OtherWork)]
    public Task<WorkResult> RunOtherWorkAsync([ActivityTrigger] WorkMessage work, CancellationToken cancellationToken) =>
        RunAsync(work, cancellationToken);

    private async Task<WorkResult> RunAsync(WorkMessage work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        RunActivities run = await openRun(work.RunId, cancellationToken);
        return await run.RunAsync(work.Item, Environment.ProcessorCount, cancellationToken);
    }
}
