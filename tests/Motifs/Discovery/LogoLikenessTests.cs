using GenoXai.Core.Motifs;
using GenoXai.Core.Motifs.Discovery;
using GenoXai.Core.Sequences;

namespace GenoXai.Tests.Motifs.Discovery;

public sealed class LogoLikenessTests
{
    private static readonly double[] Uniform = [0.25, 0.25, 0.25, 0.25];

    [Theory]
    [InlineData("GGATTACC", "GGATTACC", 0, false, 1)]
    [InlineData("GGATTACC", "GGTAATCC", 0, true, 1)]
    [InlineData("GGATTACC", "ATTACCTT", 2, false, 0.75)]
    [InlineData("ATTACCTT", "GGATTACC", -2, false, 0.75)]
    [InlineData("GGATTACC", "AAGGTAAT", 2, true, 0.75)]
    public void Of_TwoWords_FindsOffsetAndStrand(string first, string second, int offset, bool reverse, double similarity)
    {
        LogoLikeness likeness = LogoLikeness.Of(Word(first), Word(second), Uniform, bothStrands: true);
        Assert.Equal((offset, reverse), (likeness.Offset, likeness.IsReverse));
        Assert.Equal(similarity, likeness.Similarity, 0.01);
        if (reverse) Assert.False(LogoLikeness.Of(Word(first), Word(second), Uniform, bothStrands: false).IsReverse);
    }

    private static Motif Word(string word) => Motif.OfCounts("w", Alphabet.Dna, [.. word.SelectMany(static c => Enumerable.Range(0, 4).Select(l => "ACGT"[l] == c ? 1000.0 : 0))]);
}
