using System.Globalization;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;

namespace GenoXai.Local.Reports;

/// <summary>What a page says of a sketch as a whole.</summary>
internal static class GlobalSections
{
    private const int MostRows = 20, MostOfAnOrder = 10;

    public static void Append(HtmlReport page, RunResults run)
    {
        RunRecord record = run.Record;
        long sequences = record.GetInt64("sequences"), supports = record.GetInt64("supports");
        double r2 = record.GetDouble("r2"), error = record.Has("r2_standard_error") ? record.GetDouble("r2_standard_error") : double.NaN;
        string target = run.Targets[0];
        bool drawn = record.GetBoolean("mean_phi_is_exact");
        IReadOnlyList<double> energy = record.GetDoubles("energy_by_order");
        page.Lead(supports == 0
            ? "The sketch is constant: no letter at any position changes it."
            : $"{ReportText.Of(supports, "set")} of positions make the sketch of {target}; {ReportText.Percent(energy.Count > 0 ? energy[0] : double.NaN)} of its energy is of single positions."
                + (double.IsNaN(r2) ? "" : $" It explains {ReportText.Percent(r2)} of the model's variance on rows it never used."));
        page.Section("At a glance").Facts(RunReport.Cost(run,
            ("R² of the sketch", ReportText.Fit(r2, error)), ("target", target), ("base value", ReportText.Number(record.GetDouble("base_value"))),
            ("background", record.GetString("background")), ("φ averaged over", ReportText.Of(sequences, drawn ? "drawn sequence" : "sequence"))));

        page.Section("What each letter contributes");
        page.Figure(run.ReadPicture("letters.svg"), $"Mean Shapley value of each letter at each position; above it the letter that raises {target} most. Arcs join the strongest pairs of letters."
            + (drawn ? " Under the background these means are exact." : " Grey: no sequence holds the letter there."));
        page.Figures((run.ReadPicture("importance.svg"), "Mean size of a Shapley value at each position."), (run.ReadPicture("energy_by_order.svg"), "What single positions do, and what only several do together."));
        IReadOnlyList<string> motifs = record.GetStrings("motifs");
        if (motifs.Count > 0)
            page.Paragraph($"Stretches that matter more than the average position: {string.Join(", ", motifs)} (the end not included), the strongest first. motifs.meme has them as letter probabilities.");

        page.Section("What acts together");
        if (run.Files.Contains("pairs.svg")) page.Figure(run.ReadPicture("pairs.svg"), "How strongly two positions act together, in pairs and in larger sets: the root of the energy of all sets that hold both.");
        AppendTables(page, run);
    }

    private static void AppendTables(HtmlReport page, RunResults run)
    {
        string[][] supports = [.. TableFile.Read(run.Path("supports.tsv"), "positions", "order", "mean_absolute", "energy_share", "largest_letters", "largest", "smallest_letters", "smallest")
            .Take(MostRows).Select(c => (string[])[Spaced(c[0]), c[1], ReportText.Number(Parsed(run, c[2])), ReportText.Percent(Parsed(run, c[3])), Spaced(c[4]), ReportText.Signed(Parsed(run, c[5])), Spaced(c[6]), ReportText.Signed(Parsed(run, c[7]))])];
        if (supports.Length == 0) return;
        page.Section("The strongest sets of positions").Table(["positions", "order", "mean size", "share of energy", "raises most", "by", "lowers most", "by "], supports);
        var rows = new List<string[]>();
        foreach (string[] cells in TableFile.Read(run.Path("interactions.tsv"), "positions", "letters", "order", "value"))
            if (cells[2] != "1" && rows.Count(r => r[2] == cells[2]) < MostOfAnOrder) rows.Add([Spaced(cells[0]), Spaced(cells[1]), cells[2], ReportText.Signed(Parsed(run, cells[3]))]);
        if (rows.Count > 0) page.Section("The strongest joint effects of letters").Table(["positions", "letters", "order", "value"], rows);
        page.Paragraph("Positions count from 0. supports.tsv has all sets, interactions.tsv those of single positions too.");
    }

    private static double Parsed(RunResults run, string cell) => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
        ? value
        : throw new InputException($"{run.Folder}: \"{cell}\" in a table is no number.", "bad-table");

    private static string Spaced(string list) => list.Replace(",", ", ", StringComparison.Ordinal);
}
