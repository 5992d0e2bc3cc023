using System.Globalization;
using GenoXai.Core.Results;

namespace GenoXai.Local.Reports;

/// <summary>What a page says of a run of filters.</summary>
internal static class FilterSections
{
    private const int MostRows = 40;

    public static void Append(HtmlReport page, RunResults run)
    {
        long sequences = run.Record.GetInt64("sequences"), filters = run.Record.GetInt64("filters");
        page.Lead($"{ReportText.Of(filters, "filter")} of {run.Record.GetInt64("width")} positions, {ReportText.Of(sequences, "sequence")}, {ReportText.Of(run.Record.GetInt64("model_rows"), "row")} of the first layer.");
        page.Section("At a glance").Facts(RunReport.Cost(run,
            ("sequences", ReportText.Count(sequences)), ("filters", ReportText.Count(filters)), ("with a motif", ReportText.Count(run.Record.GetInt64("motifs"))), ("layer", run.Record.GetString("layer")), ("threshold", run.Record.GetString("threshold"))));
        if (run.Files.Contains("filters.svg")) page.Section("Logos").Figure(run.ReadPicture("filters.svg"), "Letters are as high as their probability times the information of the position.");
        string[][] rows = [.. TableFile.Read(run.Path("filters.tsv"), "filter", "sites", "share_of_sequences", "consensus", "information_content", "best_motif", "q_value", "note")];
        page.Section("The filters").Table(["filter", "sites", "active in", "consensus", "bits", "best known motif", "q", "note"],
            rows.OrderBy(static row => Value(row[6], 2)).ThenByDescending(static row => Value(row[4], 0)).Take(MostRows)
                .Select(static row => (IReadOnlyList<string>)[row[0], row[1], (Value(row[2], 0) * 100).ToString("F1", CultureInfo.InvariantCulture) + " %", row[3], Short(row[4]), row[5], Short(row[6]), row[7]]));
        if (filters > MostRows) page.Paragraph($"{MostRows} of {filters}; all are in filters.tsv.");
    }

    private static double Value(string cell, double otherwise) => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : otherwise;

    private static string Short(string cell) => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value.ToString("G3", CultureInfo.InvariantCulture) : "–";
}
