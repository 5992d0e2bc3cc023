using GenoXai.Core.Motifs.Discovery;
using GenoXai.Core.Sequences;

namespace GenoXai.Tests.Motifs.Discovery;

public sealed class MotifDiscoveryTests
{
    private static readonly Alphabet Protein = new("ACDEFGHIKLMNPQRSTVWY");

    [Fact]
    public void Find_OfAWordOnBothStrands_GivesOneMotifWithEverySiteAndStrand()
    {
        (ImportanceMap[] maps, List<(int Sequence, int Start, bool Reverse)> planted) = Maps("GGATTACC", 4, 60, bothStrands: true);
        MotifDiscovery discovery = MotifDiscovery.Find(maps, Alphabet.Dna, new DiscoveryOptions { Window = 8 });
        DiscoveredMotif found = Assert.Single(discovery.Motifs);
        bool turned = found.Motif.Consensus == "GGTAATCC";
        Assert.True(turned || found.Motif.Consensus == "GGATTACC", found.Motif.Consensus);
        Assert.Equal(planted, found.Sites.Select(s => (s.Seqlet.Sequence, s.Start, s.IsReverse != turned)));
        Assert.All(found.Sites, static s => Assert.Equal(8, s.End - s.Start));
        // Each of the eight letters counts 1, within the noise.
        Assert.All(Enumerable.Range(0, 8), p => Assert.Equal(1, found.Contributions[p * 4] + found.Contributions[p * 4 + 1] + found.Contributions[p * 4 + 2] + found.Contributions[p * 4 + 3], 0.1));
        Assert.True(found.IsPositive);
        Assert.Equal("pos_0", found.Motif.Name);
    }

    [Fact]
    public void Find_OnOneStrand_KeepsAWordAndItsComplementApart()
    {
        (ImportanceMap[] maps, _) = Maps("GGATTACC", 4, 80, bothStrands: true);
        MotifDiscovery discovery = MotifDiscovery.Find(maps, Alphabet.Dna, new DiscoveryOptions { Window = 8, BothStrands = false });
        Assert.Equal(["GGATTACC", "GGTAATCC"], discovery.Motifs.Select(static m => m.Motif.Consensus).Order(StringComparer.Ordinal));
        Assert.All(discovery.Motifs.SelectMany(static m => m.Sites), static s => Assert.False(s.IsReverse));
    }

    [Fact]
    public void Find_OfAWordOfAProtein_GivesIt()
    {
        (ImportanceMap[] maps, _) = Maps("WHKDE", 20, 40, bothStrands: false);
        DiscoveredMotif found = Assert.Single(MotifDiscovery.Find(maps, Protein, new DiscoveryOptions { Window = 5 }).Motifs);
        Assert.Equal("WHKDE", found.Motif.Consensus);
    }

    [Fact]
    public void Find_WithAnyNumberOfThreads_GivesTheSame()
    {
        (ImportanceMap[] maps, _) = Maps("GGATTACC", 4, 60, bothStrands: true);
        double[][] runs = [.. new[] { 1, 4 }.Select(threads => MotifDiscovery.Find(maps, Alphabet.Dna, new DiscoveryOptions { Window = 8, Threads = threads }).Motifs.SelectMany(static m => m.Contributions).ToArray())];
        Assert.Equal(runs[0], runs[1]);
    }

    [Fact]
    public void Find_ComparingOnlyASample_GivesTheOthersToItsMotifs()
    {
        (ImportanceMap[] maps, List<(int, int, bool)> planted) = Maps("GGATTACC", 4, 100, bothStrands: true);
        MotifDiscovery discovery = MotifDiscovery.Find(maps, Alphabet.Dna, new DiscoveryOptions { Window = 8, MostCompared = 20 });
        Assert.Equal(planted.Count, Assert.Single(discovery.Motifs).Sites.Count);
    }

    [Theory]
    [InlineData(3, 0.05, 15, 0.6, "--window 3")]
    [InlineData(11, 0, 15, 0.6, "--fdr 0")]
    [InlineData(11, 0.05, 1, 0.6, "--min-seqlets 1")]
    [InlineData(11, 0.05, 15, 1, "--similarity 1")]
    public void Check_OfAnOptionOutsideItsRange_NamesIt(int window, double rate, int least, double similarity, string expected) =>
        Assert.Contains(expected, Assert.Throws<InputException>(new DiscoveryOptions { Window = window, FalseDiscoveryRate = rate, LeastSeqlets = least, Similarity = similarity }.Check).Message, StringComparison.Ordinal);

    /// <summary>Maps of small noise with a word planted once in each, of importance 1 a letter.</summary>
    private static (ImportanceMap[] Maps, List<(int Sequence, int Start, bool Reverse)> Planted) Maps(string word, int letters, int count, bool bothStrands)
    {
        var random = new Random(7);
        var planted = new List<(int, int, bool)>();
        Alphabet alphabet = letters == 4 ? Alphabet.Dna : Protein;
        byte[] forward = alphabet.Parse(word);
        var maps = new ImportanceMap[count];
        for (int i = 0; i < count; i++)
        {
            byte[] sequence = [.. Enumerable.Range(0, 80).Select(_ => (byte)random.Next(letters))];
            float[] values = [.. sequence.Select(_ => (float)(0.02 * (random.NextDouble() - random.NextDouble())))];
            int start = random.Next(80 - word.Length);
            bool reverse = bothStrands && random.Next(2) == 1;
            for (int p = 0; p < word.Length; p++)
            {
                sequence[start + p] = reverse ? (byte)(3 - forward[^(p + 1)]) : forward[p];
                values[start + p] += 1;
            }

            planted.Add((i, start, reverse));
            maps[i] = new ImportanceMap(new NamedSequence($"s{i}", sequence), values);
        }

        return (maps, planted);
    }
}
