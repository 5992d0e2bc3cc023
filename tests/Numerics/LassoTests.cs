using GenoXai.Core.Numerics;

namespace GenoXai.Tests.Numerics;

public sealed class LassoTests
{
    /// <summary>A convex function is at its minimum exactly where these conditions hold; they are checked on the rows, not on moments.</summary>
    [Fact]
    public void Fit_OfRandomProblems_MeetsTheConditionsOfTheMinimum()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            (double[][] rows, double[] values) = Problem(seed, 60, 8);
            CrossMoments moments = Moments(rows, values);
            foreach (LinearFit fit in Lasso.Fit(moments, Lasso.Path(moments, 6)))
            {
                double[] residuals = [.. rows.Select((row, n) => values[n] - fit.Of(row))];
                Assert.Equal(0, residuals.Average(), 1e-9);
                for (int i = 0; i < 8; i++)
                {
                    double pull = rows.Select((row, n) => row[i] * residuals[n]).Average();
                    if (fit.Weights[i] == 0) Assert.True(Math.Abs(pull) <= fit.Penalty + 1e-6, $"seed {seed}");
                    else Assert.Equal(Math.Sign(fit.Weights[i]) * fit.Penalty, pull, 1e-6);
                }
            }
        }
    }

    [Fact]
    public void Fit_AtTheStartOfThePath_HasNoWeights_AndAtNoPenaltyIsLeastSquares()
    {
        (double[][] rows, double[] values) = Problem(3, 60, 8);
        CrossMoments moments = Moments(rows, values);
        double[] path = Lasso.Path(moments);
        Assert.All(Lasso.Fit(moments, path[..1])[0].Weights, static w => Assert.Equal(0, w));
        Assert.Contains(Lasso.Fit(moments, [path[0] * 0.99])[0].Weights, static w => w != 0);
        LinearFit least = Lasso.Fit(moments, [0])[0];
        double[] residuals = [.. rows.Select((row, n) => values[n] - least.Of(row))];
        for (int i = 0; i < 8; i++) Assert.Equal(0, rows.Select((row, n) => row[i] * residuals[n]).Average(), 1e-6);
    }

    [Fact]
    public void LeastSquares_WithTheFeaturesOfAFit_LeavesNothingOfThemInTheResiduals()
    {
        (double[][] rows, double[] values) = Problem(2, 80, 8);
        LinearFit own = Lasso.LeastSquares(Moments(rows, values), new LinearFit(0.1, 0, [1, 0, -1, 0, 0, 2, 0, 0]));
        double[] residuals = [.. rows.Select((row, n) => values[n] - own.Of(row))];
        Assert.Equal(0, residuals.Average(), 1e-6);
        foreach (int i in new[] { 0, 2, 5 }) Assert.Equal(0, rows.Select((row, n) => row[i] * residuals[n]).Average(), 1e-6);
        Assert.Equal([0, 2, 5], Enumerable.Range(0, 8).Where(i => own.Weights[i] != 0));
    }

    [Fact]
    public void Moments_WithoutAFold_AreThoseOfTheOtherRows_AndGiveTheErrorOfTheLoop()
    {
        (double[][] rows, double[] values) = Problem(5, 30, 4);
        CrossMoments first = Moments(rows[..12], values[..12]), rest = Moments(rows, values).Without(first), direct = Moments(rows[12..], values[12..]), joined = first.With(direct);
        double[] weights = [0.5, 0, -2, 1];
        foreach ((CrossMoments a, CrossMoments b) in new[] { (rest, direct), (joined, Moments(rows, values)) })
        {
            Assert.Equal(b.Count, a.Count);
            for (int i = 0; i < 4; i++)
            {
                Assert.Equal(b.Covariance(i), a.Covariance(i), 1e-9);
                for (int j = 0; j < 4; j++) Assert.Equal(b.Covariance(i, j), a.Covariance(i, j), 1e-9);
            }
        }

        double loop = rows[12..].Select((row, n) => Math.Pow(values[12 + n] - 0.3 - row.Zip(weights).Sum(static p => p.First * p.Second), 2)).Average();
        Assert.Equal(loop, rest.MeanSquaredError(0.3, weights), 1e-9);
    }

    [Fact]
    public void CrossValidated_OfTwoTrueFeaturesAmongManyOthers_FindsThem()
    {
        (double[][] rows, double[] values) = Problem(1, 400, 40);
        CrossMoments[] folds = [.. Enumerable.Range(0, 5).Select(f => Moments([.. rows.Where((_, n) => n % 5 == f)], [.. values.Where((_, n) => n % 5 == f)]))];
        (LinearFit fit, double error, double spread, int[] chosen) = Lasso.CrossValidated(folds);
        Assert.Equal([0, 1], Enumerable.Range(0, 40).OrderByDescending(i => Math.Abs(fit.Weights[i])).Take(2).Order());
        Assert.Equal([5, 5], chosen[..2]);
        // The noise has variance 0.25.
        Assert.InRange(error, 0.15, 0.5);
        Assert.True(spread > 0);
        Assert.True(fit.Weights.Count(static w => w != 0) < 15);
    }

    private static CrossMoments Moments(double[][] rows, double[] values)
    {
        var moments = new CrossMoments(rows[0].Length);
        for (int n = 0; n < rows.Length; n++) moments.Add(rows[n], values[n]);
        return moments;
    }

    /// <summary>y = 3 + 2 x0 − x1 + noise; neighbouring features are correlated.</summary>
    private static (double[][] Rows, double[] Values) Problem(int seed, int count, int features)
    {
        var random = SeededRandom.Stream(seed, "lasso");
        var rows = new double[count][];
        var values = new double[count];
        for (int n = 0; n < count; n++)
        {
            rows[n] = new double[features];
            for (int i = 0; i < features; i++) rows[n][i] = random.NextGaussian() + (i > 0 ? rows[n][i - 1] / 2 : 0);
            values[n] = 3 + 2 * rows[n][0] - rows[n][1] + random.NextGaussian() / 2;
        }

        return (rows, values);
    }
}
