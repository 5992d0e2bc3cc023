using GenoXai.Core.Sampling;
using GenoXai.Core.Sketching;

namespace GenoXai.Tests.Sketching;

/// <summary>Functions of terms of up to five letters, which two to six of 4,250 rows hold: rows alone do not tell which they are.</summary>
public class TermProbesTests
{
    private static readonly HybridOptions Options = new() { ProbeRows = 250 };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Decode_WithTheRowsThatItAskedFor_FindsTheTermsExactly(long seed)
    {
        var network = new AndNetwork(18, 30, seed);
        SampleSet rows = network.Draw(4750, seed + 10), training = rows.Slice(0, 4250), validation = rows.Slice(4250, 500);
        List<SampleSet> answered = [];
        HybridResult alone = HybridDecoder.Decode(network.Domain, training, validation, Options), found = alone;
        while (found.Probes.Length > 0)
        {
            answered.Add(Answer(network, found.Probes));
            found = HybridDecoder.Decode(network.Domain, training, validation, Options, null, default, [.. answered]);
        }

        Assert.True(answered.Count > 0, $"nothing asked, φ R² {network.ShapleyR2(alone.Function, 500, 77)}");
        Assert.InRange(answered.Count, 1, HybridDecoder.MostProbeRounds);
        Assert.InRange(answered.Sum(static set => set.Count), 1, Options.ProbeRows);
        double before = network.ShapleyR2(alone.Function, 500, 77), after = network.ShapleyR2(found.Function, 500, 77);
        Assert.True(after > 0.999999, $"φ R² {before} before, {after} after {answered.Sum(static set => set.Count)} rows");
        Assert.True(after >= before - 1e-7, $"φ R² {before} before, {after} after");
    }

    [Fact]
    public void Decode_AsksForTheSameRowsOnAnyNumberOfThreads_AndForNoneUnlessAllowed()
    {
        var network = new AndNetwork(12, 20, 1);
        SampleSet rows = network.Draw(2000, 11), training = rows.Slice(0, 1800), validation = rows.Slice(1800, 200);
        byte[] asked = HybridDecoder.Decode(network.Domain, training, validation, Options with { Threads = 1 }).Probes;
        Assert.NotEmpty(asked);
        Assert.Equal(asked, HybridDecoder.Decode(network.Domain, training, validation, Options with { Threads = 5 }).Probes);
        Assert.Empty(HybridDecoder.Decode(network.Domain, training, validation, new HybridOptions()).Probes);
        SampleSet other = Answer(network, [.. asked.Reverse()]);
        Assert.Throws<ArgumentException>(() => HybridDecoder.Decode(network.Domain, training, validation, Options, null, default, other));
    }

    [Fact]
    public void Decode_OfAFunctionWithoutRareTerms_AsksForNothing()
    {
        SketchDomain domain = SketchSamples.Domain(4, 10);
        SampleSet rows = SketchSamples.Draw(domain, 4000, 3, SketchSamples.RandomTables(domain, 2, 4));
        Assert.Empty(HybridDecoder.Decode(domain, rows.Slice(0, 3600), rows.Slice(3600, 400), Options).Probes);
    }

    private static SampleSet Answer(AndNetwork network, byte[] letters) =>
        new(network.Domain.Length, letters, [.. letters.Chunk(network.Domain.Length).Select(row => (float)network.Value(row))]);
}
