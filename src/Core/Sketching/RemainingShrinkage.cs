using GenoXai.Core.Numerics;

namespace GenoXai.Core.Sketching;

/// <summary>
/// The error of φ where the columns of a fit repeat its rows almost exactly: the shrinkage that is left, as the
/// difference to the same columns solved again with next to none, and draws of what the rounding of the model's values to float32 does to a fit.
/// </summary>
/// <remarks>
/// The first is an error estimate by a finer solution, as solvers of differential equations have it. The finer solution is not
/// taken: it would repeat the rounding. The second is a parametric bootstrap: errors within half a last digit, the same for
/// rows of the same value, are fitted by the same columns.
/// </remarks>
internal static class RemainingShrinkage
{
    private const double NearlyExact = 1e-5, Less = 1e-3, Tolerance = 1e-10, Explained = 0.1, NearRounding = 2, RoundingTolerance = 1e-3;
    private const int RowsPerColumn = 4, RoundingDraws = 8, FewDraws = 4, ManyRows = 50_000;

    /// <summary>Errors of φ at the sequences of <see cref="PhiErrorBand.Letters"/>, shape (rows, L), in units of the target; null where there is more to the error.</summary>
    /// <param name="problem">The fitted rows.</param>
    /// <param name="fit">The fit to them.</param>
    public static double[]? Of(HybridProblem problem, HybridFit fit)
    {
        // Far fewer columns than rows do not repeat all rows by chance.
        if (!(fit.TrainingError < NearlyExact) || fit.Coefficients.Length > problem.Training.Count / RowsPerColumn) return null;
        HybridFit finer = new HybridSolver(problem).Fit(
            fit.Basis, fit.Groups, fit.Terms, fit.Variances, fit.Coefficients, Less * Math.Min(fit.Noise, fit.TrainingError), Tolerance, levels: 1);
        double rounding = PhiErrorBand.Rounding(problem.Training, problem.Training.Count) / (problem.Deviation * problem.Deviation);
        if (!(finer.TrainingError < Explained * fit.TrainingError) && !(finer.TrainingError < NearRounding * rounding)) return null;
        double[] difference = [.. finer.Coefficients];
        for (int i = 0; i < difference.Length; i++) difference[i] -= fit.Coefficients[i];
        byte[] letters = PhiErrorBand.Letters(problem.Domain);
        var errors = new double[letters.Length];
        Explain(problem, fit with { Coefficients = difference }, letters, 0, letters.Length, errors);
        if (rounding > 0) AddRounding(problem, finer, letters, errors);
        return errors;
    }

    private static void AddRounding(HybridProblem problem, HybridFit finer, byte[] letters, double[] errors)
    {
        int draws = problem.Training.Count > ManyRows ? FewDraws : RoundingDraws, each = letters.Length / problem.Domain.Length / draws * problem.Domain.Length;
        for (int draw = 0; draw < draws; draw++)
        {
            problem.Parallel.CancellationToken.ThrowIfCancellationRequested();
            HybridProblem rounded = problem.WithRows(problem.Training.With(Rounding(problem, draw)));
            HybridFit fitted = new HybridSolver(rounded).Fit(
                finer.Basis, finer.Groups, finer.Terms, finer.Variances, new double[finer.Coefficients.Length], finer.Noise, RoundingTolerance, levels: 1);
            Explain(problem, fitted, letters, draw * each, draw == draws - 1 ? letters.Length : (draw + 1) * each, errors);
        }
    }

    // Mean + error, within half a last digit of each value; the mean is what the scale of the problem takes off.
    private static double[] Rounding(HybridProblem problem, int draw)
    {
        var rounding = new Dictionary<float, double>();
        SeededRandom random = SeededRandom.Stream(1, "phi-band-rounding", draw);
        var values = new double[problem.Training.Count];
        for (int n = 0; n < values.Length; n++)
        {
            float value = (float)problem.Training.Values[n];
            if (!rounding.TryGetValue(value, out double error))
            {
                error = (random.NextDouble() - 0.5) * (MathF.BitIncrement(Math.Abs(value)) - (double)Math.Abs(value));
                rounding.Add(value, error);
            }

            values[n] = problem.Mean + error;
        }

        return values;
    }

    private static void Explain(HybridProblem problem, HybridFit fit, byte[] letters, int from, int end, double[] phi)
    {
        SketchDomain domain = problem.Domain;
        foreach (AnovaTable table in HybridTables.All(problem, fit))
        {
            for (int start = from; start < end; start += domain.Length)
            {
                int cell = 0;
                foreach (int position in table.Positions) cell = (cell * domain.LetterCount) + letters[start + position];
                double share = table.Values[cell] / table.Order;
                foreach (int position in table.Positions) phi[start + position] += share;
            }
        }
    }
}
