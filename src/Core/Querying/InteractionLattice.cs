using GenoXai.Core.Sketching;

namespace GenoXai.Core.Querying;

/// <summary>Which sets an index gives values from which dividends, worked out once per index: I(S) = Σ_T weight · a(T).</summary>
internal sealed class InteractionLattice
{
    private readonly List<(int Set, double Weight)>[] _shares;

    public InteractionLattice(DividendSet dividends, InteractionIndex index, int minimumOrder)
    {
        var sets = new Dictionary<int[], int>(SupportComparer.Instance);
        var list = new List<int[]>();
        _shares = new List<(int, double)>[dividends.Tables.Length];
        for (int t = 0; t < _shares.Length; t++)
        {
            int[] support = dividends.Tables[t].Positions;
            _shares[t] = [];
            for (int size = minimumOrder; size <= Math.Min(index.Order, support.Length); size++)
            {
                double weight = index.Weight(size, support.Length);
                if (weight == 0) continue;
                foreach (int[] subset in Subsets(support, size))
                {
                    if (sets.TryAdd(subset, list.Count)) list.Add(subset);
                    _shares[t].Add((sets[subset], weight));
                }
            }
        }

        Sets = [.. list];
    }

    /// <summary>The sets with a value.</summary>
    public int[][] Sets { get; }

    /// <summary>Values of every set, from the dividends of one sequence.</summary>
    /// <param name="dividends">a(T) per dividend table.</param>
    public double[] Values(ReadOnlySpan<double> dividends)
    {
        var values = new double[Sets.Length];
        for (int t = 0; t < dividends.Length; t++)
            foreach ((int set, double weight) in _shares[t]) values[set] += weight * dividends[t];
        return values;
    }

    private static IEnumerable<int[]> Subsets(int[] support, int size)
    {
        var chosen = new int[size];
        for (int i = 0; i < size; i++) chosen[i] = i;
        while (true)
        {
            yield return Array.ConvertAll(chosen, i => support[i]);
            int at = size - 1;
            while (at >= 0 && chosen[at] == support.Length - size + at) at--;
            if (at < 0) yield break;
            chosen[at]++;
            for (int i = at + 1; i < size; i++) chosen[i] = chosen[i - 1] + 1;
        }
    }
}
