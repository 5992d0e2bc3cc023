using System.Globalization;
using GenoXai.Core.Results;

namespace GenoXai.Local.Reports;

/// <summary>What a page says of motif insertion.</summary>
internal static class InsertSections
{
    private const int MostRows = 20;

    public static void Append(HtmlReport page, RunResults run)
    {
        RunRecord record = run.Record;
        string[] motifs = [.. record.GetStrings("motifs")];
        page.Lead($"{ReportText.Of(motifs.Length, "motif")} in {ReportText.Of(record.GetInt64("sequences"), "background")}, {ReportText.Of(record.GetInt64("model_rows"), "model row")}.");
        page.Section("At a glance").Facts(RunReport.Cost(run, ("backgrounds", $"{ReportText.Count(record.GetInt64("sequences"))} ({record.GetString("source")})"), ("sites", record.GetString("sites")), ("target", string.Join(", ", run.Targets))));
        page.Section("What it shows").Figures([.. run.Pictures.Select(name => (run.ReadPicture(name), ""))]);
        if (record.Has("sketch_pearson"))
        {
            page.Section("Beside the sketch").Facts(
                ("sketch", record.GetString("sketch_id")),
                ($"r of {(record.Has("pairs") ? "interactions" : "effects")}", ReportText.Number(record.GetDouble("sketch_pearson"))),
                ("designs compared", $"{ReportText.Count(record.GetInt64("sketch_designs"))} of {ReportText.Count(record.GetInt64("designs"))}"));
            page.Paragraph("The same words in the same backgrounds, answered by the sketch without a model row. Its figures are the last column of the tables; r by distance or motif is in sketch_comparison.tsv.");
        }

        page.Section("Motifs alone").Table(["motif", "strand", "start", "effect", "± standard error", "adjusted p"], Rows(run, "insert.tsv", ["motif", "strand", "start"], "effect", "standard_error"));
        page.Paragraph("The effect is the mean over the backgrounds of f(background with the motif) − f(background); p-values are of paired t-tests, adjusted over the motifs (Benjamini and Hochberg).");
        if (!record.Has("pairs")) return;
        page.Section("Two together").Table(["order", "strand of the first", "of the second", "distance", "interaction", "± standard error", "adjusted p"],
            Rows(run, "pairs.tsv", ["order", "first_strand", "second_strand", "distance"], "interaction", "interaction_standard_error"));
        page.Paragraph($"{ReportText.Count(record.GetInt64("significant_pairs"))} of {ReportText.Count(record.GetInt64("pairs"))} placements have an interaction, f_AB − f_A − f_B + f_0, that differs from 0 (adjusted p < 0.05).");
    }

    /// <summary>The rows of the largest size.</summary>
    private static IReadOnlyList<string>[] Rows(RunResults run, string name, string[] texts, string value, string error)
    {
        var strongest = new Strongest<string[]>(MostRows);
        foreach (string[] cells in TableFile.Read(run.Path(name), [.. texts, value, error, "q_value"]))
        {
            if (!double.TryParse(cells[^3], NumberStyles.Float, CultureInfo.InvariantCulture, out double size) || !strongest.Wants(size)) continue;
            strongest.Offer(size, [.. cells[..^3], ReportText.Signed(size), Number(cells[^2]), Number(cells[^1])]);
        }

        return [.. strongest.Items];
    }

    private static string Number(string cell) => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? ReportText.Number(value) : "–";
}
