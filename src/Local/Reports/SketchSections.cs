using System.Globalization;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;

namespace GenoXai.Local.Reports;

/// <summary>What a page says of a sketch.</summary>
internal static class SketchSections
{
    private const int MostSupports = 20;

    public static void Append(HtmlReport page, RunResults run)
    {
        RunRecord record = run.Record;
        Sketch sketch = SketchFile.Read(run.Path("sketch.gxs"));
        double r2 = record.GetDouble("r2"), error = record.GetDouble("r2_standard_error");
        string target = run.Targets[0], test = ReportText.Count(record.GetInt64("test_rows"));
        page.Lead(double.IsNaN(r2)
            ? $"The model gave the same {target} for every row it was shown: there is nothing to explain."
            : $"{ReportText.Count(record.GetInt64("model_rows"))} model rows, paid once, explain {ReportText.Percent(r2)} of the variance of {target} on {test} random sequences that were never used for fitting.");
        page.Section("At a glance").Facts(RunReport.Cost(run,
            ("R² on unseen rows", ReportText.Fit(r2, error)), ("target", target), ("positions", ReportText.Count(record.GetInt64("length"))),
            ("tables", ReportText.Count(record.GetInt64("tables"))), ("decoder", record.GetString("decoder")), ("base value", ReportText.Number(record.GetDouble("base_value")))));
        page.Paragraph("A sketch is the model written as a sum: a base value, and a table of numbers for each position or group of positions that matters. Shapley values and interactions of any sequence are read from the tables; the model is not asked again.");
        foreach (string note in record.GetStrings("notes")) page.Paragraph(note);
        AppendTrust(page, run, r2, error, test);
        AppendContent(page, run, sketch, target);
    }

    private static void AppendTrust(HtmlReport page, RunResults run, double r2, double error, string test)
    {
        double[] model, surrogate;
        using (NpzReader npz = run.OpenArrays()) (model, surrogate) = (npz.Read<double>("test_model").Values, npz.Read<double>("test_sketch").Values);
        if (model.Length != surrogate.Length) throw new InputException($"{run.Path("sketch.npz")}: test_model has {model.Length} rows, test_sketch {surrogate.Length}.", "bad-array");
        page.Section("How far to trust it");
        page.Paragraph($"R² {ReportText.Fit(r2, error)} (± standard error) on {test} uniform random sequences used neither for fitting nor for choosing. It holds for such sequences: on others, e.g. evolved ones, the sketch may be better or worse. What it misses is mostly of higher order than its tables; a typical miss is {ReportText.Number(run.Record.GetDouble("residual_standard_deviation"))}.");
        string scatter = new ScatterPicture { Title = "The sketch against the model", Subtitle = "rows never used for fitting", XName = "model", YName = "sketch", X = model, Y = surrogate }.Render();
        IReadOnlyList<double> energy = run.Record.GetDoubles("energy_by_order");
        if (energy.Count == 0)
        {
            page.Figure(scatter, "Each point is a random sequence; on the dashed line the sketch repeats the model.");
            return;
        }

        string bars = new BarPicture
        {
            Title = "Where the variance is",
            Subtitle = "share of the sketch's variance, by how many positions act together",
            ValueName = "share of variance",
            Bars = [.. energy.Select(static (share, i) => new Bar(i == 0 ? "single positions" : i == 1 ? "pairs" : $"groups of {i + 1}", share, ReportText.Percent(share)))],
        }.Render();
        page.Figures((scatter, "Each point is a random sequence; on the dashed line the sketch repeats the model."), (bars, "What single positions do, and what only several do together."));
    }

    private static void AppendContent(HtmlReport page, RunResults run, Sketch sketch, string target)
    {
        page.Section("What the model responds to");
        page.Figure(SketchPictures.MainEffects(sketch), $"How far each letter at each position moves {target} from its mean, averaged over all other letters; above it the letter that raises it most.");
        if (sketch.Function.Tables.Any(static table => table.Order == 2))
            page.Figure(SketchPictures.PairStrengths(sketch, []), "How strongly each pair of positions acts together, beyond what both do alone: root mean square over their letters.");
        page.Section("The strongest tables").Table(["positions", "order", "root mean square", "raises most", "by", "lowers most", "by "],
            TableFile.Read(run.Path("supports.tsv"), "positions", "order", "root_mean_square", "largest_letters", "largest", "smallest_letters", "smallest")
                .Take(MostSupports).Select(static cells => (IReadOnlyList<string>)[Spaced(cells[0]), cells[1], Number(cells[2]), Spaced(cells[3]), Number(cells[4]), Spaced(cells[5]), Number(cells[6])]));
        page.Paragraph("Positions count from 0. supports.tsv has all tables.");
    }

    private static string Spaced(string list) => list.Replace(",", ", ", StringComparison.Ordinal);

    private static string Number(string cell) => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? ReportText.Number(value) : cell;
}
