using GenoXai.Core.Numerics;

namespace GenoXai.Core.Sketching;

/// <summary>
/// The dense part of the hybrid decoder: all supports of low order and the likeliest above, under
/// a product prior that is fitted to debiased coefficients of the fit before.
/// </summary>
/// <remarks>
/// With random rows the debiased coefficient w + Zᵀr/(N(1 − df/N)) of any column, fitted or not, is
/// its true value plus a normal error of variance (error on new rows)/N, as in approximate message
/// passing. So prior variances can be fitted to all columns at once without another row.
/// </remarks>
internal sealed class DenseStage
{
    private const double SupportWeight = 3, WorkLimit = 5e8, QuickWork = 2e7;
    private readonly HybridProblem _problem;
    private readonly HybridSolver _solver;

    /// <summary>Makes it.</summary>
    /// <param name="problem">The samples.</param>
    /// <param name="solver">Its solver.</param>
    /// <param name="prior">Scales known already; null for none.</param>
    public DenseStage(HybridProblem problem, HybridSolver solver, ProductPrior? prior = null)
    {
        (_problem, _solver) = (problem, solver);
        Prior = prior ?? new ProductPrior(problem.Domain);
    }

    /// <summary>The scales found so far.</summary>
    public ProductPrior Prior { get; private set; }

    /// <summary>The highest order of which all supports can be taken.</summary>
    public int HighestWholeOrder()
    {
        SketchDomain domain = _problem.Domain;
        double coefficients = 1;
        int order = 0;
        while (order < Math.Min(domain.Length, 4))
        {
            int next = order + 1;
            coefficients += domain.FunctionsOf(next);
            SupportBlocks blocks = SupportBlocks.For(domain, next);
            if (blocks.Order < next || coefficients > _problem.Options.Coefficients) break;
            if (next > 2 && blocks.GroupCount * _problem.Training.Count > WorkLimit) break;
            order = next;
        }

        return Math.Max(1, order);
    }

    /// <summary>The first fit: nothing known but the samples.</summary>
    /// <param name="order">Highest order.</param>
    public HybridFit Start(int order)
    {
        var basis = new SupportBasis(_problem.Domain, UpTo(order));
        var groups = SupportCover.Of(basis, _problem.Training.Count);
        var empty = new HybridFit(basis, groups, [], new double[basis.Count], 0.2, new double[basis.Count], 1, 1);
        double[] debiased = Debiased(empty, _problem.Target);
        Prior.Fit(basis, debiased, 1.0 / _problem.Training.Count, 60, _problem.Parallel);
        Prior.CarryOrdersFrom(order);
        HybridFit byScales = _solver.Fit(basis, groups, [], Prior.Variances(basis, basis.Count), new double[basis.Count], 0.2);
        // Where a pass is long, only near the noise found: supports without energy leave later anyway.
        bool quick = (double)groups.Count * _problem.Training.Count < QuickWork;
        HybridFit plain = Equal(basis, groups, byScales.Coefficients, byScales.Noise, quick ? 1e-5 : 1e-3, quick ? 20 : 3);
        return plain.ValidationError < byScales.ValidationError ? plain : byScales;
    }

    /// <summary>Order 1 alone under one variance: what few rows can tell where order 2 has many more columns than there are rows.</summary>
    public HybridFit FirstOrder()
    {
        var basis = new SupportBasis(_problem.Domain, UpTo(1));
        return Equal(basis, SupportCover.Of(basis, _problem.Training.Count), new double[basis.Count], 0.5, 1e-4, 12);
    }

