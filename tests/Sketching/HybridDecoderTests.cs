using GenoXai.Core.Sampling;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;

namespace GenoXai.Tests.Sketching;

public class HybridDecoderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Decode_OfAPairwiseFunctionOfTenLetters_IsExactFromAThousandRows(long seed)
    {
        SketchDomain domain = SketchSamples.Domain(4, 10);
        Func<byte[], double> function = SketchSamples.RandomTables(domain, 2, seed);
        SampleSet rows = SketchSamples.Draw(domain, 1000, seed + 10, function);
        DecodedFunction decoded = HybridDecoder.Decode(domain, rows.Slice(0, 800), rows.Slice(800, 100), new()).Function;
        SketchQuality quality = SketchQuality.Measure(decoded, SketchSamples.Draw(domain, 20_000, seed + 20, function));
        Assert.True(quality.R2 >= 0.9999, $"seed {seed}: R² {quality.R2}");
        Assert.True(SketchSamples.LargestMarginal(decoded) < 1e-12);
    }

    [Theory]
    [InlineData(12, 20, 20_000, 0.999)]
    [InlineData(30, 40, 30_000, 0.995)]
    public void Decode_OfAnAndNetwork_GivesItsShapleyValues(int length, int terms, int budget, double least)
    {
        var network = new AndNetwork(length, terms, 5);
        SampleSet rows = network.Draw(budget, 6);
        int test = budget / 20, validation = budget / 10, training = budget - test - validation;
        HybridResult result = HybridDecoder.Decode(network.Domain, rows.Slice(0, training), rows.Slice(training, validation), new());
        double r2 = network.ShapleyR2(result.Function, 300, 7);
        Assert.True(r2 >= least, $"φ R² {r2}\n{string.Join('\n', result.Steps)}");
        Assert.True(SketchSamples.LargestMarginal(result.Function) < 1e-12);
    }

    [Theory]
    [InlineData(1, 12)]
    [InlineData(2, 20)]
    [InlineData(3, 20)]
    [InlineData(4, 20)]
    [InlineData(5, 40)]
    public void Decode_OfAnAndNetworkOfEightLetters_IsExactFromTheRowsOfABudgetOf5000(long seed, int terms)
    {
        var network = new AndNetwork(8, terms, seed);
        var letters = new byte[5000 * 8];
        new BalancedRows(seed, 4, 8, 0, 5000).Fill(0, 5000, letters);
        var rows = new SampleSet(8, letters, [.. Enumerable.Range(0, 5000).Select(r => (float)network.Value(letters[(r * 8)..((r + 1) * 8)]))]);
        // As the command line does: of the budget, 500 rows test, 500 validate, and the decoder may ask for 250.
        HybridResult result = network.Decode(rows.Slice(1000, 3750), rows.Slice(500, 500), new() { ProbeRows = 250 });
        double r2 = network.ShapleyR2(result.Function, 1000, seed + 100);
        Assert.True(r2 >= 0.9999, $"seed {seed}: φ R² {r2}\n{string.Join('\n', result.Steps)}");
    }

    [Fact]
    public void Decode_OfASmallTableOfManyCells_TakesItWhole()
    {
        SketchDomain domain = SketchSamples.Domain(4, 12);
        Func<byte[], double> first = SketchSamples.RandomTables(domain, 1, 1), table = SketchSamples.RandomTable(domain, [1, 5, 8, 11], 2), both = row => first(row) + (0.7 * table(row));
        // A few hundredths of the variance: what is left of it when most of its cells are found passes for nothing.
        SampleSet rows = SketchSamples.Draw(domain, 8000, 3, both);
        HybridResult result = HybridDecoder.Decode(domain, rows.Slice(0, 7000), rows.Slice(7000, 1000), new());
        double r2 = SketchQuality.Measure(result.Function, SketchSamples.Draw(domain, 5000, 4, both)).R2 ?? 0;
        Assert.True(result.SingleTerms < 8 && r2 > 1 - 1e-6, $"{result.SingleTerms} terms, 1 - R² {1 - r2}\n{string.Join('\n', result.Steps)}");
    }

    [Fact]
    public void Decode_OnValidationRows_IsNoWorseThanTheLowOrderRidge()
    {
        SketchDomain domain = SketchSamples.Domain(4, 8);
        Func<byte[], double> function = SketchSamples.RandomTables(domain, 3, 8);
        SampleSet rows = SketchSamples.Draw(domain, 3000, 9, function), unseen = SketchSamples.Draw(domain, 20_000, 10, function);
        SampleSet training = rows.Slice(0, 2700), validation = rows.Slice(2700, 300);
        double? hybrid = SketchQuality.Measure(HybridDecoder.Decode(domain, training, validation, new()).Function, unseen).R2;
        double? ridge = SketchQuality.Measure(LowOrderRidgeDecoder.Decode(domain, training, validation, new()), unseen).R2;
        Assert.True(hybrid >= ridge - 0.002, $"hybrid {hybrid}, ridge {ridge}");
    }

    [Fact]
    public void Decode_OnOneThreadOrMany_GivesTheSameBits()
    {
        var network = new AndNetwork(9, 12, 11);
        SampleSet rows = network.Draw(3000, 12), training = rows.Slice(0, 2700), validation = rows.Slice(2700, 300);
        DecodedFunction one = HybridDecoder.Decode(network.Domain, training, validation, new() { Threads = 1 }).Function;
        DecodedFunction many = HybridDecoder.Decode(network.Domain, training, validation, new() { Threads = 5 }).Function;
        Assert.Equal(one.BaseValue, many.BaseValue);
        Assert.Equal(one.Tables.Count, many.Tables.Count);
        foreach ((AnovaTable a, AnovaTable b) in one.Tables.Zip(many.Tables)) Assert.Equal(a.Values, b.Values);
    }

    [Theory]
    [InlineData(2, 12)]
    [InlineData(3, 8)]
    [InlineData(20, 5)]
    public void Decode_WithOtherAlphabets_FindsTheFunction(int letters, int length)
    {
        SketchDomain domain = SketchSamples.Domain(letters, length);
        static double Function(byte[] row) => row[0] + (row[1] == 1 && row[2] == 0 ? 3 : 0) - (row[3] == 1 ? 2 : 0);
        SampleSet rows = SketchSamples.Draw(domain, 6000, 13, Function);
        DecodedFunction decoded = HybridDecoder.Decode(domain, rows.Slice(0, 5400), rows.Slice(5400, 600), new()).Function;
        SketchQuality quality = SketchQuality.Measure(decoded, SketchSamples.Draw(domain, 20_000, 14, Function));
        Assert.True(quality.R2 >= 0.999, $"R² {quality.R2}");
    }

    [Fact]
    public void Decode_OfAConstantModel_HasNoTablesAndSaysSo()
    {
        SketchDomain domain = SketchSamples.Domain(4, 6);
        SampleSet rows = SketchSamples.Draw(domain, 200, 6, _ => 0.1);
        HybridResult result = HybridDecoder.Decode(domain, rows.Slice(0, 150), rows.Slice(150, 50), new());
        Assert.Empty(result.Function.Tables);
        Assert.Null(result.ValidationR2);
        Assert.Contains("same value", Assert.Single(result.Function.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_OfTooFewRows_SaysHowManyAreNeeded()
    {
        SketchDomain domain = SketchSamples.Domain(4, 6);
        SampleSet rows = SketchSamples.Draw(domain, 12, 6, row => row[0]);
        InputException problem = Assert.Throws<InputException>(() => HybridDecoder.Decode(domain, rows.Slice(0, 9), rows.Slice(9, 3), new()));
        Assert.Contains("at least 10 and 5", problem.Message, StringComparison.Ordinal);
    }
}
