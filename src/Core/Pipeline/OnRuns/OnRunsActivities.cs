using GenoXai.Core.Results;

namespace GenoXai.Core.Pipeline.OnRuns;

/// <summary>Does the work items of a run on finished runs: there are no rows, so the import notes what is read and the merge does all.</summary>
/// <param name="context">The run.</param>
public sealed class OnRunsActivities(OnRunsContext context) : IRunActivities
{
    /// <summary>Whether runs of a method read finished runs and nothing else.</summary>
    /// <param name="method">The method.</param>
    public static bool Takes(RunMethod method) => method is RunMethod.Compare or RunMethod.Motifs;

    /// <inheritdoc/>
    public RunRequest Request => context.Request;

    /// <inheritdoc/>
    public IArtifactStore Store => context.Store;

    private RunDocument Plan => new() { Identity = RunIdentity.Of(context.Request, "", context.Sources), SequencesSha256 = "", BatchRows = 0 };

    /// <inheritdoc/>
    public async Task<WorkResult> RunAsync(WorkItem item, int threads, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(item);
        switch (item.Stage)
        {
            case RunStage.Import:
                await context.Store.PutAsync(RunDocument.Key, stream => stream.Write(Plan.ToBytes()), cancellationToken);
                return new WorkResult(item);
            case RunStage.Merge:
                await MergeAsync(context with { Threads = threads }, cancellationToken);
                return new WorkResult(item);
            default:
                throw new ArgumentOutOfRangeException(nameof(item), item.Stage, "No such work.");
        }
    }

    /// <inheritdoc/>
    public Task<RunDocument> PlanAsync(CancellationToken cancellationToken) => Task.FromResult(Plan);

    /// <summary>Opens the runs, and writes the files; the record last.</summary>
    /// <param name="context">The run.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The record.</returns>
    public static async Task<RunRecord> MergeAsync(OnRunsContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        IReadOnlyList<SourceRun> runs = await context.Open(cancellationToken);
        try
        {
            return context.Request.Method switch
            {
                RunMethod.Compare => await CompareMerge.RunAsync(context, runs, cancellationToken),
                RunMethod.Motifs => await MotifsMerge.RunAsync(context, runs, cancellationToken),
                _ => throw new ArgumentOutOfRangeException(nameof(context), context.Request.Method, "No such method."),
            };
        }
        finally
        {
            foreach (SourceRun run in runs) run.Dispose();
        }
    }
}
