namespace GenoXai.Core.Numerics;

/// <summary>Whether the values of one sample tend to be larger than those of another, whatever their distribution.</summary>
/// <remarks>
/// Mann and Whitney 1947. U counts the pairs in which the first sample's value is larger, ties as a half. The
/// p-value is exact without ties where both samples have at most <see cref="MostExact"/> values, else normal
/// with the correction for ties and for continuity.
/// </remarks>
public static class MannWhitney
{
    /// <summary>Values of each sample up to which p-values are exact.</summary>
    public const int MostExact = 20;

    /// <summary>Tests whether the first sample is larger.</summary>
    /// <param name="first">Its values; no NaN.</param>
    /// <param name="second">Values of the other; no NaN.</param>
    /// <returns>U, and P(U or more) where both samples are of one distribution; NaN where one sample is empty.</returns>
    public static (double U, double PValue) Greater(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        if (first.IsEmpty || second.IsEmpty) return (double.NaN, double.NaN);
        float[] one = first.ToArray(), other = second.ToArray();
        Array.Sort(one);
        Array.Sort(other);
        double n = one.Length, m = other.Length, u = 0, ties = 0;
        int below = 0, equal = 0;
        for (int i = 0; i < one.Length; i++)
        {
            while (below < other.Length && other[below] < one[i]) below++;
            equal = Math.Max(equal, below);
            while (equal < other.Length && other[equal] <= one[i]) equal++;
            u += below + (equal - below) / 2.0;
        }

        float[] all = [.. one, .. other];
        Array.Sort(all);
        for (int start = 0, end; start < all.Length; start = end)
        {
            end = start + 1;
            while (end < all.Length && all[end] == all[start]) end++;
            double size = end - start;
            ties += size * size * size - size;
        }

        if (ties == 0 && n <= MostExact && m <= MostExact) return (u, Exact((int)u, one.Length, other.Length));
        double total = n + m, variance = n * m / 12 * (total + 1 - ties / (total * (total - 1)));
        return (u, variance <= 0 ? 1 : Math.Min(1, NormalTail.Above((u - n * m / 2 - 0.5) / Math.Sqrt(variance))));
    }

    /// <summary>P(U ≥ u): arrangements of n and m values by their U, counted by the largest value's sample.</summary>
    private static double Exact(int u, int n, int m)
    {
        // ways[i][v]: arrangements of i values of the first sample and the j so far of the other that have U = v.
        int most = n * m;
        var ways = new double[n + 1][];
        for (int i = 0; i <= n; i++)
        {
            ways[i] = new double[most + 1];
            ways[i][0] = 1;
        }

        for (int j = 1; j <= m; j++)
        {
            for (int i = 1; i <= n; i++)
            {
                // The largest of i + j is the first's, above j of the other, or the other's; ways[i] still holds j − 1.
                for (int v = i * j; v >= 0; v--)
                    ways[i][v] = (v <= i * (j - 1) ? ways[i][v] : 0) + (v >= j && v - j <= (i - 1) * j ? ways[i - 1][v - j] : 0);
            }
        }

        double above = 0, all = 0;
        for (int v = 0; v <= most; v++)
        {
            all += ways[n][v];
            if (v >= u) above += ways[n][v];
        }

        return above / all;
    }
}
