namespace GenoXai.Core.Sketching;

/// <summary>Solves one set of columns with given prior variances; the noise is chosen on the validation rows.</summary>
internal sealed class HybridSolver
{
    private const double SmallestVariance = 1e-13, LeastNoise = 1e-14, SteepFall = 0.7;
    private readonly HybridProblem _problem;
    private readonly double[] _fitted, _predicted;

    /// <summary>Makes it.</summary>
    /// <param name="problem">The samples.</param>
    public HybridSolver(HybridProblem problem)
    {
        _problem = problem;
        _fitted = new double[problem.Training.Count];
        _predicted = new double[problem.Validation.Count];
    }

    /// <summary>Fits, trying noise levels by halves and doubles around a first one; by tenths while the error falls steeply.</summary>
    /// <param name="basis">Supports.</param>
    /// <param name="groups">Their cover.</param>
    /// <param name="terms">Single cells.</param>
    /// <param name="variances">Prior variance of every column.</param>
    /// <param name="start">Coefficients to start from, shape (columns).</param>
    /// <param name="noise">The first noise level.</param>
    /// <param name="tolerance">Of the conjugate gradients.</param>
    /// <param name="levels">Most noise levels to try; 1 for only the first.</param>
    public HybridFit Fit(
        SupportBasis basis, IReadOnlyList<SupportGroup> groups, IReadOnlyList<AndTerm> terms, double[] variances,
        double[] start, double noise, double tolerance = 1e-3, int levels = 8)
    {
        var training = new SupportDesign(basis, groups, _problem.Training, _problem.Parallel, terms, keepCells: true);
        var validation = new SupportDesign(basis, groups, _problem.Validation, _problem.Parallel, terms);
        var target = new double[training.ColumnCount];
        training.Correlate(_problem.Target, target);
        HybridFit best = At(noise, start);
        bool lower = true, steep = false;
        for (int tried = 1; tried < levels; tried++)
        {
            double next = !lower ? best.Noise * 2 : steep ? best.Noise / 10 : best.Noise / 2;
            if (next < LeastNoise) break;
            HybridFit other = At(next, best.Coefficients);
            steep = lower && other.ValidationError < SteepFall * best.ValidationError;
            if (other.ValidationError < best.ValidationError) best = other;
            else if (lower && best.Noise == noise) lower = false;
            else break;
        }

        return best;

        HybridFit At(double level, double[] from)
        {
            var coefficients = (double[])from.Clone();
            RidgeConjugateGradients.Solve(training, target, Penalties(variances, level), coefficients, tolerance, 150);
            training.Predict(coefficients, _fitted);
            validation.Predict(coefficients, _predicted);
            return new HybridFit(
                basis, groups, terms, variances, level, coefficients,
                MeanSquare(_fitted, _problem.Target), MeanSquare(_predicted, _problem.ValidationTarget));
        }
    }

    /// <summary>A fit without some of its terms, its errors measured again; nothing is fitted.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="keep">Which terms stay.</param>
    public HybridFit Without(HybridFit fit, Predicate<AndTerm> keep)
    {
        int[] kept = [.. Enumerable.Range(0, fit.Terms.Count).Where(t => keep(fit.Terms[t]))];
        var less = fit with
        {
            Terms = [.. kept.Select(t => fit.Terms[t])],
            Coefficients = [.. fit.Coefficients[..fit.Basis.Count], .. kept.Select(t => fit.Coefficients[fit.Basis.Count + t])],
            Variances = [.. fit.Variances[..fit.Basis.Count], .. kept.Select(t => fit.Variances[fit.Basis.Count + t])],
        };
        new SupportDesign(less.Basis, less.Groups, _problem.Training, _problem.Parallel, less.Terms).Predict(less.Coefficients, _fitted);
        new SupportDesign(less.Basis, less.Groups, _problem.Validation, _problem.Parallel, less.Terms).Predict(less.Coefficients, _predicted);
        return less with { TrainingError = MeanSquare(_fitted, _problem.Target), ValidationError = MeanSquare(_predicted, _problem.ValidationTarget) };
    }

    /// <summary>σ²/τ of every column; 0 for the constant.</summary>
    /// <param name="variances">τ.</param>
    /// <param name="noise">σ².</param>
    public static double[] Penalties(double[] variances, double noise)
    {
        var penalties = new double[variances.Length];
        for (int i = 1; i < penalties.Length; i++) penalties[i] = noise / Math.Max(variances[i], SmallestVariance);
        return penalties;
    }

    /// <summary>Residuals of a fit on the training rows, shape (training rows).</summary>
    /// <param name="fit">The fit.</param>
    public double[] Residuals(HybridFit fit)
    {
        var residuals = new double[_problem.Training.Count];
        new SupportDesign(fit.Basis, fit.Groups, _problem.Training, _problem.Parallel, fit.Terms).Predict(fit.Coefficients, residuals);
        for (int i = 0; i < residuals.Length; i++) residuals[i] = _problem.Target[i] - residuals[i];
        return residuals;
    }

    private static double MeanSquare(double[] values, double[] target)
    {
        double sum = 0;
        for (int i = 0; i < values.Length; i++) sum += (values[i] - target[i]) * (values[i] - target[i]);
        return sum / values.Length;
    }
}
