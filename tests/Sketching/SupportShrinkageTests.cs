using GenoXai.Core.Sketching;

namespace GenoXai.Tests.Sketching;

/// <summary>How far a support's own coefficients may lead away from the prior.</summary>
public sealed class SupportShrinkageTests
{
    private const double Noise = 1e-5;
    private static readonly SupportBasis Basis = new(SketchSamples.Domain(4, 3), [Support.Of([0, 1]), Support.Of([0, 2]), Support.Of([1, 2])]);

    [Theory]
    [InlineData(1e-12)]
    [InlineData(1e-8)]
    [InlineData(1e-3)]
    public void Blend_OfPlainCoefficients_EndsNearTheirEnergy_HoweverSmallThePrior(double prior)
    {
        (double[] coefficients, double[] variances) = Made(prior);
        // One of nine coefficients, a hundred standard errors large, as of a single frequency.
        coefficients[Basis.Offsets[1]] = 100 * Math.Sqrt(Noise);
        SupportShrinkage.Blend(Basis, coefficients, Noise, 3, 3, variances);
        double energy = coefficients.Sum(static c => c * c) / 9;
        Assert.InRange(variances[Basis.Offsets[1]], 0.5 * energy, energy);
    }

    [Fact]
    public void Blend_OfCoefficientsOfChance_LeavesASmallPriorSmall()
    {
        (double[] coefficients, double[] variances) = Made(1e-8);
        for (int i = 1; i < coefficients.Length; i++) coefficients[i] = (i % 2 == 0 ? 1.2 : -0.8) * Math.Sqrt(Noise);
        SupportShrinkage.Blend(Basis, coefficients, Noise, 3, 3, variances);
        Assert.All(variances.Skip(1), static v => Assert.InRange(v, 0, 2e-8));
    }

    private static (double[] Coefficients, double[] Variances) Made(double prior)
    {
        var variances = new double[Basis.Count];
        Array.Fill(variances, prior);
        return (new double[Basis.Count], variances);
    }
}
