using System.Globalization;
using GenoXai.Core.Results;

namespace GenoXai.Local.Reports;

/// <summary>What a page says of a test with random weights.</summary>
internal static class SanitySections
{
    public static void Append(HtmlReport page, RunResults run)
    {
        RunRecord record = run.Record;
        page.Lead(record.GetString("verdict"));
        page.Section("At a glance").Facts(RunReport.Cost(run, ("explanation", record.GetString("explanation")), ("sequences", ReportText.Count(record.GetInt64("sequences"))),
            ("order", record.GetString("order")), ("weights", record.GetString("draw")), ("target", string.Join(", ", run.Targets))));
        page.Section("Step by step").Table(["step", "layer", "operator", "random layers", "random weights", "ρ of sizes, median", "lower quartile", "upper quartile"],
            TableFile.Read(run.Path("sanity_steps.tsv"), "step", "layer", "operator", "random_layers", "random_weights", "median", "lower_quartile", "upper_quartile", "measure")
                .Where(static row => row[8] == "size_spearman")
                .Select(static row => (IReadOnlyList<string>)[row[0], row[1], row[2], row[3], row[4], Number(row[5]), Number(row[6]), Number(row[7])]));
        page.Paragraph("An explanation that hardly changes when weights are random shows the sequence or the architecture, not what the model learned.");
        page.Section("Picture");
        page.Figure(run.ReadPicture("sanity.svg"), "");
    }

    private static string Number(string cell) => ReportText.Number(double.Parse(cell, CultureInfo.InvariantCulture));
}
