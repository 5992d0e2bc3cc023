using GenoXai.Core.Motifs.Discovery;
using GenoXai.Core.Sequences;

namespace GenoXai.Tests.Motifs.Discovery;

public sealed class SeqletFinderTests
{
    [Fact]
    public void Fit_OfLaplaceNumbers_FindsTheirScalesAndTails()
    {
        var random = new Random(1);
        // Twice as many above 0 as below, with scales of 2 and 0.5, and a tenth of motifs far out.
        float[] sums = [.. Enumerable.Range(0, 60_000).Select(i => i % 10 == 0 ? 50f : (float)(-Math.Log(1 - random.NextDouble()) * (i % 3 == 0 ? -0.5 : 2)))];
        BackgroundTail tail = BackgroundTail.Fit(sums);
        Assert.Equal(2, tail.PositiveScale, 0.5);
        Assert.Equal(0.5, tail.NegativeScale, 0.02);
        Assert.Equal(sums.Count(static s => s > 0) / 60_000.0, tail.PositiveShare, 1e-12);
        Assert.Equal(tail.PositiveShare * Math.Exp(-6 / tail.PositiveScale), tail.PValue(6), 1e-12);
        Assert.Equal((1 - tail.PositiveShare) * Math.Exp(-3 / tail.NegativeScale), tail.PValue(-3), 1e-12);
        Assert.Equal(1, tail.PValue(0));
    }

    [Fact]
    public void Threshold_OfPValues_NeverFallsBelowBenjaminiAndHochberg()
    {
        var random = new Random(2);
        double[] pValues = [.. Enumerable.Range(0, 300).Select(i => i % 10 == 0 ? Math.Exp(-random.NextDouble() * 40) : random.NextDouble())];
        var threshold = new SeqletThreshold();
        foreach (double p in pValues) threshold.Add(p);
        double[] exact = BenjaminiHochbergSlowly(pValues);
        for (int i = 0; i < pValues.Length; i++) Assert.InRange(threshold.QValue(pValues[i]), exact[i] * (1 - 1e-9), exact[i] * 1.011);
    }

    [Fact]
    public void Find_OfOnePeak_GivesItsWindowAndNothingElse()
    {
        ImportanceMap[] maps = [.. Enumerable.Range(0, 20).Select(i => Noise(i, 60))];
        for (int i = 30; i < 36; i++) maps[7].Values[i] = 5;
        for (int i = 10; i < 16; i++) maps[9].Values[i] = -5;
        SeqletFinder finder = SeqletFinder.Find(maps, new DiscoveryOptions { Window = 6 });
        Assert.Equal([(7, 30, true), (9, 10, false)], finder.Seqlets.Select(static s => (s.Sequence, s.Start, s.Score > 0)));
        Assert.Equal(20 * 55, finder.Windows);
        Seqlet seqlet = finder.Seqlets[0];
        Assert.Equal(30, seqlet.Score, 1e-4);
        Assert.Equal(maps[7].Sequence.Letters[20..46], seqlet.Letters);
        Assert.Equal(maps[7].Values[20..46], seqlet.Values);
    }

    [Fact]
    public void Find_AtAnEdge_FillsWithMissingLetters()
    {
        ImportanceMap[] maps = [.. Enumerable.Range(0, 20).Select(i => Noise(i, 60))];
        for (int i = 0; i < 6; i++) maps[3].Values[i] = 5;
        Seqlet seqlet = Assert.Single(SeqletFinder.Find(maps, new DiscoveryOptions { Window = 6 }).Seqlets);
        Assert.All(seqlet.Letters[..10], static letter => Assert.Equal(Alphabet.Missing, letter));
        Assert.Equal(maps[3].Sequence.Letters[..16], seqlet.Letters[10..]);
    }

    [Fact]
    public void Find_OfNoise_GivesNoMoreThanItsRateAllows() =>
        Assert.Empty(SeqletFinder.Find([.. Enumerable.Range(0, 100).Select(i => Noise(i, 100))], new DiscoveryOptions()).Seqlets);

    [Fact]
    public void Find_OfMissingValuesAndShortSequences_PassesOverThem()
    {
        ImportanceMap[] maps = [.. Enumerable.Range(0, 20).Select(i => Noise(i, i == 4 ? 5 : 60))];
        maps[7].Values[30] = float.NaN;
        SeqletFinder finder = SeqletFinder.Find(maps, new DiscoveryOptions { Window = 6 });
        Assert.Equal(1, finder.TooShort);
        Assert.Equal(19 * 55 - 6, finder.Windows);
        Assert.Empty(SeqletFinder.Find([new ImportanceMap(new NamedSequence("a", new byte[40]), new float[40])], new DiscoveryOptions()).Seqlets);
    }

    private static ImportanceMap Noise(int seed, int length)
    {
        var random = new Random(seed);
        byte[] letters = [.. Enumerable.Range(0, length).Select(_ => (byte)random.Next(4))];
        return new ImportanceMap(new NamedSequence($"s{seed}", letters), [.. letters.Select(_ => (float)(random.NextDouble() + random.NextDouble() - random.NextDouble() - random.NextDouble()))]);
    }

    private static double[] BenjaminiHochbergSlowly(double[] pValues) =>
        [.. pValues.Select(p => pValues.Where(other => other >= p).Min(other => Math.Min(1, other * pValues.Length / pValues.Count(x => x <= other))))];
}
