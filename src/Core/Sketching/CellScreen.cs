using System.Numerics.Tensors;

namespace GenoXai.Core.Sketching;

/// <summary>
/// Looks at the mean residual of every cell of every support up to an order: one pass of sums into
/// tables of several blocks of positions, and marginal sums of those tables.
/// </summary>
internal static class CellScreen
{
    private const int KeptOfGroup = 48;

    /// <summary>The cells farthest from zero.</summary>
    /// <param name="problem">The samples.</param>
    /// <param name="residuals">Residuals of the training rows.</param>
    /// <param name="order">Highest order looked at; the lowest is 2.</param>
    /// <param name="count">How many to return.</param>
    /// <param name="supports">Out: the supports whose cells' squared scores together are farthest above chance, strongest first, with (χ² − cells)/√(2 cells).</param>
    /// <returns>Strongest first. Scores use the expected number of rows in a cell.</returns>
    public static List<TermCandidate> Strongest(
        HybridProblem problem, double[] residuals, int order, int count, out List<(Support Support, double Score)> supports)
    {
        SketchDomain domain = problem.Domain;
        SupportBlocks blocks = SupportBlocks.ForScreening(domain, order, problem.Training.Count);
        int[] ranks = [.. Enumerable.Range(0, domain.Length)];
        Support[] unions = [.. Support.AllOfOrder(blocks.Count, Math.Min(order, blocks.Count))];
        double variance = TensorPrimitives.SumOfSquares<double>(residuals) / residuals.Length;
        var found = new TermCandidate[unions.Length][];
        var strong = new List<(Support Support, double Score)>[unions.Length];
        Parallel.For(0, unions.Length, problem.Parallel, () => new MarginalTables(domain.LetterCount), (u, _, tables) =>
        {
            int[] positions = blocks.PositionsOf(unions[u], ranks);
            SupportDesign.Scatter(problem.Training, [.. positions], domain.LetterCount, residuals, tables.Whole(positions));
            var own = new List<TermCandidate>();
            var visit = new Visit(domain, blocks, unions[u], ranks, variance, problem.Training.Count, own);
            tables.Each(order, blocks.Required(unions[u], positions, ranks), visit.Look);
            own.Sort();
            found[u] = [.. own.Take(KeptOfGroup)];
            strong[u] = visit.Strong;
            return tables;
        }, static _ => { });
        supports = [.. strong.SelectMany(own => own)];
        supports.Sort((a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : a.Support.CompareTo(b.Support));
        List<TermCandidate> all = [.. found.SelectMany(own => own)];
        all.Sort();
        return all.Count > count ? all.GetRange(0, count) : all;
    }

    private sealed class Visit(
        SketchDomain domain, SupportBlocks blocks, Support union, int[] ranks, double variance, int rows, List<TermCandidate> found)
    {
        private const double LeastOfSupport = 4;
        private double _least = 2.5;

        public List<(Support Support, double Score)> Strong { get; } = [];

        public void Look(ReadOnlySpan<double> table, ReadOnlySpan<int> positions)
        {
            var support = Support.Of(positions);
            if (!blocks.TryUnionOf(support, ranks, out Support standing) || standing != union) return;
            // Cells that no row can be in are 0 and do not count.
            double cells = domain.CombinationsOf(positions), scale = 1 / Math.Sqrt(variance * rows / cells);
            double sum = TensorPrimitives.SumOfSquares<double>(table) * scale * scale;
            double excess = (sum - cells) / Math.Sqrt(2.0 * cells);
            if (excess > LeastOfSupport) Strong.Add((support, excess));
            for (int cell = 0; cell < table.Length; cell++)
            {
                double score = table[cell] * scale;
                if (Math.Abs(score) < _least) continue;
                found.Add(new TermCandidate(support, cell, score));
                if (found.Count < 8 * KeptOfGroup) continue;
                found.Sort();
                found.RemoveRange(KeptOfGroup, found.Count - KeptOfGroup);
                _least = Math.Abs(found[^1].Score);
            }
        }
    }
}
