using GenoXai.Core.Results;

namespace GenoXai.Local.Reports;

/// <summary>What a page says of an ISM run.</summary>
internal static class MutagenesisSections
{
    public static void Append(HtmlReport page, RunResults run)
    {
        MutagenesisArrays arrays = MutagenesisArrays.Read(run);
        string targets = string.Join(", ", run.Targets), effect = EffectName(run.Record.GetString("effect"));
        long sequences = run.Record.GetInt64("sequences");
        page.Lead(Lead(run, arrays, sequences));
        page.Section("At a glance").Facts(RunReport.Cost(run, ("sequences", ReportText.Count(sequences)), ("target", targets), ("effect", effect)));
        page.Paragraph($"Every letter of every sequence was replaced by each other letter, one at a time, and the model was asked again. An effect is the {effect}: below 0 the substitution lowers {targets}. These are the model's own answers, not estimates; they cost {RowsEach(run, sequences)}.");

        page.Section("The strongest substitutions").Table(
            run.Targets.Count > 1 ? ["sequence", "position", "from", "to", "effect", "target"] : ["sequence", "position", "from", "to", "effect"],
            arrays.Substitutions.Select(s =>
            {
                string[] cells = [s.Id, ReportText.Count(s.Position), s.From, s.To, ReportText.Signed(s.Effect)];
                return (IReadOnlyList<string>)(run.Targets.Count > 1 ? [.. cells, run.Targets[s.Target]] : cells);
            }));
        page.Paragraph("Positions count from 0.");

        page.Section("The first sequences");
        RunReport.AppendPictures(page, run, "The height of a letter is the mean effect of having it instead of another letter: letters above the axis raise the prediction. Below, every single substitution: red raises, blue lowers.");

        page.Section("All sequences");
        string histogram = HistogramBars.Render($"Predictions for the sequences themselves: {run.Targets[0]}", arrays.References, "sequences");
        if (arrays.MeanSize is { } sizes && sequences > 1)
        {
            var profile = new LinePicture
            {
                Title = "Where substitutions matter",
                Subtitle = "mean size of the effect over sequences and substitutions",
                XName = "position",
                YName = "mean |effect|",
                Lines = [new ChartLine("", [.. Enumerable.Range(0, sizes.Length).Select(static i => (double)i)], sizes)],
            };
            page.Figures((histogram, "How the sequences' own predictions are distributed."), (profile.Render(), $"Mean size of an effect at each position, for {run.Targets[0]}."));
        }
        else page.Figure(histogram, "How the sequences' own predictions are distributed.");
    }

    private static string Lead(RunResults run, MutagenesisArrays arrays, long sequences)
    {
        string cost = $"{ReportText.Of(sequences, "sequence")}, every substitution, {ReportText.Of(run.Record.GetInt64("model_rows"), "model row")}.";
        return arrays.Substitutions.Count == 0
            ? cost
            : $"{cost} The strongest: {arrays.Substitutions[0].From}→{arrays.Substitutions[0].To} at position {arrays.Substitutions[0].Position} of {arrays.Substitutions[0].Id} changes {run.Targets[arrays.Substitutions[0].Target]} by {ReportText.Signed(arrays.Substitutions[0].Effect)}.";
    }

    private static string RowsEach(RunResults run, long sequences) =>
        sequences > 0 ? $"{(run.Record.GetInt64("model_rows") % sequences == 0 ? "" : "about ")}{ReportText.Count(run.Record.GetInt64("model_rows") / sequences)} model rows a sequence" : "no model rows";

    private static string EffectName(string effect) => effect switch
    {
        "log2-ratio" => "log2 ratio of the predictions",
        "logit-difference" => "difference of the predictions' logits",
        _ => "difference of the predictions",
    };
}
