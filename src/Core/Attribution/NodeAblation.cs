namespace GenoXai.Core.Attribution;

/// <summary>
/// The influence of a node: Σ over targets of (f with the node held fixed − f)², its mean over sequences with the standard
/// error, and the mean change of each target.
/// </summary>
/// <remarks>Maslova et al. 2020 (AI-TAC), after Kelley, Snoek and Rinn 2016; Novakovsky et al., Nat Rev Genet 2022.</remarks>
public sealed class NodeAblation(int nodes, int targets)
{
    private readonly double[] _sum = new double[nodes], _squares = new double[nodes], _changes = new double[nodes * targets];
    private long _count;

    /// <summary>Influence of a node in one sequence.</summary>
    /// <param name="changes">Change of each target, T.</param>
    public static double Influence(ReadOnlySpan<float> changes)
    {
        double sum = 0;
        foreach (float change in changes) sum += (double)change * change;
        return sum;
    }

    /// <summary>Adds a sequence.</summary>
    /// <param name="changes">Change of each target by each node, shape (nodes, targets).</param>
    public void Add(ReadOnlySpan<float> changes)
    {
        _count++;
        for (int node = 0; node < nodes; node++)
        {
            ReadOnlySpan<float> own = changes.Slice(node * targets, targets);
            double influence = Influence(own);
            _sum[node] += influence;
            _squares[node] += influence * influence;
            for (int target = 0; target < targets; target++) _changes[node * targets + target] += own[target];
        }
    }

    /// <summary>Mean influence of a node.</summary>
    public double Mean(int node) => _sum[node] / _count;

    /// <summary>Standard error of <see cref="Mean"/>; NaN for one sequence.</summary>
    public double StandardError(int node) => _count < 2 ? double.NaN : Math.Sqrt(Math.Max(0, (_squares[node] - _sum[node] * _sum[node] / _count) / (_count - 1)) / _count);

    /// <summary>Mean change of a target by a node.</summary>
    public double MeanChange(int node, int target) => _changes[node * targets + target] / _count;

    /// <summary>The nodes, the most influential first; equals in their order.</summary>
    public int[] Ranking() => [.. Enumerable.Range(0, nodes).OrderByDescending(node => double.IsNaN(Mean(node)) ? -1 : Mean(node)).ThenBy(static node => node)];
}