    /// <summary>One more step: turns the contrasts, takes supports up to an order and the likeliest above, fits the prior and all columns again.</summary>
    /// <param name="fit">The fit so far.</param>
    /// <param name="order">Orders to take whole.</param>
    /// <param name="extra">Supports above to add.</param>
    /// <param name="levels">Noise levels to try.</param>
    /// <returns>A fit; worse than the one before at times, which is for the caller to see.</returns>
    public HybridFit Step(HybridFit fit, int order, int extra, int levels = 4)
    {
        ProductPrior prior = Prior.Copy();
        LetterBasis[] letters = LetterRotation.Principal(fit.Basis, fit.Coefficients, prior);
        var scales = new double[letters.Length];
        for (int i = 0; i < scales.Length; i++) scales[i] = prior.PositionScale(i);
        int[] byScale = [.. Enumerable.Range(0, scales.Length).OrderByDescending(i => scales[i])];
        var ranks = new int[scales.Length];
        for (int i = 0; i < ranks.Length; i++) ranks[byScale[i]] = i;
        List<Support> supports = UpTo(order);
        if (extra > 0) supports.AddRange(Likeliest(order, extra, ranks, prior, fit.ValidationError));
        var basis = new SupportBasis(_problem.Domain, supports, letters, ranks);
        HybridFit next = Refit(fit, basis, SupportCover.Of(basis, _problem.Training.Count), fit.Terms, prior, levels: levels);
        Prior = prior;
        return next;
    }

    /// <summary>The fit without the supports that hold no more than chance.</summary>
    /// <param name="fit">The fit so far.</param>
    /// <param name="levels">Noise levels to try.</param>
    /// <returns>A fit to compare by its validation error; the given one when no support can go.</returns>
    public HybridFit WithoutEmpty(HybridFit fit, int levels)
    {
        double[] debiased = Debiased(fit, _solver.Residuals(fit));
        List<Support> held = SupportSelection.Held(fit.Basis, debiased, ErrorVariance(fit.Basis, debiased, fit));
        if (held.Count == fit.Basis.Supports.Length) return fit;
        var basis = new SupportBasis(_problem.Domain, held, fit.Basis.Letters, fit.Basis.Ranks);
        return Refit(fit, basis, SupportCover.Of(basis, _problem.Training.Count), fit.Terms, Prior.Copy(), levels: levels);
    }

    /// <summary>Fits prior and coefficients again on given columns.</summary>
    /// <param name="fit">The fit so far.</param>
    /// <param name="basis">Supports.</param>
    /// <param name="groups">Their cover.</param>
    /// <param name="terms">Single cells; those of the fit come first.</param>
    /// <param name="prior">Scales; fitted further.</param>
    /// <param name="estimates">First weights of the terms that the fit does not have.</param>
    /// <param name="levels">Noise levels to try.</param>
    public HybridFit Refit(
        HybridFit fit, SupportBasis basis, IReadOnlyList<SupportGroup> groups, IReadOnlyList<AndTerm> terms, ProductPrior prior,
        IReadOnlyList<double>? estimates = null, int levels = 4)
    {
        int count = basis.Count + terms.Count;
        var start = new double[count];
        LetterRotation.Carry(fit.Basis, fit.Coefficients, basis, start);
        fit.Coefficients.AsSpan(fit.Basis.Count).CopyTo(start.AsSpan(basis.Count));
        var carried = fit with { Basis = basis, Groups = groups, Coefficients = start, Terms = terms };
        double[] debiased = Debiased(carried, _solver.Residuals(fit));
        double noise = ErrorVariance(basis, debiased, carried);
        prior.Fit(basis, debiased, noise, 25, _problem.Parallel);
        Bound(basis, carried, prior, prior.Variances(basis, count));
        double[] variances = prior.Variances(basis, count);
        SupportShrinkage.Blend(basis, debiased, noise, SupportWeight, 3, variances);
        for (int t = 0; t < terms.Count; t++)
        {
            double weight = t < fit.Terms.Count ? start[basis.Count + t] : estimates![t - fit.Terms.Count];
            variances[basis.Count + t] = Math.Max(weight * weight, noise);
        }

        double error = Math.Max(fit.ValidationError, fit.TrainingError);
        return _solver.Fit(basis, groups, terms, variances, start, Math.Min(fit.Noise, error), Math.Min(1e-3, 0.1 * Math.Sqrt(error)), levels);
    }

