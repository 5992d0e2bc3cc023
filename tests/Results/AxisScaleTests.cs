using GenoXai.Core.Numerics;
using GenoXai.Core.Results;

namespace GenoXai.Tests.Results;

public sealed class AxisScaleTests
{
    [Fact]
    public void Ticks_OfAnyRange_AreInsideDistinctAndHaveDistinctLabels()
    {
        SeededRandom random = SeededRandom.Stream(5, "axis-scale-tests");
        for (int i = 0; i < 2000; i++)
        {
            double low = random.NextGaussian() * Math.Pow(10, random.NextInt(12) - 6), high = low + Math.Pow(10, random.NextInt(12) - 6) * (0.1 + random.NextDouble());
            var scale = new AxisScale(low, high, 0, 100);
            IReadOnlyList<double> ticks = scale.Ticks();
            Assert.InRange(ticks.Count, 1, 7);
            Assert.All(ticks, tick => Assert.InRange(scale.At(tick), -1e-3, 100 + 1e-3));
            // Labels of three digits cannot tell ticks apart whose range is tiny beside their size.
            if ((high - low) > 0.1 * Math.Max(Math.Abs(low), Math.Abs(high)))
                Assert.Equal(ticks.Count, ticks.Select(tick => scale.Label(tick)).Distinct().Count());
        }
    }

    [Fact]
    public void Ticks_OfARangeThatIsTinyBesideItsNumbers_EndAndAreToldApart()
    {
        Assert.InRange(new AxisScale(1e8, 1e8 + 3e-8, 0, 100).Ticks().Count, 0, 11);
        var scale = new AxisScale(-1_000_000.4, -1_000_000.1, 0, 100);
        Assert.Equal(["−1,000,000.4", "−1,000,000.3"], scale.Ticks().Take(2).Select(tick => scale.Label(tick)));
    }

    [Fact]
    public void Ticks_OfALogarithmicRange_ArePowersOfTen()
    {
        AxisScale scale = new AxisScale(30, 20_000, 0, 100, Logarithmic: true).Widened();
        Assert.Equal([10, 100, 1000, 10_000, 100_000], scale.Ticks());
        Assert.Equal(["10", "100", "1,000", "10k", "100k"], scale.Ticks().Select(tick => scale.Label(tick)));
        Assert.Equal(50, scale.At(1000), 1e-9);
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(-0.0421, "−0.042")]
    [InlineData(429_600, "429.6k")]
    [InlineData(2_000_000, "2M")]
    [InlineData(0.0000004, "4e−7")]
    public void Short_OfANumber_GivesAFewDigits(double value, string expected) => Assert.Equal(expected, AxisScale.Short(value));
}
