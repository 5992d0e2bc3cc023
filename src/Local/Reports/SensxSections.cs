using System.Globalization;
using GenoXai.Core.Results;

namespace GenoXai.Local.Reports;

/// <summary>What a page says of a SensX run.</summary>
internal static class SensxSections
{
    private const int MostInputs = 3, MostFeatures = 20, MostLines = 50;

    public static void Append(HtmlReport page, RunResults run)
    {
        RunRecord record = run.Record;
        string targets = string.Join(", ", run.Targets), fixedWalks = record.GetBoolean("walks_fixed") ? "" : " at most";
        long inputs = record.GetInt64("sequences");
        page.Lead($"{ReportText.Of(inputs, "input")} of {ReportText.Of(record.GetInt64("features"), "feature")}: which of them move {targets}, and how strongly.");
        page.Section("At a glance").Facts(RunReport.Cost(run,
            ("inputs", ReportText.Count(inputs)), ("features", ReportText.Count(record.GetInt64("features"))), ("groups", ReportText.Count(record.GetInt64("groups"))), ("target", targets),
            ("walks an input", ReportText.Count(record.GetInt64("walks")) + fixedWalks), ("rows of walks", ReportText.Count(record.GetInt64("walk_rows"))),
            ("rows of profiles", ReportText.Count(record.GetInt64("profile_rows"))), ("rows of curves", ReportText.Count(record.GetInt64("curve_rows")))));
        page.Paragraph($"Features: {record.GetString("feature_kind")}. Domain: {record.GetString("domain")}. The score of a feature is the mean size of the change of the output per unit of the feature, over random walks from the input to a random point of its neighbourhood; its standard error says how far to trust the ranking.");
        page.Paragraph($"The size of the neighbourhood, δ*, is the part of the domain beyond which the output spreads no further. δ* = 1: the whole domain matters. δ* = 0: nothing in the domain moves the output. Walks: {record.GetString("criterion")}.");
        foreach (string note in record.GetStrings("notes")) page.Paragraph(note);
        AppendPictures(page, run, inputs);
        AppendTables(page, run, inputs);
    }

    private static void AppendPictures(HtmlReport page, RunResults run, long inputs)
    {
        string[][] byInput = [.. run.Pictures.GroupBy(static name => name[..4]).Select(static g => g.ToArray())];
        if (byInput.Length == 0) return;
        page.Section("The first inputs");
        foreach (string[] pictures in byInput.Take(MostInputs))
        {
            foreach (string[] pair in pictures.Chunk(2))
            {
                if (pair.Length == 2) page.Figures((run.ReadPicture(pair[0]), Caption(pair[0])), (run.ReadPicture(pair[1]), Caption(pair[1])));
                else page.Figure(run.ReadPicture(pair[0]), Caption(pair[0]));
            }
        }

        if (inputs > MostInputs && byInput.Length > MostInputs) page.Paragraph($"The pictures of {ReportText.Of(byInput.Length - MostInputs, "more input")} are among the files below.");
    }

    private static string Caption(string name) =>
        name.EndsWith("_ranking.svg", StringComparison.Ordinal) ? "The highest scores with their standard errors."
        : name.EndsWith("_profile.svg", StringComparison.Ordinal) ? "How the output spreads as the neighbourhood grows: median, 1 % and 99 % quantiles."
        : name.EndsWith("_curves.svg", StringComparison.Ordinal) ? "A good ranking: moving the top features alone moves the output as far as moving all; moving the bottom ones does not."
        : name.EndsWith("_image.svg", StringComparison.Ordinal) ? "The scores where their pixels are."
        : "The scores where their letters are.";

    private static void AppendTables(HtmlReport page, RunResults run, long inputs)
    {
        page.Section("δ* of each input").Table(["input", "target", "prediction", "δ*", "why", "walks", "top area", "bottom area"],
            TableFile.Read(run.Path("inputs.tsv"), "id", "target", "reference_prediction", "delta_star", "reason", "walks", "top_area", "bottom_area")
                .Take(MostLines).Select(static c => (IReadOnlyList<string>)[c[0], c[1], Number(c[2]), Number(c[3]), c[4], c[5], Number(c[6]), Number(c[7])]));
        if (inputs * run.Targets.Count > MostLines) page.Paragraph($"The first {MostLines}; inputs.tsv has all.");
        string? first = null;
        string[][] top = [.. TableFile.Read(run.Path("sensx.tsv"), "id", "target", "rank", "feature", "score", "standard_error", "signed_effect")
            .TakeWhile(c => c[0] == (first ??= c[0])).Take(MostFeatures)];
        if (top.Length == 0) return;
        page.Section("The highest ranked features").Table(["input", "target", "rank", "feature", "score", "standard error", "signed effect"],
            top.Select(static c => (IReadOnlyList<string>)[c[0], c[1], c[2], c[3], Number(c[4]), Number(c[5]), Number(c[6])]));
        page.Paragraph($"Of {first}; sensx.tsv has the ranking of every input.");
    }

    private static string Number(string cell) => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? ReportText.Number(value) : cell;
}
