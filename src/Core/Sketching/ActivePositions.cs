using GenoXai.Core.Sampling;

namespace GenoXai.Core.Sketching;

/// <summary>
/// Decodes a long problem once more on its active positions alone, those in interactions and those of the
/// strongest effects of their own, where all pairs and higher orders can be fitted; what the long fit holds
/// at the other positions is taken off the values first and its tables are kept.
/// </summary>
internal static class ActivePositions
{
    private const double Exact = 1e-3, Significant = 3;

    /// <summary>Decodes.</summary>
    /// <param name="problem">The long problem.</param>
    /// <param name="training">Its training rows.</param>
    /// <param name="validation">Its validation rows.</param>
    /// <param name="fit">The long fit, of the training rows.</param>
    /// <param name="steps">Told what was reached.</param>
    /// <returns>A result with a smaller error on the validation rows; null when there is none.</returns>
    public static HybridResult? Decode(HybridProblem problem, SampleSet training, SampleSet validation, HybridFit fit, HybridSteps steps)
    {
        if (fit.ValidationError < Exact) return null;
        DecodedFunction whole = HybridTables.Of(problem, fit, problem.Training, null, "");
        int[] active = Strongest(problem, whole, fit);
        if (active.Length < 3 || active.Length > 0.95 * problem.Domain.Length) return null;
        var placeOf = new int[problem.Domain.Length];
        Array.Fill(placeOf, -1);
        for (int i = 0; i < active.Length; i++) placeOf[active[i]] = i;
        AnovaTable[] outside = [.. whole.Tables.Where(table => table.Positions.Any(position => placeOf[position] < 0))];
        steps.Report(FormattableString.Invariant($"{active.Length} active positions of {problem.Domain.Length}, {outside.Length} tables kept outside"));
        HybridResult found = HybridDecoder.Decode(
            problem.Domain.At(active), Reduced(problem, training, active, outside), Reduced(problem, validation, active, outside),
            problem.Options, steps, problem.Parallel.CancellationToken);
        double error = found.ResidualVariance / (problem.Deviation * problem.Deviation);
        if (!(error < fit.ValidationError)) return null;
        AnovaTable[] tables = [.. found.Function.Tables.Select(table => new AnovaTable([.. table.Positions.ToArray().Select(i => active[i])], table.Values)), .. outside];
        Array.Sort(tables, static (a, b) => Support.Of(a.Positions).CompareTo(Support.Of(b.Positions)));
        double r2 = 1 - (error / problem.ValidationVariance);
        var scales = new double[problem.Domain.Length];
        for (int i = 0; i < active.Length && i < found.PositionScales.Count; i++) scales[active[i]] = found.PositionScales[i];
        string note = FormattableString.Invariant(
            $"Hybrid decoder: all pairs and more of {active.Length} active positions, tables found by screening at the other {problem.Domain.Length - active.Length}; {training.Count + validation.Count} rows; validation R² {r2:F4}.");
        return found with
        {
            Function = new DecodedFunction(problem.Domain, found.Function.BaseValue, tables, [note]) { Evidence = Placed(found.Function.Evidence, active, problem.Domain.Length) },
            ValidationR2 = problem.ValidationVariance > 0 ? r2 : null,
            PositionScales = scales,
            SupportsByOrder = [.. Enumerable.Range(1, tables.Max(static table => table.Order)).Select(order => tables.Count(table => table.Order == order))],
            Steps = steps.Lines,
        };
    }

    private static FitEvidence? Placed(FitEvidence? evidence, int[] active, int length)
    {
        if (evidence is null) return null;
        var span = new double[length];
        for (int i = 0; i < active.Length; i++) span[active[i]] = evidence.SpanVariances[i];
        return evidence with
        {
            SpanVariances = span,
            RareTerms = [.. evidence.RareTerms.Select(term => term with { Positions = Whole(term.Positions), Shared = Whole(term.Shared) })],
        };

        int[] Whole(int[] positions) => [.. positions.Select(i => active[i])];
    }

    // First those in interactions, by their variance; then those whose own effects are beyond chance, by theirs.
    private static int[] Strongest(HybridProblem problem, DecodedFunction function, HybridFit fit)
    {
        var alone = new double[problem.Domain.Length];
        var together = new double[alone.Length];
        foreach (AnovaTable table in function.Tables)
        {
            double variance = 0, cells = problem.Domain.CombinationsOf(table.Positions);
            foreach (double value in table.Values) variance += value * value / cells;
            foreach (int position in table.Positions) (table.Order == 1 ? alone : together)[position] += variance;
        }

        return
        [
            .. Enumerable.Range(0, alone.Length).Where(i => together[i] > 0 || alone[i] > Chance(i))
                .OrderByDescending(i => together[i]).ThenByDescending(i => alone[i]).Take(LongStage.MostActive(problem)).Order(),
        ];

        double Chance(int i) => Significant * (problem.Domain.LettersAt(i) - 1) * fit.ValidationError * problem.Deviation * problem.Deviation / problem.Training.Count;
    }

    private static SampleSet Reduced(HybridProblem problem, SampleSet rows, int[] active, AnovaTable[] outside)
    {
        int q = problem.Domain.LetterCount;
        var letters = new byte[checked(rows.Count * active.Length)];
        var values = new float[rows.Count];
        Parallel.For(0, rows.Count, problem.Parallel, row =>
        {
            ReadOnlySpan<byte> whole = rows.Row(row);
            Span<byte> own = letters.AsSpan(row * active.Length, active.Length);
            for (int i = 0; i < own.Length; i++) own[i] = whole[active[i]];
            double value = rows.Values[row];
            foreach (AnovaTable table in outside)
            {
                int cell = 0;
                foreach (int position in table.Positions) cell = (cell * q) + whole[position];
                value -= table.Values[cell];
            }

            values[row] = (float)value;
        });
        return new SampleSet(active.Length, letters, values);
    }
}
