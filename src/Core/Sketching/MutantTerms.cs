namespace GenoXai.Core.Sketching;

/// <summary>
/// The terms of one row, from what mutating it changes: a position of one term takes that term's weight away, a position of
/// none changes nothing, and where two terms overlap, both go.
/// </summary>
internal static class MutantTerms
{
    private const double Same = 0.05, Nothing = 0.1;

    /// <summary>Terms with their positions, ascending, and weights; none where the changes are not those of one or two terms.</summary>
    /// <param name="positions">The mutated positions.</param>
    /// <param name="changes">By how much the residual falls when each is mutated.</param>
    /// <param name="whole">The residual of the row itself: the sum of the weights.</param>
    /// <param name="least">Changes below it are nothing.</param>
    public static IReadOnlyList<(int[] Positions, double Weight)> Of(int[] positions, double[] changes, double whole, double least)
    {
        double largest = changes.Max(Math.Abs), same = Math.Max(least, Same * largest), nothing = Math.Max(least, Nothing * largest);
        var levels = new List<(double Change, List<int> Positions)>();
        for (int i = 0; i < positions.Length; i++)
        {
            if (Math.Abs(changes[i]) < nothing) continue;
            int level = levels.FindIndex(l => Math.Abs(l.Change - changes[i]) < same);
            if (level < 0) levels.Add((changes[i], [positions[i]]));
            else levels[level].Positions.Add(positions[i]);
        }

        if (levels.Count is 0 or > 3) return [];
        if (levels.Count == 1) return [([.. levels[0].Positions], levels[0].Change)];
        // Where both go, nothing is left of the row's residual.
        int both = levels.FindIndex(l => Math.Abs(l.Change - whole) < same);
        if (levels.Count == 2 && both < 0)
            return Math.Abs(levels[0].Change + levels[1].Change - whole) < same ? [Term(0), Term(1)] : [];
        if (both < 0) return [];
        (double Change, List<int> Positions)[] single = [.. levels.Where((_, i) => i != both)];
        if (single.Length == 1) return [Union(single[0]), ([.. levels[both].Positions], whole - single[0].Change)];
        return Math.Abs(single[0].Change + single[1].Change - whole) < same ? [Union(single[0]), Union(single[1])] : [];

        (int[], double) Term(int level) => ([.. levels[level].Positions], levels[level].Change);

        (int[], double) Union((double Change, List<int> Positions) one) => ([.. one.Positions.Concat(levels[both].Positions).Order()], one.Change);
    }
}
