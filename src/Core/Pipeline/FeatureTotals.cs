using GenoXai.Core.Results;

namespace GenoXai.Core.Pipeline;

/// <summary>Scores of named features over all sequences: by source and target, as a table and a picture.</summary>
internal sealed class FeatureTotals
{
    private const int MostBars = 20;
    private readonly SortedDictionary<(string Source, string Target), Total> _totals = [];

    public bool IsEmpty => _totals.Count == 0;

    /// <summary>Adds a directed pair of one sequence.</summary>
    public void Add(string source, string target, float score, bool significant)
    {
        if (!float.IsFinite(score)) return;
        Total total = _totals.GetValueOrDefault((source, target));
        _totals[(source, target)] = new Total(total.Count + 1, total.Sum + score, total.Squares + (double)score * score, total.Significant + (significant ? 1 : 0));
    }

    public void WriteTable(Stream stream)
    {
        using var table = new TsvWriter(stream, leaveOpen: true, "source", "target", "pairs", "mean_score", "standard_error", "significant");
        foreach (((string source, string target), Total total) in _totals)
            table.Text(source).Text(target).Number(total.Count).Number(total.Mean).Number(total.StandardError).Number(total.Significant).EndRow();
    }

    public void Draw(Stream stream, string subtitle) => new BarPicture
    {
        Title = "Which features act together",
        Subtitle = subtitle,
        ValueName = "mean score",
        Bars =
        [
            .. _totals.OrderByDescending(static t => t.Value.Mean).Take(MostBars).Select(static t => new Bar($"{t.Key.Source} → {t.Key.Target}", t.Value.Mean,
                FormattableString.Invariant($"{AxisScale.Short(t.Value.Mean)}, {t.Value.Significant} of {t.Value.Count}"), double.IsNaN(t.Value.StandardError) ? 0 : t.Value.StandardError, 2 * t.Value.Significant > t.Value.Count)),
        ],
    }.Write(stream);

    private readonly record struct Total(long Count, double Sum, double Squares, long Significant)
    {
        public double Mean => Sum / Count;

        public double StandardError => Count > 1 ? Math.Sqrt(Math.Max(0, Squares / Count - Mean * Mean) / (Count - 1)) : double.NaN;
    }
}
