using System.Globalization;

namespace GenoXai.Core.Results;

/// <summary>Maps numbers to pixels along one axis, and chooses round ticks.</summary>
/// <param name="Minimum">The number at <paramref name="From"/>.</param>
/// <param name="Maximum">The number at <paramref name="To"/>, above the minimum.</param>
/// <param name="From">Pixel of the minimum.</param>
/// <param name="To">Pixel of the maximum.</param>
/// <param name="Logarithmic">Whether equal steps are equal ratios; the minimum is then above 0.</param>
internal sealed record AxisScale(double Minimum, double Maximum, double From, double To, bool Logarithmic = false)
{
    /// <summary>Pixel of a number.</summary>
    public double At(double value) => Logarithmic
        ? From + (To - From) * (Math.Log10(value) - Math.Log10(Minimum)) / (Math.Log10(Maximum) - Math.Log10(Minimum))
        : From + (To - From) * (value - Minimum) / (Maximum - Minimum);

    /// <summary>The same axis, its ends moved outwards to round numbers.</summary>
    public AxisScale Widened(int ticks = 5)
    {
        if (Logarithmic)
            return this with { Minimum = Math.Pow(10, Math.Floor(Math.Log10(Minimum) + 1e-9)), Maximum = Math.Pow(10, Math.Ceiling(Math.Log10(Maximum) - 1e-9)) };
        double step = RoundStep((Maximum - Minimum) / ticks);
        return this with { Minimum = Math.Floor(Minimum / step + 1e-9) * step, Maximum = Math.Ceiling(Maximum / step - 1e-9) * step };
    }

    /// <summary>Round numbers within the axis, about as many as asked for.</summary>
    public IReadOnlyList<double> Ticks(int wanted = 5)
    {
        var ticks = new List<double>();
        if (Logarithmic)
        {
            int lowest = (int)Math.Ceiling(Math.Log10(Minimum) - 1e-9), last = (int)Math.Floor(Math.Log10(Maximum) + 1e-9);
            int stride = Math.Max(1, (last - lowest + wanted) / wanted);
            for (int power = lowest; power <= last; power += stride) ticks.Add(Math.Pow(10, power));
            return ticks;
        }

        double step = RoundStep((Maximum - Minimum) / wanted);
        double first = Math.Ceiling(Minimum / step - 1e-9);
        // Counted: of an axis narrower than its numbers' last digits the sum of first and one is first again.
        for (int i = 0; i <= 2 * wanted && (first + i) * step <= Maximum + step * 1e-9; i++) ticks.Add(first + i == 0 ? 0 : (first + i) * step);
        return ticks;
    }

    /// <summary>A tick's number: as many decimals as its neighbours need.</summary>
    public string Label(double tick, int wanted = 5)
    {
        if (Logarithmic) return Short(tick);
        double step = RoundStep((Maximum - Minimum) / wanted);
        double size = Math.Max(Math.Abs(Minimum), Math.Abs(Maximum));
        // Short numbers are all the same where the axis spans little beside their size.
        if (size < 1e-3 || (size >= 1e5 && step >= size * 1e-3)) return Short(tick);
        int decimals = Math.Clamp((int)Math.Ceiling(-Math.Log10(step) - 1e-9), 0, 6);
        return Minus(tick.ToString("#,0." + new string('0', decimals), CultureInfo.InvariantCulture));
    }

    /// <summary>A number in three or so digits: 0.042, 1.5k, 20M, 3e−7.</summary>
    public static string Short(double value)
    {
        double size = Math.Abs(value);
        string text = size switch
        {
            double.PositiveInfinity => "∞",
            >= 1e15 or (> 0 and < 1e-3) => value.ToString("0.##e0", CultureInfo.InvariantCulture),
            >= 1e12 => (value / 1e12).ToString("0.##", CultureInfo.InvariantCulture) + "T",
            >= 1e9 => (value / 1e9).ToString("0.##", CultureInfo.InvariantCulture) + "G",
            >= 1e6 => (value / 1e6).ToString("0.##", CultureInfo.InvariantCulture) + "M",
            >= 1e4 => (value / 1e3).ToString("0.##", CultureInfo.InvariantCulture) + "k",
            >= 100 => value.ToString("#,0", CultureInfo.InvariantCulture),
            >= 10 => value.ToString("0.#", CultureInfo.InvariantCulture),
            >= 1 => value.ToString("0.##", CultureInfo.InvariantCulture),
            _ => value.ToString("0.###", CultureInfo.InvariantCulture),
        };
        return Minus(text);
    }

    /// <summary>1, 2 or 5 times a power of ten, not below a number.</summary>
    public static double RoundStep(double atLeast)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(atLeast)));
        foreach (double factor in (ReadOnlySpan<double>)[1, 2, 5])
            if (factor * power >= atLeast * (1 - 1e-9)) return factor * power;
        return 10 * power;
    }

    private static string Minus(string text) => text.Replace('-', '−');
}
