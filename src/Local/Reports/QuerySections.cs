using System.Globalization;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;

namespace GenoXai.Local.Reports;

/// <summary>What a page says of a query.</summary>
internal static class QuerySections
{
    private const int MostInteractions = 20;

    public static void Append(HtmlReport page, RunResults run)
    {
        RunRecord record = run.Record;
        long sequences = record.GetInt64("sequences");
        double r2 = record.GetDouble("r2"), error = record.Has("r2_standard_error") ? record.GetDouble("r2_standard_error") : double.NaN;
        double each = sequences > 0 ? record.GetDouble("query_seconds") / sequences : double.NaN;
        string target = run.Targets[0];
        page.Lead($"{ReportText.Of(sequences, "sequence")} explained without a model row, in {ReportText.Duration(each)} each"
            + (double.IsNaN(r2) ? "." : $"; the sketch explains {ReportText.Percent(r2)} of the model's variance on rows it never used."));
        page.Section("At a glance").Facts(RunReport.Cost(run,
            ("sequences", ReportText.Count(sequences)), ("target", target), ("per sequence", ReportText.Duration(each)),
            ("R² of the sketch", ReportText.Fit(r2, error)), ("base value", ReportText.Number(record.GetDouble("base_value"))), ("background", record.GetString("background")),
            ("rows the sketch cost", ReportText.Count(record.GetInt64("sketch_model_rows")))));
        page.Paragraph($"The Shapley value φ of a position is its fair share of the difference between the sequence's prediction and the base value, the mean over the background. All φ of a sequence sum to prediction − base value. They explain the sketch, and so the model only as far as R² says."
            + (record.Has("mean_phi_band") ? $" 90 % of the model's own φ are expected within ± {ReportText.Number(record.GetDouble("mean_phi_band"))} of these (mean over the positions that vary; phi_band in query.npz has each)." : ""));

        page.Section("The first sequences");
        RunReport.AppendPictures(page, run, $"The height of a letter is its Shapley value: letters above the axis raise {target}. Arcs join the positions of the strongest pairs.");

        (float[] predictions, double[] profile) = Arrays(run);
        page.Section("All sequences");
        string histogram = HistogramBars.Render($"Predictions from the sketch: {target}", predictions, "sequences");
        var line = new LinePicture
        {
            Title = "Where the letters matter",
            Subtitle = "mean |φ| over the sequences",
            XName = "position",
            YName = "mean |φ|",
            Lines = [new ChartLine("", [.. Enumerable.Range(0, profile.Length).Select(static i => (double)i)], profile)],
        };
        page.Figures((histogram, $"The base value is {ReportText.Number(record.GetDouble("base_value"))}."), (line.Render(), "Mean size of a Shapley value at each position."));
        AppendInteractions(page, run);
    }

    private static void AppendInteractions(HtmlReport page, RunResults run)
    {
        var strongest = new Strongest<string[]>(MostInteractions);
        var shown = new HashSet<(string Positions, string Letters)>();
        foreach (string[] cells in TableFile.Read(run.Path("interactions.tsv"), "id", "positions", "letters", "order", "value"))
        {
            if (!double.TryParse(cells[4], NumberStyles.Float, CultureInfo.InvariantCulture, out double value)) throw new InputException($"{run.Path("interactions.tsv")}: \"{cells[4]}\" is no number.", "bad-table");
            // The same letters at the same positions recur in many sequences: once is enough.
            if (strongest.Wants(value) && shown.Add((cells[1], cells[2]))) strongest.Offer(value, [Spaced(cells[1]), Spaced(cells[2]), cells[3], ReportText.Signed(value), cells[0]]);
        }

        string[][] rows = [.. strongest.Items];
        if (rows.Length == 0) return;
        page.Section("The strongest interactions").Table(["positions", "letters", "order", run.Record.GetString("index"), "first in"], rows);
        page.Paragraph("What letters do together beyond what each does alone, over all sequences. Positions count from 0.");
    }

    private static string Spaced(string list) => list.Replace(",", ", ", StringComparison.Ordinal);

    private static (float[] Predictions, double[] Profile) Arrays(RunResults run)
    {
        using NpzReader npz = run.OpenArrays();
        float[] predictions = npz.Read<float>("prediction_from_sketch").Values;
        using NpyReader phi = npz.Open("phi");
        if (phi.Header.Shape is not [var count, var length] || count != predictions.Length)
            throw new InputException($"{run.Path("query.npz")}: phi {phi.Header.ShapeText} is not one row for each of {predictions.Length} predictions.", "bad-array");
        var row = new double[length];
        var profile = new double[length];
        for (long n = 0; n < count; n++)
        {
            phi.Read(row.AsSpan());
            for (int i = 0; i < row.Length; i++) profile[i] += Math.Abs(row[i]) / count;
        }

        return (predictions, profile);
    }
}
