using GenoXai.Core.Sampling;
using GenoXai.Core.Sketching;

namespace GenoXai.Tests.Sketching;

public class PhiErrorBandTests(Xunit.Abstractions.ITestOutputHelper output)
{
    [Theory]
    [InlineData(8, 12, 4000, 2, 3101)]
    [InlineData(8, 40, 800, 2, 3102)]
    [InlineData(12, 30, 4000, 1, 3103)]
    [InlineData(18, 30, 4000, 2, 3104)]
    [InlineData(30, 20, 4000, 2, 3106)]
    public void HalfWidths_OfRidgeOnAndNetwork_HoldNinetyPercentOfTrueShapleyValues(int length, int terms, int rows, int order, long seed)
    {
        var network = new AndNetwork(length, terms, seed);
        DecodedFunction function = LowOrderRidgeDecoder.Decode(
            network.Domain, network.Draw(rows, seed + 1000), network.Draw(500, seed + 2000), new LowOrderRidgeOptions { Order = order, Threads = 1 }, default);
        SketchQuality quality = SketchQuality.Measure(function, network.Draw(1000, seed + 3000));
        (double covered, double ratio) = Measure(network, function, quality);
        output.WriteLine(FormattableString.Invariant($"L {length} terms {terms} rows {rows} order {order} R2 {quality.R2:F3}: covered {covered:P1}, half-width/RMSE {ratio:F2}"));
        Assert.InRange(covered, 0.85, 0.95);
        Assert.InRange(ratio, 0, 2.5);
    }

    [Fact]
    public void Measure_OfExactFunction_GivesBandOfZero()
    {
        var network = new AndNetwork(6, 0, 3);
        SketchQuality quality = SketchQuality.Measure(new DecodedFunction(network.Domain, 0, []), network.Draw(50, 4));
        Assert.Equal(new double[6], quality.PhiBand);
    }

    private static (double Covered, double Ratio) Measure(AndNetwork network, DecodedFunction function, SketchQuality quality)
    {
        const int count = 2000;
        int length = network.Domain.Length;
        SampleSet asked = network.Draw(count, 99);
        double[] band = [.. quality.PhiBand!];
        double squares = 0;
        int inside = 0;
        var phi = new double[length];
        for (int row = 0; row < count; row++)
        {
            byte[] letters = asked.Letters.AsSpan(row * length, length).ToArray();
            Array.Clear(phi);
            foreach (AnovaTable table in function.Tables)
            {
                int index = 0;
                foreach (int position in table.Positions) index = (index * 4) + letters[position];
                foreach (int position in table.Positions) phi[position] += table.Values[index] / table.Order;
            }

            double[] truth = network.Shapley(letters);
            for (int i = 0; i < length; i++)
            {
                double error = truth[i] - phi[i];
                squares += error * error;
                inside += Math.Abs(error) <= band[i] ? 1 : 0;
            }
        }

        return ((double)inside / count / length, band.Average() / Math.Sqrt(squares / count / length));
    }
}
