using System.Globalization;
using GenoXai.Core.Results;

namespace GenoXai.Local.Reports;

/// <summary>What a page says of a run of occlusion.</summary>
internal static class OcclusionSections
{
    private const int MostRows = 20;

    public static void Append(HtmlReport page, RunResults run)
    {
        long sequences = run.Record.GetInt64("sequences"), window = run.Record.GetInt64("window");
        page.Lead($"{ReportText.Of(sequences, "sequence")}, windows of {window}, {ReportText.Of(run.Record.GetInt64("model_rows"), "model row")}.");
        page.Section("At a glance").Facts(RunReport.Cost(run, ("sequences", ReportText.Count(sequences)), ("window", ReportText.Count(window)), ("fill", run.Record.GetString("fill")), ("target", string.Join(", ", run.Targets))));
        page.Section("The strongest window of each sequence").Table(["sequence", "target", "start", "letters", "effect of hiding it"],
            TableFile.Read(run.Path("occlusion.tsv"), "id", "target", "strongest_start", "letters", "effect").Take(MostRows)
                .Select(static row => (IReadOnlyList<string>)[row[0], row[1], row[2], row[3], Number(row[4])]));
        page.Paragraph($"Positions count from 0. {(sequences * run.Targets.Count > MostRows ? $"The first {MostRows}; all are in occlusion.tsv." : "")}");
        page.Section("The first sequences");
        RunReport.AppendPictures(page, run, "The height of a letter is what the prediction loses, on average, when a window over it is hidden.");
    }

    private static string Number(string cell) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? ReportText.Signed(value) : "–";
}
