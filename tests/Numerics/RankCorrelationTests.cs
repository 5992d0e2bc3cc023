using GenoXai.Core.Numerics;

namespace GenoXai.Tests.Numerics;

public sealed class RankCorrelationTests
{
    /// <summary>The obvious quadratic ranks: one more than how many are smaller, and half of the equal ones.</summary>
    [Fact]
    public void Spearman_OfNumbersWithTiesAndGaps_IsPearsonOfCountedRanks()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            var random = SeededRandom.Stream(seed, "ranks");
            int length = random.NextInt(30);
            double[] x = [.. Enumerable.Range(0, length).Select(_ => Draw(ref random))], y = [.. Enumerable.Range(0, length).Select(_ => Draw(ref random))];
            int[] kept = [.. Enumerable.Range(0, length).Where(i => double.IsFinite(x[i]) && double.IsFinite(y[i]))];
            var pearson = default(PearsonCorrelation);
            foreach (int i in kept) pearson.Add(Rank(x, kept, i), Rank(y, kept, i));
            Assert.Equal(pearson.Value, RankCorrelation.Spearman(x, y), 1e-12);
        }

        static double Draw(ref SeededRandom random) => random.NextInt(10) switch { 0 => double.NaN, 1 => double.PositiveInfinity, int n => n / 2 };
        static double Rank(double[] values, int[] kept, int own) =>
            1 + kept.Count(i => values[i] < values[own]) + (kept.Count(i => values[i] == values[own]) - 1) / 2.0;
    }

    [Fact]
    public void Quartiles_AreThoseOfNumpy()
    {
        // numpy.percentile([1, 2, 4, 8, 16], [25, 50, 75]) and of the first four.
        Assert.Equal(new Quartiles(2, 4, 8, 5), Quartiles.Of([16, double.NaN, 1, 8, 4, 2]));
        Assert.Equal(new Quartiles(1.75, 3, 5, 4), Quartiles.Of([8, 4, 2, 1]));
        Assert.True(double.IsNaN(Quartiles.Of([double.NaN]).Median));
    }
}
