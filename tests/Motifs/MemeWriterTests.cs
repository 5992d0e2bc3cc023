using GenoXai.Core.Motifs;
using GenoXai.Core.Sequences;

namespace GenoXai.Tests.Motifs;

public sealed class MemeWriterTests
{
    private static readonly double[] Uniform = [0.25, 0.25, 0.25, 0.25];

    [Fact]
    public void Write_OfLettersInTheModelsOrder_PutsColumnsInAlphabeticalOrder()
    {
        string text = Text(new Alphabet("ACTG"), [0.1, 0.2, 0.3, 0.4], new Motif("m1", [0.7, 0.1, 0.05, 0.15, 0, 0, 1, 0], 12));
        Assert.Equal(
            "MEME version 4\n\nALPHABET= ACGT\n\nstrands: +\n\nBackground letter frequencies\n"
            + "A 0.100000 C 0.200000 G 0.400000 T 0.300000\n"
            + "\nMOTIF m1\nletter-probability matrix: alength= 4 w= 2 nsites= 12\n"
            + " 0.700000 0.100000 0.150000 0.050000\n 0.000000 0.000000 0.000000 1.000000\n", text);
    }

    [Fact]
    public void Write_OfRna_HasNoStrandsLine() => Assert.DoesNotContain("strands", Text(new Alphabet("ACGU"), Uniform), StringComparison.Ordinal);

    [Fact]
    public void Write_OfAnAlphabetMemeDoesNotName_SaysSo() =>
        Assert.Contains("AB", Assert.Throws<InputException>(() => Text(new Alphabet("AB"), [0.5, 0.5])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(0.5, 0.5, 0.5, 0.5)]
    [InlineData(-0.5, 0.5, 0.5, 0.5)]
    [InlineData(double.NaN, 0.5, 0.5, 0)]
    public void Write_OfARowThatHoldsNoProbabilities_NamesMotifAndPosition(double a, double c, double g, double t)
    {
        InputException error = Assert.Throws<InputException>(() => Text(Alphabet.Dna, Uniform, new Motif("m1", [1, 0, 0, 0, a, c, g, t], 1)));
        Assert.Contains("motif \"m1\", position 1", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 4, 1)]
    [InlineData("a b", 4, 1)]
    [InlineData("m", 0, 1)]
    [InlineData("m", 5, 1)]
    [InlineData("m", 4, 0)]
    public void Write_OfABadMotif_Throws(string name, int length, int sites)
    {
        var row = new double[length];
        if (length > 0) row[0] = 1;
        Assert.Throws<InputException>(() => Text(Alphabet.Dna, Uniform, new Motif(name, row, sites)));
    }

    [Fact]
    public void Write_OfTwoMotifsOfOneName_Throws()
    {
        var motif = new Motif("m", [1, 0, 0, 0], 1);
        Assert.Throws<InputException>(() => Text(Alphabet.Dna, Uniform, motif, motif));
    }

    private static string Text(Alphabet alphabet, double[] background, params Motif[] motifs)
    {
        using var writer = new StringWriter();
        MemeWriter.Write(writer, alphabet, background, motifs);
        return writer.ToString();
    }
}
