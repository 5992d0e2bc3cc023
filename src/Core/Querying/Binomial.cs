namespace GenoXai.Core.Querying;

/// <summary>Binomial coefficients as real numbers, exact up to 2⁵³.</summary>
internal static class Binomial
{
    /// <summary>C(n, k); 0 outside 0 ≤ k ≤ n.</summary>
    public static double Choose(int n, int k)
    {
        if (k < 0 || k > n) return 0;
        double value = 1;
        for (int i = 1; i <= k; i++) value = value * (n - k + i) / i;
        return value;
    }
}
