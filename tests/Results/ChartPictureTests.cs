using System.Xml.Linq;
using GenoXai.Core.Results;

namespace GenoXai.Tests.Results;

public sealed class ChartPictureTests
{
    [Fact]
    public void Scatter_OfPairs_WritesTheirCorrelationWithoutThoseNotFinite()
    {
        // r of (0,0), (1,2), (2,1) is 1/2: means 1, cov 1, variances 2.
        XElement root = PictureChecks.Parse(Scatter([0, 1, 2, double.NaN], [0, 2, 1, 5]).Render());
        Assert.Contains("r = 0.500", PictureChecks.Texts(root));
        Assert.Contains("n = 3", PictureChecks.Texts(root));
    }

    [Fact]
    public void Scatter_OfNothingOrOneValue_SaysThatRIsUndefined()
    {
        Assert.Contains("r undefined", PictureChecks.Texts(PictureChecks.Parse(Scatter([], []).Render())));
        Assert.Contains("r undefined", PictureChecks.Texts(PictureChecks.Parse(Scatter([1, 1], [2, 3]).Render())));
    }

    [Fact]
    public void Scatter_OfVeryMany_StaysSmall()
    {
        double[] x = [.. Enumerable.Range(0, 100_000).Select(i => Math.Sin(i * 0.7))], y = [.. x.Select((value, i) => value + 0.1 * Math.Cos(i))];
        string svg = Scatter(x, y).Render();
        PictureChecks.Parse(svg);
        Assert.True(svg.Length < 100_000, $"{svg.Length}");
    }

    [Fact]
    public void Bars_OnALogarithmicScale_AreAsLongAsTheirDecades()
    {
        // The axis begins a power of ten below the smallest: 1, so bars of 10, 100, 1000 are 1, 2 and 3 decades long.
        var picture = new BarPicture { Title = "t", ValueName = "rows", Logarithmic = true, Bars = [new("a", 10), new("b", 100), new("c", 1000), new("none", 0)] };
        double[] widths = BarWidths(picture);
        Assert.Equal(3, widths.Length);
        Assert.Equal(2, widths[1] / widths[0], 0.01);
        Assert.Equal(3, widths[2] / widths[0], 0.01);
    }

    [Fact]
    public void Bars_OfNegativeFigures_EndAtZero()
    {
        double[] widths = BarWidths(new BarPicture { Title = "t", ValueName = "v", Bars = [new("a", -2, null, 0.1), new("b", 1), new("c", double.NaN)] });
        Assert.Equal(2, widths[0] / widths[1], 0.01);
        Assert.Equal(2, widths.Length);
    }

    [Fact]
    public void Lines_FarFromZero_FillThePictureWhereZeroSaysNothing()
    {
        var lines = new LinePicture { Title = "t", Subtitle = "s", XName = "x", YName = "y", Lines = [new ChartLine("a", [0, 1], [1000, 1000.2])] };
        Assert.Contains(">1,000.10<", (lines with { IncludesZero = false }).Render(), StringComparison.Ordinal);
        Assert.DoesNotContain(">1,000.10<", lines.Render(), StringComparison.Ordinal);
        string flat = (lines with { IncludesZero = false, Lines = [new ChartLine("a", [0, 1], [-8, -8])] }).Render();
        Assert.Contains(">−8<", flat, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_WithABreakEven_NameLinesAndMark()
    {
        string[] texts = PictureChecks.Texts(PictureChecks.Parse(new LinePicture
        {
            Title = "t",
            XName = "x",
            YName = "y",
            LogarithmicX = true,
            LogarithmicY = true,
            Lines = [new("sketch", [0, 1, 100], [5, 5, 5]), new("kernel <SHAP>", [1, 100], [1, 100]), new("nothing", [], [])],
            Marks = [new(5, "break-even"), new(500, "outside")],
        }.Render()));
        Assert.Contains("break-even", texts);
        Assert.Contains("kernel <SHAP>", texts);
        Assert.DoesNotContain("outside", texts);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(50)]
    [InlineData(400)]
    public void Matrix_OfAnySize_KeepsItsStrongestCell(int length)
    {
        var values = new double[length * length];
        values[length * length - 1] = -4;
        string svg = new MatrixPicture { Title = "t", ValueName = "v", Length = length, Values = values, Highlights = [new(0, 0, "ring")] }.Render();
        XElement root = PictureChecks.Parse(svg);
        Assert.Contains("−4", PictureChecks.Texts(root));
        Assert.Contains(root.Descendants(PictureChecks.Svg + "path"), path => (string?)path.Attribute("fill") == HeatColors.Of(-HeatColors.Shades));
    }

    private static ScatterPicture Scatter(double[] x, double[] y) => new() { Title = "t", XName = "x", YName = "y", X = x, Y = y };

    private static double[] BarWidths(BarPicture picture) =>
        [.. PictureChecks.Parse(picture.Render()).Descendants(PictureChecks.Svg + "rect").Where(bar => bar.Attribute("rx") is not null).Select(bar => (double)bar.Attribute("width")!)];
}
