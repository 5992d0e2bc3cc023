using System.Globalization;
using GenoXai.Core.Pipeline;

namespace GenoXai.Local.Running;

/// <summary>What a person is told of a sketch's plan and rounds.</summary>
internal static class RoundText
{
    /// <summary>What was chosen from the budget.</summary>
    public static string Of(SketchPlan plan)
    {
        string rows = plan.Design is { } design
            ? string.Create(CultureInfo.InvariantCulture, $"b {design.Dimension}, {design.GroupCount} groups, P1 {design.OffsetCount}, {(design.CodedOrder is null ? "identity" : "coded")} delays, {plan.Rows.Training:N0} rows of the design")
            : string.Create(CultureInfo.InvariantCulture, $"{plan.Rows.Training:N0} training, {plan.Rows.Validation:N0} validation{(plan.ProbeRows > 0 ? string.Create(CultureInfo.InvariantCulture, $", {plan.ProbeRows:N0} to tell rare terms apart") : "")}");
        string rounds = string.Join(", ", plan.RoundRows.Select(static r => r.ToString("N0", CultureInfo.InvariantCulture)));
        return string.Create(CultureInfo.InvariantCulture, $"sketch: at most {plan.RowCount + plan.ProbeRows:N0} rows: {rows}, {plan.Rows.Test:N0} test; rounds of {rounds} rows");
    }

    /// <summary>What a round came to.</summary>
    public static string Of(SketchRound round) => string.Create(
        CultureInfo.InvariantCulture,
        $"sketch: round {round.Number} of at most {round.Most}: {round.Rows:N0} rows{(round.ValidationR2 is { } r2 ? string.Create(CultureInfo.InvariantCulture, $", validation R² {r2:F4}") : "")}");

    /// <summary>Why there was no further round, as the end of a sentence.</summary>
    public static string WhyStopped(string reason) => reason switch
    {
        "gain" => string.Create(CultureInfo.InvariantCulture, $"; stopped because the last doubling gained less than {SketchRounds.LeastGain} in R²"),
        "target" => "; stopped because --target-r2 is reached",
        _ => "; that was the budget's last round",
    };
}
