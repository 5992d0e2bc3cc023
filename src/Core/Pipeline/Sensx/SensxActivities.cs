using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline.Sensx;

/// <summary>Does the work items of a SensX run: profiles, reviews, walks, curves, files.</summary>
/// <param name="context">The run.</param>
public sealed class SensxActivities(SensxContext context) : IRunActivities
{
    private SensxRun? _run;

    /// <summary>Fingerprint of the run but for its data.</summary>
    public string Identity { get; } = RunIdentity.Of(context.Request, context.Model.Facts.Sha256, string.Join('\n', [context.Model.Manifest, .. context.Model.Model.Outputs]));

    /// <inheritdoc/>
    public RunRequest Request => context.Request;

    /// <inheritdoc/>
    public IArtifactStore Store => context.Store;

    /// <inheritdoc/>
    public async Task<WorkResult> RunAsync(WorkItem item, int threads, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (item.Stage == RunStage.Import) return await ImportAsync(item, cancellationToken);
        SensxRun run = await OpenAsync(cancellationToken);
        switch (item.Stage)
        {
            case RunStage.Rows:
                return await new SensxRows(run with { Context = context with { Threads = threads } }, item.Chunk, context.Progress, cancellationToken).RunAsync();
            case RunStage.Decode:
                return await SensxReview.RunAsync(run, item, cancellationToken);
            case RunStage.Merge:
                await SensxMerge.RunAsync(run, cancellationToken);
                return new WorkResult(item);
            default:
                throw new ArgumentOutOfRangeException(nameof(item), item.Stage, "No such work.");
        }
    }

    /// <inheritdoc/>
    public async Task<RunDocument> PlanAsync(CancellationToken cancellationToken)
    {
        if (context.Plans?.Find(context.RunId, Identity) is { } known) return known;
        RunDocument plan = await ReadPlanAsync(cancellationToken) ?? throw new InvalidOperationException("The run has no plan: import comes first.");
        if (plan.Identity == Identity) context.Plans?.Keep(context.RunId, plan);
        return plan;
    }

    /// <summary>Model rows of a plan: profiles, the first round of walks, curves.</summary>
    /// <param name="inputs">What is explained.</param>
    public RunDocument Plan(SensxInputs inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        context.Options.Check();
        if (inputs.Box.Width != context.Model.Model.Width)
            throw new InputException($"{context.Source}: {inputs.Box.Width} features, but the model takes {context.Model.Model.Width}.", "bad-data");
        inputs.Check();
        ChunkSizes sizes = ChunkSizes.Of(context.Model.Facts, context.Request);
        var layout = new SensxLayout(context.Options, context.Outputs, inputs.Groups.Count);
        (List<ChunkDocument> chunks, List<int> ends) = layout.Cut(inputs.Points.Count, sizes.RowsAt(context.Model.Facts, 1));
        return new RunDocument
        {
            Identity = Identity,
            SequencesSha256 = inputs.Sha256(),
            BatchRows = sizes.BatchRows,
            Sequences = inputs.Points.Count,
            MaxLength = inputs.Box.Width,
            Rows = inputs.Points.Count * (layout.RoundRows(0) + layout.RoundRows(1) + layout.RoundRows(layout.Rounds - 1)),
            Chunks = chunks,
            RoundEnds = ends,
        };
    }

    private async Task<RunDocument?> ReadPlanAsync(CancellationToken cancellationToken)
    {
        if (!await context.Store.ExistsAsync(RunDocument.Key, cancellationToken)) return null;
        await using Stream stream = await context.Store.OpenReadAsync(RunDocument.Key, cancellationToken);
        return RunDocument.Read(stream);
    }

    // Items that open it at once read the same; the last one stays.
    private async Task<SensxRun> OpenAsync(CancellationToken cancellationToken) =>
        _run ??= await SensxRun.OpenAsync(context, await PlanAsync(cancellationToken), cancellationToken);

    private async Task<WorkResult> ImportAsync(WorkItem item, CancellationToken cancellationToken)
    {
        RunDocument? earlier = await ReadPlanAsync(cancellationToken);
        if (earlier is not null && earlier.Identity != Identity)
        {
            throw new InputException(
                "the folder holds an interrupted run of another request (other options, model or program version). "
                + "Give the same command to resume it, use another --out, or --overwrite to begin again.", "conflict");
        }

        SensxInputs inputs = context.Read();
        RunDocument plan = Plan(inputs);
        if (earlier is not null && earlier.SequencesSha256 != plan.SequencesSha256)
        {
            throw new InputException(
                $"{context.Source}: is not what it was when the run in this folder was interrupted. Use another --out, or --overwrite to begin again.", "conflict");
        }

        // Again also in a resumed run: one of them may be damaged.
        await SensxParts.WriteInputsAsync(context, inputs, cancellationToken);
        if (earlier is null) await context.Store.PutAsync(RunDocument.Key, stream => stream.Write(plan.ToBytes()), cancellationToken);
        return new WorkResult(item, plan.Chunks.Count, plan.Rows) { RoundEnds = plan.RoundEnds };
    }
}
