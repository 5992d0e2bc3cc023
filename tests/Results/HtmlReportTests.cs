using System.Xml.Linq;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;

namespace GenoXai.Tests.Results;

public sealed class HtmlReportTests
{
    private static readonly string Picture = new BarPicture { Title = "t", ValueName = "v", Bars = [new("a", 1)] }.Render();

    [Fact]
    public void ToHtml_OfEveryPart_IsWellFormedAndNeedsNothingFromElsewhere()
    {
        string html = Everything().ToHtml();
        XElement root = XDocument.Parse(html).Root!;
        Assert.Equal("html", root.Name.LocalName);
        Assert.DoesNotContain("http", html.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("url(", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("@import", html, StringComparison.Ordinal);
    }

    [Fact]
    public void ToHtml_OfTextWithMarkup_ShowsItAsText()
    {
        const string text = "<img src=x onerror=\"1\"> & 'more'";
        XElement root = XDocument.Parse(new HtmlReport(text).Lead(text).Warnings([text]).Section(text).Facts((text, text)).Paragraph(text).Code(text)
            .Figure(Picture, text).Table([text], [[text]]).Provenance((text, text)).ToHtml()).Root!;
        Assert.DoesNotContain(root.Descendants(), element => element.Name.LocalName == "img");
        Assert.Equal(14, root.Descendants().Count(element => !element.HasElements && element.Value == text));
    }

    [Fact]
    public void Warnings_WhereverTheyAreAdded_StandBeforeTheSections()
    {
        string html = new HtmlReport("t").Section("first").Paragraph("x").Warnings(["careful"]).ToHtml();
        Assert.True(html.IndexOf("careful", StringComparison.Ordinal) < html.IndexOf("<h2>first", StringComparison.Ordinal));
    }

    [Fact]
    public void Table_AlignsColumnsOfNumbersRight()
    {
        XElement root = XDocument.Parse(new HtmlReport("t").Table(["id", "positions", "rows", "r2"],
            [["a", "14,32", "20,000", "0.91 ± 0.01"], ["1", "3,4", "−5", "–"]]).ToHtml()).Root!;
        Assert.Equal(["rows", "r2"], root.Descendants("th").Where(cell => (string?)cell.Attribute("class") == "n").Select(cell => cell.Value));
    }

    [Theory]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg' onload='1'/>")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'><rect fill='url(x)'/></svg>")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'><a href='x'/></svg>")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'><rect style='x'/></svg>")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'><rect></svg>")]
    [InlineData("<!DOCTYPE svg [<!ENTITY a 'b'>]><svg xmlns='http://www.w3.org/2000/svg'/>")]
    [InlineData("<html/>")]
    [InlineData("<g/>")]
    [InlineData("<!-- <svg --><svg xmlns='http://www.w3.org/2000/svg'/>")]
    public void Figure_OfMoreThanShapesAndText_IsRefused(string svg) =>
        Assert.Throws<InputException>(() => new HtmlReport("t").Figure(svg, "c"));

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("javascript:1")]
    public void Files_OutsideTheFolder_AreRefused(string path) => Assert.Throws<ArgumentException>(() => new HtmlReport("t").Files((path, "")));

    private static HtmlReport Everything() => new HtmlReport("t").Lead("lead").Warnings(["w"]).Facts(("a", "b")).Section("1").Paragraph("p").Figure("<?xml version=\"1.0\"?>" + Picture, "c")
        .Section("2").Figures((Picture, "a"), (Picture, "b")).Section("3").Table(["x"], [["1"]]).Section("4").Code("x\ny").Provenance(("a", "b")).Files(("a b/c.tsv", "t"));
}
