using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using GenoXai.Core.Models;
using GenoXai.Core.Motifs;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>What the first pass over the filters of all sequences found.</summary>
/// <param name="Max">Largest activation of each filter.</param>
/// <param name="Mean">Mean activation of each filter.</param>
/// <param name="Thresholds">The activation that a site exceeds.</param>
internal sealed record FilterReview(double[] Max, double[] Mean, float[] Thresholds);

/// <summary>A sequence with what the first pass found in it, shape (filters, <see cref="FilterMaxima.Numbers"/>).</summary>
internal readonly record struct FilteredSequence(NamedSequence Sequence, ReadOnlyMemory<float> Maxima);

/// <summary>
/// Both passes over the first layer: the first finds each filter's range, the second counts the words above its threshold.
/// The second shows every sequence again instead of keeping activations, so memory does not grow with the sequences.
/// </summary>
internal static class FilterRows
{
    public static FilterLayer LayerOf(RunContext context) => context.Model.FilterLayer(context.Request.Filters!.Layer);

    /// <summary>Refuses what cannot be run before anything is shown to the model.</summary>
    public static void Require(RunContext context)
    {
        context.Request.Filters!.Check();
        _ = LayerOf(context);
        foreach (Motif motif in KnownOf(context) ?? []) _ = motif.In(context.Model.Alphabet);
    }

