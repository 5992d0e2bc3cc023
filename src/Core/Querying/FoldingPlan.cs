namespace GenoXai.Core.Querying;

/// <summary>
/// Chooses which supports to fold into one table, so that a query makes few look-ups. A block of k
/// positions costs k additions however many supports lie inside it, so it pays when more than k
/// do; blocks are grown greedily from the largest supports, one position at a time.
/// </summary>
internal static class FoldingPlan
{
    /// <summary>Entries of the largest folded block: 4⁵, so that a block of DNA stays in the level-2 cache.</summary>
    private const int MostEntries = 1024;

    /// <param name="set">The dividends.</param>
    /// <param name="memoryLimit">Bytes the folded tables may use together; what does not fit stays unfolded.</param>
    public static FoldedTable[] Fold(DividendSet set, long memoryLimit)
    {
        DividendTable[] tables = set.Tables;
        var taken = new bool[tables.Length];
        var plan = new List<FoldedTable>();
        for (int seed = tables.Length - 1; seed >= 0; seed--)
        {
            if (taken[seed]) continue;
            int[] block = Grow(set, taken, tables[seed].Positions);
            List<int> members = MembersOf(tables, taken, block);
            long bytes = 8L * block.Length * Entries(set, block);
            if (members.Count > block.Length && bytes <= memoryLimit)
            {
                memoryLimit -= bytes;
                plan.Add(FoldedTable.Fold(block, [.. members.Select(id => tables[id])], set.LetterCounts));
                foreach (int id in members) taken[id] = true;
            }
            else
            {
                plan.Add(FoldedTable.Shared(tables[seed]));
                taken[seed] = true;
            }
        }

        return [.. plan];
    }

    /// <summary>Adds the position that brings most supports wholly inside, while the block stays small.</summary>
    private static int[] Grow(DividendSet set, bool[] taken, int[] seed)
    {
        int[] block = seed;
        var gains = new int[set.Domain.Length];
        while (true)
        {
            Array.Clear(gains);
            for (int id = 0; id < taken.Length; id++)
                if (!taken[id] && OnlyOutsider(set.Tables[id].Positions, block) is int position and >= 0) gains[position]++;
            int best = Array.IndexOf(gains, gains.Max());
            if (gains[best] <= 1 || Entries(set, block) * set.LetterCounts[best] > MostEntries) return block;
            block = [.. block, best];
            Array.Sort(block);
        }
    }

    /// <summary>The one position of a support that lies outside the block; −1 when none or several do.</summary>
    private static int OnlyOutsider(int[] support, int[] block)
    {
        int outsider = -1;
        foreach (int position in support)
        {
            if (Array.BinarySearch(block, position) >= 0) continue;
            if (outsider >= 0) return -1;
            outsider = position;
        }

        return outsider;
    }

    private static List<int> MembersOf(DividendTable[] tables, bool[] taken, int[] block)
    {
        var members = new List<int>();
        for (int id = 0; id < tables.Length; id++)
            if (!taken[id] && tables[id].Order <= block.Length && Array.TrueForAll(tables[id].Positions, position => Array.BinarySearch(block, position) >= 0))
                members.Add(id);
        return members;
    }

    private static long Entries(DividendSet set, int[] block)
    {
        long entries = 1;
        foreach (int position in block) entries *= set.LetterCounts[position];
        return entries;
    }
}
