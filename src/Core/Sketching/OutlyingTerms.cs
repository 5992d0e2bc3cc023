using System.Numerics;
using System.Numerics.Tensors;

namespace GenoXai.Core.Sketching;

/// <summary>
/// Terms that few rows hold, from the rows that stand out of a trimmed fit. Where everything but such terms is fitted exactly,
/// nearly every row holds none of them, and the others stand out by a term's very weight: rows with the same residual hold
/// the same term, and it is among the letters that they share and that no other row has together.
/// </summary>
/// <remarks>
/// Not of the paper. Fits least trimmed squares (Rousseeuw 1984) by concentration steps: all rows are fitted, those far from the others left out,
/// and the rest fitted again until the same rows stay. Least squares on all rows spreads each such term over the columns
/// that its rows share, and screening then explains what is spread by further terms: 200 terms of 120 letters were fitted to 4,500 rows
/// within 10⁻⁶ of their variance by 50 wrong terms of two to five rows each.
/// </remarks>
internal sealed class OutlyingTerms
{
    private const int Few = 2 * TermProbes.FewRows, Steps = 12, LeastRows = 2;
    private const double Far = 6, MostOutlying = 0.25, Clear = 0.003, Same = 2, LeastScale = 1e-6, LeastNoise = 1e-12, Tolerance = 1e-7, Solved = 1e-7, MostColumns = 0.5, Shrinks = 0.8;
    private readonly HybridProblem _problem;
    private readonly HybridSolver _solver;
    private readonly IReadOnlySet<(Support Support, int Cell)> _confirmed;
    private readonly int _highestOrder;

    /// <summary>Of some rows.</summary>
    /// <param name="problem">The fitted rows.</param>
    /// <param name="solver">Their solver.</param>
    /// <param name="confirmed">Terms that are certain although few rows hold them.</param>
    public OutlyingTerms(HybridProblem problem, HybridSolver solver, IReadOnlySet<(Support, int)>? confirmed = null)
    {
        (_problem, _solver, _confirmed) = (problem, solver, confirmed ?? new HashSet<(Support, int)>());
        _highestOrder = Math.Min(Support.MaximumOrder, SupportBlocks.OrderWithin(problem.Domain, SupportBlocks.LargestTable));
    }

    /// <summary>A fit whose rare terms are those of the rows that stand out.</summary>
    /// <param name="fit">A fit to the same rows.</param>
    /// <returns>A fit that is exact but for shrinkage; null where there is none.</returns>
    public HybridFit? Of(HybridFit fit)
    {
        SampleColumns rows = _problem.Training;
        if (fit.Terms.Count == 0 || fit.Coefficients.Length > MostColumns * rows.Count) return null;
        HybridFit common = _solver.Without(fit, term => _confirmed.Contains((term.Support, term.Cell)) || term.RowsOf(rows).Length > Few);
        if (common.Terms.Count == fit.Terms.Count || Trimmed(common, out double scale) is not { } trimmed) return null;
        double[] residuals = _solver.Residuals(trimmed);
        List<(AndTerm Term, double Weight)> found = Found(residuals, Same * Far * scale);
        // As many terms as rows explain anything.
        if (found.Count == 0 || found.Count > residuals.Count(r => Math.Abs(r) > Same * Far * scale) / LeastRows) return null;
        AndTerm[] terms = [.. trimmed.Terms, .. found.Select(static f => f.Term)];
        double[] weights = [.. found.Select(static f => f.Weight / f.Term.Scale)];
        HybridFit next = _solver.Fit(
            trimmed.Basis, trimmed.Groups, terms, [.. trimmed.Variances, .. weights.Select(static w => w * w)],
            [.. trimmed.Coefficients, .. weights], Math.Max(LeastNoise, scale * scale), Tolerance, levels: 1);
        return next.TrainingError < Math.Max(Solved, 2 * fit.TrainingError) ? next : null;
    }

