using System.Globalization;
using GenoXai.Core.Results;
using GenoXai.Local.Running;

namespace GenoXai.Local.Reports;

/// <summary>What a page says of an ablation.</summary>
internal static class AblationSections
{
    private const int MostRows = 20;

    public static void Append(HtmlReport page, RunResults run)
    {
        RunRecord record = run.Record;
        IReadOnlyList<string> names = record.GetStrings("explanations");
        page.Lead($"{ReportText.Of(names.Count, "explanation")} of {ReportText.Of(record.GetInt64("sequences"), "sequence")}, {ReportText.Of(record.GetInt64("model_rows"), "model row")}.");
        page.Section("At a glance").Facts(RunReport.Cost(run, ("target", string.Join(", ", run.Targets)), ("ablated positions get", record.GetString("fill")),
            ("random orders", ReportText.Count(record.GetInt64("random_orders"))), ("background sequences", ReportText.Count(record.GetInt64("copies")))));
        IReadOnlyList<double> areas = record.GetDoubles("area"), errors = record.GetDoubles("area_standard_error"), gains = record.GetDoubles("difference"), spreads = record.GetDoubles("difference_standard_error");
        page.Section("Areas").Table(["explanation", "area", "standard error", "random order", "difference", "standard error", ""], names.Select((name, e) => (IReadOnlyList<string>)
            [name, ReportText.Number(areas[e]), ReportText.Number(errors[e]), ReportText.Number(record.GetDouble("random_area")), ReportText.Number(gains[e]), ReportText.Number(spreads[e]), AblationText.Verdict(gains[e], spreads[e])]));
        page.Paragraph($"The area is the mean height of the curve of {(record.GetBoolean("signed") ? "the prediction's loss" : "the size of the prediction's change")} as the positions that matter most lose their letters, mean over the sequences; differences are paired by sequence.");
        page.Section("The first sequences").Table(["sequence", "explanation", "area", "random order", "random orders below"],
            TableFile.Read(run.Path("ablate.tsv"), "id", "explanation", "area", "random_area", "random_orders_below").Take(MostRows)
                .Select(row => (IReadOnlyList<string>)[row[0], row[1], Number(row[2]), Number(row[3]), $"{row[4]} of {record.GetInt64("random_orders")}"]));
        page.Section("Picture");
        page.Figure(run.ReadPicture("ablate.svg"), "");
    }

    private static string Number(string cell) => ReportText.Number(double.Parse(cell, CultureInfo.InvariantCulture));
}
