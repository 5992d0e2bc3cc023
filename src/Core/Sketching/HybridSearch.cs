namespace GenoXai.Core.Sketching;

/// <summary>Which columns to fit: runs the dense and the sparse stage and keeps what validates best.</summary>
internal sealed class HybridSearch
{
    private const double Worthwhile = 0.998, Exact = 1e-5, NearlyExact = 0.01, Close = 1.3;
    private const int TrialRounds = 4, DeepSteps = 6, PolishingRounds = 4, RowsPerSupport = 60;
    private readonly HybridProblem _problem;
    private readonly HybridSolver _solver;
    private readonly DenseStage _dense;

    /// <summary>Makes it.</summary>
    /// <param name="problem">The samples.</param>
    public HybridSearch(HybridProblem problem)
    {
        _problem = problem;
        _solver = new HybridSolver(problem);
        _dense = new DenseStage(problem, _solver);
        Prior = _dense.Prior;
    }

    /// <summary>Scales of the fit that <see cref="Run"/> returned.</summary>
    public ProductPrior Prior { get; private set; }

    /// <summary>The best fit on the validation rows.</summary>
    public HybridFit Run()
    {
        if (LongStage.Suits(_problem)) return new LongStage(_problem, _solver, _dense).Run();
        int whole = _dense.HighestWholeOrder(), lowOrder = Math.Min(2, whole);
        HybridFit low = _dense.Start(lowOrder);
        Report("order ≤ 2", low);
        low = Better(_dense.Step(low, lowOrder, 0), low, "order ≤ 2 again");
        // On short sequences the dense stage reaches far and is quick: screening has a trial first.
        // On long ones it is screening that finds high orders: it runs to its end.
        bool trial = whole > 3;
        int rounds = _problem.Options.ScreeningRounds;
        HybridFit sparse = Screened(low, trial ? Math.Min(TrialRounds, rounds) : rounds, allOrders: trial);
        Prior = _dense.Prior;
        HybridFit deep = sparse.ValidationError < Exact ? sparse : Deepened(low, whole);
        if (trial && sparse.ValidationError < Close * deep.ValidationError) sparse = Screened(sparse, rounds - TrialRounds, allOrders: true);
        if (sparse.ValidationError <= deep.ValidationError) return sparse;
        Prior = _dense.Prior;
        return deep;
    }

    /// <summary>The last fit: the columns of a fit on training and validation rows together.</summary>
    /// <param name="fit">What was chosen.</param>
    /// <param name="rows">All rows.</param>
    public HybridFit OnAllRows(HybridFit fit, SampleColumns rows)
    {
        HybridProblem all = _problem.WithRows(rows);
        var solver = new HybridSolver(all);
        HybridFit last = solver.Fit(fit.Basis, fit.Groups, fit.Terms, fit.Variances, fit.Coefficients, fit.Noise, 1e-4, levels: 1);
        // A function that is nearly exact may miss terms of which the training rows had too few rows alone.
        if (fit.Terms.Count > 0 && fit.ValidationError < NearlyExact)
        {
            var stage = new SparseStage(all, new DenseStage(all, solver, Prior.Copy()));
            last = stage.Improve(last, solver, Math.Min(PolishingRounds, _problem.Options.ScreeningRounds));
        }

        return last;
    }

    private HybridFit Screened(HybridFit fit, int rounds, bool allOrders) =>
        rounds > 0 ? new SparseStage(_problem, _dense).Improve(fit, _solver, rounds, allOrders) : fit;

    private HybridFit Deepened(HybridFit low, int whole)
    {
        if (whole < 3) return low;
        HybridFit fit = Better(_dense.Step(low, 3, 0), low, "order ≤ 3");
        fit = Better(_dense.Step(fit, 3, 0), fit, "order ≤ 3 again");
        // Few rows cannot tell many supports apart: more of them made 5,000 and 20,000 rows worse.
        int extra = Math.Min(_problem.Options.HighOrderSupports, _problem.Training.Count / RowsPerSupport);
        for (int step = 0; step < DeepSteps && (whole > 3 || extra > 0); step++)
        {
            HybridFit next = _dense.Step(fit, whole, extra);
            bool helped = next.ValidationError < Worthwhile * fit.ValidationError;
            fit = Better(next, fit, $"order ≤ {whole} and the likeliest above");
            if (!helped) break;
        }

        return fit;
    }

    private HybridFit Better(HybridFit next, HybridFit fit, string what)
    {
        Report(what, next);
        return next.ValidationError < fit.ValidationError ? next : fit;
    }

    private void Report(string what, HybridFit fit) => _problem.Progress?.Report(FormattableString.Invariant(
        $"{what}: {fit.Basis.Supports.Length} supports, {fit.Basis.Count} coefficients, {fit.Groups.Count} groups, noise {fit.Noise:G3}, validation R² {1 - (fit.ValidationError / _problem.ValidationVariance):F5}"));
}
