using System.Globalization;
using GenoXai.Core.Sampling;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Sketching;

/// <summary>
/// All ANOVA tables up to an order by one ridge regression: minimises Σ (y − f̂(x))² + λ Σ_S ‖w_S‖²,
/// where ‖w_S‖² = mean g_S² is the table's energy. λ is chosen on the validation rows; the
/// published answer is fitted again on training and validation rows together.
/// </summary>
/// <remarks>
/// The baseline of METHODS 4.3. Solved without a design matrix. Departs from a plain ridge on
/// one-hot columns: the columns are orthonormal under uniform letters, so λ means the same at
/// every order: a table shrinks by N/(N + λ).
/// </remarks>
public static class LowOrderRidgeDecoder
{
    private static readonly double[] RelativeRidges = [4, 2, 1, 0.5, 0.25, 0.12, 0.06, 0.03, 0.015, 0.006, 0.002, 5e-4, 1e-4, 1e-6, 1e-9];

    private const double Exact = 1 - 1e-8;

    /// <summary>Decodes the samples.</summary>
    /// <param name="domain">Length and letters.</param>
    /// <param name="training">Uniform random rows.</param>
    /// <param name="validation">Other uniform random rows, to choose λ by.</param>
    /// <param name="options">How to.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The tables of every support of order ≤ <see cref="LowOrderRidgeOptions.Order"/>.</returns>
    /// <exception cref="InputException">Too few rows, rows of another length, or values that are not finite.</exception>
    public static DecodedFunction Decode(
        SketchDomain domain, SampleSet training, SampleSet validation, LowOrderRidgeOptions options, CancellationToken cancellation = default) =>
        Decode(domain, training, validation, options, out _, cancellation);

    /// <summary>Decodes the samples and says how good the fit was on the validation rows before the last fit took them in.</summary>
    /// <param name="domain">Length and letters.</param>
    /// <param name="training">Uniform random rows.</param>
    /// <param name="validation">Other uniform random rows, to choose λ by.</param>
    /// <param name="options">How to.</param>
    /// <param name="validationR2">R² on the validation rows; null when λ was given or their values are constant.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The tables of every support of order ≤ <see cref="LowOrderRidgeOptions.Order"/>.</returns>
    /// <exception cref="InputException">Too few rows, rows of another length, or values that are not finite.</exception>
    public static DecodedFunction Decode(
        SketchDomain domain, SampleSet training, SampleSet validation, LowOrderRidgeOptions options, out double? validationR2, CancellationToken cancellation)
    {
        validationR2 = null;
        ArgumentNullException.ThrowIfNull(domain);
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(validation);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Order);
        if (training.Count < 2 || (options.Ridge is null && validation.Count < 2))
        {
            throw new InputException(
                $"sketch: {training.Count} training and {validation.Count} validation rows; at least 2 of each are needed. Raise --budget.", "budget-too-small");
        }

        ParallelOptions parallel = new() { CancellationToken = cancellation, MaxDegreeOfParallelism = options.Threads > 0 ? options.Threads : Environment.ProcessorCount };
        SupportBasis basis = BasisUpTo(domain, options.Order);
        SampleColumns rows = SampleColumns.Of(domain, training, validation);
        if (rows.IsConstant)
            return new DecodedFunction(domain, rows.Values[0], [], ["The model gave the same value for every row: all effects are 0."]);

