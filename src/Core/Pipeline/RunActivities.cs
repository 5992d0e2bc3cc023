using GenoXai.Core.Attribution;
using GenoXai.Core.Motifs;
using GenoXai.Core.Pipeline.Sensx;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>
/// Does the work items of a run. Every item is idempotent: done twice, it overwrites itself with the
/// same bytes, or finds that nothing is left to do.
/// </summary>
/// <param name="context">The run.</param>
public sealed class RunActivities(RunContext context) : IRunActivities
{
    // SensX has a plan of its own kind.
    private readonly SensxActivities? _sensx = context.Request.Method == RunMethod.Sensx ? new SensxActivities(SensxSequences.ContextOf(context)) : null;
    private RunDocument? _plan;

    /// <summary>Fingerprint of the run but for its sequences.</summary>
    public string Identity { get; } = RunIdentity.Of(context.Request, context.Model);

    /// <inheritdoc/>
    public RunRequest Request => context.Request;

    /// <inheritdoc/>
    public IArtifactStore Store => context.Store;

    /// <inheritdoc/>
    public async Task<WorkResult> RunAsync(WorkItem item, int threads, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (_sensx is not null) return await _sensx.RunAsync(item, threads, cancellationToken);
        if (item.Stage == RunStage.Import) return await ImportAsync(item, cancellationToken);
        RunDocument plan = await PlanAsync(cancellationToken);
        RunContext own = context with { Threads = threads };
        switch (item.Stage)
        {
            case RunStage.Rows:
                return await ModelRows.RunAsync(own, plan, item.Chunk, cancellationToken);
            case RunStage.Probe:
                return await SketchProbes.RunAsync(own, plan, item, cancellationToken);
            case RunStage.Decode:
                return TwoPasses.Takes(context.Request.Method)
                    ? await TwoPasses.ReviewAsync(own, plan, item, cancellationToken)
                    : await SketchDecode.RunAsync(own, plan, item, cancellationToken);
            case RunStage.Merge:
                await MergeAsync(own, plan, cancellationToken);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(item), item.Stage, "No such work.");
        }

