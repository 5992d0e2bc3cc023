using GenoXai.Core.Results;
using GenoXai.Local.Reports;

namespace GenoXai.Local.Demo;

/// <summary>The demo's page: the answer first, then what it rests on.</summary>
internal static class DemoReport
{
    public static HtmlReport Build(DemoResults results, DemoFindings findings)
    {
        var page = new HtmlReport("What a model looks for, found two ways");
        var pictures = new DemoPictures(results, findings);
        page.Lead(Lead(results, findings)).Warnings(results.Warnings);
        AppendAnswer(page, results, findings, pictures);
        AppendSequences(page, results, pictures);
        AppendAgreement(page, results, findings, pictures);
        AppendWords(page, results, findings, pictures);
        AppendInteraction(page, results, findings, pictures);
        AppendCost(page, results, findings, pictures);
        AppendTrust(page, results, findings, pictures);
        DemoReportEnd.Append(page, results, findings);
        return page;
    }

    private static string Lead(DemoResults results, DemoFindings findings)
    {
        FoundPair pair = findings.FarPairs[0];
        return $"In-silico mutagenesis and SHAP zero explain the same model independently and agree with r = {DemoSummary.Correlation(findings.Agreement)}. "
            + $"Where both planted words are in place, {ReportText.Percent(findings.InPlace.Found)} of SHAP zero's strongest positions are their letters (chance: {ReportText.Percent(findings.InPlace.Chance)}). "
            + $"Its strongest distant pair is {DemoSummary.Pair(pair)}: {DemoSummary.Identity(pair, results.Truth)}. "
            + $"After {ReportText.Count(results.SketchRun.GetInt64("model_rows"))} model rows, paid once, a further sequence takes {ReportText.Duration(results.QueryTime.SecondsPerSequence)}.";
    }

    private static void AppendAnswer(HtmlReport page, DemoResults results, DemoFindings findings, DemoPictures pictures)
    {
        DemoTruth truth = results.Truth;
        BonusPlace best = truth.Places[0];
        page.Section("The answer").Facts(
            ("SHAP zero and mutagenesis agree", "r = " + DemoSummary.Correlation(findings.Agreement)),
            ("planted letters found, words in place", ReportText.Percent(findings.InPlace.Found)),
            ("the sketch repeats the model, R²", ReportText.Fit(results.SketchRun.GetDouble("r2"), results.SketchRun.GetDouble("r2_standard_error"))),
            ("a further sequence", $"{ReportText.Duration(results.QueryTime.SecondsPerSequence)}, 0 rows"),
            ("strongest distant pair", $"{findings.FarPairs[0].Letters[0]}{findings.FarPairs[0].First} with {findings.FarPairs[0].Letters[1]}{findings.FarPairs[0].Second}"),
            ("cheaper than KernelSHAP from", ReportText.Of(findings.BreakEven(findings.KernelShapRows), "sequence")));
        page.Figure(pictures.MainEffects(), $"What the sketch learned from random sequences alone: how far each letter at each position moves the prediction on average. Marked is where the words belong by the rule; the sketch was never told.");
        page.Paragraph($"The truth, known only because this is a demo: the model is a small convolutional network trained on invented sequences of {results.Length} letters. The word {truth.First.Word} ({truth.First.Name}) counts in the left part, {truth.Second.Word} ({truth.Second.Name}) near position {best.Second}, and both together earn a large bonus if the second starts {best.Second - best.First} letters after the first, or nearly so. Positions count from 0.");
    }

    private static void AppendSequences(HtmlReport page, DemoResults results, DemoPictures pictures)
    {
        page.Section("The same sequences, explained twice");
        page.Paragraph("Purple marks the planted words. Mutagenesis asks the model about every single change of this sequence. SHAP zero reads the same sequence off its tables, and adds what mutagenesis cannot say: arcs join the letters that matter together.");
        MutatedSequence both = Example(results, "both");
        page.Figure(pictures.Mutagenesis(both), "").Figure(pictures.Shapley(both), "Both words at a right distance: both methods raise their letters, and the arcs run from word to word.");
        MutatedSequence wrong = Example(results, "wrong");
        page.Figure(pictures.Mutagenesis(wrong), "").Figure(pictures.Shapley(wrong), "Both words, but at a wrong distance: each still counts alone. What arcs there are from the right-hand word lead to the place where the other word would have to stand: blue where a letter of it is missing.");
    }

    /// <summary>The group's sequence whose words stand where they count most, together or else the second.</summary>
    private static MutatedSequence Example(DemoResults results, string group) => results.Mutated.Where(m => results.Truth.Of(m.Sequence.Id).Group == group)
        .OrderByDescending(m => Weight(results, m, static (place, starts) => starts.Contains(place.First) && starts.Contains(place.Second)))
        .ThenByDescending(m => Weight(results, m, static (place, starts) => starts.Contains(place.Second)))
        .First();

