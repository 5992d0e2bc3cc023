using System.Runtime.CompilerServices;
using GenoXai.Core.Attribution;
using GenoXai.Core.Numerics;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>Reads the attention of one chunk of sequences and of their shuffles, unless it lies there already.</summary>
internal static class AttentionRows
{
    /// <summary>Rows of a sequence: itself and its shuffles.</summary>
    public static long RowsOf(AttentionOptions options) => 1L + options.Shuffles;

    public static async Task<WorkResult> RunAsync(RunContext context, RunDocument plan, int chunk, CancellationToken cancellationToken)
    {
        var item = new WorkItem(RunStage.Rows, chunk);
        ChunkDocument document = plan.Chunks[chunk];
        var layout = new AttentionLayout(context.Request.Attention!, context.Model.Attention);
        IReadOnlyList<NamedSequence> sequences = await ModelRows.SequencesAsync(context, document.Input, cancellationToken);
        if (await ReadAsync(context, plan, chunk, layout, sequences, cancellationToken) is not null)
        {
            context.Progress?.Invoke(-document.Rows);
            return new WorkResult(item, Rows: document.Rows, Reused: true);
        }

        var data = new float[sequences.Sum(layout.SizeOf)];
        AttentionResult[] results = Split(layout, sequences, data);
        Parallel.For(0, results.Length, new ParallelOptions { MaxDegreeOfParallelism = context.Threads, CancellationToken = cancellationToken }, i =>
        {
            Fill(context, layout, plan.BatchRows, results[i], cancellationToken);
            context.Progress?.Invoke((int)RowsOf(context.Request.Attention!));
        });
        await context.Store.PutAsync(RunKeys.Rows(chunk), stream => PartFile.WriteRows(stream, plan.TagOf(chunk), data), cancellationToken);
        return new WorkResult(item, Rows: document.Rows);
    }

    /// <summary>All sequences in order; holds one chunk at a time.</summary>
    public static async IAsyncEnumerable<AttentionResult> ReadAllAsync(RunContext context, RunDocument plan, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var layout = new AttentionLayout(context.Request.Attention!, context.Model.Attention);
        for (int chunk = 0; chunk < plan.Chunks.Count; chunk++)
        {
            IReadOnlyList<NamedSequence> sequences = await ModelRows.SequencesAsync(context, plan.Chunks[chunk].Input, cancellationToken);
            AttentionResult[] results = await ReadAsync(context, plan, chunk, layout, sequences, cancellationToken)
                ?? throw new InvalidDataException($"{RunKeys.Rows(chunk)} is damaged. Run the same command again; it is then computed anew.");
            foreach (AttentionResult result in results) yield return result;
        }
    }

    /// <summary>Letters of a sequence's shuffle.</summary>
    internal static byte[] Shuffle(RunContext context, NamedSequence sequence, int index)
    {
        SeededRandom random = SequenceStream.Of(context.Request.Seed, "dinucleotide-shuffle", sequence, index);
        return DinucleotideShuffle.Of(sequence.Letters, context.Model.Alphabet.Count, ref random);
    }

    private static async Task<AttentionResult[]?> ReadAsync(
        RunContext context, RunDocument plan, int chunk, AttentionLayout layout, IReadOnlyList<NamedSequence> sequences, CancellationToken cancellationToken) =>
        await PartFile.TryReadRowsAsync(context.Store, RunKeys.Rows(chunk), plan.TagOf(chunk), sequences.Sum(layout.SizeOf), cancellationToken) is { } data
            ? Split(layout, sequences, data)
            : null;

    private static AttentionResult[] Split(AttentionLayout layout, IReadOnlyList<NamedSequence> sequences, float[] data)
    {
        var results = new AttentionResult[sequences.Count];
        int at = 0;
        for (int i = 0; i < results.Length; i++)
        {
            int size = layout.SizeOf(sequences[i]);
            results[i] = layout.Of(sequences[i], data.AsMemory(at, size));
            at += size;
        }

        return results;
    }

    private static void Fill(RunContext context, AttentionLayout layout, int batchRows, AttentionResult result, CancellationToken cancellationToken)
    {
        AttentionOptions options = context.Request.Attention!;
        int length = result.Sequence.Length;
        var letters = new byte[checked((1 + options.Shuffles) * length)];
        result.Sequence.Letters.CopyTo(letters.AsSpan());
        for (int i = 0; i < options.Shuffles; i++) Shuffle(context, result.Sequence, i).CopyTo(letters.AsSpan((1 + i) * length));
        var background = new AttentionBackground(result.Joined, result.Tokens, options.Shuffles);
        var joined = new float[result.Tokens * result.Tokens];
        context.Model.Attention.Read(letters, length, batchRows, (row, maps) =>
        {
            if (row > 0)
            {
                AttentionMaps.Join(options.Aggregate, maps.Span, layout.Heads, layout.Layers, joined);
                background.Add(row - 1, joined);
                if (row <= options.Backgrounds) joined.CopyTo(result.Background(row - 1));
                return;
            }

            AttentionMaps.Join(options.Aggregate, maps.Span, layout.Heads, layout.Layers, result.Joined.Span);
            for (int i = 0; i < layout.Layers.Length; i++) AttentionMaps.OfLayer(maps.Span, layout.Heads, layout.Layers[i], result.Layer(i).Span);
            if (options.KeepAll) maps.CopyTo(result.Maps);
        }, cancellationToken);
        if (options.Shuffles == 0) return;
        background.Reached.CopyTo(result.Reached);
        background.Mean.CopyTo(result.BackgroundMean);
        background.Largest.CopyTo(result.Largest);
    }
}
