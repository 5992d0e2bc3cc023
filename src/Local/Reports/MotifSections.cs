using System.Globalization;
using GenoXai.Core.Results;

namespace GenoXai.Local.Reports;

/// <summary>What a page says of motifs discovered in a run's maps.</summary>
internal static class MotifSections
{
    private const int MostRows = 50;

    public static void Append(HtmlReport page, RunResults run)
    {
        RunRecord record = run.Record;
        int motifs = record.GetStrings("motifs").Count;
        page.Lead($"{ReportText.Of(motifs, "motif")} from {ReportText.Of(record.GetInt64("seqlets"), "seqlet")} in the {record.GetString("from_method")} maps of {ReportText.Of(record.GetInt64("sequences"), "sequence")}; nothing was shown to the model.");
        page.Section("At a glance").Facts(RunReport.Cost(run, ("sequences", ReportText.Count(record.GetInt64("sequences"))), ("maps", record.GetString("from")),
            ("seqlets in motifs", $"{ReportText.Count(record.GetInt64("seqlets_in_motifs"))} of {ReportText.Count(record.GetInt64("seqlets"))}"), ("target", string.Join(", ", run.Targets))));
        Dictionary<string, string[]> best = run.Files.Contains("annotations.tsv")
            ? TableFile.Read(run.Path("annotations.tsv"), "motif", "known", "q_value", "strand").GroupBy(static row => row[0]).ToDictionary(static g => g.Key, static g => g.First(), StringComparer.Ordinal)
            : [];
        page.Section("The motifs");
        if (run.Files.Contains("logos.svg")) page.Figure(run.ReadPicture("logos.svg"), "pos_ motifs raise the prediction, neg_ motifs lower it; a name's number says which has more seqlets.");
        page.Table(["motif", "seqlets", "sequences", "consensus", "mean score", "best known", "q", "strand"],
            TableFile.Read(run.Path("motifs.tsv"), "motif", "seqlets", "sequences", "consensus", "mean_score").Take(MostRows)
                .Select(row => (IReadOnlyList<string>)[row[0], row[1], row[2], row[3], ReportText.Signed(Number(row[4])), .. best.TryGetValue(row[0], out string[]? known) ? [known[1], ReportText.Number(Number(known[2])), known[3]] : new[] { "–", "–", "–" }]));
        page.Paragraph("A seqlet's score is the importance summed over its window, in units of the target. Where a known motif fits with q of 0.05 or more, it is the best of a bad lot.");
        string[] pictures = [.. run.Pictures.Where(static name => name != "logos.svg")];
        if (pictures.Length == 0) return;
        page.Section("The first sequences");
        foreach (string name in pictures.Take(RunReport.MostPictures)) page.Figure(run.ReadPicture(name), name == pictures[0] ? "Motifs found, as they lie." : "");
    }

    private static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);
}
