using System.Globalization;
using System.Numerics;
using GenoXai.Core.Sampling;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;

namespace GenoXai.Tests.Sketching;

/// <summary>The authors' own DNA example: data/dna_example of the shared folder.</summary>
public sealed class PaperDecoderExampleTests
{
    private const string Folder = "data/dna_example";
    private const double NoiseSd = 3.62449426973054;

    [SharedFact(Folder)]
    public void Decode_OfThePublishedSamples_RecoversAllPublishedCoefficients()
    {
        PeelingResult result = Decode(threads: 2);
        Dictionary<Frequency, Complex> published = Lines("dna_fourier.csv").ToDictionary(
            line => new Frequency([.. line[0].Split(' ').Select(byte.Parse)]), line => new Complex(Number(line[1]), Number(line[2])));
        Assert.Equal(229, published.Count);
        Assert.Equal(229, result.Function.Coefficients.Count);
        foreach (FourierCoefficient coefficient in result.Function.Coefficients)
            Assert.True(Complex.Abs(coefficient.Value - published[coefficient.Frequency]) < 1e-9, coefficient.Frequency.ToString());
        Assert.Equal(76.0906392531068, result.Function.Mean, 1e-9);
    }

    [SharedFact(Folder)]
    public void Decode_OfThePublishedSamples_HasThePublishedR2OnTheTestFile()
    {
        SparseFourierFunction function = Decode().Function;
        DecodedFunction tables = Decode().ToDecodedFunction(new SketchDomain(Alphabet.Dna, 10));
        var truth = new List<double>();
        var direct = new List<double>();
        foreach (string[] line in Lines("dna_test_zeromean.csv"))
        {
            byte[] letters = [.. line[0].Select(digit => (byte)(digit - '0'))];
            truth.Add(Number(line[1]));
            direct.Add(function.Evaluate(letters) - function.Mean);
            Assert.Equal(function.Evaluate(letters), FourierTablesTests.Evaluate(tables, letters), 1e-10);
        }

        double mean = truth.Average(), residual = truth.Zip(direct, (a, b) => (a - b) * (a - b)).Sum(), total = truth.Sum(a => (a - mean) * (a - mean));
        Assert.Equal(0.9555694571, 1 - residual / total, 1e-10);
    }

    [SharedFact(Folder)]
    public void Decode_OfThePublishedSamples_GivesThePublishedShapleyValues()
    {
        PeelingResult result = Decode();
        DecodedFunction tables = result.ToDecodedFunction(new SketchDomain(Alphabet.Dna, 10));
        var direct = new double[10];
        int compared = 0;
        foreach (string[] line in Lines("dna_shapzero_values.csv").Skip(1))
        {
            byte[] letters = Alphabet.Dna.Parse(line[0]);
            result.Function.ShapleyValues(letters, direct);
            double[] byTables = FourierTablesTests.ShapleyValues(tables, letters);
            for (int i = 0; i < 10; i++, compared++)
            {
                Assert.Equal(Number(line[1 + i]), direct[i], 1e-9);
                Assert.Equal(Number(line[1 + i]), byTables[i], 1e-9);
            }
        }

        Assert.Equal(840, compared);
    }

    [SharedFact(Folder)]
    public void Decode_OnOneThreadOrMany_GivesTheSameBits()
    {
        PeelingResult one = Decode(threads: 1), many = Decode(threads: 7);
        Assert.Equal(one.Function.Coefficients, many.Function.Coefficients);
        Assert.Equal(one.Rounds, many.Rounds);
    }

    [SharedFact(Folder)]
    public void PeelingDecoder_OfTheSameSamples_FindsThePairwiseFunctionExactly()
    {
        // 10 · 3 + 45 · 9 = 435 frequencies of order 1 and 2; the published decoder finds 229 and R² 0.956.
        SubsamplingDesign design = SubsamplingDesignFile.Read(SharedFactAttribute.Path(Folder + "/dna_MD.txt"), 4);
        using SavedSampleFile samples = SavedSampleFile.Open(SharedFactAttribute.Path(Folder + "/dna_samples_C3_P3_11_256.bin"), design);
        PeelingResult result = PeelingDecoder.Decode(design, samples);
        Assert.Equal(435, result.Function.Coefficients.Count);
        Assert.All(result.Function.Coefficients, coefficient => Assert.InRange(coefficient.Frequency.Order, 1, 2));
        double residual = 0, total = 0;
        foreach (string[] line in Lines("dna_test_zeromean.csv"))
        {
            double truth = Number(line[1]), found = result.Function.Evaluate([.. line[0].Select(digit => (byte)(digit - '0'))]) - 76.0906392531068;
            residual += (truth - found) * (truth - found);
            total += truth * truth;
        }

        Assert.True(1 - residual / total > 0.9999999, $"{1 - residual / total}; {string.Join(' ', result.Notes)}");
        Assert.Empty(result.Notes);
    }

    private static PeelingResult Decode(int threads = 0)
    {
        SubsamplingDesign design = SubsamplingDesignFile.Read(SharedFactAttribute.Path(Folder + "/dna_MD.txt"), 4);
        using SavedSampleFile samples = SavedSampleFile.Open(SharedFactAttribute.Path(Folder + "/dna_samples_C3_P3_11_256.bin"), design);
        return PaperDecoder.Decode(design, samples, NoiseSd, threads);
    }

    private static IEnumerable<string[]> Lines(string file) =>
        File.ReadLines(SharedFactAttribute.Path($"{Folder}/{file}")).Select(line => line.Split(','));

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
