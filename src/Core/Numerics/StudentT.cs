namespace GenoXai.Core.Numerics;

/// <summary>Tails of Student's t distribution.</summary>
public static class StudentT
{
    /// <summary>P(|T| &gt; |t|) with ν degrees of freedom: the regularised incomplete beta function I_x(ν/2, 1/2) at x = ν/(ν + t²).</summary>
    /// <param name="t">The statistic.</param>
    /// <param name="degrees">ν, above 0.</param>
    public static double TwoSided(double t, double degrees)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(degrees);
        if (double.IsNaN(t)) return double.NaN;
        if (double.IsInfinity(t)) return 0;
        double a = degrees / 2, b = 0.5, x = degrees / (degrees + t * t), y = t * t / (degrees + t * t);
        double front = Math.Exp(LogGamma(a + b) - LogGamma(a) - LogGamma(b) + a * Math.Log(x) + (y > 0 ? b * Math.Log(y) : 0));
        if (y == 0) return 1;
        return x < (a + 1) / (a + b + 2) ? front * Fraction(a, b, x) / a : 1 - front * Fraction(b, a, y) / b;
    }

    /// <summary>The continued fraction of the incomplete beta function, by Lentz's method (Abramowitz and Stegun 26.5.8).</summary>
    private static double Fraction(double a, double b, double x)
    {
        const double tiny = 1e-300;
        double c = 1, d = 1 - (a + b) * x / (a + 1);
        d = 1 / (Math.Abs(d) < tiny ? tiny : d);
        double value = d;
        for (int m = 1; m < 10_000; m++)
        {
            double step = 1;
            foreach (double term in (ReadOnlySpan<double>)[m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)), -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))])
            {
                d = 1 + term * d;
                d = 1 / (Math.Abs(d) < tiny ? tiny : d);
                c = 1 + term / c;
                if (Math.Abs(c) < tiny) c = tiny;
                step = c * d;
                value *= step;
            }

            if (Math.Abs(step - 1) < 1e-15) break;
        }

        return value;
    }

    /// <summary>log Γ(x) for x above 0: Stirling's series, moved up to where it has all digits.</summary>
    private static double LogGamma(double x)
    {
        double moved = 0;
        for (; x < 15; x++) moved += Math.Log(x);
        double y = 1 / (x * x);
        return (x - 0.5) * Math.Log(x) - x + 0.5 * Math.Log(2 * Math.PI) + (1.0 / 12 - y * (1.0 / 360 - y * (1.0 / 1260 - y * (1.0 / 1680 - y / 1188)))) / x - moved;
    }
}
