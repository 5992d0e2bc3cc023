using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace GenoXai.Tests.Local;

/// <summary>What every page must be: well-formed, in need of nothing else, its links leading to files.</summary>
internal static partial class PageChecks
{
    public static XDocument Check(string path)
    {
        string page = File.ReadAllText(path);
        Assert.DoesNotMatch(Loading(), page);
        using var reader = XmlReader.Create(new StringReader(page), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        XDocument document = XDocument.Load(reader);
        Assert.DoesNotContain(document.Descendants(), static e => e.Name.LocalName is "script" or "img" or "link" or "iframe" or "image" or "use");
        foreach (XAttribute link in document.Descendants().Where(static e => e.Name.LocalName == "a").Attributes("href"))
        {
            if (link.Value.StartsWith('#')) Assert.Single(document.Descendants().Attributes("id"), id => id.Value == link.Value[1..]);
            else Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(path)!, Uri.UnescapeDataString(link.Value))), $"{link.Value} leads nowhere");
        }

        return document;
    }

    public static IReadOnlyList<string> Pictures(XDocument page) => [.. page.Descendants().Where(static e => e.Name.LocalName == "svg").Select(static e => e.Elements().First().Value)];

    // The SVG namespace is a name, not an address that is loaded.
    [GeneratedRegex("(src|href)\\s*=\\s*[\"']\\s*(https?:|//|data:)|url\\(|@import", RegexOptions.IgnoreCase)]
    private static partial Regex Loading();
}