    private static double Weight(DemoResults results, MutatedSequence mutated, Func<BonusPlace, int[], bool> counts)
    {
        int[] starts = [.. results.Truth.Of(mutated.Sequence.Id).Words.Select(static word => word.Start)];
        return results.Truth.Places.Where(place => counts(place, starts)).Select(static place => place.Weight).DefaultIfEmpty(0).Max();
    }

    private static void AppendAgreement(HtmlReport page, DemoResults results, DemoFindings findings, DemoPictures pictures)
    {
        page.Section("Do the two methods agree?");
        page.Paragraph($"Over {ReportText.Count(findings.Phi.Length)} positions of {results.Mutated.Count} sequences, r = {DemoSummary.Correlation(findings.Agreement)}; within single sequences between {DemoSummary.Correlation(findings.SequenceAgreements.Min())} and {DemoSummary.Correlation(findings.SequenceAgreements.Max())}. "
            + "They measure different things and need not agree exactly: mutagenesis changes one letter and leaves the rest, so when two letters need each other it gives the joint effect to both; a Shapley value averages over all contexts and shares the joint effect between them.");
        page.Figures(
            (pictures.Agreement(), "Each point is a position. Below the dashed line on the right: letters that work only together with others, whose joint effect SHAP zero shares out and mutagenesis counts in full for each."),
            (pictures.Recovery(), $"Of the positions with the largest |φ|, the share that are planted letters. On the {results.Mutated.Count} sequences that both explained: SHAP zero {ReportText.Percent(findings.FoundByPhiOnIsm)}, mutagenesis {ReportText.Percent(findings.FoundByIsm)}."));
    }

    private static void AppendWords(HtmlReport page, DemoResults results, DemoFindings findings, DemoPictures pictures)
    {
        page.Section("Which planted words were found?");
        page.Table(["sequences", "number", "planted letters each", "found by |φ|", "found by φ", "by chance"], findings.Groups.Select(static g => (IReadOnlyList<string>)
            [DemoPictures.GroupName(g.Group), ReportText.Count(g.Sequences), ReportText.Count(g.Letters), ReportText.Percent(g.Found), ReportText.Percent(g.Raising), ReportText.Percent(g.Chance)]));
        page.Paragraph($"Found: of as many positions with the largest |φ| as letters were planted, the share that are planted letters. It is precision and recall at once; over all {findings.Groups.Sum(static g => g.Sequences)} sequences with a word, {ReportText.Percent(findings.Found)} (chance: {ReportText.Percent(findings.Chance)}). "
            + "Where a word is alone or out of place, the largest |φ| are partly negative: they stand where the model misses a letter that would have earned the bonus. That is right, but no planted letter; hence the second column, by the largest φ, the letters that raise the prediction most.");
        page.Paragraph("With fewer or more positions by |φ|, for the sequences with both words at a right distance:");
        page.Table(["positions taken", "precision", "recall"], new[] { 3, 6, 9, 12, 18 }.Select(n => findings.At("both", n)).Select(static at => (IReadOnlyList<string>)
            [ReportText.Count(at.Positions), ReportText.Percent(at.Precision), ReportText.Percent(at.Recall)]));
        page.Paragraph("Not every planted letter weighs the same in the rule, and a word out of place counts for little: a faithful explanation leaves such letters out, so 100 % is not the goal.");
    }

    private static void AppendInteraction(HtmlReport page, DemoResults results, DemoFindings findings, DemoPictures pictures)
    {
        DemoTruth truth = results.Truth;
        page.Section("Which interaction was found?");
        page.Paragraph($"The strongest pair of positions too far apart for one word is {DemoSummary.Pair(findings.FarPairs[0])}: {DemoSummary.Identity(findings.FarPairs[0], truth)}. "
            + $"Of the ten strongest distant pairs, {findings.FarPairs.Count(static p => p.Place is not null)} are a letter of each word at a place of the bonus (of all distant pairs, {ReportText.Percent(findings.FarPairsByChance)} lie there). "
            + $"In {findings.BothWithPlantedPair} of {findings.Both} sequences with both words at a right distance, the strongest distant pair is a planted letter of each.");
        page.Figures(
            (pictures.Pairs(), "Every pair's strength in the sketch, the strongest distant pair ringed. Blocks off the diagonal are two stretches acting together, here the two words; along the diagonal, letters within a word."),
            (pictures.Bonus(), $"The pair terms between the two planted words, added up: {ReportText.Signed(findings.Bonuses[0].Mean)} at a right distance, {ReportText.Signed(findings.Bonuses[1].Mean)} at a wrong one. The model rewards the spacing, not the two words as such."));
        page.Table(["positions", "letters", "joint effect", "strength", "by the rule"], findings.FarPairs.Select(p => (IReadOnlyList<string>)
            [$"{p.First}, {p.Second}", $"{p.Letters[0]}, {p.Letters[1]}", ReportText.Signed(p.Value), ReportText.Number(p.Strength), Rule(p, truth)]));
        page.Paragraph("Joint effect: what the letters named do beyond what each does alone. Strength: root mean square over all letters.");
    }