    /// <summary>The known motifs, from beside the request or from within it; null for none.</summary>
    public static IReadOnlyList<Motif>? KnownOf(RunContext context) =>
        context.Motifs ?? (context.Request.Filters!.MotifText is { } text ? MotifReader.Read(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)), "motifs") : null);

    public static async Task<WorkResult> RunAsync(RunContext context, RunDocument plan, int chunk, CancellationToken cancellationToken)
    {
        var item = new WorkItem(RunStage.Rows, chunk);
        int rows = plan.Chunks[chunk].Rows;
        bool isFirst = chunk < plan.RoundEnds[0];
        FilterLayer layer = LayerOf(context);
        int size = isFirst ? checked(rows * layer.Filters * FilterMaxima.Numbers) : SizeOfSites(context, layer);
        if (await PartFile.TryReadRowsAsync(context.Store, RunKeys.Rows(chunk), plan.TagOf(chunk), size, cancellationToken) is not null)
        {
            context.Progress?.Invoke(-rows);
            return new WorkResult(item, Rows: rows, Reused: true);
        }

        IReadOnlyList<NamedSequence> sequences = await ModelRows.SequencesAsync(context, plan.Chunks[chunk].Input, cancellationToken);
        float[] found = isFirst ? Maxima(context, plan, layer, sequences, cancellationToken)
            : Sites(context, plan, layer, sequences, await ReadReviewAsync(context, plan, cancellationToken), cancellationToken);
        await context.Store.PutAsync(RunKeys.Rows(chunk), stream => PartFile.WriteRows(stream, plan.TagOf(chunk), found), cancellationToken);
        return new WorkResult(item, Rows: rows);
    }

    /// <summary>Joins the first pass into the filters' ranges and thresholds.</summary>
    public static async Task<WorkResult> ReviewAsync(RunContext context, RunDocument plan, WorkItem item, CancellationToken cancellationToken)
    {
        FilterLayer layer = LayerOf(context);
        int filters = layer.Filters;
        double[] max = [.. Enumerable.Repeat(double.NegativeInfinity, filters)], sum = new double[filters];
        long windows = 0;
        await foreach (FilteredSequence finished in ReadAsync(context, plan, cancellationToken))
        {
            ReadOnlySpan<float> maxima = finished.Maxima.Span;
            windows += layer.Windows(finished.Sequence.Length, int.MaxValue).Count;
            for (int filter = 0; filter < filters; filter++)
            {
                float most = maxima[filter * FilterMaxima.Numbers], total = maxima[filter * FilterMaxima.Numbers + 2];
                if (!float.IsFinite(most) || !float.IsFinite(total))
                    throw new InputException($"{context.Source}, record \"{finished.Sequence.Id}\": an activation of filter {filter} is not finite, so the filters have no range. Leave the sequence out.", "not-finite");
                max[filter] = Math.Max(max[filter], most);
                sum[filter] += total;
            }
        }

        var review = new float[filters * 4];
        Span<double> stored = MemoryMarshal.Cast<float, double>(review.AsSpan());
        max.CopyTo(stored);
        for (int filter = 0; filter < filters; filter++) stored[filters + filter] = sum[filter] / Math.Max(1, windows);
        await context.Store.PutAsync(RunKeys.Round(0), stream => PartFile.WriteRows(stream, plan.TagOf(-1), review), cancellationToken);
        return new WorkResult(item);
    }

    public static async Task<FilterReview> ReadReviewAsync(RunContext context, RunDocument plan, CancellationToken cancellationToken)
    {
        int filters = LayerOf(context).Filters;
        float[] review = await PartFile.TryReadRowsAsync(context.Store, RunKeys.Round(0), plan.TagOf(-1), filters * 4, cancellationToken) ?? throw Damaged(RunKeys.Round(0));
        double[] stored = MemoryMarshal.Cast<float, double>(review.AsSpan()).ToArray(), max = stored[..filters], mean = stored[filters..];
        return new FilterReview(max, mean, [.. max.Zip(mean, (most, middle) => (float)context.Request.Filters!.Of(most, middle))]);
    }

    /// <summary>All sequences with their first pass, in order; holds one chunk at a time.</summary>
    public static async IAsyncEnumerable<FilteredSequence> ReadAsync(RunContext context, RunDocument plan, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int size = LayerOf(context).Filters * FilterMaxima.Numbers;
        for (int chunk = 0; chunk < plan.RoundEnds[0]; chunk++)
        {
            IReadOnlyList<NamedSequence> sequences = await ModelRows.SequencesAsync(context, plan.Chunks[chunk].Input, cancellationToken);
            float[] maxima = await PartFile.TryReadRowsAsync(context.Store, RunKeys.Rows(chunk), plan.TagOf(chunk), checked(sequences.Count * size), cancellationToken) ?? throw Damaged(RunKeys.Rows(chunk));
            for (int i = 0; i < sequences.Count; i++) yield return new FilteredSequence(sequences[i], maxima.AsMemory(i * size, size));
        }
    }

    /// <summary>The second pass of all chunks: sites of each filter, and the letters of them, shape (filters, width, q).</summary>
    public static async Task<(long[] Sites, long[] Counts)> ReadSitesAsync(RunContext context, RunDocument plan, CancellationToken cancellationToken)
    {
        FilterLayer layer = LayerOf(context);
        int size = SizeOfSites(context, layer);
        var all = new long[size];
        for (int chunk = plan.RoundEnds[0]; chunk < plan.Chunks.Count; chunk++)
        {
            float[] part = await PartFile.TryReadRowsAsync(context.Store, RunKeys.Rows(chunk), plan.TagOf(chunk), size, cancellationToken) ?? throw Damaged(RunKeys.Rows(chunk));
            ReadOnlySpan<int> counts = MemoryMarshal.Cast<float, int>(part.AsSpan());
            for (int i = 0; i < size; i++) all[i] += counts[i];
        }

        return (all[..layer.Filters], all[layer.Filters..]);
    }

    private static int SizeOfSites(RunContext context, FilterLayer layer) => checked(layer.Filters * (1 + layer.Width * context.Model.Alphabet.Count));

    private static float[] Maxima(RunContext context, RunDocument plan, FilterLayer layer, IReadOnlyList<NamedSequence> sequences, CancellationToken cancellationToken)
    {
        var rows = new SequenceRows(sequences);
        using var model = new FilterMaxima(context.Model, layer);
        float[] ordered = RowPredictor.Predict(model, rows, plan.BatchRows, context.Threads, context.Progress, cancellationToken);
        int size = layer.Filters * FilterMaxima.Numbers;
        var maxima = new float[ordered.Length];
        for (int row = 0; row < rows.Count; row++) ordered.AsSpan(row * size, size).CopyTo(maxima.AsSpan(rows.Order[row] * size));
        return maxima;
    }

    private static float[] Sites(RunContext context, RunDocument plan, FilterLayer layer, IReadOnlyList<NamedSequence> sequences, FilterReview review, CancellationToken cancellationToken)
    {
        using var model = new FilterSites(context.Model, layer, review.Thresholds);
        RowPredictor.Predict(model, new SequenceRows(sequences), plan.BatchRows, context.Threads, context.Progress, cancellationToken);
        // Whole numbers in the place of fractions: the file keeps bits.
        var part = new float[SizeOfSites(context, layer)];
        Span<int> counts = MemoryMarshal.Cast<float, int>(part.AsSpan());
        model.Sites.CopyTo(counts);
        model.Counts.CopyTo(counts[layer.Filters..]);
        return part;
    }

    private static InvalidDataException Damaged(string key) => new($"{key} is damaged. Run the same command again; it is then computed anew.");
}
