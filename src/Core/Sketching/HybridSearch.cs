namespace GenoXai.Core.Sketching;

/// <summary>Which columns to fit: runs the dense and the sparse stage and keeps what validates best.</summary>
internal sealed class HybridSearch
{
    private const double Worthwhile = 0.998, Exact = 1e-5, Solved = 1e-7, NearlyExact = 0.01, Close = 1.3, Steep = 0.8, FewTerms = 0.02, Hopeless = 2.5;
    private const int TrialRounds = 4, DeepSteps = 6, PolishingRounds = 6, RowsPerSupport = 60;
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
        low = Better(_dense.Step(low, lowOrder, 0, levels: 4), low, "order ≤ 2 again");
        if (lowOrder > 1) low = Better(_dense.FirstOrder(), low, "order 1");
        Prior = _dense.Prior;
        HybridFit thin = WithoutEmpty(low), cells = ByCellsAlone(thin, whole > 3);
        if (cells.ValidationError < Exact || IsExplained(cells)) return cells;
        HybridFit sparse = Better(Screened(cells, whole > 3), cells, "with whole supports"), deep = Deepened(low, whole, sparse.ValidationError);
        if (whole > 3 && sparse.ValidationError < Close * deep.ValidationError)
            sparse = new SparseStage(_problem, _dense).Improve(sparse, _solver, Math.Max(0, _problem.Options.ScreeningRounds - TrialRounds), allOrders: true);
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
        if (fit.Terms.Count == 0 || !(fit.ValidationError < NearlyExact || IsExplained(fit))) return last;
        if (new OutlyingTerms(all, solver).Of(last) is { } found) return found;
        // A term of which the training rows had two or three alone may have been taken for another: all rows decide again.
        HybridFit less = solver.Without(last, term => term.RowsOf(rows).Length > TermProbes.FewRows);
        if (less.Terms.Count == last.Terms.Count && fit.ValidationError < Solved) return last;
        var stage = new SparseStage(all, new DenseStage(all, solver, Prior.Copy()));
        HybridFit again = stage.Improve(less, solver, Math.Min(PolishingRounds, _problem.Options.ScreeningRounds), allOrders: _dense.HighestWholeOrder() > 3, cellsOnly: true);
        return again.ValidationError < Math.Max(2 * last.ValidationError, 10 * Solved) ? again : last;
    }

    /// <summary>The last fit with its rare terms replaced by those that mutants show.</summary>
    /// <param name="probes">What is doubted.</param>
    /// <param name="last">The last fit.</param>
    /// <param name="rows">All rows.</param>
    public HybridFit Resolved(TermProbes probes, HybridFit last, SampleColumns rows)
    {
        HybridProblem all = _problem.WithRows(rows);
        var solver = new HybridSolver(all);
        var dense = new DenseStage(all, solver, Prior.Copy());
        // Mutants tell terms apart that only the same few rows hold, so here they are rows like any other.
        HybridProblem more = _problem.WithRows(rows.And(probes.Answered()));
        return probes.Resolved(last, dense, fit => new OutlyingTerms(more, new HybridSolver(more), probes.Confirmed).Of(fit) ??
            new SparseStage(all, dense).Improve(fit, solver, Math.Min(PolishingRounds, _problem.Options.ScreeningRounds), allOrders: _dense.HighestWholeOrder() > 3, cellsOnly: true));
    }

    // Far fewer columns than rows fit every training row: no chance does that, even where the validation
    // rows hold a term that no training row has.
    private bool IsExplained(HybridFit fit) => fit.TrainingError < Exact && fit.Coefficients.Length < _problem.Training.Count / 4;

    // A function of few terms: the pairs that hold nothing would only blur what is screened.
    private HybridFit WithoutEmpty(HybridFit low)
    {
        HybridFit thin = _dense.WithoutEmpty(low, levels: 4);
        if (ReferenceEquals(thin, low)) return low;
        return Better(thin, low, "without empty supports");
    }

    // Whole supports taken too early hide the last terms of a function that has nothing but terms. Such a
    // function shows at once: single cells alone leave next to nothing, within a few rounds.
    private HybridFit ByCellsAlone(HybridFit thin, bool allOrders)
    {
        int rounds = _problem.Options.ScreeningRounds;
        if (rounds == 0) return thin;
        var stage = new SparseStage(_problem, _dense);
        HybridFit cells = stage.Improve(thin, _solver, rounds, allOrders, cellsOnly: true, worthwhile: Steep);
        if (cells.ValidationError > FewTerms || cells.ValidationError > 0.5 * thin.ValidationError) return thin;
        return stage.Improve(cells, _solver, rounds, allOrders: true, cellsOnly: true);
    }

    // On short sequences the dense stage reaches far and is quick: screening has a trial first.
    // On long ones it is screening that finds high orders: it runs to its end.
    private HybridFit Screened(HybridFit fit, bool trial)
    {
        int rounds = _problem.Options.ScreeningRounds;
        return rounds == 0 ? fit : new SparseStage(_problem, _dense).Improve(fit, _solver, trial ? Math.Min(TrialRounds, rounds) : rounds, allOrders: trial);
    }

    private HybridFit Deepened(HybridFit low, int whole, double sparseError)
    {
        if (whole < 3) return low;
        HybridFit fit = Better(_dense.Step(low, 3, 0), low, "order ≤ 3");
        fit = Better(_dense.Step(fit, 3, 0), fit, "order ≤ 3 again");
        // A function of few supports: more orders taken whole will not make up for that.
        if (fit.ValidationError > Hopeless * sparseError) return fit;
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
