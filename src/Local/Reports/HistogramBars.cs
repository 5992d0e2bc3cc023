using System.Globalization;
using GenoXai.Core.Results;

namespace GenoXai.Local.Reports;

/// <summary>How many of some values lie in each of a few equal intervals with round ends, as a bar picture.</summary>
internal static class HistogramBars
{
    private const int Wanted = 10;

    /// <summary>The picture.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="values">The values; those that are not finite are left out and counted in the subtitle.</param>
    /// <param name="what">What is counted, e.g. sequences.</param>
    public static string Render(string title, IReadOnlyCollection<float> values, string what)
    {
        double[] finite = [.. values.Where(float.IsFinite).Select(static v => (double)v)];
        int left = values.Count - finite.Length;
        var picture = new BarPicture
        {
            Title = title,
            Subtitle = left > 0 ? $"{ReportText.Count(left)} of {ReportText.Count(values.Count)} are not finite and left out" : "",
            ValueName = $"number of {what}",
            Bars = finite.Length == 0 ? [new Bar("no finite value", 0)] : Bars(finite),
        };
        return picture.Render();
    }

    private static List<Bar> Bars(double[] values)
    {
        double minimum = values.Min(), maximum = values.Max();
        if (minimum == maximum) return [new Bar(ReportText.Number(minimum), values.Length)];
        double step = RoundStep((maximum - minimum) / Wanted);
        double first = Math.Floor(minimum / step);
        var counts = new int[(int)Math.Min(Math.Floor(maximum / step) - first + 1, 2 * Wanted + 2)];
        foreach (double value in values) counts[Math.Clamp((int)(Math.Floor(value / step) - first), 0, counts.Length - 1)]++;
        string format = "N" + Math.Clamp((int)Math.Ceiling(-Math.Log10(step) - 1e-9), 0, 9);
        string Edge(int i) => ((first + i) * step).ToString(format, CultureInfo.InvariantCulture).Replace('-', '−');
        return [.. counts.Select((count, i) => new Bar($"{Edge(i)} to {Edge(i + 1)}", count))];
    }

    private static double RoundStep(double atLeast)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(atLeast)));
        return power * (atLeast <= power ? 1 : atLeast <= 2 * power ? 2 : atLeast <= 5 * power ? 5 : 10);
    }
}
