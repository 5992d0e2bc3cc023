using GenoXai.Core.Sampling;
using GenoXai.Core.Sketching;

namespace GenoXai.Tests.Sketching;

public class FittedErrorEnergyTests
{
    [Fact]
    public void Of_ResidualsThatOnlyFittedRowsShowWell_FindsTheFewPositionsOfFewTerms()
    {
        // What is left of a fit of order 1: two pairs. 300 unseen rows, 4,000 fitted ones.
        const int length = 20;
        var network = new AndNetwork(length, 2, 5501, highestOrder: 2, lowestOrder: 2);
        (double[] variances, double[] narrowing) = Fit(network, 4000, 300);
        double[] truth = TrueVariances(network, length);
        int[] active = [.. Enumerable.Range(0, length).Where(i => truth[i] > 0)];
        Assert.Equal(4, active.Length);
        for (int i = 0; i < length; i++)
        {
            if (truth[i] > 0) Assert.InRange(variances[i] / truth[i], 0.7, 1.4);
            else Assert.InRange(variances[i] / truth.Average(), 0, 0.15);
        }

        // Few terms: a normal error would be too wide.
        Assert.All(active, i => Assert.InRange(narrowing[i], 0.5, 0.95));
    }

    [Fact]
    public void Agrees_WithUnseenRowsOfAnotherSize_IsFalse()
    {
        var network = new AndNetwork(10, 30, 5504, highestOrder: 2);
        SampleSet test = network.Draw(400, 5505), training = network.Draw(2000, 5506);
        SampleColumns rows = SampleColumns.Of(network.Domain, test), fittedRows = SampleColumns.Of(network.Domain, training);
        double mean = rows.Values.Average();
        double[] errors = Array.ConvertAll(rows.Values, value => value - mean);
        double variance = errors.Average(e => e * e);
        Assert.True(Scaled(1).Agrees(errors, variance));
        Assert.False(Scaled(0.1).Agrees(errors, variance));

        FittedResiduals Scaled(double factor) => new(1, fittedRows, Array.ConvertAll(fittedRows.Values, value => factor * (value - mean)), new double[10], 0, 1);
    }

    private static (double[] Variances, double[] Narrowing) Fit(AndNetwork network, int trained, int unseen)
    {
        SampleSet test = network.Draw(unseen, 1);
        DecodedFunction function = LowOrderRidgeDecoder.Decode(
            network.Domain, network.Draw(trained - 500, 2), network.Draw(500, 3), new LowOrderRidgeOptions { Order = 1, Threads = 1 }, default);
        SampleColumns rows = SampleColumns.Of(network.Domain, test);
        double[] predicted = TableSum.Predict(function, rows), errors = [.. rows.Values.Zip(predicted, static (value, f) => value - f)];
        double mean = errors.Average();
        errors = Array.ConvertAll(errors, e => e - mean);
        return FittedErrorEnergy.Of(network.Domain, rows, [.. Enumerable.Range(0, unseen)], errors, function.Evidence!.Fitted!);
    }

    // φ of a pair's part of order 2 is w/2 · (1[x_i = a] − 1/4)(1[x_j = b] − 1/4), whose mean square is w²/4 · (3/16)².
    private static double[] TrueVariances(AndNetwork network, int length)
    {
        var variances = new double[length];
        foreach ((int[] positions, _, double weight) in network.Terms)
            foreach (int position in positions) variances[position] += weight * weight / 4 * (3.0 / 16) * (3.0 / 16);
        return variances;
    }
}
