using System.Runtime.CompilerServices;
using GenoXai.Core.Attribution;
using GenoXai.Core.Models;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>A sequence with its predictions, shape (1 + nodes, targets): first as it is, then with each node held fixed.</summary>
internal readonly record struct NodeSequence(NamedSequence Sequence, ReadOnlyMemory<float> Predictions);

/// <summary>Both passes of a node ablation: the mean of every node over all sequences, then the model with each node held at it.</summary>
internal static class NodeRows
{
    public static NodeAblationModel ModelOf(RunContext context) => context.Model.NodeAblation(context.Request.Nodes!.Layer, context.Request.Nodes.Axis);

    /// <summary>Refuses what cannot be run before anything is shown to the model.</summary>
    public static void Require(RunRequest request, OnnxSequenceModel model)
    {
        request.Nodes!.Check();
        _ = model.NodeAblation(request.Nodes.Layer, request.Nodes.Axis);
    }

    /// <summary>The plan of both passes, from that of the second.</summary>
    public static RunDocument Plan(RunContext context, RunDocument plan)
    {
        int each = ModelOf(context).Nodes + 1;
        ChunkDocument[] first = [.. plan.Chunks.Select(chunk => chunk with { Rows = chunk.Rows / each })];
        int count = first.Length;
        return plan with { Chunks = [.. first, .. plan.Chunks], Rows = plan.Rows + plan.Sequences, RoundEnds = [count, 2 * count] };
    }

    public static async Task<WorkResult> RunAsync(RunContext context, RunDocument plan, int chunk, CancellationToken cancellationToken)
    {
        var item = new WorkItem(RunStage.Rows, chunk);
        ChunkDocument document = plan.Chunks[chunk];
        NodeAblationModel model = ModelOf(context);
        bool isFirst = chunk < plan.RoundEnds[0];
        int size = isFirst ? model.Nodes : (model.Nodes + 1) * context.Model.Targets.Count, rowsOfOne = isFirst ? 1 : model.Nodes + 1, sequences = document.Rows / rowsOfOne;
        if (await PartFile.TryReadRowsAsync(context.Store, RunKeys.Rows(chunk), plan.TagOf(chunk), checked(sequences * size), cancellationToken) is not null)
        {
            context.Progress?.Invoke(-document.Rows);
            return new WorkResult(item, Rows: document.Rows, Reused: true);
        }

        IReadOnlyList<NamedSequence> read = await ModelRows.SequencesAsync(context, document.Input, cancellationToken);
        float[] fixedAt = isFirst ? [] : await FixedAtAsync(context, plan, cancellationToken);
        var found = new float[checked(sequences * size)];
        Parallel.For(0, sequences, new ParallelOptions { MaxDegreeOfParallelism = context.Threads, CancellationToken = cancellationToken }, i =>
        {
            Span<float> own = found.AsSpan(i * size, size);
            if (isFirst) model.Means(read[i].Letters, own);
            else model.Ablate(read[i].Letters, fixedAt, plan.BatchRows, own, cancellationToken);
            context.Progress?.Invoke(rowsOfOne);
        });
        await context.Store.PutAsync(RunKeys.Rows(chunk), stream => PartFile.WriteRows(stream, plan.TagOf(chunk), found), cancellationToken);
        return new WorkResult(item, Rows: document.Rows);
    }

    /// <summary>Joins the first pass into the mean of each node: over the positions of a sequence, then over sequences.</summary>
    public static async Task<WorkResult> ReviewAsync(RunContext context, RunDocument plan, WorkItem item, CancellationToken cancellationToken)
    {
        int nodes = ModelOf(context).Nodes;
        var sums = new double[nodes];
        for (int chunk = 0; chunk < plan.RoundEnds[0]; chunk++)
        {
            float[] means = await PartFile.TryReadRowsAsync(context.Store, RunKeys.Rows(chunk), plan.TagOf(chunk), checked(plan.Chunks[chunk].Rows * nodes), cancellationToken) ?? throw Damaged(chunk);
            for (int i = 0; i < means.Length; i++) sums[i % nodes] += means[i];
        }

        float[] all = [.. sums.Select(sum => (float)(sum / Math.Max(1, plan.Sequences)))];
        await context.Store.PutAsync(RunKeys.Round(0), stream => PartFile.WriteRows(stream, plan.TagOf(-1), all), cancellationToken);
        return new WorkResult(item);
    }

    /// <summary>The mean of each node.</summary>
    public static async Task<float[]> MeansAsync(RunContext context, RunDocument plan, CancellationToken cancellationToken) =>
        await PartFile.TryReadRowsAsync(context.Store, RunKeys.Round(0), plan.TagOf(-1), ModelOf(context).Nodes, cancellationToken)
            ?? throw new InvalidDataException($"{RunKeys.Round(0)} is damaged. Run the same command again; it is then computed anew.");

    /// <summary>All sequences in order; holds one chunk at a time.</summary>
    public static async IAsyncEnumerable<NodeSequence> ReadAsync(RunContext context, RunDocument plan, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int each = ModelOf(context).Nodes + 1, size = each * context.Model.Targets.Count;
        for (int chunk = plan.RoundEnds[0]; chunk < plan.Chunks.Count; chunk++)
        {
            IReadOnlyList<NamedSequence> sequences = await ModelRows.SequencesAsync(context, plan.Chunks[chunk].Input, cancellationToken);
            float[] predictions = await PartFile.TryReadRowsAsync(context.Store, RunKeys.Rows(chunk), plan.TagOf(chunk), checked(sequences.Count * size), cancellationToken) ?? throw Damaged(chunk);
            for (int i = 0; i < sequences.Count; i++) yield return new NodeSequence(sequences[i], predictions.AsMemory(i * size, size));
        }
    }

    private static async Task<float[]> FixedAtAsync(RunContext context, RunDocument plan, CancellationToken cancellationToken) =>
        context.Request.Nodes!.Replace == NodeAblationValue.Zero ? new float[ModelOf(context).Nodes] : await MeansAsync(context, plan, cancellationToken);

    private static InvalidDataException Damaged(int chunk) => new($"{RunKeys.Rows(chunk)} is damaged. Run the same command again; it is then computed anew.");
}
