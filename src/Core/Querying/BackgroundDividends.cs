using System.Numerics;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;

namespace GenoXai.Core.Querying;

/// <summary>
/// Dividends under a background other than uniform letters. One ANOVA table g_S alone is the game
/// h_T(x_T) = E_b g_S(x_T, b_{S∖T}) for T ⊆ S, whose dividends are its Möbius transform
/// d_U(x_U) = Σ_{T⊆U} (−1)^{|U∖T|} h_T(x_T); those of all tables are added support by support.
/// </summary>
/// <remarks>Costs (2q)^|S| per table, once; a query then costs what it costs under uniform letters.</remarks>
internal static class BackgroundDividends
{
    /// <summary>Numbers all dividend tables may hold together: 1 GiB.</summary>
    private const long MostNumbers = 1L << 27;

    /// <param name="function">The surrogate.</param>
    /// <param name="weightsOf">Probability of b_S for a support S, row-major over its letters.</param>
    public static DividendSet Build(DecodedFunction function, Func<int[], double[]> weightsOf)
    {
        int q = function.Domain.LetterCount;
        int[] counts = DividendSet.LetterCountsOf(function.Domain);
        var sums = new Dictionary<int[], double[]>(SupportComparer.Instance);
        double baseValue = function.BaseValue;
        long numbers = 0;
        const int batch = 64;
        var pieces = new double[batch][][];

        // Tables are transformed in parallel and added in their order, so sums do not depend on threads.
        for (int start = 0; start < function.Tables.Count; start += batch)
        {
            int first = start, count = Math.Min(batch, function.Tables.Count - start);
            Parallel.For(0, count, i => pieces[i] = Transform(function.Tables[first + i], weightsOf(function.Tables[first + i].Positions), q));
            for (int i = 0; i < count; i++)
            {
                int[] support = function.Tables[first + i].Positions;
                baseValue += pieces[i][0][0];
                for (int mask = 1; mask < pieces[i].Length; mask++) numbers += Add(sums, Subset(support, mask), pieces[i][mask]);
                if (numbers > MostNumbers)
                    throw new InputException($"background: this sketch's tables need more than {MostNumbers * 8 >> 20} MiB under it. Use the uniform background, or a sketch with fewer supports of high order.", "bad-background");
            }
        }

        var tables = new List<DividendTable>(sums.Count);
        foreach ((int[] positions, double[] values) in sums)
        {
            if (function.Domain.Allowed is { } allowed) ClearForbidden(values, positions, allowed);
            tables.Add(new DividendTable(positions, DividendTable.StridesOf(positions, counts), values));
        }

        return new DividendSet(function.Domain, baseValue, tables);
    }

    /// <summary>Entries with a letter that its position may not hold are asked for by no sequence, and must not count as strong.</summary>
    private static void ClearForbidden(double[] values, int[] positions, AllowedLetters allowed)
    {
        int q = allowed.Alphabet.Count;
        for (int index = 0; index < values.Length; index++)
        {
            int rest = index;
            for (int i = positions.Length - 1; i >= 0; i--)
            {
                (rest, int letter) = Math.DivRem(rest, q);
                if (!allowed.Allows(positions[i], (byte)letter)) values[index] = 0;
            }
        }
    }

    /// <summary>Dividends of one table for every subset of its support; entry 0 is its mean. Bit i of a subset is position i of the support.</summary>
    private static double[][] Transform(AnovaTable table, double[] weights, int q)
    {
        int order = table.Order;
        var dividends = new double[1 << order][];
        for (int mask = 0; mask < dividends.Length; mask++) dividends[mask] = Average(table.Values, weights, order, mask, q);
        for (int axis = 0; axis < order; axis++)
            for (int mask = 0; mask < dividends.Length; mask++)
                if ((mask >> axis & 1) != 0) Subtract(dividends[mask], dividends[mask & ~(1 << axis)], StrideIn(mask, axis, order, q), q);
        return dividends;
    }

    /// <summary>h_T(x_T) = Σ_{b} P(b_{S∖T}) g_S(x_T, b).</summary>
    private static double[] Average(double[] values, double[] weights, int order, int kept, int q)
    {
        unchecked
        {
            int dropped = (1 << order) - 1 & ~kept;
            var average = new double[Power(q, BitOperations.PopCount((uint)kept))];
            if (dropped == 0)
            {
                values.CopyTo(average, 0);
                return average;
            }

            var marginal = new double[Power(q, BitOperations.PopCount((uint)dropped))];
            for (int i = 0; i < weights.Length; i++)
                if (weights[i] != 0) marginal[Project(i, dropped, order, q)] += weights[i];
            for (int i = 0; i < values.Length; i++) average[Project(i, kept, order, q)] += marginal[Project(i, dropped, order, q)] * values[i];
            return average;
        }
    }

    /// <summary>Index of an entry's letters in the table over a subset of its positions.</summary>
    private static int Project(int index, int mask, int order, int q)
    {
        unchecked
        {
            int projected = 0, stride = 1;
            for (int i = order - 1; i >= 0; i--)
            {
                (index, int letter) = Math.DivRem(index, q);
                if ((mask >> i & 1) == 0) continue;
                projected += stride * letter;
                stride *= q;
            }

            return projected;
        }
    }

    private static void Subtract(double[] from, double[] without, int stride, int q)
    {
        unchecked
        {
            for (int i = 0; i < from.Length; i++) from[i] -= without[i / (stride * q) * stride + i % stride];
        }
    }

    private static int StrideIn(int mask, int axis, int order, int q)
    {
        int stride = 1;
        for (int i = axis + 1; i < order; i++)
            if ((mask >> i & 1) != 0) stride *= q;
        return stride;
    }

    private static int[] Subset(int[] support, int mask)
    {
        var subset = new int[BitOperations.PopCount((uint)mask)];
        for (int i = 0, n = 0; i < support.Length; i++)
            if ((mask >> i & 1) != 0) subset[n++] = support[i];
        return subset;
    }

    private static long Add(Dictionary<int[], double[]> sums, int[] support, double[] values)
    {
        if (sums.TryAdd(support, values)) return values.Length;
        double[] sum = sums[support];
        for (int i = 0; i < sum.Length; i++) sum[i] += values[i];
        return 0;
    }

    private static int Power(int q, int exponent)
    {
        int power = 1;
        for (int i = 0; i < exponent; i++) power *= q;
        return power;
    }
}
