using System.Globalization;
using GenoXai.Core.Results;

namespace GenoXai.Local.Running;

/// <summary>What an ablation came to, for a person: a line for each explanation.</summary>
internal static class AblationText
{
    public static string Of(RunRecord record)
    {
        IReadOnlyList<string> names = record.GetStrings("explanations");
        IReadOnlyList<double> areas = record.GetDoubles("area"), errors = record.GetDoubles("area_standard_error"), gains = record.GetDoubles("difference"), spreads = record.GetDoubles("difference_standard_error");
        string random = Number(record.GetDouble("random_area"));
        return string.Join(Environment.NewLine, names.Select((name, e) =>
            $"  {name}: area {Number(areas[e])} ± {Number(errors[e])}, random order {random}, difference {Number(gains[e])} ± {Number(spreads[e])}: {Verdict(gains[e], spreads[e])}"));
    }

    /// <summary>Two standard errors are the field's usual margin.</summary>
    public static string Verdict(double difference, double error) => difference > 2 * error
        ? "its positions matter to the model"
        : double.IsNaN(difference) ? "no sequence has finite predictions"
        : double.IsNaN(error) ? "one sequence tells no error" : "no better than chance";

    private static string Number(double value) => double.IsNaN(value) ? "undefined" : value.ToString("G4", CultureInfo.InvariantCulture);
}
