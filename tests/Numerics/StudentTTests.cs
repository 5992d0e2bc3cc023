using GenoXai.Core.Numerics;

namespace GenoXai.Tests.Numerics;

public sealed class StudentTTests
{
    /// <summary>With one degree of freedom T is Cauchy's, with two its distribution has a closed form.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    [InlineData(-1.7)]
    [InlineData(12)]
    [InlineData(4000)]
    public void TwoSided_OfFewDegrees_IsTheClosedForm(double t)
    {
        Assert.Equal(1, StudentT.TwoSided(t, 1) / (1 - 2 * Math.Atan(Math.Abs(t)) / Math.PI), Math.Abs(t) > 100 ? 1e-9 : 1e-12);
        Assert.Equal(1, StudentT.TwoSided(t, 2) / (2 / (2 + t * t) / (1 + Math.Abs(t) / Math.Sqrt(2 + t * t))), 1e-12);
    }

    /// <summary>The density is integrated by Simpson's rule in 200,000 steps.</summary>
    [Theory]
    [InlineData(0.5, 5)]
    [InlineData(2.1, 127)]
    [InlineData(-3.3, 30)]
    public void TwoSided_IsTheIntegralOfTheDensity(double t, double degrees)
    {
        static double Density(double x, double v) => Math.Pow(1 + x * x / v, -(v + 1) / 2);
        double Area(double end)
        {
            const int steps = 100_000;
            double h = end / steps, sum = Density(0, degrees) + Density(end, degrees);
            for (int i = 1; i < steps; i++) sum += (i % 2 == 1 ? 4 : 2) * Density(i * h, degrees);
            return sum * h / 3;
        }

        // Beyond 400 nothing is left that could be seen for 5 degrees and more.
        Assert.Equal(1 - Area(Math.Abs(t)) / Area(400), StudentT.TwoSided(t, degrees), 1e-9);
    }

    [Fact]
    public void TwoSided_OfExtremes_IsOneNoneOrUnknown()
    {
        Assert.Equal(1, StudentT.TwoSided(0, 7));
        Assert.Equal(0, StudentT.TwoSided(double.NegativeInfinity, 7));
        Assert.True(double.IsNaN(StudentT.TwoSided(double.NaN, 7)));
        Assert.InRange(StudentT.TwoSided(60, 127), 1e-100, 1e-90);
        Assert.Equal(2 * NormalTail.Above(1.96), StudentT.TwoSided(1.96, 1e7), 1e-7);
    }
}
