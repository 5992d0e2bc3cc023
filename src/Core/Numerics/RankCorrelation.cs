namespace GenoXai.Core.Numerics;

/// <summary>Spearman's correlation: Pearson's of the ranks, equal numbers sharing their mean rank.</summary>
public static class RankCorrelation
{
    /// <summary>Spearman's ρ of pairs; pairs with a number that is not finite are left out.</summary>
    /// <param name="x">One side.</param>
    /// <param name="y">The other, one for each.</param>
    /// <returns>−1 to 1; not a number when one side does not vary or there are fewer than two pairs.</returns>
    public static double Spearman(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        if (x.Length != y.Length) throw new ArgumentException($"{x.Length} and {y.Length} numbers are not pairs.");
        double[] a = new double[x.Length], b = new double[x.Length];
        int count = 0;
        for (int i = 0; i < x.Length; i++)
        {
            if (!double.IsFinite(x[i]) || !double.IsFinite(y[i])) continue;
            (a[count], b[count]) = (x[i], y[i]);
            count++;
        }

        Rank(a.AsSpan(0, count));
        Rank(b.AsSpan(0, count));
        var correlation = default(PearsonCorrelation);
        for (int i = 0; i < count; i++) correlation.Add(a[i], b[i]);
        return correlation.Value;
    }

    /// <summary>Replaces finite numbers by their ranks, from 1; equal numbers get the mean of theirs.</summary>
    /// <param name="values">The numbers.</param>
    public static void Rank(Span<double> values)
    {
        var order = new int[values.Length];
        for (int i = 0; i < order.Length; i++) order[i] = i;
        double[] sorted = values.ToArray();
        Array.Sort(sorted, order);
        for (int first = 0; first < sorted.Length;)
        {
            int end = first + 1;
            while (end < sorted.Length && sorted[end] == sorted[first]) end++;
            for (int i = first; i < end; i++) values[order[i]] = (first + 1 + end) / 2.0;
            first = end;
        }
    }
}
