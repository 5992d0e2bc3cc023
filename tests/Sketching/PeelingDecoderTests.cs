using System.Numerics;
using GenoXai.Core.Sampling;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;

namespace GenoXai.Tests.Sketching;

public sealed class PeelingDecoderTests
{
    [Theory]
    [InlineData(2, 8, 6)]
    [InlineData(2, 26, 7)]
    [InlineData(2, 100, 8)]
    [InlineData(3, 8, 4)]
    [InlineData(3, 20, 5)]
    [InlineData(3, 100, 5)]
    [InlineData(4, 8, 4)]
    [InlineData(4, 20, 4)]
    [InlineData(4, 26, 5)]
    [InlineData(4, 40, 5)]
    [InlineData(4, 100, 4)]
    [InlineData(5, 20, 3)]
    [InlineData(5, 40, 4)]
    [InlineData(20, 8, 2)]
    [InlineData(20, 26, 2)]
    [InlineData(20, 100, 2)]
    public void Decode_OfASparseFunctionWithoutNoise_IsExact(int q, int length, int dimension)
    {
        for (int seed = 0; seed < 2; seed++)
        {
            SubsamplingDesign design = SubsamplingDesign.Create(q, length, new SubsamplingOptions { Dimension = dimension }, seed);
            SparseFourierFunction truth = SparseFunctionMaker.Make(q, length, Math.Max(4, design.BinCount / 8), seed, mean: 7);
            PeelingResult result = PeelingDecoder.Decode(design, new SubsampleArray(SparseFunctionMaker.Sample(truth, design)));
            SparseFunctionMaker.AssertSameSupport(truth, result.Function);
            Assert.True(SparseFunctionMaker.NormalisedError(truth, result.Function) < 1e-20, $"seed {seed}: {SparseFunctionMaker.NormalisedError(truth, result.Function)}");
            Assert.Empty(result.Notes);
        }
    }

    [Theory]
    [InlineData(2, 20, 7)]
    [InlineData(3, 20, 5)]
    [InlineData(4, 20, 5)]
    [InlineData(5, 20, 4)]
    [InlineData(20, 20, 2)]
    public void Decode_WithNoise_IsAsGoodAsTheMeanOverAllRows(int q, int length, int dimension)
    {
        const double noiseSd = 2;
        double error = 0, predicted = 0;
        for (int seed = 0; seed < 4; seed++)
        {
            SubsamplingDesign design = SubsamplingDesign.Create(q, length, new SubsamplingOptions { Dimension = dimension }, seed);
            SparseFourierFunction truth = SparseFunctionMaker.Make(q, length, design.BinCount / 16, seed, mean: -3);
            PeelingResult result = PeelingDecoder.Decode(design, new SubsampleArray(SparseFunctionMaker.Sample(truth, design, noiseSd, seed)));
            SparseFunctionMaker.AssertSameSupport(truth, result.Function);
            Assert.InRange(result.NoiseSd, 0.95 * noiseSd, 1.05 * noiseSd);
            foreach (FourierCoefficient coefficient in result.Function.Coefficients)
            {
                Complex gap = coefficient.Value - truth.Coefficients.Single(c => c.Frequency == coefficient.Frequency).Value;
                error += gap.Real * gap.Real + gap.Imaginary * gap.Imaginary;
                predicted += noiseSd * noiseSd / design.RowCount;
            }
        }

        // Mean over the bins of all groups: variance noise_sd²/rows for each coefficient. At least 60 coefficients: the
        // ratio of the sums has a standard deviation of at most 0.18.
        Assert.InRange(error / predicted, 0.5, 1.45);
    }

    [Fact]
    public void Decode_GivenTheNoise_FindsTheSameTerms()
    {
        SubsamplingDesign design = SubsamplingDesign.Create(4, 20, new SubsamplingOptions { Dimension = 5 }, seed: 1);
        SparseFourierFunction truth = SparseFunctionMaker.Make(4, 20, pairs: 50, seed: 1);
        var samples = new SubsampleArray(SparseFunctionMaker.Sample(truth, design, noiseSd: 1.5));
        SparseFunctionMaker.AssertSameSupport(truth, PeelingDecoder.Decode(design, samples, new PeelingOptions { NoiseSd = 1.5 }).Function);
        SparseFunctionMaker.AssertSameSupport(truth, PeelingDecoder.Decode(design, samples, new PeelingOptions { NoiseSd = 1.5, Refit = false }).Function);
    }

    [Fact]
    public void Decode_OnOneThreadOrMany_GivesTheSameBits()
    {
        SubsamplingDesign design = SubsamplingDesign.Create(4, 20, new SubsamplingOptions { Dimension = 5 }, seed: 1);
        var samples = new SubsampleArray(SparseFunctionMaker.Sample(SparseFunctionMaker.Make(4, 20, pairs: 100, seed: 1), design, noiseSd: 1.5));
        Assert.Equal(
            PeelingDecoder.Decode(design, samples, new PeelingOptions { Threads = 1 }).Function.Coefficients,
            PeelingDecoder.Decode(design, samples, new PeelingOptions { Threads = 5 }).Function.Coefficients);
    }

