using GenoXai.Core.Sequences;

namespace GenoXai.Tests.Sequences;

public sealed class AlphabetTests
{
    [Fact]
    public void Parse_OfLowerCaseAndRnaLetters_GivesTheSameIndices() =>
        Assert.Equal(Alphabet.Dna.Parse("ACGTT"), Alphabet.Dna.Parse("acguU"));

    [Fact]
    public void Parse_OfAnAmbiguityCode_GivesMissing() =>
        Assert.All(Alphabet.Dna.Parse("NRYSWKMBDHVn"), index => Assert.Equal(Alphabet.Missing, index));

    [Fact]
    public void Parse_OfALetterOutsideTheAlphabet_NamesItsPosition()
    {
        InputException error = Assert.Throws<InputException>(() => Alphabet.Dna.Parse("ACGZ", "sequence \"a\""));
        Assert.Contains("position 3", error.Message, StringComparison.Ordinal);
        Assert.Contains("'Z'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Index_OfACustomOrder_FollowsThatOrder() => Assert.Equal([0, 1, 3, 2], new Alphabet("ACTG").Parse("ACGT"));

    [Theory]
    [InlineData("AACG")]
    [InlineData("A")]
    [InlineData("AC>T")]
    public void Alphabet_OfRepeatedOrUnprintableLetters_IsRefused(string letters) =>
        Assert.Throws<InputException>(() => new Alphabet(letters));

    [Theory]
    [InlineData("ACGT")]
    [InlineData("ACTG")]
    [InlineData("UGCA")]
    public void Complement_AppliedTwice_IsTheIdentity(string letters)
    {
        byte[] complement = new Alphabet(letters).Complement()!;
        for (byte i = 0; i < 4; i++) Assert.Equal(i, complement[complement[i]]);
    }

    [Fact]
    public void Format_OfParsedLetters_RoundTrips() => Assert.Equal("ACGTN", Alphabet.Dna.Format(Alphabet.Dna.Parse("ACGTN")));
}
