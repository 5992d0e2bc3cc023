using System.Globalization;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;

namespace GenoXai.Local.Reports;

/// <summary>What a page says of a run of interactions.</summary>
internal static class InteractionSections
{
    private const int MostRows = 20;

    public static void Append(HtmlReport page, RunResults run)
    {
        RunRecord record = run.Record;
        long sequences = record.GetInt64("sequences");
        string method = record.GetString("interactions");
        bool dfim = method == "dfim";
        string name = method switch { "dfim" => "deep feature interaction maps", "hessian" => "Hessian form of second-order ISM", _ => "second-order ISM" };
        page.Lead($"{ReportText.Of(sequences, "sequence")}, {name}, {ReportText.Of(record.GetInt64("model_rows"), "model row")}.");
        page.Section("At a glance").Facts(RunReport.Cost(run, ("sequences", ReportText.Count(sequences)), ("target", string.Join(", ", run.Targets)),
            dfim ? ("significant pairs", $"{ReportText.Count(record.GetInt64("significant_pairs"))} of {ReportText.Count(record.GetInt64("directed_pairs"))}") : ("double mutants", ReportText.Count(record.GetInt64("double_mutants")))));
        page.Paragraph(dfim
            ? "A score is how much the attribution of a target changes when a source is replaced by background: 0 where the two act apart. Its p-value counts scores of dinucleotide shuffles that are as large, its q-value is adjusted for the pairs of a sequence (Benjamini and Hochberg)."
            : "E(a, b) = f(x with a and b) − f(x with a) − f(x with b) + f(x): what two substitutions do together beyond what each does alone. 0 everywhere for a model that adds up.");
        page.Section("Over all sequences");
        (string, string)[] pictures = [.. run.Pictures.Where(static p => !char.IsAsciiDigit(p[0])).Select(p => (run.ReadPicture(p), ""))];
        if (pictures.Length > 0) page.Figures(pictures);
        if (record.Has("sketch_pearson"))
            page.Paragraph($"Beside sketch {record.GetString("sketch_id")}: r = {ReportText.Number(record.GetDouble("sketch_pearson"))} over {(dfim ? ReportText.Of(record.GetInt64("sketch_directed_pairs"), "directed pair") : ReportText.Of(record.GetInt64("sketch_double_mutants"), "double mutant"))}; of each sequence in sketch_comparison.tsv.");
        if (dfim) AppendFeatures(page, run);
        else AppendStrongest(page, run, method);
        page.Section("The first sequences");
        RunReport.AppendPictures(page, run, dfim ? "Rows are sources, columns targets." : "Each cell is the strongest E of two positions over their pairs of letters.");
    }

    private static void AppendFeatures(HtmlReport page, RunResults run)
    {
        var strongest = new Strongest<string[]>(MostRows);
        foreach (string[] cells in TableFile.Read(run.Path("features.tsv"), "id", "source", "source_start", "target", "target_start", "score", "q_value"))
        {
            if (!double.TryParse(cells[5], NumberStyles.Float, CultureInfo.InvariantCulture, out double score) || !strongest.Wants(score)) continue;
            double q = double.TryParse(cells[6], NumberStyles.Float, CultureInfo.InvariantCulture, out double adjusted) ? adjusted : double.NaN;
            strongest.Offer(score, [cells[0], Shown(cells[1]), cells[2], Shown(cells[3]), cells[4], ReportText.Number(score), double.IsNaN(q) ? "–" : ReportText.Number(q)]);
        }

        string[][] rows = [.. strongest.Items];
        if (rows.Length == 0) return;
        page.Section("The strongest interactions").Table(["sequence", "source", "at", "target", "at", "score", "adjusted p"], rows);
        page.Paragraph("Positions count from 0. All are in features.tsv.");
    }

    private static void AppendStrongest(HtmlReport page, RunResults run, string method)
    {
        var strongest = new Strongest<string[]>(MostRows);
        foreach (string[] cells in TableFile.Read(run.Path("interactions.tsv"), "id", "positions", "letters", "value"))
        {
            if (!double.TryParse(cells[3], NumberStyles.Float, CultureInfo.InvariantCulture, out double value)) throw new InputException($"{run.Path("interactions.tsv")}: \"{cells[3]}\" is no number.", "bad-table");
            if (strongest.Wants(value)) strongest.Offer(value, [cells[0], Shown(cells[1]), Shown(cells[2]), ReportText.Signed(value)]);
        }

        string[][] rows = [.. strongest.Items];
        if (rows.Length == 0) return;
        page.Section("The strongest interactions").Table(["sequence", "positions", "substituted letters", method], rows);
        page.Paragraph("Positions count from 0. All are in interactions.tsv.");
    }

    private static string Shown(string list) => list.Length > 60 ? list[..60] + "…" : list.Replace(",", ", ", StringComparison.Ordinal);
}
