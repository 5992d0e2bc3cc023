namespace GenoXai.Core.Sketching;

/// <summary>Turns a fit into ANOVA tables in units of the target, the strongest first served.</summary>
internal static class HybridTables
{
    private const double Negligible = 1e-3;

    /// <summary>The decoded function of a fit.</summary>
    /// <param name="problem">The samples' scale and limits.</param>
    /// <param name="fit">The fit.</param>
    /// <param name="rows">The rows of the fit.</param>
    /// <param name="confirmed">Terms that are certain although few rows hold them.</param>
    /// <param name="note">What to say about it.</param>
    public static DecodedFunction Of(HybridProblem problem, HybridFit fit, SampleColumns rows, IReadOnlySet<(Support, int)>? confirmed, string note)
    {
        var all = new List<(AnovaTable Table, double Energy)>();
        foreach (AnovaTable table in All(problem, fit))
        {
            double sum = 0;
            foreach (double value in table.Values) sum += value * value;
            if (sum > 0) all.Add((table, sum / problem.Domain.CombinationsOf(table.Positions)));
        }

        double mean = problem.Mean + (problem.Deviation * fit.Coefficients[0]);
        double residual = fit.TrainingError * problem.Deviation * problem.Deviation;
        FitEvidence evidence = FitEvidence.Of(fit.Basis, fit.Terms, fit.Coefficients, problem.Deviation, rows, residual, confirmed);
        double[]? known = RemainingShrinkage.Of(problem.WithRows(rows), fit);
        return new DecodedFunction(problem.Domain, mean, Kept(problem, fit, all), [note])
        {
            Evidence = evidence with { KnownErrors = known, IsExact = known is not null || (evidence.Parameters < evidence.Rows && PhiErrorBand.IsNearRounding(residual, rows)) },
        };
    }

    /// <summary>All tables of a fit, in units of the target.</summary>
    /// <param name="problem">The samples' scale.</param>
    /// <param name="fit">The fit.</param>
    public static IEnumerable<AnovaTable> All(HybridProblem problem, HybridFit fit)
    {
        var tables = new Dictionary<Support, double[]>();
        for (int s = 0; s < fit.Basis.Supports.Length; s++)
        {
            double[] values = fit.Basis.Table(s, fit.Coefficients).Values;
            for (int i = 0; i < values.Length; i++) values[i] *= problem.Deviation;
            tables.Add(fit.Basis.Supports[s], values);
        }

        for (int t = 0; t < fit.Terms.Count; t++)
            AddTerm(fit.Terms[t], fit.Coefficients[fit.Basis.Count + t] * problem.Deviation, problem.Domain, tables);

        return tables.Select(static pair => new AnovaTable(pair.Key.ToArray(), pair.Value));
    }

    // Drops the weakest tables while what is lost together stays far below the error, or the limit demands it.
    private static List<AnovaTable> Kept(HybridProblem problem, HybridFit fit, List<(AnovaTable Table, double Energy)> all)
    {
        all.Sort((a, b) => a.Energy != b.Energy ? a.Energy.CompareTo(b.Energy) : Support.Of(a.Table.Positions).CompareTo(Support.Of(b.Table.Positions)));
        long cells = 0;
        foreach ((AnovaTable table, _) in all) cells += table.Values.Length;
        double allowed = Negligible * fit.ValidationError * problem.Deviation * problem.Deviation, lost = 0;
        int first = 0;
        for (; first < all.Count && (cells > problem.Options.Cells || lost + all[first].Energy <= allowed); first++)
        {
            lost += all[first].Energy;
            cells -= all[first].Table.Values.Length;
        }

        List<AnovaTable> kept = [.. all.Skip(first).Select(pair => pair.Table)];
        kept.Sort((a, b) => Support.Of(a.Positions).CompareTo(Support.Of(b.Positions)));
        return kept;
    }

    // w (1[x_S = a] − p)·scale, and 1[x_S = a] = Σ_{T⊆S} Π_{i∉T} 1/n_i · Π_{i∈T} (1[x_i = a_i] − 1/n_i), n_i letters at position i.
    private static void AddTerm(AndTerm term, double weight, SketchDomain domain, Dictionary<Support, double[]> tables)
    {
        int order = term.Support.Order, letterCount = domain.LetterCount;
        for (int mask = 1; mask < 1 << order; mask++)
        {
            int[] axes = [.. Enumerable.Range(0, order).Where(i => (mask >> i & 1) == 1)];
            var support = Support.Of([.. axes.Select(i => term.Support[i])]);
            int count = (int)Math.Pow(letterCount, axes.Length);
            if (!tables.TryGetValue(support, out double[]? values)) tables.Add(support, values = new double[count]);
            int[] rest = [.. Enumerable.Range(0, order).Where(i => (mask >> i & 1) == 0).Select(i => term.Support[i])];
            double factor = weight * term.Scale * (1 / domain.CombinationsOf(rest));
            int[] letters = Array.ConvertAll(axes, i => domain.LettersAt(term.Support[i]));
            for (int cell = 0; cell < count; cell++)
            {
                double product = factor;
                int left = cell;
                for (int i = axes.Length - 1; i >= 0; i--, left /= letterCount)
                    product *= left % letterCount >= letters[i] ? 0 : (left % letterCount == term.Letters[axes[i]] ? 1 : 0) - (1.0 / letters[i]);
                values[cell] += product;
            }
        }
    }
}
