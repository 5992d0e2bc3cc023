using GenoXai.Core.Sampling;
using GenoXai.Core.Sketching;

namespace GenoXai.Tests.Sketching;

/// <summary>Functions of terms of up to four letters, which one to six rows hold: rows alone do not tell which they are.</summary>
public class TermProbesTests
{
    private static readonly HybridOptions Options = new() { ProbeRows = 250 };

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Decode_WithTheRowsThatItAskedFor_FindsTheTermsExactly(long seed)
    {
        // A term that no row holds nobody can find.
        var drawn = new AndNetwork(18, 40, seed, highestOrder: 4);
        SampleSet letters = drawn.Draw(1200, seed + 10);
        var network = new AndNetwork(drawn.Domain, drawn.Terms.Where(term => Enumerable.Range(0, letters.Count).Any(row => Holds(letters.Row(row), term.Positions, term.Letters))));
        SampleSet rows = network.Draw(1200, seed + 10), training = rows.Slice(0, 1100), validation = rows.Slice(1100, 100);
        HybridResult alone = HybridDecoder.Decode(network.Domain, training, validation, Options);
        Assert.InRange(alone.Probes.Length / network.Domain.Length, 1, Options.ProbeRows);
        double before = network.ShapleyR2(alone.Function, 500, 77), after = network.ShapleyR2(network.Decode(training, validation, Options).Function, 500, 77);
        Assert.True(after > 0.999999 && after > before, $"φ R² {before} before, {after} after");
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
    public void Decoding_ThatGoesOnWithTheAnswers_GivesWhatADecodeFromTheStartGives()
    {
        var network = new AndNetwork(12, 20, 1);
        SampleSet rows = network.Draw(2000, 11), training = rows.Slice(0, 1800), validation = rows.Slice(1800, 200);
        var decoding = new HybridDecoding();
        var answers = new List<SampleSet>();
        HybridResult on = decoding.Decode(network.Domain, training, validation, Options);
        for (int lines = 0; on.Probes.Length > 0;)
        {
            answers.Add(Answer(network, on.Probes));
            lines = on.Steps.Count;
            // Copies, as of rows that were read again, and other threads.
            HybridResult next = decoding.Decode(
                network.Domain, training.Slice(0, 1800), validation.Slice(0, 200), Options with { Threads = answers.Count }, null, default, [.. answers]);
            HybridResult again = HybridDecoder.Decode(network.Domain, training, validation, Options, null, default, [.. answers]);
            Assert.Equal(again.Probes, next.Probes);
            Assert.Equal(again.Steps, next.Steps);
            Assert.Equal(again.Function.BaseValue, next.Function.BaseValue);
            Assert.Equal(again.Function.Tables.Select(table => (Support.Of(table.Positions), table.Values[0])), next.Function.Tables.Select(table => (Support.Of(table.Positions), table.Values[0])));
            Assert.True(next.Steps.Take(lines).SequenceEqual(on.Steps));
            on = next;
        }

        Assert.NotEmpty(answers);
    }

    [Fact]
    public void Decoding_OfOtherRowsThanItWaitedFor_BeginsAgain()
    {
        var network = new AndNetwork(12, 20, 1);
        SampleSet rows = network.Draw(4000, 11), training = rows.Slice(0, 1800), validation = rows.Slice(1800, 200), others = rows.Slice(2000, 1800);
        var decoding = new HybridDecoding();
        HybridResult first = decoding.Decode(network.Domain, training, validation, Options), other = decoding.Decode(network.Domain, others, validation, Options);
        Assert.NotEqual(first.Probes, other.Probes);
        Assert.Equal(HybridDecoder.Decode(network.Domain, others, validation, Options).Probes, other.Probes);
        Assert.Throws<ArgumentException>(() => decoding.Decode(network.Domain, others, validation, Options, null, default, Answer(network, first.Probes)));
    }

    [Fact]
    public void Decode_OfAFunctionWithoutRareTerms_AsksForNothing()
    {
        SketchDomain domain = SketchSamples.Domain(4, 10);
        SampleSet rows = SketchSamples.Draw(domain, 4000, 3, SketchSamples.RandomTables(domain, 2, 4));
        Assert.Empty(HybridDecoder.Decode(domain, rows.Slice(0, 3600), rows.Slice(3600, 400), Options).Probes);
    }

    private static bool Holds(ReadOnlySpan<byte> row, int[] positions, byte[] letters)
    {
        for (int i = 0; i < positions.Length; i++)
            if (row[positions[i]] != letters[i]) return false;
        return true;
    }

    private static SampleSet Answer(AndNetwork network, byte[] letters) =>
        new(network.Domain.Length, letters, [.. letters.Chunk(network.Domain.Length).Select(row => (float)network.Value(row))]);
}
