namespace GenoXai.Core.Sketching;

/// <summary>
/// The sparse part of the hybrid decoder: finds single strong terms of high order in the residual,
/// fits all columns again, screens the new residual, and so on while the validation error falls.
/// </summary>
internal sealed class SparseStage
{
    private const int FirstBatch = 32, LargestBatch = 512, Seeds = 2000, ManySeeds = 8000, HighestOrder = 6, CellsForTable = 3, LargestTables = 64, CellsOfCrowded = 16;
    private const double ManyMore = 2, NearlySolved = 0.01, OwnShare = 0.8, Worthwhile = 0.995, Solved = 1e-7, NextToNothing = 1e-6, ScreenWork = 1.2e10, SeedWork = 1.2e10;
    private readonly HybridProblem _problem;
    private readonly DenseStage _dense;

    /// <summary>Makes it.</summary>
    /// <param name="problem">The samples.</param>
    /// <param name="dense">The dense stage, whose prior it shares.</param>
    public SparseStage(HybridProblem problem, DenseStage dense) => (_problem, _dense) = (problem, dense);

    /// <summary>Adds terms to a fit.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="solver">The solver.</param>
    /// <param name="rounds">Most rounds.</param>
    /// <param name="allOrders">Whether to screen all orders from the first round; otherwise pairs first, higher orders when they bring nothing more.</param>
    /// <param name="cellsOnly">Whether to take single cells alone and no whole supports.</param>
    /// <param name="worthwhile">A round that leaves more than this share of the error is a failure.</param>
    /// <returns>The best fit on the validation rows; the given one when no term helped.</returns>
    public HybridFit Improve(HybridFit fit, HybridSolver solver, int rounds, bool allOrders = false, bool cellsOnly = false, double worthwhile = Worthwhile)
    {
        HybridFit best = fit, current = fit;
        ProductPrior prior = _dense.Prior.Copy();
        int batch = FirstBatch, failures = 0, seeds = Seeds, highest = HighestScreenOrder(), order = allOrders ? highest : 2;
        for (int round = 0; round < rounds && Math.Max(best.ValidationError, best.TrainingError) > Solved; round++)
        {
            _problem.Parallel.CancellationToken.ThrowIfCancellationRequested();
            double[] residuals = solver.Residuals(current);
            List<TermCandidate> found = Candidates(current, residuals, order, seeds, batch, cellsOnly, out List<Support> tables);
            bool helped = false;
            if (found.Count + tables.Count > 0)
            {
                double scale = current.Correction / Math.Sqrt(_problem.Training.Count);
                double deviation = Math.Sqrt(current.TrainingError);
                AndTerm[] terms = [.. current.Terms, .. found.Select(c => new AndTerm(c.Support, c.Cell, _problem.Domain))];
                double[] estimates = [.. found.Select(c => c.Score * deviation * scale)];
                (SupportBasis basis, IReadOnlyList<SupportGroup> groups) = cellsOnly ? (current.Basis, current.Groups) : WithWholeTables(current, terms, tables);
                HybridFit next = Pruned(_dense.Refit(current, basis, groups, terms, prior, estimates, levels: 3));
                current = cellsOnly && next.ValidationError < NearlySolved ? Pruned(_dense.WithoutEmpty(next, levels: 2)) : next;
                if (cellsOnly && current.ValidationError < NearlySolved && WithCrowded(current, solver, prior) is { } whole && whole.ValidationError < current.ValidationError) current = whole;
                helped = current.ValidationError < worthwhile * best.ValidationError;
                // Many more columns that bring next to nothing hide the terms that are still to be found.
                double least = current.Coefficients.Length > ManyMore * best.Coefficients.Length ? worthwhile : 1;
                if (current.ValidationError < least * best.ValidationError) best = current;
            }

            // Of terms alone little is left: the rows that stand out show the rest at once.
            if (current.ValidationError < NearlySolved && new OutlyingTerms(_problem, solver).Of(current) is { } exact) return exact;
            _problem.Progress?.Report(FormattableString.Invariant(
                $"screening round {round + 1}, order {order}: {found.Count} candidates, {tables.Count} supports, {current.Terms.Count} terms, validation R² {1 - (best.ValidationError / _problem.ValidationVariance):F5}"));
            if (helped)
            {
                failures = 0;
                batch = Math.Min(LargestBatch, 2 * batch);
                continue;
            }

            if (Math.Max(best.ValidationError, best.TrainingError) < NextToNothing) break;
            if (order < highest) order++;
            else if (worthwhile < Worthwhile) break;
            else if (seeds == Seeds) seeds = ManySeeds;
            else if (found.Count == 0 || ++failures == 2) break;
        }

        return best;
    }

