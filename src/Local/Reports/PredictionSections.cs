using GenoXai.Core.Results;
using GenoXai.Core.Sequences;

namespace GenoXai.Local.Reports;

/// <summary>What a page says of a prediction run.</summary>
internal static class PredictionSections
{
    private const int MostRows = 10;

    public static void Append(HtmlReport page, RunResults run)
    {
        int targets = run.Targets.Count;
        string[] ids;
        float[] values;
        using (NpzReader npz = run.OpenArrays()) (ids, values) = (npz.ReadText("ids").Values, npz.Read<float>("prediction").Values);
        if (values.Length != ids.Length * targets)
            throw new InputException($"{run.Path("predict.npz")}: {values.Length} predictions are not {targets} for each of {ids.Length} ids.", "bad-array");
        page.Lead($"{ReportText.Of(ids.Length, "sequence")}, {ReportText.Of(targets, "target")}, {ReportText.Of(run.Record.GetInt64("model_rows"), "model row")}.");
        page.Section("At a glance").Facts(RunReport.Cost(run, ("sequences", ReportText.Count(ids.Length)), ("targets", ReportText.Count(targets))));
        page.Section("Distribution").Table(["target", "mean", "standard deviation", "smallest", "largest"],
            Enumerable.Range(0, targets).Select(target => Summary(run.Targets[target], [.. Column(values, target, targets).Where(float.IsFinite)])));
        float[] first = [.. Column(values, 0, targets)];
        page.Figure(HistogramBars.Render($"Predictions of {run.Targets[0]}", first, "sequences"), "How the predictions are distributed.");
        page.Section("Highest and lowest");
        int[] order = [.. Enumerable.Range(0, ids.Length).Where(i => float.IsFinite(first[i])).OrderByDescending(i => first[i])];
        IEnumerable<int> shown = order.Length <= 2 * MostRows ? order : order.Take(MostRows).Concat(order.TakeLast(MostRows));
        page.Table(["sequence", run.Targets[0]], shown.Select(i => (IReadOnlyList<string>)[ids[i], ReportText.Number(first[i])]));
    }

    private static IEnumerable<float> Column(float[] values, int target, int targets) => values.Where((_, i) => i % targets == target);

    private static IReadOnlyList<string> Summary(string target, float[] values)
    {
        if (values.Length == 0) return [target, "–", "–", "–", "–"];
        double mean = values.Average(static v => (double)v), square = values.Average(v => (v - mean) * (v - mean));
        return [target, ReportText.Number(mean), ReportText.Number(Math.Sqrt(square)), ReportText.Number(values.Min()), ReportText.Number(values.Max())];
    }
}
