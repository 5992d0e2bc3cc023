using System.IO.Compression;
using System.Text;
using GenoXai.Core.Sequences;

namespace GenoXai.Tests.Sequences;

public sealed class FastaReaderTests
{
    [Fact]
    public void Read_OfWrappedLinesCarriageReturnsAndLowerCase_JoinsThem()
    {
        NamedSequence[] records = Read(">a first\r\nACG\r\nt\r\n\r\n>b\nNNAC");
        Assert.Equal(["a", "b"], records.Select(static r => r.Id));
        Assert.Equal("ACGT", Alphabet.Dna.Format(records[0].Letters));
        Assert.Equal("NNAC", Alphabet.Dna.Format(records[1].Letters));
        Assert.Equal([1, 5], records.Select(static r => r.Line));
        Assert.Equal(2, records[1].MissingCount);
    }

    [Fact]
    public void Read_OfGzip_GivesTheSameRecords()
    {
        string text = string.Concat(Enumerable.Range(0, 5000).Select(static i => $">s{i}\nACGTTGCA\n"));
        Assert.Equal(Read(text).Select(static r => r.Id), FastaReader.Read(new MemoryStream(Gzip(text)), Alphabet.Dna, "x").Select(static r => r.Id));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_BehindAByteOrderMark_GivesTheSameRecords(bool gzip)
    {
        foreach (System.Text.Encoding encoding in new[] { new UTF8Encoding(true), System.Text.Encoding.Unicode })
        {
            byte[] plain = [.. encoding.GetPreamble(), .. encoding.GetBytes(">é\nACGT\n")];
            NamedSequence record = Assert.Single(FastaReader.Read(new MemoryStream(gzip ? Gzip(plain) : plain), Alphabet.Dna, "x"));
            Assert.Equal("é", record.Id);
        }
    }

    [Fact]
    public void Read_OfBytesThatAreNoUtf8_IsNotTakenForAnotherEncoding()
    {
        // 0xFF 0xFE behind the first two bytes is no byte order mark.
        byte[] bytes = [.. ">a"u8, 0xff, 0xfe, .. "\nACGT\n"u8];
        Assert.Equal(4, Assert.Single(FastaReader.Read(new MemoryStream(bytes), Alphabet.Dna, "x")).Length);
    }

    [Fact]
    public void Read_OfConcatenatedGzipMembers_ReadsAllOfThem()
    {
        byte[] both = [.. Gzip(">a\nACGTACGTACGT\n"), .. Gzip(">b\nAC\n")];
        Assert.Equal(["a", "b"], FastaReader.Read(new MemoryStream(both), Alphabet.Dna, "x").Select(static r => r.Id));
    }

    [Fact]
    public void Read_OfGzipCutAnywhere_IsRefused()
    {
        var random = Core.Numerics.SeededRandom.Stream(1, "fasta");
        var text = new StringBuilder();
        for (int i = 0; i < 200; i++)
        {
            text.Append(">s").Append(i).Append('\n');
            for (int j = 0; j < 60; j++) text.Append("ACGT"[random.NextInt(4)]);
            text.Append('\n');
        }

        byte[] whole = Gzip(text.ToString());
        for (int length = 3; length < whole.Length; length += 17)
            Assert.Throws<InputException>(() => FastaReader.Read(new MemoryStream(whole, 0, length), Alphabet.Dna, "x.gz").Count());
    }

    [Theory]
    [InlineData("", "no FASTA record")]
    [InlineData("\n\n", "no FASTA record")]
    [InlineData("ACGT\n", "line 1: letters before the first header")]
    [InlineData(">a\nACGT\n>b\n>c\nA\n", "line 3: record \"b\" has no letters")]
    [InlineData(">a\nAC\n>b\nA\n>a\nC\n", "line 5: the id \"a\" was used before, in line 1")]
    [InlineData(">a\nACGT\nACXT\n", "line 3, column 3: 'X' in record \"a\" (position 6)")]
    [InlineData(">a\nAC GT\n", "line 2, column 3")]
    [InlineData(">a\nAC\u0001T\n", "U+0001")]
    [InlineData("> \nACGT\n", "line 1: a header without an id")]
    [InlineData(">a\nACGT\n>b\u001b[31m\nACGT\n", "line 3: the control character U+001B in the id")]
    public void Read_OfBadInput_NamesTheLineAndWhatIsWrong(string text, string expected)
    {
        InputException error = Assert.Throws<InputException>(() => Read(text));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("x.fa", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadFile_OfAMissingFile_SaysSo() =>
        Assert.Contains("there is no such file", Assert.Throws<InputException>(() => FastaReader.ReadFile("no-such.fa", Alphabet.Dna).Count()).Message, StringComparison.Ordinal);

    private static NamedSequence[] Read(string text) => [.. FastaReader.Read(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)), Alphabet.Dna, "x.fa")];

    private static byte[] Gzip(string text) => Gzip(System.Text.Encoding.UTF8.GetBytes(text));

    private static byte[] Gzip(byte[] bytes)
    {
        var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(bytes);
        return stream.ToArray();
    }
}
