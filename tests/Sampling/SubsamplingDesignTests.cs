using GenoXai.Core.Numerics;
using GenoXai.Core.Sampling;
using GenoXai.Core.Sequences;

namespace GenoXai.Tests.Sampling;

public sealed class SubsamplingDesignTests
{
    [Theory]
    [InlineData(2, 8, 3)]
    [InlineData(3, 5, 2)]
    [InlineData(4, 6, 3)]
    [InlineData(20, 4, 2)]
    public void Fill_OfAllRows_IsMatrixTimesCounterPlusDelay(int q, int length, int dimension)
    {
        SubsamplingDesign design = SubsamplingDesign.Create(q, length, new SubsamplingOptions { Dimension = dimension, Groups = 2, Offsets = 2 }, seed: 5);
        var letters = new byte[design.RowCount * length];
        design.Fill(0, (int)design.RowCount, letters);
        for (long row = 0; row < design.RowCount; row++)
            Assert.Equal(Slow(design, row), letters.AsSpan((int)row * length, length).ToArray());
    }

    [Fact]
    public void Fill_OfAnyRunOfRows_IsThatPartOfTheWhole()
    {
        SubsamplingDesign design = SubsamplingDesign.Create(4, 7, new SubsamplingOptions { Dimension = 2 }, seed: 9);
        var whole = new byte[design.RowCount * 7];
        design.Fill(0, (int)design.RowCount, whole);
        SeededRandom random = SeededRandom.Stream(1, "runs");
        for (int repeat = 0; repeat < 200; repeat++)
        {
            int first = random.NextInt((int)design.RowCount), count = random.NextInt((int)design.RowCount - first + 1);
            var part = new byte[count * 7];
            design.Fill(first, count, part);
            Assert.Equal(whole.AsSpan(first * 7, count * 7).ToArray(), part);
        }
    }

    [Fact]
    public void RowCount_OfTigersPublishedShape_IsTheirs() =>
        Assert.Equal(3_981_312, SubsamplingDesign.Create(4, 26, new SubsamplingOptions { Dimension = 7 }, seed: 0).RowCount);

    [Fact]
    public void Create_WithTheSameSeed_GivesTheSameDesign()
    {
        var options = new SubsamplingOptions { Dimension = 3 };
        SubsamplingDesign a = SubsamplingDesign.Create(4, 12, options, seed: 3), b = SubsamplingDesign.Create(4, 12, options, seed: 3), other = SubsamplingDesign.Create(4, 12, options, seed: 4);
        for (int c = 0; c < 3; c++)
        {
            Assert.Equal(a.Matrix(c).ToArray(), b.Matrix(c).ToArray());
            Assert.Equal(a.Offset(c).ToArray(), b.Offset(c).ToArray());
            Assert.NotEqual(a.Matrix(c).ToArray(), other.Matrix(c).ToArray());
        }
    }

    [Fact]
    public void Create_AskingForFullRank_LeavesNoBinOutOfReach()
    {
        // Square binary matrices are singular more often than not, so the check has work to do.
        for (int seed = 0; seed < 50; seed++)
        {
            SubsamplingDesign design = SubsamplingDesign.Create(2, 4, new SubsamplingOptions { Dimension = 4 }, seed);
            for (int c = 0; c < design.GroupCount; c++)
                Assert.Equal(16, Enumerable.Range(0, 16).Select(k => design.Bin(c, [(byte)(k >> 3), (byte)(k >> 2 & 1), (byte)(k >> 1 & 1), (byte)(k & 1)])).Distinct().Count());
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    public void Create_WithADimensionOutsideOneToLength_SaysSo(int dimension)
    {
        InputException error = Assert.Throws<InputException>(() => SubsamplingDesign.Create(4, 8, new SubsamplingOptions { Dimension = dimension }, seed: 0));
        Assert.Contains($"b = {dimension}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_WithTooManyBins_SaysSo() =>
        Assert.Contains("20^8", Assert.Throws<InputException>(() => SubsamplingDesign.Create(20, 30, new SubsamplingOptions { Dimension = 8 }, seed: 0)).Message, StringComparison.Ordinal);

    private static byte[] Slow(SubsamplingDesign design, long row)
    {
        int q = design.LetterCount, length = design.Length, dimension = design.Dimension;
        int counter = (int)(row % design.BinCount), block = (int)(row / design.BinCount);
        int group = block / design.DelayCount, delay = block % design.DelayCount;
        byte[] x = design.Offset(delay / (length + 1)).ToArray();
        if (delay % (length + 1) > 0) x[delay % (length + 1) - 1] = (byte)((x[delay % (length + 1) - 1] + q - 1) % q);
        for (int t = dimension - 1; t >= 0; t--, counter /= q)
            for (int i = 0; i < length; i++)
                x[i] = (byte)((x[i] + design.Matrix(group)[i * dimension + t] * (counter % q)) % q);
        return x;
    }
}
