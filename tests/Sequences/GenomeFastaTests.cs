using System.Text;
using GenoXai.Core.Sequences;
using GenoXai.Tests.Local;

namespace GenoXai.Tests.Sequences;

public sealed class GenomeFastaTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(7, "\n", true)]
    [InlineData(60, "\r\n", true)]
    [InlineData(1, "\n", false)]
    [InlineData(10_000, "\n", false)]
    public void Read_OfEveryStretch_IsThatOfTheWholeText(int width, string end, bool ends)
    {
        var random = new Random(5);
        (string Name, string Letters)[] contigs = [.. Enumerable.Range(0, 4).Select(i => ($"c{i}", string.Concat(Enumerable.Range(0, 50 + 37 * i).Select(_ => "ACGTNacgtn"[random.Next(10)]))))];
        string text = string.Join(end, contigs.Select(c => $">{c.Name} some words{end}{string.Join(end, c.Letters.Chunk(width).Select(static l => new string(l)))}")) + (ends ? end : "");
        using GenomeFasta genome = GenomeFasta.Open(_folder.Write("g.fa", text));
        foreach ((string name, string letters) in contigs)
        {
            FaiContig contig = genome.Index.Find(name)!;
            Assert.Equal(letters.Length, contig.Length);
            for (int start = 0; start < letters.Length; start++)
            {
                for (int length = 0; length <= letters.Length - start; length += 1 + length / 3)
                {
                    var read = new char[length];
                    genome.Read(contig, start, read);
                    Assert.Equal(letters.Substring(start, length).ToUpperInvariant(), new string(read));
                }
            }
        }
    }

    [Fact]
    public void Open_MakesTheIndexThatSamtoolsMakes_OnceAndReadsItAgain()
    {
        string path = _folder.Write("g.fa", ">chr1 first\nACGTA\nCGTAC\nGT\n>chr2\nTTTT\n");
        using (GenomeFasta.Open(path)) Assert.Equal("chr1\t12\t12\t5\t6\nchr2\t4\t33\t4\t5\n", File.ReadAllText(path + ".fai"));
        File.AppendAllText(path + ".fai", "more\t2\t33\t4\t5\n");
        using GenomeFasta genome = GenomeFasta.Open(path);
        Assert.NotNull(genome.Index.Find("more"));
        Assert.DoesNotContain(Directory.GetFiles(_folder.Path(".")), static f => f.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_WithAnIndexOfAnotherFile_IsRefusedInsteadOfGivingWrongLetters()
    {
        string path = _folder.Write("g.fa", ">a\nACGTACGT\n>b\nTTTTTTTT\n");
        // Right in size, but the names are swapped; then one that starts in the middle of a line; then a wrong line length.
        foreach (string index in new[] { "b\t8\t3\t8\t9\na\t8\t15\t8\t9\n", "a\t4\t5\t8\t9\n", "a\t8\t3\t4\t5\n" })
        {
            File.WriteAllText(path + ".fai", index);
            using GenomeFasta genome = GenomeFasta.Open(path);
            FaiContig contig = genome.Index.Find("a")!;
            Assert.Contains("is not the index of", Assert.Throws<InputException>(() => genome.Read(contig, 0, new char[contig.Length])).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("a\t100\t3\t8\t9\n", "behind the end")]
    [InlineData("a\tx\t3\t8\t9\n", "line 1")]
    [InlineData("a\t8\t3\t0\t9\n", "line 1")]
    [InlineData("a\t8\t3\t8\t4\n", "line 1")]
    [InlineData("a\t8\t9223372036854775807\t8\t9\n", "line 1")]
    [InlineData("a\t8\t3\n", "line 1")]
    [InlineData("", "is empty")]
    [InlineData("a\t8\t3\t8\t9\na\t8\t3\t8\t9\n", "twice")]
    public void Open_WithABrokenIndex_SaysWhatToDo(string index, string expected)
    {
        string path = _folder.Write("g.fa", ">a\nACGTACGT\n");
        File.WriteAllText(path + ".fai", index);
        Assert.Contains(expected, Assert.Throws<InputException>(() => GenomeFasta.Open(path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "no sequence")]
    [InlineData("ACGT\n", "line 1: letters before the first header")]
    [InlineData(">a\nACGT\nAC\nACGT\n", "line 4: the lines of \"a\"")]
    [InlineData(">a\nACG\nACGT\n", "line 3: the lines of \"a\"")]
    [InlineData(">a\nACG\n\nACG\n", "line 4: the lines of \"a\"")]
    [InlineData("> a\nACG\n", "line 1: a header without a name")]
    [InlineData(">a\nACG\n>a\nACG\n", "twice")]
    public void Open_OfWhatHasNoIndex_NamesTheLine(string text, string expected)
    {
        string path = _folder.Write("g.fa", text);
        Assert.Contains(expected, Assert.Throws<InputException>(() => GenomeFasta.Open(path)).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(path + ".fai"));
    }

    [Fact]
    public void Open_OfACompressedGenome_SaysHowToDecompressIt()
    {
        string path = _folder.Path("g.fa.gz");
        File.WriteAllBytes(path, [0x1f, 0x8b, 8, 0]);
        Assert.Contains("gunzip", Assert.Throws<InputException>(() => GenomeFasta.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_WhereTheIndexCannotBeWritten_SaysSo()
    {
        // A name that leaves no room for ".fai": also for a user who may write everywhere.
        string path = _folder.Write(new string('g', 252), ">a\nACGT\n");
        InputException error = Assert.Throws<InputException>(() => GenomeFasta.Open(path));
        Assert.Contains("none can be written beside it", error.Message, StringComparison.Ordinal);
        Assert.Equal("unwritable", error.Problem);
    }

    [Fact]
    public void Make_OfALongLineAndManyBlocks_CountsEveryLetter()
    {
        string text = $">a\n{new string('A', 200_000)}\n>b\n" + string.Concat(Enumerable.Repeat(new string('C', 60) + "\n", 5_000)) + "CC\n";
        FaiIndex index = FaiIndex.Make(new MemoryStream(Encoding.ASCII.GetBytes(text)), "g.fa");
        Assert.Equal([200_000L, 300_002L], index.Contigs.Select(static c => c.Length));
    }
}
