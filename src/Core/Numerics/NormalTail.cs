namespace GenoXai.Core.Numerics;

/// <summary>Tails of the standard normal distribution.</summary>
public static class NormalTail
{
    /// <summary>P(Z &gt; z); relative error below 1e-12 down to the smallest numbers.</summary>
    /// <param name="z">The score.</param>
    public static double Above(double z)
    {
        if (double.IsNaN(z)) return double.NaN;
        if (z < 0) return 1 - Above(-z);
        double x = z / Math.Sqrt(2);
        return x < 2 ? 0.5 - Series(x) / Math.Sqrt(Math.PI) : Fraction(x) / 2;
    }

    /// <summary>∫₀ˣ exp(−t²) dt as exp(−x²)·Σ 2ⁿx²ⁿ⁺¹/(2n+1)!!: all terms are positive.</summary>
    private static double Series(double x)
    {
        double term = x, sum = x;
        for (int n = 1; term > sum * 1e-17; n++)
        {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }

        return sum * Math.Exp(-x * x);
    }

    /// <summary>erfc(x) by its continued fraction x + (1/2)/(x + (2/2)/(x + …)), from the end.</summary>
    private static double Fraction(double x)
    {
        double value = x;
        for (int n = 120; n > 0; n--) value = x + n / 2.0 / value;
        return Math.Exp(-x * x) / (value * Math.Sqrt(Math.PI));
    }
}