        return new WorkResult(item);
    }

    /// <inheritdoc/>
    public async Task<RunDocument> PlanAsync(CancellationToken cancellationToken)
    {
        if (_plan is not null || (_plan = context.Plans?.Find(context.RunId, Identity)) is not null) return _plan;
        _plan = await ReadPlanAsync(cancellationToken) ?? throw new InvalidOperationException("The run has no plan: import comes first.");
        if (_plan.Identity == Identity) context.Plans?.Keep(context.RunId, _plan);
        return _plan;
    }

    private async Task<RunDocument?> ReadPlanAsync(CancellationToken cancellationToken)
    {
        if (!await context.Store.ExistsAsync(RunDocument.Key, cancellationToken)) return null;
        await using Stream stream = await context.Store.OpenReadAsync(RunDocument.Key, cancellationToken);
        return RunDocument.Read(stream);
    }

    private async Task<WorkResult> ImportAsync(WorkItem item, CancellationToken cancellationToken)
    {
        RunDocument? earlier = await ReadPlanAsync(cancellationToken);
        if (earlier is not null && earlier.Identity != Identity)
        {
            throw new InputException(
                "the folder holds an interrupted run of another request (other options, model or program version). "
                + "Give the same command to resume it, use another --out, or --overwrite to begin again.", "conflict");
        }

        ChunkSizes sizes = ChunkSizes.Of(context.Model.Facts, context.Request);
        // A model without gradients is refused before anything else is done.
        if (context.Request.AttentionSites is { } sites) _ = SiteFinder.Of(sites, context.Model.Alphabet);
        if (context.Request.Perturbation is { } perturbation) _ = PerturbationSites.Of(perturbation, context.Model.Alphabet);
        if (context.Request.Insertion is { } insertion) InsertionMerge.Require(context.Model, insertion);
        if (context.Request.Attention is { } attention) _ = new AttentionLayout(attention, context.Model.Attention);
        if (context.Request.TakesAnyGradients) GradientRows.Require(context.Request, context.Model);
        if (context.Sketch is { } compared) ComparedSketch.CheckLetters(compared, context.Model, "--sketch");
        if (context.Request.Interactions is not null) InteractionRows.Require(context.Request, context.Model);
        if (TwoPasses.Takes(context.Request.Method)) TwoPasses.Require(context);
        if (context.Request.Method == RunMethod.Sketch) _plan = earlier ?? await SampledPlanAsync(sizes, cancellationToken);
        else
        {
            using var import = new SequenceImport(context, sizes);
            _plan = await import.RunAsync(Identity, earlier, cancellationToken);
            if (earlier is null && TwoPasses.Takes(context.Request.Method)) _plan = TwoPasses.Plan(context, _plan);
        }

        RunDocument plan = _plan;
        if (context.Request.Insertion is not null) InsertionMerge.Require(context, plan);
        if (context.Request.Attribution is { Modisco: true }) ModiscoFiles.Check(context, plan);
        SurrogateCheck.Check(context.Request, context.Model, plan.Sequences, context.Source);
        if (earlier is null) await context.Store.PutAsync(RunDocument.Key, stream => stream.Write(plan.ToBytes()), cancellationToken);
        return new WorkResult(item, plan.Chunks.Count, plan.Rows) { RoundEnds = plan.RoundEnds };
    }

    private async Task<RunDocument> SampledPlanAsync(ChunkSizes sizes, CancellationToken cancellationToken)
    {
        float[] values = await SketchRowsFile.ReadAsync(context, cancellationToken);
        RunDocument plan = SampledPlan(sizes, values.Length);
        await SketchRowsFile.TakeOverAsync(context, plan, values, cancellationToken);
        return plan;
    }

    private RunDocument SampledPlan(ChunkSizes sizes, long known)
    {
        SketchPlan sketch = SketchPlan.Of(context.Request, context.Model);
        int most = sizes.RowsAt(context.Model.Facts, sketch.Domain.Length);
        var chunks = new List<ChunkDocument>();
        var ends = new List<int>();
        long first = 0, reused = 0;
        foreach (long end in sketch.RoundRows)
        {
            for (int rows; first < end; first += rows)
            {
                rows = (int)Math.Min(most, end - first);
                // Whole batches of what is known: the rows after them meet the neighbours that a run from the start gives them.
                int whole = (int)Math.Min(rows, Math.Max(0, known - first));
                if (whole < rows) whole = whole / sizes.BatchRows * sizes.BatchRows;
                if (whole > 0) (rows, reused) = (whole, first + whole);
                chunks.Add(new ChunkDocument(-1, first, rows, first + rows == sketch.RowCount));
            }

            ends.Add(chunks.Count);
        }

        return new RunDocument
        {
            Identity = Identity,
            SequencesSha256 = "",
            BatchRows = sizes.BatchRows,
            MaxLength = sketch.Domain.Length,
            Rows = sketch.RowCount,
            Chunks = chunks,
            RoundEnds = ends,
            ReusedRows = reused,
        };
    }

    private static Task MergeAsync(RunContext context, RunDocument plan, CancellationToken cancellationToken) => context.Request.Method switch
    {
        RunMethod.Predict => PredictMerge.RunAsync(context, plan, cancellationToken),
        RunMethod.Ism => MutagenesisMerge.RunAsync(context, plan, cancellationToken),
        RunMethod.Attribute => AttributionMerge.RunAsync(context, plan, cancellationToken),
        RunMethod.Taylor => TaylorMerge.RunAsync(context, plan, cancellationToken),
        RunMethod.Nodes => NodeMerge.RunAsync(context, plan, cancellationToken),
        RunMethod.Filters => FilterMerge.RunAsync(context, plan, cancellationToken),
        RunMethod.Occlusion => OcclusionMerge.RunAsync(context, plan, cancellationToken),
        RunMethod.Interactions when context.Request.Interactions!.Method == InteractionMethod.Dfim => FeatureInteractionMerge.RunAsync(context, plan, cancellationToken),
        RunMethod.Perturb => PerturbationMerge.RunAsync(context, plan, cancellationToken),
        RunMethod.Attention => AttentionMerge.RunAsync(context, plan, cancellationToken),
        RunMethod.Interactions => InteractionMerge.RunAsync(context, plan, cancellationToken),
        RunMethod.Ablate => AblationMerge.RunAsync(context, plan, cancellationToken),
        RunMethod.Insert => InsertionMerge.RunAsync(context, plan, cancellationToken),
        RunMethod.Surrogate => SurrogateMerge.RunAsync(context, plan, cancellationToken),
        RunMethod.Variants => VariantMerge.RunAsync(context, plan, cancellationToken),
        _ => throw new ArgumentOutOfRangeException(nameof(context), context.Request.Method, "No such method."),
    };
}
