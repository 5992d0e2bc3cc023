using System.Globalization;
using GenoXai.Core.Results;

namespace GenoXai.Local.Reports;

/// <summary>What a page says of a transparent surrogate.</summary>
internal static class SurrogateSections
{
    private const int MostRows = 20;

    public static void Append(HtmlReport page, RunResults run)
    {
        RunRecord record = run.Record;
        string fit = ReportText.Fit(record.GetDouble("r2"), record.GetDouble("r2_standard_error"));
        page.Lead($"{ReportText.Of(record.GetInt64("units"), "motif")} of {ReportText.Count(record.GetInt64("motifs"))} and {ReportText.Of(record.GetInt64("pairs"), "pair")} repeat the model with R² {fit} on unseen sequences.");
        page.Section("At a glance").Facts(RunReport.Cost(run, ("sequences", ReportText.Count(record.GetInt64("sequences"))), ("kept unseen", ReportText.Count(record.GetInt64("test_sequences"))), ("target", string.Join(", ", run.Targets)),
            ("R² on unseen sequences", fit), ("without pairs", ReportText.Fit(record.GetDouble("linear_r2"), record.GetDouble("linear_r2_standard_error"))), ("prediction of an average sequence", ReportText.Number(record.GetDouble("base_value")))));
        page.Section("Units").Table(["unit", "name", "kind", "weight per SD of its score", "folds with a weight", "consensus"],
            TableFile.Read(run.Path("surrogate.tsv"), "unit", "alternate_name", "kind", "weight", "folds", "consensus").Where(static row => row[3] != "0")
                .OrderByDescending(static row => Math.Abs(double.Parse(row[3], CultureInfo.InvariantCulture))).Take(MostRows)
                .Select(static row => (IReadOnlyList<string>)[row[0], row[1], row[2], ReportText.Signed(double.Parse(row[3], CultureInfo.InvariantCulture)), row[4], row[5]]));
        page.Paragraph("Motifs that look alike share their weight or stand for each other: a unit's name is that of a family. What each unit adds to each sequence, and where it lies, is in contributions.tsv.");
        page.Section("Pictures").Figures((run.ReadPicture("surrogate.svg"), "the heaviest weights"), (run.ReadPicture("surrogate_fit.svg"), "surrogate against model, unseen sequences"));
    }
}
