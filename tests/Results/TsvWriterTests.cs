using System.Globalization;
using System.Text;
using GenoXai.Core.Results;

namespace GenoXai.Tests.Results;

public sealed class TsvWriterTests
{
    [Fact]
    public void Write_OfMixedCells_GivesOneLineARow()
    {
        string text = Make(tsv =>
        {
            tsv.Text("a b").Number(-3).Number(0.1f).EndRow();
            tsv.Text(null).Number(long.MaxValue).Number(double.NaN).EndRow();
        });
        Assert.Equal("id\tposition\tvalue\na b\t-3\t0.1\n\t9223372036854775807\tNaN\n", text);
    }

    [Fact]
    public void Text_WithTabsAndBreaks_StaysOneCell() =>
        Assert.Equal("id\tposition\tvalue\na\\tb\\nc\\r\\\\\t1\t2\n", Make(tsv => tsv.Text("a\tb\nc\r\\").Number(1).Number(2).EndRow()));

    [Theory]
    [InlineData(0.1)]
    [InlineData(-1.0 / 3)]
    [InlineData(double.Epsilon)]
    [InlineData(double.MaxValue)]
    public void Number_ReadBack_IsTheSameNumber(double value)
    {
        string line = Make(tsv => tsv.Text("a").Number(1).Number(value).EndRow()).Split('\n')[1];
        Assert.Equal(value, double.Parse(line.Split('\t')[2], CultureInfo.InvariantCulture));
    }

    [Fact]
    public void EndRow_WithACellMissingOrTooMany_IsRefused()
    {
        using var tsv = new TsvWriter(new MemoryStream(), "a", "b");
        Assert.Throws<InvalidOperationException>(tsv.Text("x").EndRow);
        Assert.Throws<InvalidOperationException>(() => tsv.Text("y").Text("z"));
    }

    private static string Make(Action<TsvWriter> write)
    {
        using var stream = new MemoryStream();
        using (var tsv = new TsvWriter(stream, leaveOpen: true, "id", "position", "value")) write(tsv);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