    private static string Rule(FoundPair pair, DemoTruth truth) => pair.Place is { } place
        ? $"letter {pair.First - place.First + 1} of {truth.First.Word}, letter {pair.Second - place.Second + 1} of {truth.Second.Word}"
        : truth.PlaceOf(pair.First, pair.Second) is not null ? "the words' positions, other letters" : "not planted";

    private static void AppendCost(HtmlReport page, DemoResults results, DemoFindings findings, DemoPictures pictures)
    {
        long sketchRows = results.SketchRun.GetInt64("model_rows");
        double seconds = results.SketchRun.GetDouble("seconds"), each = results.Ism.GetDouble("seconds") / results.Ism.GetInt64("model_rows");
        long count = results.Explained.Count;
        page.Section("What did it cost?");
        page.Table(["method", "model rows here", "seconds here", "each further sequence", "rows for 10,000 sequences"],
        [
            ["SHAP zero: the sketch, once", ReportText.Count(sketchRows), ReportText.Duration(seconds), "–", ReportText.Count(sketchRows)],
            [$"SHAP zero: {count} queries with interactions", "0", ReportText.Duration(results.Query.GetDouble("query_seconds")), ReportText.Duration(results.QueryTime.SecondsPerSequence), "0"],
            [$"mutagenesis of {results.Mutated.Count} sequences", ReportText.Count(results.Ism.GetInt64("model_rows")), ReportText.Duration(results.Ism.GetDouble("seconds")), $"{ReportText.Count(findings.IsmRows)} rows", ReportText.Count(10_000 * findings.IsmRows)],
            ["KernelSHAP, not run: 2,048 + 2L rows", "0", "–", $"{ReportText.Count(findings.KernelShapRows)} rows", ReportText.Count(10_000 * findings.KernelShapRows)],
        ]);
        page.Paragraph($"Against KernelSHAP the sketch has paid for itself from {ReportText.Of(findings.BreakEven(findings.KernelShapRows), "sequence")} on; against mutagenesis, which gives no Shapley values and no interactions, from {findings.BreakEven(findings.IsmRows)} on. "
            + $"This model is tiny: a row of the mutagenesis took {ReportText.Duration(each)}, so nearly all of the sketch's time is fitting. The dearer the model, the more the saved rows are worth. "
            + $"The time of a further query is that of all {results.Length} Shapley values on one core, the best of several passes over a large batch ({ReportText.Count(results.QueryTime.Sequences)} sequences timed); the first queries, with interactions and from a cold start, took {ReportText.Duration(results.Query.GetDouble("query_seconds") / count)} each.");
        if (results.Resumed) page.Paragraph("This demo was interrupted and went on later: its seconds are those of each run's last part, so they may be too few.");
        page.Figure(pictures.Costs(), $"Model rows by number of sequences. SHAP zero pays once; the others pay for every sequence. Marked: from {findings.BreakEven(findings.KernelShapRows)} sequences on it needs fewer rows than KernelSHAP, from {findings.BreakEven(findings.IsmRows)} on fewer than mutagenesis.");
    }

    private static void AppendTrust(HtmlReport page, DemoResults results, DemoFindings findings, DemoPictures pictures)
    {
        RunRecord sketch = results.SketchRun;
        page.Section("How far to trust it");
        page.Paragraph($"A sketch explains itself exactly, and the model only as far as it repeats it. On {ReportText.Count(sketch.GetInt64("test_rows"))} random sequences that it never used, R² is {ReportText.Fit(sketch.GetDouble("r2"), sketch.GetDouble("r2_standard_error"))} (± standard error). "
            + $"On the demo's own sequences, far richer in words than random ones, R² is {DemoSummary.Correlation(findings.ModelR2)} and r = {DemoSummary.Correlation(findings.ModelAgreement)}; where both words are in place the sketch predicts {ReportText.Number(Math.Abs(findings.BothError))} too {(findings.BothError < 0 ? "little" : "much")} on average. "
            + $"The Shapley values of each sequence sum to the sketch's prediction − base value to within {ReportText.Number(findings.SumError)}.");
        page.Figures(
            (DemoPictures.Test([.. results.TestModel], [.. results.TestSketch]), "Random sequences, as in the fit. On the dashed line the sketch repeats the model."),
            (pictures.Predictions(), "The demo's sequences: the harder test, since random rows seldom hold a whole word."));
    }
}
