using System.Numerics;
using System.Runtime.InteropServices;
using GenoXai.Core.Numerics;

namespace GenoXai.Tests.Numerics;

public sealed class LaneTransformTests
{
    [Theory]
    [InlineData(2, 0)]
    [InlineData(2, 1)]
    [InlineData(2, 7)]
    [InlineData(3, 1)]
    [InlineData(3, 4)]
    [InlineData(4, 1)]
    [InlineData(4, 2)]
    [InlineData(4, 5)]
    [InlineData(5, 3)]
    [InlineData(6, 3)]
    [InlineData(7, 2)]
    [InlineData(20, 2)]
    [InlineData(23, 1)]
    public void Forward_OfRandomNumbers_EqualsTheDefiningSum(int q, int digits)
    {
        int n = (int)Math.Pow(q, digits), lanes = Vector<double>.Count;
        var re = new Vector<double>[n];
        var im = new Vector<double>[n];
        SeededRandom random = SeededRandom.Stream(1, "transform", q * 100 + digits);
        foreach (ref double value in MemoryMarshal.Cast<Vector<double>, double>(re.AsSpan())) value = random.NextGaussian();
        foreach (ref double value in MemoryMarshal.Cast<Vector<double>, double>(im.AsSpan())) value = random.NextGaussian();
        var expected = new Complex[lanes][];
        for (int lane = 0; lane < lanes; lane++) expected[lane] = Slow([.. re.Zip(im, (r, i) => new Complex(r[lane], i[lane]))], q, digits);

        LaneTransform.Forward(re, im, q);

        for (int lane = 0; lane < lanes; lane++)
            for (int j = 0; j < n; j++)
                Assert.True(Complex.Abs(new Complex(re[j][lane], im[j][lane]) - expected[lane][j]) < 1e-11 * Math.Sqrt(n), $"lane {lane}, bin {j}");
    }

    [Fact]
    public void Forward_OfALengthThatIsNoPower_Throws() =>
        Assert.Throws<ArgumentException>(() => LaneTransform.Forward(new Vector<double>[12], new Vector<double>[12], 4));

    private static Complex[] Slow(Complex[] values, int q, int digits)
    {
        var result = new Complex[values.Length];
        for (int j = 0; j < values.Length; j++)
            for (int l = 0; l < values.Length; l++)
                result[j] += values[l] * Complex.FromPolarCoordinates(1, -2 * Math.PI * Inner(j, l, q, digits) / q);
        return result;
    }

    private static int Inner(int a, int b, int q, int digits)
    {
        int sum = 0;
        for (int t = 0; t < digits; t++, a /= q, b /= q) sum += a % q * (b % q);
        return sum % q;
    }
}
