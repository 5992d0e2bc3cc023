using GenoXai.Core.Numerics;
using GenoXai.Core.Sampling;
using GenoXai.Core.Sketching;

namespace GenoXai.Tests.Sketching;

/// <summary>The default decoder on sequences whose pairs are too many to fit together.</summary>
public class LongStageTests
{
    [Theory]
    [InlineData(180, 3000)]
    [InlineData(400, 4000)]
    public void Decode_OfTermsAtFewOfManyPositions_GivesTheirShapleyValues(int length, int budget)
    {
        var network = new AndNetwork(length, 30, 5, highestOrder: 3, active: 25);
        SampleSet rows = network.Draw(budget, 6);
        HybridResult result = HybridDecoder.Decode(network.Domain, rows.Slice(0, budget - 500), rows.Slice(budget - 500, 500), new());
        double r2 = network.ShapleyR2(result.Function, 300, 7);
        Assert.True(r2 >= 0.99, $"φ R² {r2}\n{string.Join('\n', result.Steps)}");
        Assert.True(SketchSamples.LargestMarginal(result.Function) < 1e-12);
    }

    [Fact]
    public void Decode_OfPairsWithoutEffectsOfTheirOwn_FindsThem()
    {
        SketchDomain domain = SketchSamples.Domain(4, 300);
        (int, int)[] pairs = [(3, 290), (17, 18), (40, 200), (99, 131)];
        // A function of the sum of two letters has no part of one letter alone.
        double Function(byte[] row) => pairs.Sum(pair => ((row[pair.Item1] + row[pair.Item2]) % 4) switch { 0 => 1.0, 1 => 0.5, 2 => -1, _ => -0.5 });
        SampleSet rows = SketchSamples.Draw(domain, 4000, 3, Function);
        HybridResult result = HybridDecoder.Decode(domain, rows.Slice(0, 3600), rows.Slice(3600, 400), new());
        SketchQuality quality = SketchQuality.Measure(result.Function, SketchSamples.Draw(domain, 5000, 4, Function));
        Assert.True(quality.R2 > 0.999, $"R² {quality.R2}\n{string.Join('\n', result.Steps)}");
        int[][] found = [.. result.Function.Tables.Where(table => table.Values.Max() > 0.1).Select(table => table.Positions)];
        Assert.Equal([[3, 290], [17, 18], [40, 200], [99, 131]], found);
    }

    [Fact]
    public void Decode_OfManyWeakPairsAmongFewPositions_FitsThemTogether()
    {
        (SketchDomain domain, Func<byte[], double> function) = WeakPairs();
        SampleSet rows = SketchSamples.Draw(domain, 1600, 3, function);
        HybridResult result = HybridDecoder.Decode(domain, rows.Slice(0, 1400), rows.Slice(1400, 200), new() { ScreeningRounds = 2, Coefficients = 5_000 });
        SketchQuality quality = SketchQuality.Measure(result.Function, SketchSamples.Draw(domain, 5000, 4, function));
        Assert.True(quality.R2 > 0.99, $"R² {quality.R2}\n{string.Join('\n', result.Steps)}");
        Assert.Contains(result.Steps, static step => step.Contains("active positions of 200", StringComparison.Ordinal));
        Assert.Equal(200, result.Function.Domain.Length);
        Assert.Equal(result.Function.Tables.Count, result.SupportsByOrder.Sum());
        Assert.InRange(Math.Abs(result.ValidationR2!.Value - quality.R2!.Value), 0, 0.01);
        Assert.True(SketchSamples.LargestMarginal(result.Function) < 1e-12);
    }

    [Fact]
    public void Decode_OnOneThreadOrMany_GivesTheSameBits()
    {
        (SketchDomain domain, Func<byte[], double> function) = WeakPairs();
        SampleSet rows = SketchSamples.Draw(domain, 600, 3, function);
        DecodedFunction one = HybridDecoder.Decode(domain, rows.Slice(0, 500), rows.Slice(500, 100), new() { Threads = 1, ScreeningRounds = 1 }).Function;
        DecodedFunction many = HybridDecoder.Decode(domain, rows.Slice(0, 500), rows.Slice(500, 100), new() { Threads = 5, ScreeningRounds = 1 }).Function;
        Assert.Equal(one.BaseValue, many.BaseValue);
        Assert.Equal(one.Tables.Count, many.Tables.Count);
        foreach ((AnovaTable a, AnovaTable b) in one.Tables.Zip(many.Tables)) Assert.Equal(a.Values, b.Values);
    }

    // Every pair of 12 of 200 positions, each too weak to be seen alone, and a small effect everywhere.
    private static (SketchDomain Domain, Func<byte[], double> Function) WeakPairs()
    {
        SketchDomain domain = SketchSamples.Domain(4, 200);
        int[] active = [.. Enumerable.Range(0, 12).Select(static i => (16 * i) + 3)];
        Func<byte[], double> inner = SketchSamples.RandomTables(SketchSamples.Domain(4, 12), 2, 1);
        SeededRandom random = SeededRandom.Stream(1, "small-effects");
        var small = new double[200 * 4];
        for (int i = 0; i < small.Length; i++) small[i] = 0.1 * random.NextGaussian();
        return (domain, Value);

        double Value(byte[] row)
        {
            double sum = inner([.. active.Select(i => row[i])]);
            for (int i = 0; i < row.Length; i++) sum += small[(4 * i) + row[i]];
            return sum;
        }
    }
}
