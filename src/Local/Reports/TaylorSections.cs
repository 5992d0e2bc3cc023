using System.Globalization;
using GenoXai.Core.Results;

namespace GenoXai.Local.Reports;

/// <summary>What a page says of a Taylor ISM run: its maps, beside the exact ones where it was checked.</summary>
internal static class TaylorSections
{
    private const int MostRows = 20;

    public static void Append(HtmlReport page, RunResults run)
    {
        MutagenesisArrays arrays = MutagenesisArrays.Read(run);
        RunRecord record = run.Record;
        long sequences = record.GetInt64("sequences"), positions = record.GetInt64("check_positions");
        string targets = string.Join(", ", run.Targets);
        page.Lead($"{ReportText.Of(sequences, "sequence")}, every substitution by one gradient a sequence, {ReportText.Of(record.GetInt64("model_rows"), "model row")}.{Agreement(run, positions)}");
        page.Section("At a glance").Facts(RunReport.Cost(run, ("sequences", ReportText.Count(sequences)), ("target", targets),
            ("forward rows", ReportText.Count(record.GetInt64("forward_rows"))), ("backward rows", ReportText.Count(record.GetInt64("gradient_rows")))));
        page.Paragraph($"Taylor ISM estimates what each substitution does to {targets} from the model's gradient at the sequence: exact where the model is linear, an estimate elsewhere."
            + (positions > 0 ? "" : " This run was not checked: run it with --check 20 to compare it with exact ISM at 20 positions of each sequence."));
        if (positions > 0) AppendCheck(page, run);
        page.Section("The strongest substitutions, as estimated").Table(
            run.Targets.Count > 1 ? ["sequence", "position", "from", "to", "effect", "target"] : ["sequence", "position", "from", "to", "effect"],
            arrays.Substitutions.Select(s =>
            {
                string[] cells = [s.Id, ReportText.Count(s.Position), s.From, s.To, ReportText.Signed(s.Effect)];
                return (IReadOnlyList<string>)(run.Targets.Count > 1 ? [.. cells, run.Targets[s.Target]] : cells);
            }));
        page.Section("The first sequences");
        AppendMaps(page, run, positions > 0);
        page.Section("All sequences").Figure(
            HistogramBars.Render($"Predictions for the sequences themselves: {run.Targets[0]}", arrays.References, "sequences"), "How the sequences' own predictions are distributed.");
    }

    private static string Agreement(RunResults run, long positions)
    {
        if (positions == 0) return "";
        double r = run.Targets.Count == 1 ? run.Record.GetDouble("check_pearson") : run.Record.GetDoubles("check_pearson")[0];
        return $" Against exact ISM at {ReportText.Of(positions, "position")} a sequence: Pearson {ReportText.Number(r)} for {run.Targets[0]}.";
    }

    private static void AppendCheck(HtmlReport page, RunResults run)
    {
        string[][] rows = [.. TableFile.Read(run.Path("taylor_check.tsv"), "id", "target", "positions", "pearson")];
        page.Section("How far to trust it");
        page.Paragraph($"At some random positions of each sequence every substitution was shown to the model as well. Pearson's correlation between the estimates and those exact effects{(rows.Length > MostRows ? $", of the first {MostRows} of {rows.Length} (all in taylor_check.tsv)" : "")}:");
        page.Table(["sequence", "target", "positions", "Pearson"], rows.Take(MostRows).Select(static row =>
            (IReadOnlyList<string>)[row[0], row[1], row[2], ReportText.Number(double.Parse(row[3], NumberStyles.Float, CultureInfo.InvariantCulture))]));
    }

    private static void AppendMaps(HtmlReport page, RunResults run, bool hasExact)
    {
        if (!hasExact)
        {
            RunReport.AppendPictures(page, run, "The height of a letter is the mean estimated effect of having it instead of another letter; below, every single substitution: red raises, blue lowers.");
            return;
        }

        string[] estimated = [.. run.Pictures.Where(static name => !name.EndsWith(".ism.svg", StringComparison.Ordinal)).Take(RunReport.MostPictures)];
        if (estimated.Length == 0) page.Paragraph("The run drew no pictures; --pictures N draws those of the first N sequences.");
        foreach (string name in estimated)
            page.Figures((run.ReadPicture(name), "Taylor ISM"), (run.ReadPicture(Path.ChangeExtension(name, ".ism.svg")), "exact ISM, at the checked positions"));
    }
}
