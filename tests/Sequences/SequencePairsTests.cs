using System.Text;
using GenoXai.Core.Sequences;
using GenoXai.Tests.Local;

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
    public void Read_OfAHeaderThatIsAlsoAProtein_IsAHeader()
    {
        using var file = new TemporaryFolder();
        string path = file.Write("p.tsv", "id\treference\talternative\n1\tMKLV\tMKLW\n");
        NamedSequence[] pair = [.. SequencePairs.ReadFile(path, new Alphabet("ACDEFGHIKLMNPQRSTVWY"))];
        Assert.Equal(2, pair.Length);
        Assert.Equal((4L, "V", "W"), (VariantLabel.Parse(pair[1].Id, VariantLabel.Parse(pair[0].Id, null)) is var l ? (l.Position, l.Reference, l.Alternative) : default));
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

    [Fact]
    public void Read_OfMeasuredValues_CarriesThemInTheLabels()
    {
        static double[] Of(string table, string column) =>
            [.. SequencePairs.Read(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(table)), Alphabet.Dna, "p", null, column).Where(static (_, i) => i % 2 == 0).Select(static s => VariantLabel.Parse(s.Id, null).Measured)];
        Assert.Equal([27, double.NaN, -1.5e-3], Of("id\ta\tb\tptr\nx\tACG\tACT\t27\ny\tACG\tACC\tNA\nz\tACG\tACA\t-1.5e-3\n", "ptr"));
        Assert.Equal([2], Of("x\tACG\tACT\t2\n", "4"));
        VariantLabel label = VariantLabel.Parse(new VariantLabel(VariantRole.Reference, 1, ".", 3, "x", "G") { Measured = 0.1 }.Format(), null);
        Assert.Equal(0.1, VariantLabel.Parse(label.As("T").Format(), label).Measured);
        Assert.Contains("line 2, column 4: \"high\" is no number", Assert.Throws<InputException>(() => Of("id\ta\tb\tptr\nx\tACG\tACT\thigh\n", "ptr")).Message, StringComparison.Ordinal);
        Assert.Contains("--measured: p has no column \"level\"", Assert.Throws<InputException>(() => Of("id\ta\tb\tptr\nx\tACG\tACT\t1\n", "level")).Message, StringComparison.Ordinal);
    }
}
