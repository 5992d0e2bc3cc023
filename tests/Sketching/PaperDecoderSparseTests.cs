using GenoXai.Core.Sampling;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;

namespace GenoXai.Tests.Sketching;

public sealed class PaperDecoderSparseTests
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
            SubsamplingDesign design = SubsamplingDesign.Create(q, length, new SubsamplingOptions { Dimension = dimension, RequireFullRank = false }, seed);
            SparseFourierFunction truth = SparseFunctionMaker.Make(q, length, Math.Max(4, design.BinCount / 16), seed, mean: 7);
            PeelingResult result = PaperDecoder.Decode(design, new SubsampleArray(SparseFunctionMaker.Sample(truth, design)), noiseSd: 0);
            SparseFunctionMaker.AssertSameSupport(truth, result.Function);
            Assert.True(SparseFunctionMaker.NormalisedError(truth, result.Function) < 1e-20, $"seed {seed}");
        }
    }

    [Fact]
    public void Sample_OfADesign_IsTheFunctionOfItsRows()
    {
        SubsamplingDesign design = SubsamplingDesign.Create(5, 6, new SubsamplingOptions { Dimension = 2 }, seed: 0);
        SparseFourierFunction truth = SparseFunctionMaker.Make(5, 6, pairs: 5, seed: 1, mean: 2);
        double[] values = SparseFunctionMaker.Sample(truth, design);
        var letters = new byte[6];
        for (int row = 0; row < values.Length; row += 7)
        {
            design.Fill(row, 1, letters);
            Assert.Equal(truth.Evaluate(letters), values[row], 1e-11);
        }
    }

    [Fact]
    public void Decode_OfAConstant_FindsNoCoefficient()
    {
        SubsamplingDesign design = SubsamplingDesign.Create(4, 10, new SubsamplingOptions { Dimension = 3 }, seed: 0);
        var values = new double[design.RowCount];
        Array.Fill(values, 3.25);
        PeelingResult result = PaperDecoder.Decode(design, new SubsampleArray(values), noiseSd: 0);
        Assert.Empty(result.Function.Coefficients);
        Assert.Equal(3.25, result.Function.Mean);
    }

    [Fact]
    public void Decode_OfFloats_EqualsThatOfTheSameDoubles()
    {
        SubsamplingDesign design = SubsamplingDesign.Create(4, 10, new SubsamplingOptions { Dimension = 3 }, seed: 0);
        float[] floats = [.. SparseFunctionMaker.Sample(SparseFunctionMaker.Make(4, 10, 6, seed: 1), design, noiseSd: 0.1).Select(v => (float)v)];
        double[] doubles = [.. floats.Select(v => (double)v)];
        Assert.Equal(
            PaperDecoder.Decode(design, new SubsampleArray(doubles), 0.1).Function.Coefficients,
            PaperDecoder.Decode(design, new SubsampleArray(floats), 0.1).Function.Coefficients);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Decode_OfAValueThatIsNotFinite_NamesItsRow(double bad)
    {
        SubsamplingDesign design = SubsamplingDesign.Create(4, 10, new SubsamplingOptions { Dimension = 3 }, seed: 0);
        var values = new double[design.RowCount];
        values[777] = bad;
        Exception error = Assert.ThrowsAny<Exception>(() => PaperDecoder.Decode(design, new SubsampleArray(values), 0.1));
        Assert.Contains("row 777", Assert.IsType<InputException>(error).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void Decode_WithANoiseThatIsNoStandardDeviation_SaysSo(double noiseSd)
    {
        SubsamplingDesign design = SubsamplingDesign.Create(4, 10, new SubsamplingOptions { Dimension = 3 }, seed: 0);
        InputException error = Assert.Throws<InputException>(() => PaperDecoder.Decode(design, new SubsampleArray(new double[design.RowCount]), noiseSd));
        Assert.Contains("--noise-sd", error.Message, StringComparison.Ordinal);
    }
}
