using GenoXai.Core.Results;
using GenoXai.Core.Sequences;

namespace GenoXai.Local.Reports;

/// <summary>What a page says of a run on variants.</summary>
internal static class VariantSections
{
    private const int MostRows = 20;

    public static void Append(HtmlReport page, RunResults run)
    {
        int targets = run.Targets.Count;
        string[] ids;
        float[] references, alternatives, effects;
        using (NpzReader npz = run.OpenArrays())
        {
            (ids, references) = (npz.ReadText("ids").Values, npz.Read<float>("reference_prediction").Values);
            (alternatives, effects) = (npz.Read<float>("alternative_prediction").Values, npz.Read<float>("effect").Values);
        }

        if (new[] { references, alternatives, effects }.Any(a => a.Length != ids.Length * targets))
            throw new InputException($"{run.Path("variants.npz")}: the arrays do not hold {targets} numbers for each of {ids.Length} ids.", "bad-array");
        long skipped = run.Record.GetInt64("skipped");
        page.Lead($"{ReportText.Of(ids.Length, "variant")}, {ReportText.Of(targets, "target")}, {ReportText.Of(run.Record.GetInt64("model_rows"), "model row")}.");
        page.Section("At a glance").Facts(RunReport.Cost(run, ("variants", ReportText.Count(ids.Length)), ("not shown to the model", ReportText.Count(skipped))));
        if (ids.Length == 0) return;
        float[] first = [.. effects.Where((_, i) => i % targets == 0)];
        page.Figure(HistogramBars.Render($"Effects on {run.Targets[0]}", first, "variants"), "How the effects are distributed.");
        if (run.Files.Contains("measured.svg")) page.Figure(run.ReadPicture("measured.svg"), "Effects against what was measured.");
        page.Section("Strongest");
        int[] order = [.. Enumerable.Range(0, ids.Length).Where(i => float.IsFinite(first[i])).OrderByDescending(i => Math.Abs(first[i])).Take(MostRows)];
        page.Table(["variant", "reference", "alternative", $"effect ({run.Record.GetString("effect")})"],
            order.Select(i => (IReadOnlyList<string>)[ids[i], ReportText.Number(references[i * targets]), ReportText.Number(alternatives[i * targets]), ReportText.Number(first[i])]));
    }
}
