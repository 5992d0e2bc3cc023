using GenoXai.Core.Sequences;
using GenoXai.Functions.Storage;

namespace GenoXai.Tests.Functions.Storage;

public sealed class BlobNamesTests
{
    internal static readonly string[] Hostile =
    [
        "", "/", "/a", "a/", "a//b", "..", "../a", "a/../b", "a/..", ".", "a/./b", "a.", "a./b", "a/b..",
        "a\\b", "..\\a", "a\0b", "a\nb", "a\u0085b", "a\u007fb", "a\ud800b", "\udc00", new('a', 1025), new('a', 2000), "a/" + new string('b', 2000),
    ];

    [Theory]
    [InlineData("runs/0123abcd/journal/chunk-00000001.part")]
    [InlineData("a b/ü/日本/😀.svg")]
    [InlineData("a..b/.hidden/c%2f?#")]
    public void Check_OfAName_GivesItBack(string name) => Assert.Equal(name, BlobNames.Check(name));

    [Fact]
    public void Check_OfTheLongestName_GivesItBack() => Assert.Equal(BlobNames.MostLetters, BlobNames.Check(new string('a', BlobNames.MostLetters)).Length);

    [Fact]
    public void Check_OfAHostileName_RefusesItWithoutRepeatingIt() => Assert.All(Hostile, static name =>
    {
        InputException error = Assert.Throws<InputException>(() => BlobNames.Check(name));
        Assert.Equal("bad-name", error.Problem);
        Assert.True(error.Message.Length < 200);
        Assert.DoesNotContain(error.Message, char.IsControl);
    });
}
