using GenoXai.Core.Attribution;
using GenoXai.Core.Models;
using GenoXai.Core.Motifs;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>Computes the model rows of one chunk, unless they lie there already. The only work that touches the model.</summary>
internal static class ModelRows
{
    public static async Task<WorkResult> RunAsync(RunContext context, RunDocument plan, int chunk, CancellationToken cancellationToken)
    {
        if (RunRequest.TakesGradients(context.Request.Method)) return await GradientRows.RunAsync(context, plan, chunk, cancellationToken);
        if (context.Request.Method == RunMethod.Attention) return await AttentionRows.RunAsync(context, plan, chunk, cancellationToken);
        if (TwoPasses.Takes(context.Request.Method)) return await TwoPasses.RunAsync(context, plan, chunk, cancellationToken);
        if (context.Request.Interactions is { } interactions && !InteractionRows.IsOneList(interactions)) return await InteractionRows.RunAsync(context, plan, chunk, cancellationToken);
        ChunkDocument document = plan.Chunks[chunk];
        var item = new WorkItem(RunStage.Rows, chunk);
        string key = RunKeys.Rows(chunk);
        if (await ReadAsync(context, plan, chunk, cancellationToken) is not null)
        {
            context.Progress?.Invoke(-document.Rows);
            return new WorkResult(item, Rows: document.Rows, Reused: true);
        }

        float[] predictions = await PredictAsync(context, plan, document, cancellationToken);
        await context.Store.PutAsync(key, stream => PartFile.WriteRows(stream, plan.TagOf(chunk), predictions), cancellationToken);
        return new WorkResult(item, Rows: document.Rows);
    }

    /// <summary>The predictions of a finished chunk, shape (rows, targets); null when it is not finished or damaged.</summary>
    public static Task<float[]?> ReadAsync(RunContext context, RunDocument plan, int chunk, CancellationToken cancellationToken) =>
        PartFile.TryReadRowsAsync(context.Store, RunKeys.Rows(chunk), plan.TagOf(chunk), checked(plan.Chunks[chunk].Rows * context.Model.Targets.Count), cancellationToken);

    public static async Task<IReadOnlyList<NamedSequence>> SequencesAsync(RunContext context, int input, CancellationToken cancellationToken)
    {
        await using Stream stream = await context.Store.OpenReadAsync(RunKeys.Input(input), cancellationToken);
        return PartFile.ReadSequences(stream, RunKeys.Input(input));
    }

    private static async Task<float[]> PredictAsync(RunContext context, RunDocument plan, ChunkDocument chunk, CancellationToken cancellationToken)
    {
        RunRequest request = context.Request;
        if (request.Method == RunMethod.Sketch)
        {
            SketchPlan sketch = SketchPlan.Of(request, context.Model);
            return Predict(sketch.RowsAt(chunk.FirstRow, chunk.Rows));
        }

        IReadOnlyList<NamedSequence> sequences = await SequencesAsync(context, chunk.Input, cancellationToken);
        if (request.Method == RunMethod.Ism)
            return Predict(new MutagenesisRows(sequences, context.Model.Alphabet, request.Mutagenesis, (int)chunk.FirstRow, chunk.Rows));
        if (request.Occlusion is { } occlusion)
            return Predict(new OcclusionRows(sequences, context.Model.Alphabet, occlusion, context.Model.Loaded.Layout.MissingFill, request.Seed, (int)chunk.FirstRow, chunk.Rows));
        if (request.Insertion is { } insertion)
            return Predict(new InsertionRows(sequences, context.Model.Alphabet, insertion, request.Seed, (int)chunk.FirstRow, chunk.Rows));
        if (request.Interactions is { } interactions)
        {
            int q = context.Model.Alphabet.Count;
            PositionPairs[] pairs = [.. sequences.Select(s => new PositionPairs(InteractionOptions.PositionsOf(s, request.Mutagenesis), q, interactions.Window))];
            return Predict(new DoubleMutantRows(sequences, pairs, singles: true, (int)chunk.FirstRow, chunk.Rows));
        }

        if (request.Perturbation is { } perturbation)
            return Predict(new PerturbationRows(sequences, PerturbationSites.Of(perturbation, context.Model.Alphabet), perturbation, request.Seed, (int)chunk.FirstRow, chunk.Rows));
        if (request.Method == RunMethod.Variants)
            sequences = VariantEffect.Rows([.. sequences.Where(static s => s.Length > 0)], context.Model.Alphabet, request.Mutagenesis.BothStrands);
        var rows = new SequenceRows(sequences);
        float[] ordered = Predict(rows);
        int targets = context.Model.Targets.Count;
        var predictions = new float[ordered.Length];
        for (int row = 0; row < rows.Count; row++)
            ordered.AsSpan(row * targets, targets).CopyTo(predictions.AsSpan(rows.Order[row] * targets));
        return predictions;

        float[] Predict(RowSource source) =>
            RowPredictor.Predict(context.Model, source, plan.BatchRows, context.Threads, context.Progress, cancellationToken);
    }
}
