using GenoXai.Core.Models;
using GenoXai.Core.Motifs;
using GenoXai.Core.Numerics;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>Two motifs, tested over all pairs of their sites: how much the tokens of the one look at those of the other.</summary>
internal sealed record AttentionSitePair(string Query, string Key, int Pairs, int Sequences, double Mean, double BackgroundMean, double U, double PValue, double AdjustedPValue);

/// <summary>
/// Whether the tokens of one motif's sites look at those of another's more than the same tokens of the sequence's
/// shuffles do: Mann–Whitney U, adjusted after Benjamini and Hochberg over the pairs of motifs whose mean reaches the threshold.
/// </summary>
/// <remarks>After SATORI (Ullah and Ben-Hur 2021), with sites of motifs instead of those of filters.</remarks>
internal sealed class AttentionSitePairs(RunContext context, SiteFinder finder, Func<int, TokenPlacement> placementOf)
{
    // Of any two motifs; more change no test and cost memory.
    private const int MostPairs = 20_000;

    private readonly Dictionary<(string Query, string Key), Values> _found = [];

    /// <summary>Goes through the sequences once.</summary>
    public async Task<IReadOnlyList<AttentionSitePair>> TestAsync(RunDocument plan, CancellationToken cancellationToken)
    {
        await foreach (AttentionResult result in AttentionRows.ReadAllAsync(context, plan, cancellationToken)) Collect(result);
        double threshold = context.Request.Attention!.Threshold;
        var pairs = new List<AttentionSitePair>();
        foreach (((string query, string key), Values values) in _found)
        {
            double mean = values.Own.Average(static v => (double)v);
            if (mean < threshold) continue;
            (double u, double p) = MannWhitney.Greater([.. values.Own], [.. values.Background]);
            double background = values.Background.Count > 0 ? values.Background.Average(static v => (double)v) : double.NaN;
            pairs.Add(new AttentionSitePair(query, key, values.Own.Count, values.Sequences, mean, background, u, p, double.NaN));
        }

        double[] adjusted = BenjaminiHochberg.Adjust([.. pairs.Select(static p => p.PValue)]);
        return [.. pairs.Select((p, i) => p with { AdjustedPValue = adjusted[i] })
            .OrderBy(static p => double.IsNaN(p.PValue) ? 2 : p.PValue).ThenByDescending(static p => p.Mean).ThenBy(static p => p.Query, StringComparer.Ordinal).ThenBy(static p => p.Key, StringComparer.Ordinal)];
    }

    /// <summary>Writes <c>motif_pairs.tsv</c>.</summary>
    public static void Write(Stream stream, IReadOnlyList<AttentionSitePair> pairs)
    {
        using var table = new TsvWriter(stream, leaveOpen: true, "query_motif", "key_motif", "site_pairs", "sequences", "mean", "background_mean", "u", "p_value", "p_adjusted");
        foreach (AttentionSitePair pair in pairs)
        {
            table.Text(pair.Query).Text(pair.Key).Number(pair.Pairs).Number(pair.Sequences).Number(pair.Mean);
            foreach (double value in new[] { pair.BackgroundMean, pair.U, pair.PValue, pair.AdjustedPValue })
            {
                if (double.IsNaN(value)) table.Text("");
                else table.Number(value);
            }

            table.EndRow();
        }
    }

    /// <summary>Tokens of a site: those whose middle lies in it, else the one whose middle is nearest to its own.</summary>
    internal static (int First, int End) TokensOf(PerturbedSite site, TokenPlacement placement, int tokens)
    {
        double middle = placement.Start + placement.Width / 2;
        int first = (int)Math.Clamp(Math.Ceiling((site.Start - middle) / placement.Stride), 0, tokens), end = (int)Math.Clamp(Math.Ceiling((site.End - middle) / placement.Stride), 0, tokens);
        if (first < end) return (first, end);
        int nearest = (int)Math.Clamp(Math.Round(((site.Start + site.End) / 2.0 - middle) / placement.Stride), 0, tokens - 1);
        return (nearest, nearest + 1);
    }

    private void Collect(AttentionResult result)
    {
        NamedSequence sequence = result.Sequence;
        TokenPlacement placement = placementOf(sequence.Length);
        IReadOnlyList<PerturbedSite> sites = finder.Of(sequence);
        (int First, int End)[] tokens = [.. sites.Select(s => TokensOf(s, placement, result.Tokens))];
        var met = new HashSet<(string, string)>();
        for (int query = 0; query < tokens.Length; query++)
        {
            for (int key = 0; key < tokens.Length; key++)
            {
                // Sites that share a token cannot be told apart.
                if (tokens[query].First < tokens[key].End && tokens[key].First < tokens[query].End) continue;
                (string, string) names = (sites[query].Name, sites[key].Name);
                if (!_found.TryGetValue(names, out Values? values)) _found[names] = values = new Values();
                if (values.Own.Count >= MostPairs) continue;
                values.Own.Add(Largest(result.Joined.Span, result.Tokens, tokens[query], tokens[key]));
                for (int b = 0; b < context.Request.Attention!.Backgrounds; b++) values.Background.Add(Largest(result.Background(b).Span, result.Tokens, tokens[query], tokens[key]));
                if (met.Add(names)) values.Sequences++;
            }
        }
    }

    private static float Largest(ReadOnlySpan<float> map, int tokens, (int First, int End) query, (int First, int End) key)
    {
        float largest = 0;
        for (int q = query.First; q < query.End; q++)
            foreach (float value in map[(q * tokens + key.First)..(q * tokens + key.End)]) largest = Math.Max(largest, value);
        return largest;
    }

    private sealed class Values
    {
        public List<float> Own { get; } = [];

        public List<float> Background { get; } = [];

        public int Sequences { get; set; }
    }
}
