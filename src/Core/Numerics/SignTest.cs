namespace GenoXai.Core.Numerics;

/// <summary>Whether values are as often above 0 as below, whatever their distribution.</summary>
public static class SignTest
{
    /// <summary>The two-sided p-value, 2·P(as few of the rarer sign or fewer) at even odds; zeros are left out beforehand.</summary>
    /// <param name="positive">Values above 0.</param>
    /// <param name="negative">Values below 0.</param>
    /// <returns>NaN without values.</returns>
    public static double PValue(long positive, long negative)
    {
        long n = positive + negative, rarer = Math.Min(positive, negative);
        if (n == 0) return double.NaN;
        // Beyond a thousand values the normal tail differs by less than 1% at p above 1e-6.
        if (n > 1000) return Math.Min(1, 2 * NormalTail.Above((n / 2.0 - rarer - 0.5) / Math.Sqrt(n / 4.0)));
        double term = Math.Pow(2, -n), sum = 0;
        for (long k = 0; k <= rarer; k++)
        {
            sum += term;
            term *= (n - k) / (k + 1.0);
        }

        return Math.Min(1, 2 * sum);
    }
}
