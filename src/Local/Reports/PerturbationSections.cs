using System.Globalization;
using GenoXai.Core.Results;

namespace GenoXai.Local.Reports;

/// <summary>What a page says of a run of perturbations.</summary>
internal static class PerturbationSections
{
    private const int MostRows = 20;

    public static void Append(HtmlReport page, RunResults run)
    {
        long sequences = run.Record.GetInt64("sequences"), sites = run.Record.GetInt64("sites");
        page.Lead($"{ReportText.Of(sequences, "sequence")}, {ReportText.Of(sites, "site")}, {ReportText.Of(run.Record.GetInt64("model_rows"), "model row")}.");
        page.Section("At a glance").Facts(RunReport.Cost(run, ("sequences", ReportText.Count(sequences)), ("edit", run.Record.GetString("edit")), ("sites", ReportText.Count(sites)),
            ("sequences with sites", ReportText.Count(run.Record.GetInt64("sequences_with_sites"))), ("target", string.Join(", ", run.Targets))));
        page.Section("By name").Table(["name", "target", "sites", "mean effect", "standard error", "adjusted p"],
            TableFile.Read(run.Path("motifs.tsv"), "name", "target", "sites", "mean_effect", "standard_error", "p_adjusted").Take(MostRows)
                .Select(static row => (IReadOnlyList<string>)[row[0], row[1], row[2], Number(row[3]), Size(row[4]), Size(row[5])]));
        if (run.Files.Contains("perturb.svg")) page.Figure(run.ReadPicture("perturb.svg"), "Mean effect over all sites of a name; whiskers: standard error.");
        page.Paragraph("Effect: prediction of the changed sequence less that of the sequence. Adjusted p: sign test over the sites, after Benjamini and Hochberg.");
        page.Section("The first sites").Table(["sequence", "name", "start", "strand", "letters", "target", "effect"],
            TableFile.Read(run.Path("perturb.tsv"), "id", "name", "start", "strand", "letters", "target", "effect").Take(MostRows)
                .Select(static row => (IReadOnlyList<string>)[row[0], row[1], row[2], row[3], row[4], row[5], Number(row[6])]));
        page.Paragraph($"Positions count from 0. {(sites * run.Targets.Count > MostRows ? $"The first {MostRows}; all are in perturb.tsv." : "")}");
        page.Section("The first sequences");
        RunReport.AppendPictures(page, run, "The height of a letter is what the prediction loses when its site is destroyed or deleted, or gains when a word is inserted there.");
    }

    private static string Size(string cell) => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? ReportText.Number(value) : "–";

    private static string Number(string cell) => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? ReportText.Signed(value) : "–";
}
