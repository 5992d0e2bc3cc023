using System.Text;
using GenoXai.Core.Sequences;

namespace GenoXai.Tests.Sequences;

public sealed class SequencePairsTests
{
    [Theory]
    [InlineData("ACGT\tACTT\n")]
    [InlineData("ref\talt\nACGT\tACTT\n")]
    [InlineData("gene\tref_seq\tvar_seq\tscore\nCAT\tACGT\tACTT\t0.5\n")]
    [InlineData("#name\tutr\tsnv\r\nTTN\tacgt\tactt\r\n")]
    [InlineData("utr\tsnv\nACGT\tACTT\n")]
    public void Read_FindsTheTwoColumnsOfSequences(string text)
    {
        NamedSequence[] pair = [.. Read(text)];
        Assert.Equal(["ACGT", "ACTT"], pair.Select(static s => Alphabet.Dna.Format(s.Letters)));
        VariantLabel label = VariantLabel.Parse(pair[1].Id, VariantLabel.Parse(pair[0].Id, null));
        Assert.Equal((".", 3L, "G", "T"), (label.Contig, label.Position, label.Reference, label.Alternative));
    }

    [Fact]
    public void Read_NamesAPairByItsFirstOtherCell_OrItsLine()
    {
        Assert.Equal("CAT", Label("CAT\tACGT\tACTT\n").Id);
        Assert.Equal("line2", Label("\nACGT\tACTT\n").Id);
    }

    [Fact]
    public void Read_OfColumnsByNameOrNumber_TakesThose()
    {
        const string Text = "ref\tother\talt\nACGT\tTTTT\tACTT\n";
        Assert.Equal(["ACTT", "ACGT"], Read(Text, "alt,ref").Select(static s => Alphabet.Dna.Format(s.Letters)));
        // Names that could be sequences are names when they are asked for.
        Assert.Equal(["ACTT", "ACGT"], Read("a\tb\tc\nACGT\tTTTT\tACTT\n", "c,a").Select(static s => Alphabet.Dna.Format(s.Letters)));
        Assert.Equal(["TTTT", "ACTT"], Read(Text, "2,3").Select(static s => Alphabet.Dna.Format(s.Letters)));
        Assert.Contains("no column \"d\"; it has ref, other, alt", Assert.Throws<InputException>(() => Read(Text, "ref,d").ToArray()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ACGT", "ACGGT", 3, "G", "GG")]
    [InlineData("ACGT", "ACT", 2, "CG", "C")]
    [InlineData("ACGT", "CGT", 1, "AC", "C")]
    [InlineData("ACGT", "TACGT", 1, "A", "TA")]
    [InlineData("AAAA", "AAA", 3, "AA", "A")]
    [InlineData("ACGT", "ACGT", 4, "T", "T")]
    [InlineData("ACGT", "TGCA", 1, "ACGT", "TGCA")]
    public void Read_SaysWhereTheTwoDiffer_SoThatOneMakesTheOther(string reference, string alternative, int position, string before, string after)
    {
        VariantLabel label = Label($"{reference}\t{alternative}\n");
        Assert.Equal(alternative, reference[..(int)(label.Position - 1)] + label.Alternative + reference[(int)(label.Position - 1 + label.Reference.Length)..]);
        Assert.Equal((position, before, after), ((int)label.Position, label.Reference, label.Alternative));
    }

    [Theory]
    [InlineData("", "no pair")]
    [InlineData("ref\talt\n", "no pair")]
    [InlineData("ref\talt\nACGT\thello\n", "line 2: has not two sequences")]
    [InlineData("ACGT\tACTT\nACGT\n", "line 2: 1 columns")]
    [InlineData("ACGT\tACTT\nACGT\tACZT\n", "line 2, column 2, position 2: 'Z'")]
    [InlineData("ACGT\tACTT\nACGT\t\n", "line 2: a sequence of the pair is empty")]
    public void Read_OfWhatHoldsNoPairs_NamesTheLine(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<InputException>(() => Read(text).ToArray()).Message, StringComparison.Ordinal);

    private static VariantLabel Label(string text)
    {
        NamedSequence[] pair = [.. Read(text)];
        return VariantLabel.Parse(pair[1].Id, VariantLabel.Parse(pair[0].Id, null));
    }

    private static IEnumerable<NamedSequence> Read(string text, string? columns = null) =>
        SequencePairs.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), Alphabet.Dna, "p.tsv", columns);
}
