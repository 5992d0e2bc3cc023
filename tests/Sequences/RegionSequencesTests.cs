using System.Text;
using GenoXai.Core.Sequences;
using GenoXai.Tests.Local;

namespace GenoXai.Tests.Sequences;

public sealed class RegionSequencesTests : IDisposable
{
    private const string Contig = "AACCGGTTACGATCAGT";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Bed_GivesRegionNameStrandAndSummit_AndStepsOverHeaders()
    {
        BedRegion[] regions = [.. Bed("track name=x\nbrowser position c\n#c\tstart\nc\t2\t8\np\t0\t9\tpeak1\t12\t-\t3.1\t-1\t-1\t4\r\nd 1 2 . 0 +\nd\t1\t5\t.\t0\t.\t1\t1\t1\t-1\n")];
        Assert.Equal(new BedRegion(4, "c", 2, 8, "", false, null), regions[0]);
        Assert.Equal(new BedRegion(5, "p", 0, 9, "peak1", true, 4), regions[1]);
        Assert.Equal(new BedRegion(6, "d", 1, 2, "", false, null), regions[2]);
        Assert.Null(regions[3].Summit);
    }

    [Theory]
    [InlineData("", "no region")]
    [InlineData("c\t5\n", "line 1: 2 columns")]
    [InlineData("c\tx\t5\n", "line 1: \"x\"")]
    [InlineData("c\t-1\t5\n", "line 1: \"-1\"")]
    [InlineData("c\t1\t9223372036854775807\n", "line 1")]
    [InlineData("c\t1\t2\nc\t5\t5\n", "line 2: start 5 is not below end 5")]
    [InlineData("c\t0\t9\tp\t0\t.\t1\t1\t1\t9\n", "line 1: the summit 9")]
    public void Bed_ThatIsNone_NamesTheLine(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<InputException>(() => Bed(text).ToArray()).Message, StringComparison.Ordinal);

    [Fact]
    public void Regions_WithoutALength_AreThemselves_AndReverseComplementsOnTheOtherStrand()
    {
        NamedSequence[] found = Read("c\t2\t8\tone\nc\t2\t8\t.\t0\t-\n", null);
        Assert.Equal(["CCGGTT", "AACCGG"], found.Select(static s => Alphabet.Dna.Format(s.Letters)));
        Assert.Equal(["one::c:2-8", "c:2-8(-)"], found.Select(static s => s.Id));
    }

    [Theory]
    [InlineData("c\t5\t11\n", 6, 5)]
    [InlineData("c\t5\t12\n", 7, 5)]
    [InlineData("c\t6\t8\n", 6, 4)]
    [InlineData("c\t2\t14\n", 5, 6)]
    [InlineData("c\t2\t14\tp\t0\t.\t1\t1\t1\t4\n", 5, 4)]
    public void Regions_WithALength_AreWindowsAroundSummitOrMiddle(string bed, int length, int start) =>
        Assert.Equal(Contig.Substring(start, length), Alphabet.Dna.Format(Assert.Single(Read(bed, length)).Letters));

    [Theory]
    [InlineData("c\t0\t2\n", 6, "line 1: the window of 6 letters -2 to 4 reaches off the edge of c")]
    [InlineData("c\t0\t4\nc\t15\t17\n", 4, "line 2: the window of 4 letters 14 to 18 reaches off the edge")]
    [InlineData("c\t5\t18\n", null, "line 1: the region 5 to 18 reaches off the edge")]
    [InlineData("chrc\t5\t8\n", null, "line 1: the contig chrc is not in the genome")]
    [InlineData("c\t5\t2000000000000\n", null, "too long")]
    public void Regions_ThatDoNotLieInTheGenome_NameTheLine(string bed, int? length, string expected) =>
        Assert.Contains(expected, Assert.Throws<InputException>(() => Read(bed, length)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("chr1:100-300", "chr1", 100, false)]
    [InlineData("a::b-7::HLA-A*01:01:5-9(-)", "HLA-A*01:01", 5, true)]
    public void RegionName_IsReadBack(string id, string contig, long start, bool reverse)
    {
        var name = RegionName.Parse(id);
        Assert.Equal((contig, start, reverse), (name.Contig, name.Start, name.IsReverse));
        Assert.EndsWith(name.Format(""), id, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => RegionName.Parse("a:b"));
        Assert.Throws<InvalidDataException>(() => RegionName.Parse("seq1"));
    }

    private NamedSequence[] Read(string bed, int? length) =>
        [.. RegionSequences.ReadFiles(_folder.Write("r.bed", bed), _folder.Write("g.fa", $">c\n{Contig[..7]}\n{Contig[7..14]}\n{Contig[14..]}\n"), Alphabet.Dna, length)];

    private static IEnumerable<BedRegion> Bed(string text) => BedReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "r.bed");
}
