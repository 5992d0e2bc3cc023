namespace GenoXai.Core.Sketching;

/// <summary>
/// The error of φ that is left by shrinkage where the columns of a fit repeat its rows almost exactly: the
/// difference to the same columns solved again with next to none.
/// </summary>
/// <remarks>
/// An error estimate by a finer solution, as solvers of differential equations have it. The finer solution is not
/// taken: it would repeat the rounding of the model's values, whose error no row shows.
/// </remarks>
internal static class RemainingShrinkage
{
    private const double NearlyExact = 1e-5, Less = 1e-3, Tolerance = 1e-8, Explained = 0.1, NearRounding = 2;
    private const int RowsPerColumn = 4;

    /// <summary>Errors of φ at the sequences of <see cref="PhiErrorBand.Letters"/>, shape (rows, L), in units of the target; null where there is more to the error.</summary>
    /// <param name="problem">The fitted rows.</param>
    /// <param name="fit">The fit to them.</param>
    public static double[]? Of(HybridProblem problem, HybridFit fit)
    {
        // Far fewer columns than rows do not repeat all rows by chance.
        if (!(fit.TrainingError < NearlyExact) || fit.Coefficients.Length > problem.Training.Count / RowsPerColumn) return null;
        HybridFit finer = new HybridSolver(problem).Fit(
            fit.Basis, fit.Groups, fit.Terms, fit.Variances, fit.Coefficients, Less * Math.Min(fit.Noise, fit.TrainingError), Tolerance, levels: 1);
        if (!(finer.TrainingError < Explained * fit.TrainingError) && !AtRounding(problem, fit, finer)) return null;
        double[] difference = [.. finer.Coefficients];
        for (int i = 0; i < difference.Length; i++) difference[i] -= fit.Coefficients[i];
        return Explain(problem.Domain, HybridTables.All(problem, fit with { Coefficients = difference }));
    }

    // The finer solution cannot fall below the rounding of the values: there its own error is what p of N columns take of that.
    private static bool AtRounding(HybridProblem problem, HybridFit fit, HybridFit finer)
    {
        double rounding = PhiErrorBand.Rounding(problem.Training, problem.Training.Count) / (problem.Deviation * problem.Deviation);
        double own = finer.TrainingError * finer.Coefficients.Length / problem.Training.Count;
        return finer.TrainingError < NearRounding * rounding && own < Explained * (fit.TrainingError - finer.TrainingError);
    }

    private static double[] Explain(SketchDomain domain, IEnumerable<AnovaTable> tables)
    {
        byte[] letters = PhiErrorBand.Letters(domain);
        var phi = new double[letters.Length];
        foreach (AnovaTable table in tables)
        {
            for (int start = 0; start < letters.Length; start += domain.Length)
            {
                int cell = 0;
                foreach (int position in table.Positions) cell = (cell * domain.LetterCount) + letters[start + position];
                double share = table.Values[cell] / table.Order;
                foreach (int position in table.Positions) phi[start + position] += share;
            }
        }

        return phi;
    }
}
