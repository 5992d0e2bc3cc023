using System.Globalization;

namespace GenoXai.Core.Results;

/// <summary>Colours of a heat map: blue below zero, white at zero, red above, the same distance either way.</summary>
internal static class HeatColors
{
    /// <summary>Shades on each side of white; more than an eye tells apart.</summary>
    public const int Shades = 32;

    private static readonly (double At, int R, int G, int B)[] Below =
        [(0, 255, 255, 255), (0.25, 211, 228, 243), (0.6, 107, 168, 214), (1, 27, 84, 158)];

    private static readonly (double At, int R, int G, int B)[] Above =
        [(0, 255, 255, 255), (0.25, 252, 219, 203), (0.6, 235, 122, 91), (1, 171, 21, 40)];

    /// <summary>Which shade a number has: −<see cref="Shades"/> to +<see cref="Shades"/>; 0 is white.</summary>
    /// <param name="value">The number.</param>
    /// <param name="limit">The size of number with the full colour; 0 makes all white.</param>
    public static int Shade(double value, double limit) => limit > 0 && !double.IsNaN(value)
        ? (int)Math.Round(Math.Clamp(value / limit, -1, 1) * Shades, MidpointRounding.AwayFromZero)
        : 0;

    /// <summary>The colour of a shade, e.g. <c>#d3e4f3</c>.</summary>
    public static string Of(int shade)
    {
        (double At, int R, int G, int B)[] stops = shade < 0 ? Below : Above;
        double at = Math.Abs(shade) / (double)Shades;
        int upper = 1;
        while (upper < stops.Length - 1 && stops[upper].At < at) upper++;
        (double At, int R, int G, int B) a = stops[upper - 1], b = stops[upper];
        double t = (at - a.At) / (b.At - a.At);
        return string.Create(CultureInfo.InvariantCulture, $"#{Mix(a.R, b.R, t):x2}{Mix(a.G, b.G, t):x2}{Mix(a.B, b.B, t):x2}");
    }

    private static int Mix(int from, int to, double t) => (int)Math.Round(from + (to - from) * t);
}