    // The order up to which one pass over all supports stays within seconds.
    private int HighestScreenOrder()
    {
        int order = 2;
        while (order < 4)
        {
            SupportBlocks blocks = SupportBlocks.For(_problem.Domain, order + 1);
            if (blocks.Order == 0) break;
            if (blocks.ScreenWork(_problem.Domain, _problem.Training.Count) > ScreenWork) break;
            order++;
        }

        return order;
    }

    private List<TermCandidate> Candidates(HybridFit fit, double[] residuals, int order, int count, int most, bool cellsOnly, out List<Support> tables)
    {
        SketchDomain domain = _problem.Domain;
        int highest = Math.Min(Math.Min(HighestOrder, domain.Length), SupportBlocks.OrderWithin(domain, SupportBlocks.LargestTable));
        // A seed is grown at every position by the rows that hold its pair: on long sequences fewer can be.
        count = (int)Math.Min(count, SeedWork * domain.MeanLetters * domain.MeanLetters / ((double)domain.Length * _problem.Training.Count));
        TermCandidate[] seeds = [.. CellScreen.Strongest(_problem, residuals, Math.Min(order, domain.Length), count, out List<(Support Support, double Score)> strong)];
        var growth = new TermGrowth(_problem, residuals, highest);
        Parallel.For(0, seeds.Length, _problem.Parallel, i => seeds[i] = growth.Grow(seeds[i]));
        Array.Sort(seeds);
        Dictionary<Support, int> supports = CountBySupport(fit.Terms);
        var known = new HashSet<(Support, int)>(fit.Terms.Select(term => (term.Support, term.Cell)));
        var wholeSupports = new HashSet<Support>(fit.Basis.Supports);
        tables = cellsOnly ? [] : [.. strong.Where(pair => pair.Score > SupportThreshold(pair.Support.Order) && !wholeSupports.Contains(pair.Support))
            .Select(pair => pair.Support).Take(LargestTables)];
        var chosen = new List<TermCandidate>();
        var terms = new List<AndTerm>();
        double[] left = [.. residuals];
        foreach (TermCandidate seed in seeds)
        {
            double threshold = supports.ContainsKey(seed.Support) ? KnownThreshold(seed.Support, supports.Count) : Threshold(seed.Support);
            if (Math.Abs(seed.Score) < threshold || !known.Add((seed.Support, seed.Cell))) continue;
            if ((cellsOnly || seed.Support.Order <= 2) && wholeSupports.Contains(seed.Support)) continue;
            var term = new AndTerm(seed.Support, seed.Cell, domain);
            if (terms.Exists(other => other.IsPartOf(term) || term.IsPartOf(other))) continue;
            if (!Explains(term.RowsOf(_problem.Training), residuals, left)) continue;
            chosen.Add(seed);
            terms.Add(term);
            if (chosen.Count == most) break;
        }

        return chosen;
    }

    // A cell that owes its score to the rows it shares with a stronger one waits for the next residual.
    private static bool Explains(int[] rows, double[] residuals, double[] left)
    {
        double first = 0, now = 0;
        foreach (int row in rows)
        {
            first += residuals[row];
            now += left[row];
        }

        if (Math.Sign(first) * now < OwnShare * Math.Abs(first)) return false;
        foreach (int row in rows) left[row] -= now / rows.Length;
        return true;
    }

