using System.Numerics;
using GenoXai.Core.Numerics;
using GenoXai.Core.Sampling;
using GenoXai.Core.Sketching;

namespace GenoXai.Tests.Sketching;

public sealed class PeelingSignatureTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(20)]
    public void Make_OfAFrequency_IsOmegaToDelayTimesFrequency(int q)
    {
        (SubsamplingDesign design, byte[] k, PeelingSignature signature) = Draw(q);
        signature.Make(k);
        for (int d = 0; d < design.DelayCount; d++)
        {
            Complex expected = Complex.FromPolarCoordinates(1, 2 * Math.PI * new Frequency(k).Phase(Delay(design, d), q) / q);
            Assert.True(Complex.Abs(expected - new Complex(signature.Real[d], signature.Imaginary[d])) < 1e-12);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(20)]
    public void Identify_OfOneTermWithLittleNoise_ReadsItsFrequency(int q)
    {
        (SubsamplingDesign design, byte[] k, PeelingSignature signature) = Draw(q);
        SeededRandom random = SeededRandom.Stream(2, "column-noise", q);
        signature.Make(k);
        Complex value = q == 2 ? -1.5 : new Complex(0.3, -1.1);
        double[] re = [.. signature.Real.Zip(signature.Imaginary, (c, s) => (value * new Complex(c, s)).Real + 0.02 * random.NextGaussian())];
        double[] im = [.. signature.Real.Zip(signature.Imaginary, (c, s) => (value * new Complex(c, s)).Imaginary + 0.02 * random.NextGaussian())];
        var once = new byte[k.Length];
        var twice = new byte[k.Length];
        signature.Identify(re, im, once);
        signature.IdentifyTwice(re, im, twice);
        Assert.Equal(k, once);
        Assert.Equal(k, twice);
        Complex amplitude = signature.Amplitude(re, im);
        Assert.True(Complex.Abs(amplitude - value) < 0.02);
        double slow = re.Select((r, d) => Complex.Abs(new Complex(r, im[d]) - amplitude * new Complex(signature.Real[d], signature.Imaginary[d]))).Sum(gap => gap * gap);
        Assert.Equal(slow, signature.Residual(re, im, amplitude), 1e-12);
        signature.Subtract(re, im, amplitude);
        Assert.Equal(slow, PeelingSignature.Energy(re, im), 1e-12);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(20)]
    public void IdentifyPair_OfATermWithItsConjugate_ReadsOneOfThem(int q)
    {
        (_, byte[] k, PeelingSignature signature) = Draw(q);
        signature.Make(k);
        var value = new Complex(0.3, -1.1);
        double[] re = [.. signature.Real.Zip(signature.Imaginary, (c, s) => 2 * (value * new Complex(c, s)).Real)];
        var digits = new byte[k.Length];
        var read = new List<Frequency>();
        for (int reference = 1; 2 * reference < q; reference++)
            if (signature.IdentifyPair(re, reference, digits)) read.Add(new Frequency(digits));
        var expected = new Frequency(k);
        Assert.Contains(read, frequency => frequency == expected || frequency == expected.Negate(q));
    }

    [Fact]
    public void TryRepair_OfTwoWrongDigits_RestoresThem()
    {
        (SubsamplingDesign design, byte[] k, PeelingSignature signature) = Draw(4);
        signature.Make(k);
        var digits = new byte[k.Length];
        double[] re = [.. signature.Real], im = [.. signature.Imaginary];
        // Delays 1 + 3 and 1 + 5 of every offset say nothing, so that digits 3 and 5 get votes of zero.
        for (int p = 0; p < design.OffsetCount; p++)
            foreach (int position in (int[])[3, 5])
                re[p * 13 + 1 + position] = im[p * 13 + 1 + position] = 0;
        signature.IdentifyTwice(re, im, digits);
        digits[3] = (byte)((k[3] + 1) % 4);
        digits[5] = (byte)((k[5] + 2) % 4);
        Assert.True(new PeelingRepair(design).TryRepair(0, design.Bin(0, k), signature, digits));
        Assert.Equal(k, digits);
    }

    private static (SubsamplingDesign Design, byte[] Frequency, PeelingSignature Signature) Draw(int q)
    {
        SubsamplingDesign design = SubsamplingDesign.Create(q, 12, new SubsamplingOptions { Dimension = 3, Groups = 1 }, seed: q);
        SeededRandom random = SeededRandom.Stream(1, "signature", q);
        var k = new byte[12];
        foreach (ref byte digit in k.AsSpan()) digit = (byte)random.NextInt(q);
        return (design, k, new PeelingSignature(design));
    }

    private static byte[] Delay(SubsamplingDesign design, int delay)
    {
        byte[] x = design.Offset(delay / (design.Length + 1)).ToArray();
        int position = delay % (design.Length + 1) - 1;
        if (position >= 0) x[position] = (byte)((x[position] + design.LetterCount - 1) % design.LetterCount);
        return x;
    }
}
