using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace GenoXai.Tests.Results;

/// <summary>What tests ask of any SVG picture.</summary>
internal static partial class PictureChecks
{
    public static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <summary>Well-formed, no number that is not finite, nothing from elsewhere.</summary>
    public static XElement Parse(string svg)
    {
        Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("∞\" ", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("Infinity", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("href", svg, StringComparison.Ordinal);
        return XDocument.Parse(svg).Root!;
    }

    public static string[] Texts(XElement root) => [.. root.Descendants(Svg + "text").Select(text => text.Value)];

    /// <summary>Lowest and highest upright coordinate of a path of M, L, C, Z.</summary>
    public static (double Top, double Bottom) Extent(string path)
    {
        double[] numbers = [.. Numbers().Matches(path).Select(match => double.Parse(match.Value, CultureInfo.InvariantCulture))];
        return (numbers.Where((_, i) => i % 2 == 1).Min(), numbers.Where((_, i) => i % 2 == 1).Max());
    }

    [GeneratedRegex(@"-?\d+(\.\d+)?")]
    private static partial Regex Numbers();
}
