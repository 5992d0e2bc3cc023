using System.Xml.Linq;
using GenoXai.Core.Motifs;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;

namespace GenoXai.Tests.Results;

public sealed class LogoPictureTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 1)]
    [InlineData(100, 1)]
    [InlineData(101, 2)]
    [InlineData(205, 3)]
    [InlineData(2000, 20)]
    public void Render_OfAnyLength_WrapsIntoRowsOfAtMostAHundred(int length, int rows)
    {
        XElement root = PictureChecks.Parse(LogoPicture.Render(Content(length)));
        Assert.Equal(rows, PictureChecks.Texts(root).Count(text => text == "height"));
        Assert.Contains("0", PictureChecks.Texts(root));
    }

    [Fact]
    public void Logos_OfMotifs_CountPositionsFromZero()
    {
        var motif = new Motif("m", [.. Enumerable.Repeat(0.25, 4 * 7)], 20);
        string[] texts = [.. PictureChecks.Texts(PictureChecks.Parse(new MotifLogos { Title = "t", Logos = [new MotifLogo(motif, "m")] }.Render()))];
        // 0 and 2 are the bits at the axis as well.
        Assert.Equal(["0", "0", "2", "6"], texts.Where(static t => t.Length == 1 && char.IsAsciiDigit(t[0])).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Render_OfTwoThousandPositions_StaysSmall() => Assert.True(LogoPicture.Render(Content(2000)).Length < 1_500_000);

    [Fact]
    public void Render_Twice_GivesTheSamePicture() => Assert.Equal(LogoPicture.Render(Content(120)), LogoPicture.Render(Content(120)));

    [Fact]
    public void Render_OfPositiveAndNegativeLetters_MakesHeightsInProportionAndMirrorsBelowTheAxis()
    {
        // A = 2, C = 1, G = −1: of a range of 3, two thirds above the axis and one below.
        XElement root = PictureChecks.Parse(LogoPicture.Render(new LogoPictureContent
        {
            Title = "t",
            Alphabet = Alphabet.Dna,
            Letters = [0, 1, 2],
            Values = [2, 1, -1],
        }));
        (double top, double bottom) a = Letter(root, "#1a9641"), c = Letter(root, "#2461b4"), g = Letter(root, "#f39c12");
        Assert.Equal(a.bottom, c.bottom, 0.02);
        Assert.Equal(a.bottom, g.top, 0.02);
        Assert.Equal(2, (a.bottom - a.top) / (c.bottom - c.top), 0.01);
        Assert.Equal(1, (g.bottom - g.top) / (c.bottom - c.top), 0.01);
    }

    [Fact]
    public void Render_OfTheFourNucleotides_UsesTheColoursOfTheField()
    {
        string svg = LogoPicture.Render(Content(4) with { Letters = [0, 1, 2, 3], Values = [1, 1, 1, 1] });
        foreach (string color in new[] { "#1a9641", "#2461b4", "#f39c12", "#d7263d" })
            Assert.Contains($"fill=\"{color}\"", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_OfMissingLettersAndValues_LeavesThemBlankAndSaysSo()
    {
        LogoPictureContent content = Content(6);
        content.Letters[2] = Alphabet.Missing;
        content.Values[2] = double.NaN;
        for (int row = 0; row < 4; row++) content.HeatMap![row * 6 + 2] = double.NaN;
        Assert.Contains(PictureChecks.Texts(PictureChecks.Parse(LogoPicture.Render(content))), text => text.Contains("Grey: no value.", StringComparison.Ordinal));
    }

    [Fact]
    public void Render_OfANameThatIsTooLong_PutsItsUnitBesideIt()
    {
        string[] texts = [.. PictureChecks.Texts(PictureChecks.Parse(LogoPicture.Render(Content(200) with { ValueName = "loss of the prediction (arbitrary units)" })))];
        Assert.Contains("loss of the prediction", texts);
        Assert.Contains("(arbitrary units)", texts);
    }

    [Fact]
    public void Render_OfAllZeros_SaysSo() =>
        Assert.Contains(PictureChecks.Texts(PictureChecks.Parse(LogoPicture.Render(Content(8) with { Values = new double[8], HeatMap = new double[32] }))),
            text => text.Contains("All values are 0.", StringComparison.Ordinal));

    [Fact]
    public void Render_OfAnIdWithMarkupAndControls_StaysWellFormed()
    {
        XElement root = PictureChecks.Parse(LogoPicture.Render(Content(5) with { Title = "<script>\"&\u0001'" }));
        Assert.Contains("<script>\"&?'", root.Element(PictureChecks.Svg + "title")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_OfAnArcAcrossRows_NamesThePartnerInBoth()
    {
        string[] texts = PictureChecks.Texts(PictureChecks.Parse(LogoPicture.Render(Content(200) with { Arcs = [new LogoArc(7, 151, -2)], FirstPosition = 1000 })));
        Assert.Contains("1151 ›", texts);
        Assert.Contains("‹ 1007", texts);
    }

    [Fact]
    public void Render_OfOverlappingSpans_NamesEach()
    {
        string[] texts = PictureChecks.Texts(PictureChecks.Parse(LogoPicture.Render(Content(60) with { Spans = [new(5, 20, "first"), new(10, 25, "second")] })));
        Assert.Contains("first", texts);
        Assert.Contains("second", texts);
    }

    [Fact]
    public void Render_OfContentThatDoesNotFit_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => LogoPicture.Render(Content(5) with { Values = new double[4] }));
        Assert.Throws<ArgumentException>(() => LogoPicture.Render(Content(5) with { HeatMap = new double[19] }));
        Assert.Throws<ArgumentException>(() => LogoPicture.Render(Content(5) with { Letters = [0, 1, 2, 3, 4] }));
        Assert.Throws<ArgumentException>(() => LogoPicture.Render(Content(5) with { Spans = [new(3, 6, "")] }));
        Assert.Throws<ArgumentException>(() => LogoPicture.Render(Content(5) with { Arcs = [new(0, 5, 1)] }));
    }

    private static (double Top, double Bottom) Letter(XElement root, string color) =>
        PictureChecks.Extent(root.Descendants(PictureChecks.Svg + "path").Single(path => (string?)path.Attribute("fill") == color).Attribute("d")!.Value);

    private static LogoPictureContent Content(int length) => new()
    {
        Title = "sequence",
        Alphabet = Alphabet.Dna,
        Letters = [.. Enumerable.Range(0, length).Select(i => (byte)(i * 7 % 4))],
        Values = [.. Enumerable.Range(0, length).Select(i => Math.Sin(i + 1))],
        HeatMap = [.. Enumerable.Range(0, 4 * length).Select(i => Math.Cos(i))],
        ValueName = "height",
        HeatName = "effect",
    };
}
