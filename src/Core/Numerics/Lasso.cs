using System.Numerics.Tensors;

namespace GenoXai.Core.Numerics;

/// <summary>A linear function.</summary>
/// <param name="Penalty">λ it was fitted with.</param>
/// <param name="Constant">Its value where all features are 0.</param>
/// <param name="Weights">M weights, most of them 0.</param>
public sealed record LinearFit(double Penalty, double Constant, double[] Weights)
{
    /// <summary>Its value.</summary>
    /// <param name="row">M features.</param>
    public double Of(ReadOnlySpan<double> row) => Constant + TensorPrimitives.Dot(row, Weights);
}

/// <summary>
/// Linear fits with few weights: ½ mean (y − b − Σ w·x)² + λ Σ |w| at its minimum, by coordinate descent on the moments of
/// the rows, so that a fit costs nothing by the number of rows.
/// </summary>
/// <remarks>Tibshirani 1996; Friedman, Hastie and Tibshirani, J Stat Softw 33(1), 2010 ("covariance updates", warm starts down a path of λ, the one-standard-error rule).</remarks>
public static class Lasso
{
    private const int MostPasses = 10_000;
    private const double Tolerance = 1e-6;

    /// <summary>λ from where no weight is left down to a thousandth of it (a fiftieth where there are not twice as many rows as features), in equal ratios.</summary>
    /// <param name="moments">The rows.</param>
    /// <param name="count">How many, 2 or more.</param>
    public static double[] Path(CrossMoments moments, int count = 40)
    {
        ArgumentNullException.ThrowIfNull(moments);
        double largest = 0, least = moments.Count >= 2L * moments.Features ? 1e-3 : 0.02;
        for (int i = 0; i < moments.Features; i++) largest = Math.Max(largest, Math.Abs(moments.Covariance(i)));
        return [.. Enumerable.Range(0, count).Select(i => largest * Math.Pow(least, i / (count - 1.0)))];
    }

    /// <summary>The fits of a path of λ.</summary>
    /// <param name="moments">The rows.</param>
    /// <param name="path">λ, descending, each 0 or more.</param>
    public static IReadOnlyList<LinearFit> Fit(CrossMoments moments, IReadOnlyList<double> path)
    {
        ArgumentNullException.ThrowIfNull(moments);
        ArgumentNullException.ThrowIfNull(path);
        var descent = new Descent(moments);
        var fits = new List<LinearFit>();
        foreach (double penalty in path)
        {
            descent.Run(penalty);
            double constant = moments.ValueMean;
            for (int i = 0; i < moments.Features; i++) constant -= descent.Weights[i] * moments.Mean(i);
            fits.Add(new LinearFit(penalty, constant, [.. descent.Weights]));
        }

        return fits;
    }

    /// <summary>
    /// The fit to all rows at the largest λ whose error on folds left out is within one standard error of the least; its
    /// weights by least squares, without the penalty's shrinkage, where these do no worse on the folds left out.
    /// </summary>
    /// <param name="folds">Moments of each fold, two or more folds of two rows or more.</param>
    /// <returns>The fit; the mean squared error on folds left out and its standard error; and for each feature in how many folds' fits it has a weight.</returns>
    public static (LinearFit Fit, double Error, double StandardError, int[] Folds) CrossValidated(IReadOnlyList<CrossMoments> folds)
    {
        ArgumentNullException.ThrowIfNull(folds);
        CrossMoments all = folds[0];
        for (int f = 1; f < folds.Count; f++) all = all.With(folds[f]);
        double[] path = Path(all);
        var left = new IReadOnlyList<LinearFit>[folds.Count];
        Parallel.For(0, folds.Count, f => left[f] = Fit(all.Without(folds[f]), path));
        var errors = new (double Mean, double Spread)[path.Length];
        for (int p = 0; p < path.Length; p++)
        {
            double[] own = [.. folds.Select((fold, f) => fold.MeanSquaredError(left[f][p].Constant, left[f][p].Weights))];
            double mean = own.Average();
            errors[p] = (mean, Math.Sqrt(own.Sum(e => (e - mean) * (e - mean)) / (own.Length - 1) / own.Length));
        }

        int best = 0;
        for (int p = 1; p < path.Length; p++)
            if (errors[p].Mean < errors[best].Mean) best = p;
        int chosen = Array.FindIndex(errors, e => e.Mean <= errors[best].Mean + errors[best].Spread);
        LinearFit fit = Fit(all, path[..(chosen + 1)])[chosen];
        // Meinshausen 2007, the relaxed LASSO, at its two ends.
        double[] relaxed = [.. folds.Select((fold, f) => LeastSquares(all.Without(fold), left[f][chosen]) is var own ? fold.MeanSquaredError(own.Constant, own.Weights) : 0)];
        if (relaxed.Average() <= errors[chosen].Mean) (fit, errors[chosen].Mean) = (LeastSquares(all, fit), relaxed.Average());
        int[] counts = [.. Enumerable.Range(0, all.Features).Select(i => left.Count(fits => fits[chosen].Weights[i] != 0))];
        return (fit, errors[chosen].Mean, errors[chosen].Spread, counts);
    }

