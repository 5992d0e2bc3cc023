namespace GenoXai.Core.Sketching;

/// <summary>
/// The hybrid decoder's start on long sequences, whose pairs are too many to fit together: first-order
/// tables of all positions, then the pairs that a screen of the residual finds, then single terms.
/// </summary>
/// <remarks>
/// A screen looks at all pairs, so two positions without an effect of their own are found as well;
/// only what it finds is fitted. <see cref="ActivePositions"/> then fits all pairs of the positions found.
/// </remarks>
internal sealed class LongStage
{
    private const double MostCoefficients = 100_000, MostWork = 3e8, ScreeningWork = 4e10, Worthwhile = 0.998, Solved = 1e-8;
    private const int PairRounds = 6, FewestRounds = 6;
    private readonly HybridProblem _problem;
    private readonly HybridSolver _solver;
    private readonly DenseStage _dense;

    /// <summary>Makes it.</summary>
    /// <param name="problem">The samples.</param>
    /// <param name="solver">Its solver.</param>
    /// <param name="dense">Its dense stage, whose prior is fitted.</param>
    public LongStage(HybridProblem problem, HybridSolver solver, DenseStage dense) => (_problem, _solver, _dense) = (problem, solver, dense);

    /// <summary>Whether a problem is long: the coefficients of all pairs, or one pass of all rows over their tables, would be too many.</summary>
    /// <param name="problem">The samples.</param>
    public static bool Suits(HybridProblem problem) => Suits(problem.Domain, problem.Training.Count, 1);

    /// <summary>Most positions of which all pairs are fitted beside a long fit: half of what <see cref="Suits(HybridProblem)"/> allows.</summary>
    /// <param name="problem">The samples.</param>
    public static int MostActive(HybridProblem problem)
    {
        int most = 2;
        while (most < problem.Domain.Length && !Suits(new SketchDomain(problem.Domain.Alphabet, most + 1), problem.Training.Count, 0.5)) most++;
        return most;
    }

    /// <summary>The best fit on the validation rows.</summary>
    public HybridFit Run()
    {
        HybridFit best = _dense.Start(1), current = best;
        Report("long, order 1", best, best);
        var pairs = new List<Support>();
        var known = new HashSet<Support>();
        int most = MostPairs();
        for (int round = 0; round < PairRounds && best.ValidationError > Solved; round++)
        {
            _problem.Parallel.CancellationToken.ThrowIfCancellationRequested();
            CellScreen.Strongest(_problem, _solver.Residuals(current), 2, 0, out List<(Support Support, double Score)> strong);
            foreach ((Support support, _) in strong)
                if (pairs.Count < most && known.Add(support)) pairs.Add(support);
            // The same columns are fitted again, too: the noise level of the fit before may have been far off.
            if (pairs.Count == 0) break;
            var basis = new SupportBasis(_problem.Domain, Support.AllOfOrder(_problem.Domain.Length, 1).Concat(pairs), current.Basis.Letters, current.Basis.Ranks);
            current = _dense.Refit(current, basis, SupportCover.Of(basis, _problem.Training.Count), [], _dense.Prior);
            bool helped = current.ValidationError < Worthwhile * best.ValidationError;
            if (current.ValidationError < best.ValidationError) best = current;
            Report($"long, {pairs.Count} pairs", current, best);
            if (!helped) break;
        }

        int rounds = Math.Min(_problem.Options.ScreeningRounds, Math.Max(FewestRounds, (int)(ScreeningWork / ScreenWork())));
        return rounds > 0 && _problem.Options.ScreeningRounds > 0 ? new SparseStage(_problem, _dense).Improve(best, _solver, rounds) : best;
    }

    private static bool Suits(SketchDomain domain, int rows, double share)
    {
        return domain.Length > 2 && (domain.FunctionsOf(2) > share * MostCoefficients || SupportBlocks.For(domain, 2).GroupCount * rows > share * MostWork);
    }

    // Chosen pairs seldom share tables: each costs a pass of all rows, and none may have more coefficients than rows.
    private int MostPairs()
    {
        int rows = _problem.Training.Count, size = (_problem.Domain.LetterCount - 1) * (_problem.Domain.LetterCount - 1);
        return Math.Max(16, (int)Math.Min(2 * MostWork / rows, 0.5 * rows / size));
    }

    private double ScreenWork() =>
        SupportBlocks.ForScreening(_problem.Domain, Math.Min(2, _problem.Domain.Length), _problem.Training.Count).ScreenWork(_problem.Domain, _problem.Training.Count);

    private void Report(string what, HybridFit fit, HybridFit best) => _problem.Progress?.Report(FormattableString.Invariant(
        $"{what}: {fit.Groups.Count} groups, noise {fit.Noise:G3}, validation R² {1 - (best.ValidationError / _problem.ValidationVariance):F5}"));
}
