namespace GenoXai.Core.Querying;

/// <summary>
/// Chooses which supports to fold into one table, so that a query makes few look-ups. A block of k
/// positions costs k additions however many supports lie inside it, so it pays when more than k
/// do; blocks are grown greedily from the largest supports, one position at a time.
/// </summary>
internal sealed class FoldingPlan
{
    /// <summary>
    /// Entries of the largest block that is grown, 4⁴ for DNA. Larger ones miss the processor's cache:
    /// with 4⁵ the 7,260 tables of order ≤ 2 of L=120 took 29 µs a row, with 4⁴ 10 µs, unfolded 11 µs.
    /// </summary>
    private const int MostEntries = 256;

    private readonly DividendSet _set;
    private readonly List<int>[] _tablesAt;
    private readonly bool[] _taken;
    private readonly int[] _inside;
    private readonly int[] _gains;
    private readonly List<int> _touched = [];

    private FoldingPlan(DividendSet set)
    {
        _set = set;
        _taken = new bool[set.Tables.Length];
        _inside = new int[set.Tables.Length];
        _gains = new int[set.Domain.Length];
        _tablesAt = new List<int>[set.Domain.Length];
        for (int position = 0; position < _tablesAt.Length; position++) _tablesAt[position] = [];
        for (int id = 0; id < set.Tables.Length; id++)
            foreach (int position in set.Tables[id].Positions) _tablesAt[position].Add(id);
    }

    /// <param name="set">The dividends.</param>
    /// <param name="memoryLimit">Bytes the folded tables may use together; what does not fit stays unfolded.</param>
    public static FoldedTable[] Fold(DividendSet set, long memoryLimit)
    {
        var plan = new FoldingPlan(set);
        var folded = new List<FoldedTable>();
        for (int seed = set.Tables.Length - 1; seed >= 0; seed--)
        {
            if (plan._taken[seed]) continue;
            int[] block = plan.Grow(set.Tables[seed].Positions);
            List<DividendTable> members = plan.Members();
            long bytes = 8L * block.Length * plan.Entries(block);
            if (members.Count > block.Length && bytes <= memoryLimit)
            {
                memoryLimit -= bytes;
                folded.Add(FoldedTable.Fold(block, members, set.LetterCounts));
                foreach (int id in plan._touched) plan._taken[id] |= plan._inside[id] == set.Tables[id].Order;
            }
            else
            {
                folded.Add(FoldedTable.Shared(set.Tables[seed]));
                plan._taken[seed] = true;
            }
        }

        return [.. folded];
    }

    /// <summary>Adds the position that brings most supports wholly inside, while the block stays small.</summary>
    private int[] Grow(int[] seed)
    {
        foreach (int id in _touched) _inside[id] = 0;
        _touched.Clear();
        foreach (int position in seed) Enter(position);
        int[] block = seed;
        while (true)
        {
            CountGains(block);
            int best = Array.IndexOf(_gains, _gains.Max());
            if (_gains[best] <= 1 || Entries(block) * _set.LetterCounts[best] > MostEntries) return block;
            Enter(best);
            block = [.. block, best];
            Array.Sort(block);
        }
    }

    private void Enter(int position)
    {
        foreach (int id in _tablesAt[position])
            if (_inside[id]++ == 0) _touched.Add(id);
    }

    /// <summary>How many supports each position outside the block would bring inside, itself not counted when it brings no other.</summary>
    private void CountGains(int[] block)
    {
        Array.Clear(_gains);
        foreach (int id in _touched)
        {
            int[] positions = _set.Tables[id].Positions;
            if (_taken[id] || _inside[id] != positions.Length - 1) continue;
            foreach (int position in positions)
                if (Array.BinarySearch(block, position) < 0) _gains[position]++;
        }

        for (int position = 0; position < _gains.Length; position++)
            if (_gains[position] > 0 && _tablesAt[position] is [int first, ..] && _set.Tables[first].Order == 1 && !_taken[first]) _gains[position]++;
    }

    private List<DividendTable> Members()
    {
        var members = new List<DividendTable>();
        foreach (int id in _touched)
            if (!_taken[id] && _inside[id] == _set.Tables[id].Order) members.Add(_set.Tables[id]);
        return members;
    }

    private long Entries(int[] block)
    {
        long entries = 1;
        foreach (int position in block) entries *= _set.LetterCounts[position];
        return entries;
    }
}
