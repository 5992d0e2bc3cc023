using System.Globalization;
using GenoXai.Core.Results;

namespace GenoXai.Local.Reports;

/// <summary>What a page says of a node ablation.</summary>
internal static class NodeSections
{
    private const int MostRows = 30;

    public static void Append(HtmlReport page, RunResults run)
    {
        long sequences = run.Record.GetInt64("sequences"), nodes = run.Record.GetInt64("nodes");
        page.Lead($"{ReportText.Of(nodes, "node")} of \"{run.Record.GetString("layer")}\", {ReportText.Of(sequences, "sequence")}, {ReportText.Of(run.Record.GetInt64("model_rows"), "model row")}.");
        page.Section("At a glance").Facts(RunReport.Cost(run, ("sequences", ReportText.Count(sequences)), ("layer", run.Record.GetString("layer")), ("nodes", ReportText.Count(nodes)), ("set to", run.Record.GetString("replace")), ("target", string.Join(", ", run.Targets))));
        page.Section("The ranking").Figure(run.ReadPicture("nodes.svg"), "How much the prediction changes when the node is held fixed, squared.");
        page.Table(["rank", "node", "influence", "standard error", "mean activation", "target", "mean change"],
            TableFile.Read(run.Path("nodes.tsv"), "rank", "node", "influence", "standard_error", "mean_activation", "target", "mean_change").Take(MostRows)
                .Select(static row => (IReadOnlyList<string>)[row[0], row[1], Short(row[2]), Short(row[3]), Short(row[4]), row[5], Short(row[6])]));
        if (nodes > MostRows) page.Paragraph($"{MostRows} of {nodes}; all are in nodes.tsv.");
    }

    private static string Short(string cell) => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? ReportText.Number(value) : "–";
}