    /// <summary>The least squares fit with the features that a fit has weights for.</summary>
    /// <param name="moments">The rows.</param>
    /// <param name="fit">Says which features.</param>
    public static LinearFit LeastSquares(CrossMoments moments, LinearFit fit)
    {
        ArgumentNullException.ThrowIfNull(moments);
        ArgumentNullException.ThrowIfNull(fit);
        int[] used = [.. Enumerable.Range(0, fit.Weights.Length).Where(i => fit.Weights[i] != 0)];
        int count = used.Length;
        double[,] system = new double[count, count + 1];
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < count; j++) system[i, j] = moments.Covariance(used[i], used[j]);
            // Features that are sums of others share a weight instead of having none.
            system[i, i] += 1e-8 * system[i, i];
            system[i, count] = moments.Covariance(used[i]);
        }

        Eliminate(system, count);
        var weights = new double[fit.Weights.Length];
        double constant = moments.ValueMean;
        for (int i = count - 1; i >= 0; i--)
        {
            double left = system[i, count];
            for (int j = i + 1; j < count; j++) left -= system[i, j] * weights[used[j]];
            weights[used[i]] = left / system[i, i];
        }

        for (int i = 0; i < count; i++) constant -= weights[used[i]] * moments.Mean(used[i]);
        return new LinearFit(fit.Penalty, constant, weights);
    }

    /// <summary>Gauss's elimination; a covariance matrix needs no pivots.</summary>
    private static void Eliminate(double[,] system, int count)
    {
        for (int pivot = 0; pivot < count; pivot++)
        {
            for (int row = pivot + 1; row < count; row++)
            {
                double factor = system[row, pivot] / system[pivot, pivot];
                if (factor == 0) continue;
                for (int column = pivot; column <= count; column++) system[row, column] -= factor * system[pivot, column];
            }
        }
    }

    /// <summary>Weights on their way down a path of λ; each fit begins where the one before ended.</summary>
    private sealed class Descent
    {
        private readonly double[] _covariances, _gradient;
        private readonly double _enough;
        private readonly List<int> _active = [];

        public Descent(CrossMoments moments)
        {
            int count = moments.Features;
            (Weights, _gradient, _covariances) = (new double[count], new double[count], new double[checked(count * count)]);
            for (int i = 0; i < count; i++)
            {
                _gradient[i] = moments.Covariance(i);
                for (int j = 0; j <= i; j++) _covariances[i * count + j] = _covariances[j * count + i] = moments.Covariance(i, j);
            }

            _enough = Tolerance * Math.Sqrt(moments.ValueVariance);
        }

        public double[] Weights { get; }

        public void Run(double penalty)
        {
            for (int pass = 0; pass < MostPasses; pass++)
            {
                double largest = 0;
                for (int i = 0; i < Weights.Length; i++) largest = Math.Max(largest, Step(i, penalty));
                if (largest <= _enough) return;
                // The few weights there are settle first; then all are looked at again.
                _active.Clear();
                for (int i = 0; i < Weights.Length; i++)
                    if (Weights[i] != 0) _active.Add(i);
                for (largest = double.PositiveInfinity; largest > _enough && pass < MostPasses; pass++)
                {
                    largest = 0;
                    foreach (int i in _active) largest = Math.Max(largest, Step(i, penalty));
                }
            }
        }

        /// <summary>Moves one weight to its minimum; gives how far, in units of the values.</summary>
        private double Step(int i, double penalty)
        {
            double variance = _covariances[i * Weights.Length + i];
            if (variance <= 1e-12) return 0;
            double pull = _gradient[i] + variance * Weights[i], size = Math.Abs(pull) - penalty;
            double next = size > 0 ? Math.Sign(pull) * size / variance : 0, step = next - Weights[i];
            if (step == 0) return 0;
            Weights[i] = next;
            TensorPrimitives.MultiplyAdd(_covariances.AsSpan(i * Weights.Length, Weights.Length), -step, _gradient, _gradient);
            return Math.Abs(step) * Math.Sqrt(variance);
        }
    }
}
