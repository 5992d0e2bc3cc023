using GenoXai.Core.Motifs;
using GenoXai.Core.Sequences;

namespace GenoXai.Tests.Motifs;

public sealed class MotifTests
{
    [Fact]
    public void OfCounts_SpreadsThePseudocountOverTheLetters()
    {
        Motif motif = Motif.OfCounts("m", new Alphabet("ACTG"), [7, 0, 0, 0, 1, 1, 1, 4], pseudocount: 1);
        Assert.Equal([7.25 / 8, 0.25 / 8, 0.25 / 8, 0.25 / 8, 1.25 / 8, 1.25 / 8, 1.25 / 8, 4.25 / 8], motif.Probabilities);
        Assert.Equal((2, 7, "AG"), (motif.Width, motif.Sites, motif.Consensus));
    }

    [Fact]
    public void InformationContent_OfOneLetterIsTwoBits_AndOfTheBackgroundNone()
    {
        var motif = new Motif("m", [0, 1, 0, 0, 0.25, 0.25, 0.25, 0.25, 0.5, 0.5, 0, 0], 10);
        Assert.Equal(2, motif.InformationContent(0), 12);
        Assert.Equal(0, motif.InformationContent(1), 12);
        Assert.Equal(1, motif.InformationContent(2), 12);
        Assert.Equal(0, motif.InformationContent(2, [0.5, 0.5, 1e-9, 1e-9]), 6);
    }

    [Theory]
    [InlineData("ACGT")]
    [InlineData("ACTG")]
    [InlineData("ACGU")]
    public void ReverseComplement_TurnsPositionsAndLetters_AndTwiceIsNothing(string letters)
    {
        var alphabet = new Alphabet(letters);
        Motif motif = Motif.OfCounts("m", alphabet, [9, 1, 2, 3, 0, 8, 1, 1, 2, 2, 7, 0], pseudocount: 0);
        Motif turned = motif.ReverseComplement();
        for (int position = 0; position < 3; position++)
            foreach ((char a, char b) in (ReadOnlySpan<(char, char)>)[('A', 'T'), ('C', 'G'), ('G', 'C'), ('T', 'A')])
                Assert.Equal(Of(motif, position, a), Of(turned, 2 - position, b));
        Assert.Equal(motif.Probabilities, turned.ReverseComplement().Probabilities);
        Assert.Throws<InputException>(() => new Motif("p", new double[20], 1) { Alphabet = new Alphabet("ACDEFGHIKLMNPQRSTVWY") }.ReverseComplement());

        static double Of(Motif motif, int position, char letter) => motif.Alphabet.TryIndex(letter, out byte index) ? motif[position][index] : throw new ArgumentException($"{letter}");
    }
}