    private HybridFit Equal(SupportBasis basis, IReadOnlyList<SupportGroup> groups, double[] start, double noise, double tolerance, int levels)
    {
        var equal = new double[basis.Count];
        equal.AsSpan(1).Fill(1.0 / basis.Count);
        return _solver.Fit(basis, groups, [], equal, start, noise, tolerance, levels);
    }

    private double[] Debiased(HybridFit fit, double[] residuals)
    {
        var design = new SupportDesign(fit.Basis, fit.Groups, _problem.Training, _problem.Parallel, fit.Terms);
        var coefficients = new double[design.ColumnCount];
        design.Correlate(residuals, coefficients);
        double scale = fit.Correction / _problem.Training.Count;
        for (int i = 0; i < coefficients.Length; i++) coefficients[i] = fit.Coefficients[i] + (coefficients[i] * scale);
        return coefficients;
    }

    // Variance of the errors of the debiased coefficients. Most columns above order 2 are next to
    // nothing, and beyond what is fitted they hold together about what is not explained yet.
    private double ErrorVariance(SupportBasis basis, double[] debiased, HybridFit fit)
    {
        double byRows = fit.ValidationError / _problem.Training.Count, squares = 0, known = 0.5 * fit.ValidationError;
        int firstHigh = Array.FindIndex(basis.Supports, support => support.Order > 2);
        int first = firstHigh < 0 ? basis.Count : basis.Offsets[firstHigh];
        int count = basis.Count - first;
        for (int i = first; i < basis.Count; i++)
        {
            squares += debiased[i] * debiased[i];
            known += fit.Coefficients[i] * fit.Coefficients[i];
        }

        return count < 1000 ? byRows : Math.Clamp((squares - known) / count, 0.5 * byRows, 2 * byRows);
    }

    // The high orders cannot hold more than what is fitted of them and what is not explained yet.
    private static void Bound(SupportBasis basis, HybridFit fit, ProductPrior prior, double[] variances)
    {
        double expected = 0, most = 0.7 * fit.ValidationError;
        int firstHigh = Array.FindIndex(basis.Supports, support => support.Order > 2);
        if (firstHigh < 0) return;
        for (int i = basis.Offsets[firstHigh]; i < basis.Count; i++)
        {
            expected += variances[i];
            most += 1.2 * fit.Coefficients[i] * fit.Coefficients[i];
        }

        if (expected <= most) return;
        for (int order = 3; order <= basis.Supports[^1].Order; order++) prior.ScaleOrder(order, most / expected);
    }

    private List<Support> UpTo(int order)
    {
        var supports = new List<Support>();
        for (int o = 1; o <= Math.Min(order, _problem.Domain.Length); o++) supports.AddRange(Support.AllOfOrder(_problem.Domain.Length, o));
        return supports;
    }

    // Among the supports that the cover of the whole orders holds anyway, those of the largest expected gain.
    private IEnumerable<Support> Likeliest(int order, int extra, int[] ranks, ProductPrior prior, double error)
    {
        SketchDomain domain = _problem.Domain;
        var logScales = new double[domain.Length];
        for (int i = 0; i < logScales.Length; i++) logScales[i] = Math.Log(prior.PositionScale(i));
        double noise = error / _problem.Training.Count;
        var gains = new Dictionary<Support, double>();
        foreach (int[] positions in SupportBlocks.For(domain, order).Unions(ranks))
        {
            for (int mask = 1; mask < 1 << positions.Length; mask++)
            {
                if (System.Numerics.BitOperations.PopCount((uint)mask) <= order) continue;
                int[] chosen = [.. positions.Where((_, i) => (mask >> i & 1) == 1)];
                if (chosen.Length > 7) continue;
                Support support = Support.Of(chosen);
                double variance = Math.Exp(prior.LogMean(support, logScales));
                gains.TryAdd(support, variance * variance / (variance + noise) * domain.ContrastsOf(chosen));
            }
        }

        return gains.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).Take(extra).Select(pair => pair.Key);
    }
}
