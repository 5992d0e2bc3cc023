using GenoXai.Core.Sampling;
using GenoXai.Core.Sketching;

namespace GenoXai.Tests.Sketching;

/// <summary><see cref="PeelingDecoder"/> on designs whose delays are coded.</summary>
public class CodedDelaysTests
{
    [Theory]
    [InlineData(2, 100, 9, 60)]
    [InlineData(2, 200, 8, 40)]
    [InlineData(2, 400, 8, 40)]
    [InlineData(4, 100, 4, 60)]
    [InlineData(4, 200, 4, 60)]
    [InlineData(4, 400, 4, 60)]
    public void Decode_OfAnExactlySparseFunction_IsExactFromFewerRowsThanPositionsNeed(int letters, int length, int dimension, int pairs)
    {
        SparseFourierFunction truth = SparseFunctionMaker.Make(letters, length, pairs, seed: 3, mean: 5);
        var options = new SubsamplingOptions { Dimension = dimension, Offsets = 1, CodedOrder = 5 };
        SubsamplingDesign design = SubsamplingDesign.Create(letters, length, options, 4);
        SubsamplingDesign plain = SubsamplingDesign.Create(letters, length, options with { CodedOrder = null }, 4);
        Assert.True(design.RowCount < 0.4 * plain.RowCount, $"{design.RowCount} rows, {plain.RowCount} without a code");
        PeelingResult result = PeelingDecoder.Decode(design, new SubsampleArray(SparseFunctionMaker.Sample(truth, design)));
        SparseFunctionMaker.AssertSameSupport(truth, result.Function);
        Assert.True(SparseFunctionMaker.NormalisedError(truth, result.Function) < 1e-20);
        Assert.Empty(result.Notes);
    }

    [Theory]
    [InlineData(2, 400, 8)]
    [InlineData(4, 200, 4)]
    public void Decode_InNoise_FindsAllWithTheErrorThatSoManyRowsPredict(int letters, int length, int dimension)
    {
        SparseFourierFunction truth = SparseFunctionMaker.Make(letters, length, 30, seed: 5);
        SubsamplingDesign design = SubsamplingDesign.Create(letters, length, new SubsamplingOptions { Dimension = dimension, Offsets = 3, CodedOrder = 5 }, 6);
        const double noiseSd = 2;
        PeelingResult result = PeelingDecoder.Decode(design, new SubsampleArray(SparseFunctionMaker.Sample(truth, design, noiseSd, 7)));
        SparseFunctionMaker.AssertSameSupport(truth, result.Function);
        double error = SparseFunctionMaker.NormalisedError(truth, result.Function) * truth.Coefficients.Sum(c => c.Value.Real * c.Value.Real + c.Value.Imaginary * c.Value.Imaginary);
        double predicted = noiseSd * noiseSd / design.RowCount * truth.Coefficients.Count;
        Assert.True(error < 2 * predicted, $"{error} against {predicted}");
        Assert.InRange(result.NoiseSd, 0.95 * noiseSd, 1.05 * noiseSd);
    }

    [Fact]
    public void Decode_OfAFrequencyOfMoreDigitsThanTheCodeReads_LeavesItAndSaysSo()
    {
        var digits = new byte[100];
        for (int i = 0; i < 9; i++) digits[11 * i] = 1;
        var k = new Frequency(digits);
        var truth = new SparseFourierFunction(4, 100, 0, [new FourierCoefficient(k, 1), new FourierCoefficient(k.Negate(4), 1)]);
        SubsamplingDesign design = SubsamplingDesign.Create(4, 100, new SubsamplingOptions { Dimension = 3, Offsets = 1, CodedOrder = 5 }, 4);
        PeelingResult result = PeelingDecoder.Decode(design, new SubsampleArray(SparseFunctionMaker.Sample(truth, design)), new PeelingOptions { NoiseSd = 0 });
        Assert.Empty(result.Function.Coefficients);
        Assert.Contains(result.Notes, static note => note.Contains("coded delays", StringComparison.Ordinal));
    }
}