        IReadOnlyList<SupportGroup> groups = SupportCover.Of(basis);
        double ridge = options.Ridge ?? Choose(basis, groups, SampleColumns.Of(domain, training), SampleColumns.Of(domain, validation), options, parallel, out validationR2);
        var all = new SupportDesign(basis, groups, rows, parallel);
        // A function that is repeated up to rounding: the solver's own error must stay below that.
        if (validationR2 > Exact) options = options with { Tolerance = options.Tolerance * 1e-4 };
        double[] coefficients = Fit(all, ridge, Start(all), options);
        var tables = new AnovaTable[basis.Supports.Length];
        for (int i = 0; i < tables.Length; i++) tables[i] = basis.Table(i, coefficients);
        string note = string.Create(CultureInfo.InvariantCulture, $"Order ≤ {options.Order}, ridge {ridge:G4} on {all.RowCount} rows, {basis.Count} parameters.");
        double[] residuals = Residuals(all, coefficients);
        FitEvidence evidence = FitEvidence.Of(basis, [], coefficients, 1, rows, residuals.Average(static r => r * r));
        double[]? known = KnownErrors(basis, groups, rows, parallel, ridge, coefficients, evidence.ResidualVariance);
        return new DecodedFunction(domain, coefficients[0], tables, [note]) { Evidence = evidence with { KnownErrors = known, IsExact = known is not null, Fitted = FittedResiduals.Of(options.Order, evidence, rows, residuals) } };
    }

    // The same fit in the hybrid decoder's units, whose errors are known where it repeats its rows.
    private static double[]? KnownErrors(
        SupportBasis basis, IReadOnlyList<SupportGroup> groups, SampleColumns rows, ParallelOptions parallel, double ridge, double[] coefficients, double residual)
    {
        var problem = new HybridProblem(basis.Domain, rows, rows, new HybridOptions(), null, parallel);
        double scale = 1 / problem.Deviation;
        double[] own = Array.ConvertAll(coefficients, c => c * scale), variances = new double[own.Length];
        own[0] = (coefficients[0] - problem.Mean) * scale;
        Array.Fill(variances, 1);
        double error = residual * scale * scale;
        return RemainingShrinkage.Of(problem, new HybridFit(basis, groups, [], variances, ridge, own, error, error));
    }

    private static double[] Residuals(SupportDesign design, double[] coefficients)
    {
        var residuals = new double[design.RowCount];
        design.Predict(coefficients, residuals);
        for (int i = 0; i < residuals.Length; i++) residuals[i] = design.Values[i] - residuals[i];
        return residuals;
    }

    internal static SupportBasis BasisUpTo(SketchDomain domain, int order)
    {
        int highest = Math.Min(order, domain.Length);
        var supports = new List<Support>();
        for (int o = 1; o <= highest; o++) supports.AddRange(Support.AllOfOrder(domain.Length, o));
        var basis = new SupportBasis(domain, supports);
        int possible = SupportCover.HighestOrder(basis);
        if (highest > possible)
            throw new InputException($"sketch: order {order} with {domain.LetterCount} letters needs tables that are too large; the highest order is {possible}.", "order-too-high");
        return basis;
    }

    // The constant has no penalty. Started from 0, with more columns than rows and next to no ridge, the mean would be
    // spread over all columns: that repeats every row as well, and conjugate gradients see no difference.
    private static double[] Start(SupportDesign design)
    {
        var coefficients = new double[design.Basis.Count];
        coefficients[0] = design.Values.Average();
        return coefficients;
    }

    private static double[] Fit(SupportDesign design, double ridge, double[] coefficients, LowOrderRidgeOptions options)
    {
        var target = new double[design.Basis.Count];
        design.Correlate(design.Values, target);
        var penalties = new double[design.Basis.Count];
        penalties.AsSpan(1).Fill(ridge);
        RidgeConjugateGradients.Solve(design, target, penalties, coefficients, options.Tolerance, options.Iterations);
        return coefficients;
    }

    // From strong to weak ridge, each starting from the last; two steps past the best it stops.
    private static double Choose(
        SupportBasis basis, IReadOnlyList<SupportGroup> groups, SampleColumns training, SampleColumns validation,
        LowOrderRidgeOptions options, ParallelOptions parallel, out double? validationR2)
    {
        var design = new SupportDesign(basis, groups, training, parallel);
        var unseen = new SupportDesign(basis, groups, validation, parallel);
        double[] coefficients = Start(design);
        var predicted = new double[validation.Count];
        double best = double.PositiveInfinity, bestRidge = 0;
        int worse = 0;
        foreach (double relative in RelativeRidges)
        {
            double ridge = relative * training.Count;
            Fit(design, ridge, coefficients, options);
            unseen.Predict(coefficients, predicted);
            double error = 0;
            for (int i = 0; i < predicted.Length; i++) error += (validation.Values[i] - predicted[i]) * (validation.Values[i] - predicted[i]);
            if (error < best) (best, bestRidge, worse) = (error, ridge, 0);
            else if (++worse == 2) break;
        }

        double mean = validation.Values.Average(), deviations = 0;
        foreach (double value in validation.Values) deviations += (value - mean) * (value - mean);
        validationR2 = deviations > 0 ? 1 - (best / deviations) : null;
        return bestRidge;
    }
}
