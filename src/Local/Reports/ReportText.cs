using System.Globalization;

namespace GenoXai.Local.Reports;

/// <summary>Numbers as a report shows them: few digits, groups of three, a true minus sign.</summary>
internal static class ReportText
{
    /// <summary>A whole number: 50,000.</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A whole number as a command takes it: 50000.</summary>
    public static string Plain(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A number in four digits or so: 0.0423, −1.705, 12,340.</summary>
    public static string Number(double value)
    {
        if (!double.IsFinite(value)) return "–";
        double size = Math.Abs(value);
        string text = size switch
        {
            0 => "0",
            >= 1e9 or < 1e-4 => value.ToString("0.###e0", CultureInfo.InvariantCulture),
            >= 1000 => value.ToString("N0", CultureInfo.InvariantCulture),
            _ => value.ToString("F" + Math.Clamp(3 - (int)Math.Floor(Math.Log10(size)), 0, 7), CultureInfo.InvariantCulture),
        };
        return text.Replace('-', '−');
    }

    /// <summary>A number with its sign: +0.423.</summary>
    public static string Signed(double value) => value > 0 ? "+" + Number(value) : Number(value);

    /// <summary>A share: 96.5 %.</summary>
    public static string Percent(double share) => double.IsFinite(share) ? (share * 100).ToString("F1", CultureInfo.InvariantCulture).Replace('-', '−') + " %" : "–";

    /// <summary>A duration: 3.2 µs, 15 ms, 4.1 s, 3 min 20 s, 2 h 5 min.</summary>
    public static string Duration(double seconds) => seconds switch
    {
        double.NaN => "–",
        0 => "0 s",
        < 1e-3 => Short(seconds * 1e6) + " µs",
        < 1 => Short(seconds * 1e3) + " ms",
        < 120 => Short(seconds) + " s",
        < 7200 => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(seconds / 60):F0} min {seconds % 60:F0} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(seconds / 3600):F0} h {seconds % 3600 / 60:F0} min"),
    };

    /// <summary>R² with its standard error: 0.965 ± 0.002.</summary>
    public static string Fit(double r2, double standardError) => double.IsNaN(r2)
        ? "undefined"
        : string.Create(CultureInfo.InvariantCulture, $"{r2:F3} ± {standardError:F3}").Replace('-', '−');

    /// <summary>E.g. "1 sequence", "20 sequences".</summary>
    public static string Of(long count, string thing) => $"{Count(count)} {thing}{(count == 1 ? "" : "s")}";

    private static string Short(double value) => value.ToString(value < 10 ? "0.0" : "0", CultureInfo.InvariantCulture);
}
