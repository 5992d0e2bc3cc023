using System.Globalization;
using GenoXai.Local.Reports;

namespace GenoXai.Local.Demo;

/// <summary>The demo's findings in words, for the terminal and the head of the report.</summary>
internal static class DemoSummary
{
    public static IEnumerable<string> Lines(DemoResults results, DemoFindings findings)
    {
        yield return $"Agreement   SHAP zero and mutagenesis correlate with r = {Correlation(findings.Agreement)} over {ReportText.Count(findings.Phi.Length)} positions.";
        yield return $"Words       {ReportText.Percent(findings.InPlace.Found)} of the strongest positions are planted letters where both words are in place (chance {ReportText.Percent(findings.InPlace.Chance)}); {ReportText.Percent(findings.Found)} over all sequences with a word (chance {ReportText.Percent(findings.Chance)}).";
        yield return $"Together    The strongest distant pair: {Pair(findings.FarPairs[0])}, {Identity(findings.FarPairs[0], results.Truth)}.";
        yield return $"Trust       The sketch explains {ReportText.Percent(results.SketchRun.GetDouble("r2"))} of the model's variance on unseen random rows.";
        yield return $"Cost        A further sequence takes {ReportText.Duration(results.QueryTime.SecondsPerSequence)} and no model row; from {findings.BreakEven(findings.KernelShapRows)} sequences on the sketch is cheaper than KernelSHAP.";
    }

    /// <summary>r in three decimals.</summary>
    public static string Correlation(double r) => r.ToString("F3", CultureInfo.InvariantCulture).Replace('-', '−');

    /// <summary>E.g. <c>T at 8 with T at 36</c>.</summary>
    public static string Pair(FoundPair pair) => $"{pair.Letters[0]} at {pair.First} with {pair.Letters[1]} at {pair.Second}";

    /// <summary>What the truth says of a pair.</summary>
    public static string Identity(FoundPair pair, DemoTruth truth) => pair.Place is { } place
        ? $"letter {pair.First - place.First + 1} of the {truth.First.Name} and letter {pair.Second - place.Second + 1} of the {truth.Second.Name}, as planted"
        : "which were not planted";
}
