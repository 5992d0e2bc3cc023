using System.Globalization;
using System.Text;
using System.Xml;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Results;

/// <summary>Puts an SVG picture into an HTML page, if it holds nothing but shapes and text.</summary>
internal static class SvgFigure
{
    // Narrower than this a picture scrolls within its frame instead of shrinking.
    private const double ReadableWidth = 860;

    private static readonly HashSet<string> Elements = new(StringComparer.Ordinal)
    {
        "svg", "g", "title", "desc", "rect", "path", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan",
    };

    /// <summary>Appends the picture in a frame with its caption.</summary>
    /// <exception cref="InputException">It is not well-formed, or holds scripts, links or anything from elsewhere.</exception>
    public static void Append(StringBuilder body, string svg, string caption)
    {
        double width = Check(svg, caption);
        string style = string.Create(CultureInfo.InvariantCulture, $"max-width:{width:0}px;min-width:{Math.Min(width, ReadableWidth):0}px");
        body.Append("<figure>\n<div class=\"picture\"><div style=\"").Append(style).Append("\">\n");
        // What precedes the picture itself, such as an XML declaration, must not stand within a page.
        int start = svg.IndexOf("<svg", StringComparison.Ordinal);
        body.Append(svg, start, svg.Length - start);
        body.Append("</div></div>\n");
        if (caption.Length > 0) body.Append("<figcaption>").Append(SvgDrawing.Escape(caption)).Append("</figcaption>\n");
        body.Append("</figure>\n");
    }

    private static double Check(string svg, string caption)
    {
        double width = 0;
        try
        {
            using var reader = XmlReader.Create(new StringReader(svg), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            while (reader.Read())
            {
                if (reader.NodeType is XmlNodeType.ProcessingInstruction or XmlNodeType.CDATA or XmlNodeType.Comment) throw Wrong(caption, "something that is not a shape");
                if (reader.NodeType != XmlNodeType.Element) continue;
                if (!Elements.Contains(reader.Name) || (reader.Depth == 0 && reader.Name != "svg")) throw Wrong(caption, $"<{reader.Name}>");
                if (reader.Depth == 0) width = Width(reader);
                while (reader.MoveToNextAttribute())
                {
                    bool active = reader.LocalName.StartsWith("on", StringComparison.OrdinalIgnoreCase) || reader.LocalName is "href" or "style"
                        || reader.Value.Contains("url(", StringComparison.OrdinalIgnoreCase);
                    if (active) throw Wrong(caption, $"the attribute {reader.Name}");
                }
            }
        }
        catch (XmlException inner)
        {
            throw new InputException($"picture \"{caption}\", line {inner.LineNumber}: it is not well-formed SVG.", "bad-picture", inner);
        }

        return width;
    }

    private static double Width(XmlReader reader) =>
        double.TryParse(reader.GetAttribute("width"), NumberStyles.Float, CultureInfo.InvariantCulture, out double width) && width > 0 ? width : 900;

    private static InputException Wrong(string caption, string what) =>
        new($"picture \"{caption}\": it holds {what}, which a report does not let in. Only shapes and text are.", "bad-picture");
}
