namespace GenoXai.Core.Numerics;

/// <summary>P-values adjusted for the number of tests, so that those below α hold a share of at most α of false ones.</summary>
/// <remarks>Benjamini and Hochberg 1995, step-up; the adjusted p-value of rank r of m is the least p·m/r of this rank and those behind it.</remarks>
public static class BenjaminiHochberg
{
    /// <summary>Adjusts p-values.</summary>
    /// <param name="p">P-values; not a number counts as no test and stays.</param>
    /// <returns>Adjusted p-values in the same order, at most 1.</returns>
    public static double[] Adjust(ReadOnlySpan<double> p)
    {
        double[] values = p.ToArray();
        int[] order = [.. Enumerable.Range(0, values.Length).Where(i => !double.IsNaN(values[i]))];
        Array.Sort(order, (a, b) => values[a].CompareTo(values[b]));
        double[] adjusted = [.. values];
        double least = 1;
        for (int rank = order.Length; rank > 0; rank--)
        {
            least = Math.Min(least, values[order[rank - 1]] * order.Length / rank);
            adjusted[order[rank - 1]] = least;
        }

        return adjusted;
    }
}
