using System.Globalization;
using GenoXai.Core.Attribution;
using GenoXai.Core.Results;

namespace GenoXai.Local.Reports;

/// <summary>What a page says of an attribution run.</summary>
internal static class AttributionSections
{
    private const int MostRows = 20;

    public static void Append(HtmlReport page, RunResults run)
    {
        RunRecord record = run.Record;
        AttributionMethod method = AttributionNames.Parse(record.GetString("attribution"));
        string title = AttributionNames.TitleOf(method);
        long sequences = record.GetInt64("sequences");
        bool compares = record.Has("baseline");
        page.Lead($"{ReportText.Of(sequences, "sequence")}, {title}, {ReportText.Of(record.GetInt64("model_rows"), "model row")}.");
        page.Section("At a glance").Facts(RunReport.Cost(run, ("sequences", ReportText.Count(sequences)), ("method", title), ("target", string.Join(", ", run.Targets)),
            ("forward rows", ReportText.Count(record.GetInt64("forward_rows"))), ("backward rows", ReportText.Count(record.GetInt64("gradient_rows")))));
        page.Paragraph(Meaning(method));
        if (compares) AppendCompleteness(page, run);
        page.Section("The strongest position of each sequence").Table(["sequence", "target", "position", "letter there", "letter", "value"],
            TableFile.Read(run.Path("attribute.tsv"), "id", "target", "strongest_position", "reference_letter", "letter", "value").Take(MostRows)
                .Select(static row => (IReadOnlyList<string>)[row[0], row[1], row[2], row[3], row[4], Number(row[5])]));
        page.Paragraph($"Positions count from 0. {(sequences * run.Targets.Count > MostRows ? $"The first {MostRows}; all are in attribute.tsv." : "")}");
        page.Section("The first sequences");
        RunReport.AppendPictures(page, run, compares
            ? "The height of a letter is the contribution of its position; below, what each letter would contribute there: red raises, blue lowers."
            : "The height of a letter is the value at it; below, the value of each letter at each position: red is above 0, blue below.");
    }

    private static void AppendCompleteness(HtmlReport page, RunResults run)
    {
        RunRecord record = run.Record;
        page.Section("How far they add up");
        string nodes = record.Has("most_nodes") ? $" The integral took up to {ReportText.Count(record.GetInt64("most_nodes"))} nodes." : "";
        page.Paragraph($"The contributions of a sequence should add up to its prediction less that of its baseline ({record.GetString("baseline")}, {ReportText.Of(record.GetInt64("baselines"), "baseline")} each). "
            + $"The largest difference is {ReportText.Number(record.GetDouble("completeness_delta"))}; {ReportText.Count(record.GetInt64("incomplete"))} maps miss what was asked for.{nodes}");
    }

    private static string Number(string cell) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? ReportText.Signed(value) : "–";

    private static string Meaning(AttributionMethod method) => method switch
    {
        AttributionMethod.Gradient => "The gradient at the sequence: how the target changes with each number of the input.",
        AttributionMethod.CorrectedGradient => "The gradient at the sequence less its mean over the letters of a position.",
        AttributionMethod.GradientInput => "The gradient at the letters that stand there.",
        AttributionMethod.AbsoluteGradient => "The size of the gradient at the sequence.",
        AttributionMethod.SmoothGrad => "The mean gradient over noisy copies of the sequence.",
        AttributionMethod.IntegratedGradients => "The gradient integrated on the straight way from a baseline to the sequence, times their difference.",
        AttributionMethod.Hypothetical => "What each letter at each position would contribute, compared with references, by DeepLIFT's rescale rule.",
        _ => "What each position contributes compared with references, by DeepLIFT's rescale rule.",
    };
}
