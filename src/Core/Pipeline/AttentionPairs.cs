using GenoXai.Core.Numerics;
using GenoXai.Core.Results;

namespace GenoXai.Core.Pipeline;

/// <summary>A pair of tokens, tested over all sequences.</summary>
/// <param name="Query">The token that looks.</param>
/// <param name="Key">The one looked at.</param>
/// <param name="Sequences">Sequences that have both.</param>
/// <param name="Mean">Mean attention over them.</param>
/// <param name="BackgroundMean">Mean over their shuffles; NaN without any.</param>
/// <param name="U">Mann–Whitney U.</param>
/// <param name="PValue">Whether the sequences attend more than their shuffles.</param>
/// <param name="AdjustedPValue">The same for all pairs tested together.</param>
internal sealed record AttentionPair(int Query, int Key, long Sequences, double Mean, double BackgroundMean, double U, double PValue, double AdjustedPValue);

/// <summary>
/// Pairs of tokens to which sequences attend more than their dinucleotide shuffles do: those whose mean attention
/// reaches the threshold, by Mann–Whitney U, adjusted after Benjamini and Hochberg.
/// </summary>
/// <remarks>
/// The shuffles of a sequence are not independent of it; as they share what makes its attention high or low, the test
/// is rather too strict than too lax. Goes through the chunks once for every <see cref="MostNumbers"/> numbers.
/// </remarks>
internal static class AttentionPairs
{
    private const int MostNumbers = 16 << 20;

    /// <summary>Pairs to test, of a mean of shape (T, T), strongest first; a token with itself is none.</summary>
    public static IReadOnlyList<(int Query, int Key)> Candidates(ReadOnlySpan<double> mean, int tokens, double threshold)
    {
        var found = new List<(double Mean, int Query, int Key)>();
        for (int query = 0, at = 0; query < tokens; query++)
            for (int key = 0; key < tokens; key++, at++)
                if (query != key && mean[at] >= threshold) found.Add((mean[at], query, key));
        return [.. found.OrderByDescending(static f => f.Mean).ThenBy(static f => f.Query).ThenBy(static f => f.Key).Select(static f => (f.Query, f.Key))];
    }

    /// <summary>Tests pairs; the most certain first.</summary>
    public static async Task<IReadOnlyList<AttentionPair>> TestAsync(
        RunContext context, RunDocument plan, IReadOnlyList<(int Query, int Key)> candidates, CancellationToken cancellationToken)
    {
        int backgrounds = context.Request.Attention!.Backgrounds;
        var pairs = new List<AttentionPair>(candidates.Count);
        int block = (int)Math.Clamp(MostNumbers / Math.Max(1, plan.Sequences * (1 + backgrounds)), 1, Math.Max(1, candidates.Count));
        for (int first = 0; first < candidates.Count; first += block)
        {
            (int Query, int Key)[] some = [.. candidates.Skip(first).Take(block)];
            List<float>[] own = [.. some.Select(static _ => new List<float>())], other = [.. some.Select(static _ => new List<float>())];
            await foreach (AttentionResult result in AttentionRows.ReadAllAsync(context, plan, cancellationToken))
                Collect(result, some, backgrounds, own, other);
            for (int i = 0; i < some.Length; i++)
            {
                (double u, double p) = MannWhitney.Greater([.. own[i]], [.. other[i]]);
                double mean = own[i].Average(static v => (double)v), background = other[i].Count > 0 ? other[i].Average(static v => (double)v) : double.NaN;
                pairs.Add(new AttentionPair(some[i].Query, some[i].Key, own[i].Count, mean, background, u, p, double.NaN));
            }
        }

        double[] adjusted = BenjaminiHochberg.Adjust([.. pairs.Select(static p => p.PValue)]);
        return [.. pairs.Select((p, i) => p with { AdjustedPValue = adjusted[i] })
            .OrderBy(static p => double.IsNaN(p.AdjustedPValue) ? 2 : p.AdjustedPValue).ThenByDescending(static p => p.Mean).ThenBy(static p => p.Query).ThenBy(static p => p.Key)];
    }

    /// <summary>Writes <c>pairs.tsv</c>; positions are those of tokens in a sequence of one length, empty where lengths differ.</summary>
    public static void Write(Stream stream, IReadOnlyList<AttentionPair> pairs, Func<int, (int Start, int End)>? positions)
    {
        using var table = new TsvWriter(stream, leaveOpen: true,
            "query", "key", "query_start", "query_end", "key_start", "key_end", "sequences", "mean", "background_mean", "u", "p_value", "p_adjusted");
        foreach (AttentionPair pair in pairs)
        {
            table.Number(pair.Query).Number(pair.Key);
            foreach (int token in new[] { pair.Query, pair.Key })
            {
                if (positions is null) table.Text("").Text("");
                else table.Number(positions(token).Start).Number(positions(token).End);
            }

            table.Number(pair.Sequences).Number(pair.Mean);
            foreach (double value in new[] { pair.BackgroundMean, pair.U, pair.PValue, pair.AdjustedPValue })
            {
                if (double.IsNaN(value)) table.Text("");
                else table.Number(value);
            }

            table.EndRow();
        }
    }

    private static void Collect(AttentionResult result, (int Query, int Key)[] pairs, int backgrounds, List<float>[] own, List<float>[] other)
    {
        int tokens = result.Tokens;
        ReadOnlySpan<float> joined = result.Joined.Span;
        for (int i = 0; i < pairs.Length; i++)
        {
            if (pairs[i].Query >= tokens || pairs[i].Key >= tokens) continue;
            int at = pairs[i].Query * tokens + pairs[i].Key;
            own[i].Add(joined[at]);
            for (int b = 0; b < backgrounds; b++) other[i].Add(result.Background(b).Span[at]);
        }
    }
}
