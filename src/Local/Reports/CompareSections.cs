using System.Globalization;
using GenoXai.Core.Results;

namespace GenoXai.Local.Reports;

/// <summary>What a page says of a comparison of runs.</summary>
internal static class CompareSections
{
    public static void Append(HtmlReport page, RunResults run)
    {
        IReadOnlyList<string> runs = run.Record.GetStrings("runs"), methods = run.Record.GetStrings("compared_methods"), targets = run.Record.GetStrings("compared_targets");
        page.Lead($"{ReportText.Of(runs.Count, "run")} on the same {ReportText.Of(run.Record.GetInt64("sequences"), "sequence")}.");
        IReadOnlyList<double> deltas = run.Record.GetDoubles("completeness_deltas");
        page.Section("What was compared").Table(["run", "method", "target", "largest completeness error"],
            Enumerable.Range(0, runs.Count).Select(i => (IReadOnlyList<string>)[runs[i], methods[i], targets[i], ReportText.Number(deltas[i])]));
        if (deltas.Any(double.IsFinite)) page.Paragraph("Contributions of integrated gradients and DeepLIFT should add up to the prediction less the baseline's; other methods promise no sum.");
        AppendAgreement(page, run);
        page.Section("Pictures");
        RunReport.AppendPictures(page, run, "");
    }

    /// <summary>How far each two runs agree: also what replicas of a model say of it.</summary>
    public static void AppendAgreement(HtmlReport page, RunResults run)
    {
        page.Section("Agreement").Table(["pair", "compared", "measure", "over all", "median", "lower quartile", "upper quartile"],
            TableFile.Read(run.Path("compare_pairs.tsv"), "first", "second", "compared", "measure", "over_all", "median", "lower_quartile", "upper_quartile", "sequences")
                .Where(static row => row[8] != "0")
                .Select(static row => (IReadOnlyList<string>)[$"{row[0]} ~ {row[1]}", row[2], row[3].Replace('_', ' '), Number(row[4]), Number(row[5]), Number(row[6]), Number(row[7])]));
        page.Paragraph($"Medians and quartiles are over sequences. Top overlap is the Jaccard index of the {ReportText.Percent(run.Record.GetDouble("top_share"))} of positions that matter most. Maps are compared where both runs have them.");
    }

    private static string Number(string cell) => ReportText.Number(double.Parse(cell, CultureInfo.InvariantCulture));
}