    [Fact]
    public void Decode_OfAConjugatePairThatCollidesInEveryGroup_IsStillResolved()
    {
        // M has even rows at position 2, so 2k falls to zero in every group: k and −k always share a bin.
        byte[] matrix = [1, 0, 0, 1, 2, 2, 3, 1];
        var design = new SubsamplingDesign(4, 4, [matrix, [0, 1, 1, 1, 2, 0, 1, 3]], [[1, 2, 3, 0], [3, 3, 1, 2], [0, 1, 2, 2]]);
        var k = new Frequency([0, 0, 1, 0]);
        var truth = new SparseFourierFunction(4, 4, 1, [new(k, new Complex(0.6, -0.8)), new(k.Negate(4), new Complex(0.6, 0.8))]);
        PeelingResult result = PeelingDecoder.Decode(design, new SubsampleArray(SparseFunctionMaker.Sample(truth, design)));
        SparseFunctionMaker.AssertSameSupport(truth, result.Function);
        Assert.True(SparseFunctionMaker.NormalisedError(truth, result.Function) < 1e-20);
    }

    [Fact]
    public void Decode_AboveThePeelingLimit_SaysSo()
    {
        SubsamplingDesign design = SubsamplingDesign.Create(4, 20, new SubsamplingOptions { Dimension = 3 }, seed: 1);
        SparseFourierFunction truth = SparseFunctionMaker.Make(4, 20, pairs: 160, seed: 1);
        PeelingResult result = PeelingDecoder.Decode(design, new SubsampleArray(SparseFunctionMaker.Sample(truth, design)), new PeelingOptions { NoiseSd = 0 });
        Assert.True(result.UnresolvedBins > 100);
        Assert.Contains(result.Notes, note => note.Contains("raise b from 3", StringComparison.Ordinal));
    }

    [Fact]
    public void Decode_InTheCompositeTrap_SaysSo()
    {
        // Digits 0 and 2 only: 250 such frequencies share the 2^4 = 16 bins with even digits.
        SubsamplingDesign design = SubsamplingDesign.Create(4, 20, new SubsamplingOptions { Dimension = 4 }, seed: 1);
        SparseFourierFunction truth = SparseFunctionMaker.Make(4, 20, pairs: 125, seed: 1, trap: true);
        PeelingResult result = PeelingDecoder.Decode(design, new SubsampleArray(SparseFunctionMaker.Sample(truth, design)), new PeelingOptions { NoiseSd = 0 });
        Assert.True(result.UnresolvedBins > 0);
        Assert.Contains(result.Notes, note => note.Contains("share a factor with q = 4", StringComparison.Ordinal) && note.Contains("16 of the 256", StringComparison.Ordinal));
    }

    [Fact]
    public void Decode_OfAConstant_FindsNothingElse()
    {
        SubsamplingDesign design = SubsamplingDesign.Create(4, 10, new SubsamplingOptions { Dimension = 3 }, seed: 0);
        var values = new double[design.RowCount];
        Array.Fill(values, -2.5);
        PeelingResult result = PeelingDecoder.Decode(design, new SubsampleArray(values));
        Assert.Empty(result.Function.Coefficients);
        Assert.Equal(-2.5, result.Function.Mean);
        Assert.Empty(result.Notes);
    }

    [Fact]
    public void Decode_OfPureNoise_FindsNothing()
    {
        for (int seed = 0; seed < 5; seed++)
        {
            SubsamplingDesign design = SubsamplingDesign.Create(4, 20, new SubsamplingOptions { Dimension = 5 }, seed);
            var nothing = new SparseFourierFunction(4, 20, 0, []);
            PeelingResult result = PeelingDecoder.Decode(design, new SubsampleArray(SparseFunctionMaker.Sample(nothing, design, noiseSd: 1, seed)));
            Assert.Empty(result.Function.Coefficients);
        }
    }

    [Fact]
    public void Decode_OfFloatsGivenTheirPrecision_DoesNotTakeRoundingForCoefficients()
    {
        SparseFourierFunction truth = SparseFunctionMaker.Make(4, 12, 10, seed: 8, mean: 14);
        SubsamplingDesign design = SubsamplingDesign.Create(4, 12, new SubsamplingOptions { Dimension = 4 }, 9);
        float[] values = [.. SparseFunctionMaker.Sample(truth, design).Select(static value => (float)value)];
        PeelingResult result = PeelingDecoder.Decode(design, new SubsampleArray(values), new PeelingOptions { NoiseSd = 0, Precision = 2.4e-7 });
        SparseFunctionMaker.AssertSameSupport(truth, result.Function);
        Assert.True(result.OccupiedBins < 4 * 10 * 3, $"{result.OccupiedBins} bins");
        Assert.Empty(result.Notes);
        PeelingResult without = PeelingDecoder.Decode(design, new SubsampleArray(values), new PeelingOptions { NoiseSd = 0 });
        Assert.True(without.OccupiedBins > 0.9 * 3 * design.BinCount, $"{without.OccupiedBins} bins");
    }

    [Fact]
    public void Decode_OfMoreOccupiedBinsThanMemoryAllows_SaysWhatToDo()
    {
        SubsamplingDesign design = SubsamplingDesign.Create(4, 10, new SubsamplingOptions { Dimension = 4 }, seed: 0);
        var samples = new SubsampleArray(SparseFunctionMaker.Sample(SparseFunctionMaker.Make(4, 10, 100, seed: 0), design));
        InputException error = Assert.Throws<InputException>(() => PeelingDecoder.Decode(design, samples, new PeelingOptions { NoiseSd = 0, MemoryLimit = 10_000 }));
        Assert.Contains("--noise-sd", error.Message, StringComparison.Ordinal);
    }
}