    // Many terms in one support are a table that is found cell by cell: taken whole, it is known at once and to its smallest cells.
    private HybridFit? WithCrowded(HybridFit fit, HybridSolver solver, ProductPrior prior)
    {
        List<Support> crowded = [.. CountBySupport(fit.Terms)
            .Where(pair => pair.Key.Order > 1 && pair.Value >= CellsForTable && pair.Value * CellsOfCrowded >= _problem.Domain.CombinationsOf(pair.Key.ToArray()))
            .Select(pair => pair.Key).Order()];
        if (crowded.Count == 0) return null;
        HybridFit less = solver.Without(fit, term => !crowded.Exists(term.Support.IsPartOf));
        (SupportBasis basis, IReadOnlyList<SupportGroup> groups) = WithWholeTables(less, [], crowded);
        return Pruned(_dense.Refit(less, basis, groups, less.Terms, prior, levels: 8));
    }

    // A support in which several cells were found is taken whole, with its parts above order 1.
    private (SupportBasis Basis, IReadOnlyList<SupportGroup> Groups) WithWholeTables(HybridFit fit, AndTerm[] terms, List<Support> tables)
    {
        var supports = new HashSet<Support>(fit.Basis.Supports);
        int before = supports.Count, room = Math.Min(_problem.Options.Coefficients, fit.Basis.Count + (_problem.Training.Count / 2)) - fit.Basis.Count;
        IEnumerable<Support> counted = CountBySupport(terms).Where(pair => pair.Value >= CellsForTable && pair.Key.Order > 1)
            .OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).Select(pair => pair.Key);
        foreach (Support support in counted.Concat(tables))
        {
            for (int mask = 1; mask < 1 << support.Order; mask++)
            {
                if (System.Numerics.BitOperations.PopCount((uint)mask) < 2) continue;
                Support part = support;
                for (int i = support.Order - 1; i >= 0; i--)
                    if ((mask >> i & 1) == 0) part = part.Without(i);
                if (fit.Basis.Size(part) > room || !supports.Add(part)) continue;
                room -= fit.Basis.Size(part);
            }
        }

        if (supports.Count == before) return (fit.Basis, fit.Groups);
        var basis = new SupportBasis(_problem.Domain, supports, fit.Basis.Letters, fit.Basis.Ranks);
        return (basis, SupportCover.Of(basis, _problem.Training.Count));
    }

    private static Dictionary<Support, int> CountBySupport(IEnumerable<AndTerm> terms)
    {
        var counts = new Dictionary<Support, int>();
        foreach (AndTerm term in terms) counts[term.Support] = counts.GetValueOrDefault(term.Support) + 1;
        return counts;
    }

    // The same among the cells of supports that have a term already.
    private double KnownThreshold(Support support, int supports) => Math.Sqrt((2 * (LogCells(support) + Math.Log(supports))) + 2);

    // A score that no cell of that order reaches by chance.
    private double Threshold(Support support) => Math.Sqrt((2 * (LogCells(support) + LogSupports(support.Order))) + 3);

    private double LogCells(Support support) => _problem.Domain.IsMixed
        ? Math.Log(_problem.Domain.CombinationsOf(support.ToArray()))
        : support.Order * Math.Log(_problem.Domain.LetterCount);

    // χ² of many cells has a heavier upper tail than a normal score.
    private double SupportThreshold(int order) => 1.15 * Math.Sqrt((2 * LogSupports(order)) + 6);

    private double LogSupports(int order)
    {
        double sum = 0;
        for (int i = 0; i < order; i++) sum += Math.Log((_problem.Domain.Length - i) / (i + 1.0));
        return sum;
    }

    private HybridFit Pruned(HybridFit fit)
    {
        double least = 6 * fit.ValidationError / _problem.Training.Count;
        var terms = new List<AndTerm>();
        var coefficients = new List<double>(fit.Coefficients[..fit.Basis.Count]);
        var variances = new List<double>(fit.Variances[..fit.Basis.Count]);
        for (int t = 0; t < fit.Terms.Count; t++)
        {
            double weight = fit.Coefficients[fit.Basis.Count + t];
            if (weight * weight < least) continue;
            terms.Add(fit.Terms[t]);
            coefficients.Add(weight);
            variances.Add(fit.Variances[fit.Basis.Count + t]);
        }

        return fit with { Terms = terms, Coefficients = [.. coefficients], Variances = [.. variances] };
    }
}
