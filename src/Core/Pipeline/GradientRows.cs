using System.Runtime.CompilerServices;
using GenoXai.Core.Models;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>Computes the maps of one chunk of sequences by gradients, unless they lie there already.</summary>
internal static class GradientRows
{
    public static async Task<WorkResult> RunAsync(RunContext context, RunDocument plan, int chunk, CancellationToken cancellationToken)
    {
        var item = new WorkItem(RunStage.Rows, chunk);
        IReadOnlyList<NamedSequence> sequences = await ModelRows.SequencesAsync(context, plan.Chunks[chunk].Input, cancellationToken);
        if (await ReadAsync(context, plan, chunk, sequences, cancellationToken) is { } finished)
        {
            context.Progress?.Invoke(-plan.Chunks[chunk].Rows);
            return new WorkResult(item, Rows: RowsOf(finished), Reused: true);
        }

        float[] data = new float[SizeOf(context, sequences)];
        GradientResult[] results = Split(context, sequences, data);
        if (context.Request.Method == RunMethod.Taylor) TaylorRows.Run(context, plan.BatchRows, results, cancellationToken);
        else AttributionRows.Run(context, plan.BatchRows, results, cancellationToken);
        await context.Store.PutAsync(RunKeys.Rows(chunk), stream => PartFile.WriteRows(stream, plan.TagOf(chunk), data), cancellationToken);
        return new WorkResult(item, Rows: RowsOf(results));
    }

    /// <summary>Throws unless the model has what a method needs of it.</summary>
    /// <exception cref="InputException">An operator has no gradient, or no multiplier; the message lists all of them.</exception>
    public static void Require(RunRequest request, OnnxSequenceModel model)
    {
        request.Attribution?.Check();
        _ = request.TakesMultipliers ? model.Multipliers : model.Gradients;
    }

    /// <summary>All sequences in order; holds one chunk at a time.</summary>
    public static async IAsyncEnumerable<GradientResult> ReadAllAsync(RunContext context, RunDocument plan, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (int chunk = 0; chunk < plan.Chunks.Count; chunk++)
        {
            IReadOnlyList<NamedSequence> sequences = await ModelRows.SequencesAsync(context, plan.Chunks[chunk].Input, cancellationToken);
            GradientResult[] results = await ReadAsync(context, plan, chunk, sequences, cancellationToken)
                ?? throw new InvalidDataException($"{RunKeys.Rows(chunk)} is damaged. Run the same command again; it is then computed anew.");
            foreach (GradientResult result in results) yield return result;
        }
    }

    private static async Task<GradientResult[]?> ReadAsync(RunContext context, RunDocument plan, int chunk, IReadOnlyList<NamedSequence> sequences, CancellationToken cancellationToken) =>
        await PartFile.TryReadRowsAsync(context.Store, RunKeys.Rows(chunk), plan.TagOf(chunk), SizeOf(context, sequences), cancellationToken) is { } data
            ? Split(context, sequences, data)
            : null;

    private static GradientLayout LayoutOf(RunContext context) => new(context.Request, context.Model.Alphabet.Count, context.Model.Targets.Count);

    private static int SizeOf(RunContext context, IReadOnlyList<NamedSequence> sequences)
    {
        GradientLayout layout = LayoutOf(context);
        return checked((int)sequences.Sum(layout.SizeOf));
    }

    private static GradientResult[] Split(RunContext context, IReadOnlyList<NamedSequence> sequences, float[] data)
    {
        GradientLayout layout = LayoutOf(context);
        var results = new GradientResult[sequences.Count];
        int at = 0;
        for (int i = 0; i < results.Length; i++)
        {
            int size = (int)layout.SizeOf(sequences[i]);
            results[i] = new GradientResult(layout, sequences[i], context.Model.Alphabet.Count, data.AsMemory(at, size));
            at += size;
        }

        return results;
    }

    private static long RowsOf(GradientResult[] results) => results.Sum(static r => (long)r.ForwardRows + (long)r.GradientRows);
}
