using GenoXai.Core.Results;

namespace GenoXai.Local.Reports;

/// <summary>What a page says of a run of attention.</summary>
internal static class AttentionSections
{
    private const int MostRows = 20;

    public static void Append(HtmlReport page, RunResults run)
    {
        long sequences = run.Record.GetInt64("sequences"), shuffles = run.Record.GetInt64("shuffles"), tested = run.Record.GetInt64("tested_pairs");
        page.Lead($"{ReportText.Of(sequences, "sequence")} and {ReportText.Of(shuffles, "shuffle")} of each, {ReportText.Of(run.Record.GetInt64("tokens"), "token")}, {ReportText.Of(run.Record.GetInt64("model_rows"), "model row")}.");
        page.Section("At a glance").Facts(RunReport.Cost(run, ("sequences", ReportText.Count(sequences)), ("heads of each layer", run.Record.GetString("heads")),
            ("joined by", run.Record.GetString("aggregate")), ("pairs tested", ReportText.Count(tested)), ("more than in shuffles", ReportText.Count(run.Record.GetInt64("significant_pairs")))));
        page.Section("Pairs of tokens over all sequences").Table(["query", "key", "mean attention", "in shuffles", "adjusted p"],
            TableFile.Read(run.Path("pairs.tsv"), "query", "key", "mean", "background_mean", "p_adjusted").Take(MostRows)
                .Select(static row => (IReadOnlyList<string>)[row[0], row[1], Number(row[2]), Number(row[3]), Number(row[4])]));
        page.Paragraph($"Adjusted p: Mann–Whitney U of the sequences against their dinucleotide shuffles, after Benjamini and Hochberg. {(tested > MostRows ? $"The first {MostRows}; all are in pairs.tsv." : "")}");
        if (run.Record.Has("tested_motif_pairs"))
        {
            page.Section("Pairs of motifs").Table(["query motif", "key motif", "pairs of sites", "mean attention", "in shuffles", "adjusted p"],
                TableFile.Read(run.Path("motif_pairs.tsv"), "query_motif", "key_motif", "site_pairs", "mean", "background_mean", "p_adjusted").Take(MostRows)
                    .Select(static row => (IReadOnlyList<string>)[row[0], row[1], row[2], Number(row[3]), Number(row[4]), Number(row[5])]));
        }

        page.Section("The strongest pairs of the first sequences").Table(["sequence", "query", "key", "query letters", "key letters", "attention", "in shuffles", "adjusted p"],
            TableFile.Read(run.Path("attention.tsv"), "id", "query", "key", "query_letters", "key_letters", "attention", "background_mean", "p_adjusted").Take(MostRows)
                .Select(static row => (IReadOnlyList<string>)[row[0], row[1], row[2], row[3], row[4], Number(row[5]), Number(row[6]), Number(row[7])]));
        page.Paragraph("Adjusted p: the share of a sequence's own shuffles any of whose pairs has as much attention. Tokens and positions count from 0; all are in attention.tsv.");
        page.Section("Maps");
        if (run.Files.Contains("attention.svg")) page.Figure(run.ReadPicture("attention.svg"), "The mean over all sequences.");
        RunReport.AppendPictures(page, run, "A line shows what one token looks at. Attention is not importance: compare with an attribution.");
    }

    private static string Number(string cell) =>
        double.TryParse(cell, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out double value) ? ReportText.Number(value) : "–";
}
