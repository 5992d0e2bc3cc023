namespace GenoXai.Core.Sketching;

/// <summary>
/// A few large tables that together hold every support of a basis. One look-up in a table of six
/// positions serves all its 63 sub-supports at once, so the cost of a pass over the samples is
/// the number of groups, not of supports.
/// </summary>
/// <remarks>
/// All supports of order ≤ k are covered by cutting the positions into blocks and taking every
/// union of k blocks; chosen single supports are packed greedily.
/// </remarks>
internal sealed class SupportCover
{
    private readonly SupportBasis _basis;
    private readonly Dictionary<(int Order, int Mask), int[]> _places = [];
    private readonly Dictionary<Support, SupportGroup> _blockGroups = [];
    private readonly List<SupportGroup> _groups = [];
    private readonly List<SupportGroup>[] _groupsAt;
    private readonly int _smallOrder, _largestOrder;
    private SupportBlocks _blocks;

    private SupportCover(SupportBasis basis)
    {
        _basis = basis;
        _groupsAt = new List<SupportGroup>[basis.Domain.Length];
        for (int i = 0; i < _groupsAt.Length; i++) _groupsAt[i] = [];
        _smallOrder = SupportBlocks.OrderWithin(basis.Domain, SupportBlocks.SmallTable);
        _largestOrder = SupportBlocks.OrderWithin(basis.Domain, SupportBlocks.LargestTable);
    }

    /// <summary>The groups of a basis; every support is in exactly one.</summary>
    /// <param name="basis">The basis.</param>
    /// <param name="rows">Rows that the design will have.</param>
    public static IReadOnlyList<SupportGroup> Of(SupportBasis basis, int rows = int.MaxValue)
    {
        var cover = new SupportCover(basis);
        cover.ChooseBlocks();
        cover._blocks = cover._blocks.ForRows(basis.Domain, rows);
        for (int i = basis.Supports.Length - 1; i >= 0; i--) cover.Place(i);
        foreach (SupportGroup group in cover._groups) group.Close(basis, cover._places);
        return cover._groups;
    }

    /// <summary>The highest order whose tables still fit.</summary>
    /// <param name="basis">A basis, for its letters.</param>
    public static int HighestOrder(SupportBasis basis) => Math.Min(Support.MaximumOrder, SupportBlocks.OrderWithin(basis.Domain, SupportBlocks.LargestTable));

    private static double Combinations(int n, int k)
    {
        double count = 1;
        for (int i = 0; i < k; i++) count *= (n - i) / (i + 1.0);
        return count;
    }

    // Blocks pay up to the highest order of which at least a quarter of all supports are wanted,
    // as long as a block holds two positions or more.
    private void ChooseBlocks()
    {
        var counts = new int[Support.MaximumOrder + 1];
        foreach (Support support in _basis.Supports) counts[support.Order]++;
        for (int order = 1; order <= Math.Min(Math.Min(_largestOrder, Support.MaximumOrder), _basis.Domain.Length); order++)
        {
            if (counts[order] == 0 || counts[order] < 0.25 * Combinations(_basis.Domain.Length, order)) continue;
            SupportBlocks blocks = SupportBlocks.For(_basis.Domain, order);
            if (_blocks.Order <= 1 || blocks.Size > 1 || _blocks.Size == 1) _blocks = blocks;
        }
    }

    private void Place(int index)
    {
        Support support = _basis.Supports[index];
        if (support.Order > _largestOrder)
            throw new ArgumentException($"Support {support}: order {support.Order} is above {_largestOrder}, the highest for {_basis.Domain.LetterCount} letters.");
        SupportGroup group = FromBlocks(support) ?? Holding(support) ?? Extended(support) ?? Opened(support);
        group.Members.Add(index);
    }

    private SupportGroup? FromBlocks(Support support)
    {
        if (_blocks.Order == 0 || !_blocks.TryUnionOf(support, _basis.Ranks, out Support union)) return null;
        if (_blockGroups.TryGetValue(union, out SupportGroup? known)) return known;
        SupportGroup group = Open([.. _blocks.PositionsOf(union, _basis.Ranks)], capacity: 0);
        _blockGroups.Add(union, group);
        return group;
    }

    private SupportGroup? Holding(Support support)
    {
        List<SupportGroup> shortest = _groupsAt[support[0]];
        for (int i = 1; i < support.Order; i++)
            if (_groupsAt[support[i]].Count < shortest.Count) shortest = _groupsAt[support[i]];
        foreach (SupportGroup group in shortest)
            if (Shared(group, support) == support.Order) return group;
        return null;
    }

    // Among the last groups opened, the one that needs the fewest new positions.
    private SupportGroup? Extended(Support support)
    {
        const int Window = 96;
        SupportGroup? best = null;
        int bestShared = 0;
        for (int g = _groups.Count - 1; g >= Math.Max(0, _groups.Count - Window); g--)
        {
            SupportGroup group = _groups[g];
            int shared = Shared(group, support);
            if (shared > bestShared && group.Order + support.Order - shared <= group.Capacity) (best, bestShared) = (group, shared);
        }

        if (best is null) return null;
        for (int i = 0; i < support.Order; i++)
        {
            if (best.Positions.Contains(support[i])) continue;
            best.Positions.Add(support[i]);
            _groupsAt[support[i]].Add(best);
        }

        return best;
    }

    private SupportGroup Opened(Support support) => Open([.. support.ToArray()], Math.Max(_smallOrder, support.Order));

    private SupportGroup Open(List<int> positions, int capacity)
    {
        var group = new SupportGroup(positions, capacity);
        _groups.Add(group);
        foreach (int position in positions) _groupsAt[position].Add(group);
        return group;
    }

    private static int Shared(SupportGroup group, Support support)
    {
        int shared = 0;
        for (int i = 0; i < support.Order; i++)
            if (group.Positions.Contains(support[i])) shared++;
        return shared;
    }
}
