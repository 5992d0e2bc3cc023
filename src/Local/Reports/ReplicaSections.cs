using System.Globalization;
using GenoXai.Core.Results;

namespace GenoXai.Local.Reports;

/// <summary>What a page says of a run on replicas of a model.</summary>
internal static class ReplicaSections
{
    private const int MostRows = 20;

    public static void Append(HtmlReport page, RunResults run)
    {
        RunRecord record = run.Record;
        long replicas = record.GetInt64("replicas");
        page.Lead($"{ReportText.Of(record.GetInt64("sequences"), "sequence")}, {ReportText.Of(replicas, "replica")}, {ReportText.Of(record.GetInt64("model_rows"), "model row")}.");
        page.Section("At a glance").Facts(RunReport.Cost(run, ("replicas", string.Join(", ", record.GetStrings("models"))), ("target", string.Join(", ", run.Targets)),
            ("mean Pearson's r of two replicas", ReportText.Number(record.GetDouble("mean_pearson"))), ("replicas with the sign of the mean", ReportText.Percent(record.GetDouble("mean_sign_agreement")))));
        page.Paragraph("Models that predict alike may explain differently: what replicas do not share is not settled by the data. Mean and deviation are over the replicas.");
        page.Section("The strongest position of each sequence").Table(["sequence", "r of two replicas", "overlap of the top positions", "position", "mean importance", "deviation", "sign agreement"],
            TableFile.Read(run.Path("replicas.tsv"), "id", "pearson", "top_overlap", "strongest_position", "mean_importance", "sd", "strongest_sign_agreement").Take(MostRows)
                .Select(static row => (IReadOnlyList<string>)[row[0], Number(row[1]), Number(row[2]), row[3], Number(row[4]), Number(row[5]), Number(row[6])]));
        CompareSections.AppendAgreement(page, run);
        page.Section("Pictures");
        RunReport.AppendPictures(page, run, "");
    }

    private static string Number(string cell) => cell.Length == 0 ? "–" : ReportText.Number(double.Parse(cell, CultureInfo.InvariantCulture));
}