    // Concentration steps; null where the rows that stay are not explained.
    private HybridFit? Trimmed(HybridFit fit, out double scale)
    {
        SampleColumns rows = _problem.Training;
        int[] kept = [];
        scale = PhiErrorBand.MostDeviation(_solver.Residuals(fit));
        // Errors that are spread over all rows do not shrink with the rows that stand out.
        if (scale > Shrinks * Math.Sqrt(fit.TrainingError)) return null;
        HybridFit current = At(fit, rows, fit.Noise);
        for (int step = 0; step < Steps; step++)
        {
            _problem.Parallel.CancellationToken.ThrowIfCancellationRequested();
            double[] residuals = _solver.Residuals(current);
            double before = step > 0 ? scale : Math.Sqrt(current.TrainingError);
            scale = Math.Max(LeastScale, PhiErrorBand.MostDeviation(residuals));
            double most = Far * scale;
            int[] near = [.. Enumerable.Range(0, residuals.Length).Where(n => Math.Abs(residuals[n]) <= most)];
            if (near.AsSpan().SequenceEqual(kept)) break;
            if (scale > Shrinks * before) return null;
            kept = near;
            current = At(current, rows.Of(near), Math.Clamp(scale * scale, LeastNoise, fit.Noise));
        }

        return Far * scale < Clear && kept.Length >= (1 - MostOutlying) * rows.Count ? current : null;
    }

    private HybridFit At(HybridFit fit, SampleColumns rows, double noise) =>
        new HybridSolver(_problem.WithRows(rows)).Fit(fit.Basis, fit.Groups, fit.Terms, fit.Variances, fit.Coefficients, noise, Tolerance, levels: 1);

    // The largest set of rows with the same residual first; what its term explains is taken off before the next.
    private List<(AndTerm Term, double Weight)> Found(double[] residuals, double same)
    {
        double[] left = [.. residuals];
        var found = new List<(AndTerm, double)>();
        while (Largest(left, same) is { } set)
        {
            double weight = set.Average(n => left[n]);
            AndTerm term = Smallest(set, left, same);
            foreach (int row in term.RowsOf(_problem.Training))
                if (Math.Abs(left[row]) > same) left[row] -= weight;
            found.Add((term, weight));
        }

        return found;
    }

    private int[]? Largest(double[] left, double same)
    {
        int[] outlying = [.. Enumerable.Range(0, left.Length).Where(n => Math.Abs(left[n]) > same).OrderBy(n => left[n]).ThenBy(static n => n)];
        int[]? best = null;
        for (int first = 0, end = 0; first < outlying.Length; first++)
        {
            end = Math.Max(end, first + 1);
            while (end < outlying.Length && left[outlying[end]] - left[outlying[first]] <= same) end++;
            int[] set = outlying[first..end];
            // Rows that share nothing have the same residual by chance.
            if ((best is null || set.Length > best.Length) && _problem.Training.Shared(set).Length > 0) best = set;
        }

        return best;
    }

    // Of the letters that the rows share, as few as no row without a term has together; first goes the letter without which the fewest such rows come in.
    private AndTerm Smallest(int[] set, double[] left, double same)
    {
        SampleColumns rows = _problem.Training;
        var chosen = new List<int>(_problem.Training.Shared(set));
        var without = new ulong[(rows.Count + 63) / 64];
        for (int n = 0; n < rows.Count; n++)
            if (Math.Abs(left[n]) <= same) without[n >> 6] |= 1UL << (n & 63);
        while (chosen.Count > 1)
        {
            (int best, int fewest) = LeastMissed(Array.ConvertAll([.. chosen], i => rows.Marks(i, rows.Column(i)[set[0]])), without);
            if (fewest > 0 && chosen.Count <= _highestOrder) break;
            chosen.RemoveAt(best);
        }

        return AndTerm.HeldBy(rows, set[0], [.. chosen], _problem.Domain);
    }

    // Which of some marks, left out, leaves the fewest of some rows with all the others; from both ends, so that each mark is read twice.
    private static (int Index, int Rows) LeastMissed(ulong[][] marks, ulong[] among)
    {
        var before = new ulong[marks.Length][];
        before[0] = among;
        for (int i = 1; i < marks.Length; i++)
        {
            before[i] = new ulong[among.Length];
            TensorPrimitives.BitwiseAnd(before[i - 1], marks[i - 1], before[i]);
        }

        var after = new ulong[among.Length];
        Array.Fill(after, ulong.MaxValue);
        (int Index, int Rows) least = (0, int.MaxValue);
        for (int i = marks.Length - 1; i >= 0; i--)
        {
            int held = 0;
            for (int word = 0; word < after.Length; word++) held += BitOperations.PopCount(before[i][word] & after[word]);
            if (held <= least.Rows) least = (i, held);
            TensorPrimitives.BitwiseAnd(after, marks[i], after);
        }

        return least;
    }
}
