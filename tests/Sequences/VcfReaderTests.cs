using System.IO.Compression;
using System.Text;
using GenoXai.Core.Sequences;

namespace GenoXai.Tests.Sequences;

public sealed class VcfReaderTests
{
    private const string Header = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n";

    [Fact]
    public void Read_GivesTheFirstFiveColumns_AndTheLine()
    {
        VcfRecord[] records = [.. Read(Header + "chr1\t12\trs1\tA\tG,AT\t.\tPASS\tDP=3\tGT\t0/1\n\nX\t5\t.\tacg\t<DEL>\n")];
        Assert.Equal((3L, "chr1", 12L, "rs1", "A"), (records[0].Line, records[0].Contig, records[0].Position, records[0].Id, records[0].Reference));
        Assert.Equal(["G", "AT"], records[0].Alternatives);
        Assert.Equal((5L, "X", "acg"), (records[1].Line, records[1].Contig, records[1].Reference));
        Assert.Equal(["<DEL>"], records[1].Alternatives);
    }

    [Fact]
    public void Read_OfGzipAndOfWindowsLineEnds_GivesTheSame()
    {
        string text = Header + "1\t1\t.\tA\tC\n1\t2\t.\tG\tT\n";
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(Encoding.UTF8.GetBytes(text));
        packed.Position = 0;
        string[] expected = [.. Read(text).Select(Shown)];
        Assert.Equal(2, expected.Length);
        Assert.Equal(expected, VcfReader.Read(packed, "v").Select(Shown));
        Assert.Equal(expected, Read(text.Replace("\n", "\r\n", StringComparison.Ordinal)).Select(Shown));
    }

    [Theory]
    [InlineData("", "no variant")]
    [InlineData("##only a header\n", "no variant")]
    [InlineData("chr1 12 . A G\n", "line 1: 1 columns")]
    [InlineData("chr1\t12\t.\tA\n", "line 1: 4 columns")]
    [InlineData("chr1\tx\t.\tA\tG\n", "line 1: POS \"x\"")]
    [InlineData("chr1\t-1\t.\tA\tG\n", "line 1: POS \"-1\"")]
    [InlineData("chr1\t9223372036854775807\t.\tA\tG\n", "line 1: POS")]
    [InlineData("chr1\t1\t.\tA\tG\nchr1\t2\t.\t<X>\tG\n", "line 2: REF \"<X>\"")]
    [InlineData("chr1\t1\t.\tA\tG,,T\n", "line 1: an ALT")]
    [InlineData("chr1\t1\t\tA\tG\n", "line 1: column 3 is empty")]
    [InlineData("chr\u001b1\t1\t.\tA\tG\n", "U+001B")]
    public void Read_OfWhatIsNoVcf_NamesTheLine(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<InputException>(() => Read(text).ToArray()).Message, StringComparison.Ordinal);

    private static string Shown(VcfRecord record) => $"{record.Line} {record.Contig} {record.Position} {record.Reference} {string.Join('/', record.Alternatives)}";

    private static IEnumerable<VcfRecord> Read(string text) => VcfReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "v.vcf");
}
