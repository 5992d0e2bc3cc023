using GenoXai.Core.Sampling;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Sketching;

/// <summary>
/// The default decoder: ANOVA tables of low order and of the likeliest high-order supports under a
/// product prior with scales of its own for every position and contrast, single cells and whole
/// supports found by screening the residual, and one regularised fit of everything on all rows.
/// Every choice is made on the validation rows.
/// </summary>
/// <remarks>
/// After METHODS 4.3. Departs from its recipe: scales per contrast on turned axes instead of one per
/// position, fitted by likelihood to debiased coefficients of all rows instead of by validation on a
/// few thousand; all supports below a shared table come at no cost; single cells are columns too.
/// </remarks>
public static class HybridDecoder
{
    /// <summary>Most times that a decode asks for further rows.</summary>
    public const int MostProbeRounds = 8;

    /// <summary>Decodes the samples.</summary>
    /// <param name="domain">Length and letters.</param>
    /// <param name="training">Uniform random rows.</param>
    /// <param name="validation">Other uniform random rows, to choose by; they join the last fit.</param>
    /// <param name="options">Limits.</param>
    /// <param name="progress">Told what each step reached.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <param name="probes">The rows that the same decode asked for before (<see cref="HybridResult.Probes"/>), one set after another, with the model's values.</param>
    /// <exception cref="InputException">Too few rows, rows of another length, or values that are not finite.</exception>
    public static HybridResult Decode(
        SketchDomain domain, SampleSet training, SampleSet validation, HybridOptions options,
        IProgress<string>? progress = null, CancellationToken cancellation = default, params ReadOnlySpan<SampleSet> probes)
    {
        ArgumentNullException.ThrowIfNull(domain);
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(validation);
        ArgumentNullException.ThrowIfNull(options);
        if (training.Count < 10 || validation.Count < 5)
        {
            throw new InputException(
                $"sketch: {training.Count} training and {validation.Count} validation rows; at least 10 and 5 are needed. Raise --budget.", "budget-too-small");
        }

        SampleColumns rows = SampleColumns.Of(domain, training, validation);
        if (rows.IsConstant) return Constant(domain, rows);
        ParallelOptions parallel = new()
        {
            CancellationToken = cancellation,
            MaxDegreeOfParallelism = options.Threads > 0 ? options.Threads : Environment.ProcessorCount,
        };
        var steps = new HybridSteps(progress);
        SampleColumns fitted = SampleColumns.Of(domain, training), chosenBy = SampleColumns.Of(domain, validation);
        if (fitted.IsConstant) return Constant(domain, fitted);
        var problem = new HybridProblem(domain, fitted, chosenBy, options, steps, parallel);
        var search = new HybridSearch(problem);
        HybridFit fit = search.Run();
        if (LongStage.Suits(problem) && ActivePositions.Decode(problem, training, validation, fit, steps) is { } active) return active;
        HybridFit last = search.OnAllRows(fit, rows);
        var doubts = new TermProbes(problem.WithRows(rows));
        int left = options.ProbeRows;
        foreach (SampleSet answered in probes)
        {
            IReadOnlyList<(int Row, int Position)> asked = doubts.Ask(last, left);
            if (!doubts.LettersOf(asked).AsSpan().SequenceEqual(answered.Letters.AsSpan())) throw new ArgumentException("Other rows than this decode asks for.", nameof(probes));
            doubts.Answer(asked, answered.Values);
            last = search.Resolved(doubts, last, rows);
            left -= asked.Count;
        }

        byte[] wanted = doubts.LettersOf(doubts.Ask(last, probes.Length < MostProbeRounds ? left : 0));
        return Result(problem, fit, last, search.Prior, rows, doubts.Confirmed, steps.Lines) with { Probes = wanted };
    }

    private static HybridResult Result(
        HybridProblem problem, HybridFit fit, HybridFit last, ProductPrior prior, SampleColumns rows, IReadOnlySet<(Support, int)> confirmed, IReadOnlyList<string> steps)
    {
        double r2 = 1 - (fit.ValidationError / problem.ValidationVariance);
        DecodedFunction function = HybridTables.Of(problem, last, rows, confirmed, FormattableString.Invariant(
            $"Hybrid decoder: {last.Basis.Supports.Length} supports and {last.Terms.Count} single terms fitted to {rows.Count} rows; validation R² {r2:F4}."));
        var scales = new double[problem.Domain.Length];
        for (int i = 0; i < scales.Length; i++) scales[i] = prior.PositionScale(i);
        var byOrder = new List<int>();
        foreach (AnovaTable table in function.Tables)
        {
            while (byOrder.Count < table.Order) byOrder.Add(0);
            byOrder[table.Order - 1]++;
        }

        return new HybridResult(
            function, problem.ValidationVariance > 0 ? r2 : null, fit.ValidationError * problem.Deviation * problem.Deviation,
            scales, byOrder, last.Terms.Count, rows.Count, steps);
    }

    private static HybridResult Constant(SketchDomain domain, SampleColumns rows)
    {
        var function = new DecodedFunction(domain, rows.Values[0], [], ["The model gave the same value for every row: all effects are 0 and R² is undefined."]);
        return new HybridResult(function, null, 0, new double[domain.Length], [], 0, rows.Count, []);
    }
}
