using System.IO.Compression;
using System.Text;
using GenoXai.Core.Pipeline.Tables;
using GenoXai.Core.Sequences;
using GenoXai.Tests.Local;

namespace GenoXai.Tests.Pipeline;

/// <summary>Tables whose names or sizes are not what they hold.</summary>
public sealed class FeatureTableFileTests : IDisposable
{
    private const string Csv = "id,a,b\nx,1,2\ny,3,4\n";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("coordinate", "2147483647 5 1\n1 1 1\n", "is too large")]
    [InlineData("coordinate", "5 2000000000 1\n1 1 1\n", "is too large")]
    [InlineData("array", "2000000000 2000000000\n1\n", "is too large")]
    [InlineData("array", "100000 20000\n1\n", "line 4: the file ends before all 2,000,000,000 values")]
    public void Matrix_ThatClaimsMoreThanItHolds_IsRefusedBeforeMemoryIsTaken(string kind, string text, string expected)
    {
        _folder.Write("m.mtx", $"%%MatrixMarket matrix {kind} real general\n{text}");
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains(expected, Assert.Throws<InputException>(() => FeatureTableFile.Read(_folder.Path("m.mtx"))).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000_000);
    }

    [Fact]
    public void Matrix_ThatIsDense_IsReadColumnByColumn()
    {
        _folder.Write("m.mtx", "%%MatrixMarket matrix array real general\n2 3\n1\n2\n3\n4\n5\n6\n");
        FeatureTable table = FeatureTableFile.Read(_folder.Path("m.mtx"));
        float[] row = new float[3];
        table.CopyRow(1, row);
        Assert.Equal((2, 3), (table.Rows, table.Columns));
        Assert.Equal([2f, 4, 6], row);
    }

    [Fact]
    public void Text_IsGzipWhereItsContentSays()
    {
        File.WriteAllText(_folder.Path("plain.csv.gz"), Csv);
        File.WriteAllBytes(_folder.Path("packed.csv"), Packed());
        foreach (string file in new[] { "plain.csv.gz", "packed.csv" }) Assert.Equal(["x", "y"], FeatureTableFile.Read(_folder.Path(file)).RowNames);

        byte[] damaged = Packed();
        damaged[12] ^= 0xff;
        File.WriteAllBytes(_folder.Path("damaged.csv.gz"), damaged);
        string message = Assert.Throws<InputException>(() => FeatureTableFile.Read(_folder.Path("damaged.csv.gz"))).Message;
        Assert.Contains("damaged.csv.gz", message, StringComparison.Ordinal);
        Assert.Contains("gzip data are damaged", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_OfOtherSeparators_IsToldWhichAreTaken()
    {
        _folder.Write("t.csv", Csv.Replace(',', ';'));
        Assert.Contains("separated by commas", Assert.Throws<InputException>(() => FeatureTableFile.Read(_folder.Path("t.csv"))).Message, StringComparison.Ordinal);
    }

    private static byte[] Packed()
    {
        var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(Encoding.UTF8.GetBytes(Csv));
        return bytes.ToArray();
    }
}
