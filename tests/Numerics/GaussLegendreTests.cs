using GenoXai.Core.Numerics;

namespace GenoXai.Tests.Numerics;

public sealed class GaussLegendreTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(20)]
    public void Of_IntegratesPolynomialsOfDegreeTwoNMinusOne(int count)
    {
        (double[] nodes, double[] weights) = GaussLegendre.Of(count);
        Assert.Equal(nodes.Order(), nodes);
        for (int degree = 0; degree < 2 * count; degree++)
            Assert.Equal(1.0 / (degree + 1), nodes.Zip(weights).Sum(p => p.Second * Math.Pow(p.First, degree)), 1e-14);
    }

    [Fact]
    public void Of_ManyNodes_StaysExact()
    {
        (double[] nodes, double[] weights) = GaussLegendre.Of(3200);
        Assert.Equal(1, weights.Sum(), 1e-12);
        Assert.Equal(Math.E - 1, nodes.Zip(weights).Sum(static p => p.Second * Math.Exp(p.First)), 1e-12);
        Assert.All(nodes, static n => Assert.InRange(n, 0, 1));
    }
}
