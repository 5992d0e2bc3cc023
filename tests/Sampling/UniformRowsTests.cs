using GenoXai.Core.Sampling;

namespace GenoXai.Tests.Sampling;

public sealed class UniformRowsTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(20)]
    public void Fill_OfAPart_EqualsThatPartOfTheWhole(int q)
    {
        var whole = new byte[500 * 11];
        new UniformRows(3, q, 11, 0, 500).Fill(0, 500, whole);
        var part = new byte[40 * 11];
        new UniformRows(3, q, 11, 100, 60).Fill(20, 40, part);
        Assert.Equal(whole.AsSpan(120 * 11, 40 * 11).ToArray(), part);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(7)]
    public void Fill_MakesEveryLetterEquallyLikelyAtEveryPosition(int q)
    {
        const int Rows = 20_000, Length = 9;
        var letters = new byte[Rows * Length];
        new UniformRows(5, q, Length, 0, Rows).Fill(0, Rows, letters);
        var counts = new int[Length, q];
        for (int i = 0; i < letters.Length; i++) counts[i % Length, letters[i]]++;
        // Five standard deviations of a binomial count.
        double expected = (double)Rows / q, allowed = 5 * Math.Sqrt(expected * (1 - 1.0 / q));
        foreach (int count in counts) Assert.InRange(count, expected - allowed, expected + allowed);
    }

    [Fact]
    public void Fill_OfAnotherSeed_GivesOtherRows()
    {
        byte[] one = new byte[100], other = new byte[100];
        new UniformRows(1, 4, 10, 0, 10).Fill(0, 10, one);
        new UniformRows(2, 4, 10, 0, 10).Fill(0, 10, other);
        Assert.NotEqual(one, other);
    }
}
