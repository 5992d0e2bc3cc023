namespace GenoXai.Core.Querying;

/// <summary>
/// One look-up of the batch query. Either a single support's dividends, shared evenly by its
/// positions, or several supports inside <see cref="Positions"/> folded into one table that holds,
/// for every choice of letters, what each position gets: Φ_i(x) = Σ_{S∋i} a(S)(x_S)/|S|.
/// </summary>
internal sealed class FoldedTable
{
    private FoldedTable(int[] positions, int[] strides, double[] values, double share) =>
        (Positions, Strides, Values, Share) = (positions, strides, values, share);

    public int[] Positions { get; }

    /// <summary>In entries, not numbers.</summary>
    public int[] Strides { get; }

    /// <summary>One number an entry when shared, |Positions| numbers an entry when folded.</summary>
    public double[] Values { get; }

    /// <summary>1/|S| when shared evenly; 0 when folded.</summary>
    public double Share { get; }

    public static FoldedTable Shared(DividendTable table) => new(table.Positions, table.Strides, table.Values, 1.0 / table.Order);

    public static FoldedTable Fold(int[] positions, List<DividendTable> members, ReadOnlySpan<int> letterCounts)
    {
        int[] strides = DividendTable.StridesOf(positions, letterCounts);
        int order = positions.Length, entries = strides[0] * letterCounts[positions[0]];
        var values = new double[entries * order];
        var steps = new int[order];
        foreach (DividendTable member in members)
        {
            Array.Clear(steps);
            for (int i = 0; i < member.Order; i++) steps[Array.IndexOf(positions, member.Positions[i])] = member.Strides[i];
            double share = 1.0 / member.Order;
            for (int entry = 0; entry < entries; entry++)
            {
                int index = 0;
                for (int i = 0; i < order; i++) index += entry / strides[i] % letterCounts[positions[i]] * steps[i];
                double value = member.Values[index] * share;
                for (int i = 0; i < order; i++)
                    if (steps[i] != 0) values[entry * order + i] += value;
            }
        }

        return new FoldedTable(positions, strides, values, 0);
    }
}
