using System.Globalization;
using System.Text;

namespace GenoXai.Core.Results;

/// <summary>Where along its point a text stands.</summary>
internal enum TextAnchor
{
    Start,
    Middle,
    End,
}

/// <summary>Collects the elements of one SVG picture. Coordinates are rounded to hundredths of a pixel.</summary>
internal sealed class SvgDrawing
{
    private readonly StringBuilder _body = new();

    /// <summary>A coordinate as short as it can be written.</summary>
    public static string Number(double value) => Math.Round(value, 2).ToString("0.##", CultureInfo.InvariantCulture) is var text && text == "-0" ? "0" : text;

    /// <summary>Text made safe within XML; characters that XML cannot hold become a question mark.</summary>
    public static string Escape(string text)
    {
        var safe = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '&': safe.Append("&amp;"); break;
                case '<': safe.Append("&lt;"); break;
                case '>': safe.Append("&gt;"); break;
                case '"': safe.Append("&quot;"); break;
                case 0xFFFE or 0xFFFF or (< 0x20 and not ('\t' or '\n' or '\r')): safe.Append('?'); break;
                default: safe.Append(rune.ToString()); break;
            }
        }

        return safe.ToString();
    }

    public SvgDrawing Rectangle(double x, double y, double width, double height, string fill, string attributes = "")
    {
        _body.Append(CultureInfo.InvariantCulture, $"<rect x=\"{Number(x)}\" y=\"{Number(y)}\" width=\"{Number(width)}\" height=\"{Number(height)}\" fill=\"{fill}\"");
        return Close(attributes);
    }

    public SvgDrawing Line(double x1, double y1, double x2, double y2, string stroke, double width = 1, string attributes = "")
    {
        _body.Append(CultureInfo.InvariantCulture, $"<path d=\"M{Number(x1)} {Number(y1)}L{Number(x2)} {Number(y2)}\" stroke=\"{stroke}\" stroke-width=\"{Number(width)}\"");
        return Close(attributes);
    }

    /// <summary>A path with the attributes given, e.g. <c>fill="none" stroke="#000"</c>.</summary>
    public SvgDrawing Path(string data, string attributes)
    {
        if (data.Length == 0) return this;
        _body.Append("<path d=\"").Append(data).Append('"');
        return Close(attributes);
    }

    public SvgDrawing Circle(double x, double y, double radius, string fill, string attributes = "")
    {
        _body.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{Number(x)}\" cy=\"{Number(y)}\" r=\"{Number(radius)}\" fill=\"{fill}\"");
        return Close(attributes);
    }

    public SvgDrawing Text(double x, double y, string text, double size = PictureStyle.TextSize, string fill = PictureStyle.Ink,
        TextAnchor anchor = TextAnchor.Start, string attributes = "")
    {
        _body.Append(CultureInfo.InvariantCulture, $"<text x=\"{Number(x)}\" y=\"{Number(y)}\" font-size=\"{Number(size)}\" fill=\"{fill}\"");
        if (anchor != TextAnchor.Start) _body.Append(anchor == TextAnchor.Middle ? " text-anchor=\"middle\"" : " text-anchor=\"end\"");
        if (attributes.Length > 0) _body.Append(' ').Append(attributes);
        _body.Append('>').Append(Escape(text)).Append("</text>\n");
        return this;
    }

    /// <summary>Text that reads upwards, for the name of a vertical axis.</summary>
    public SvgDrawing UprightText(double x, double y, string text, double size = PictureStyle.TextSize, string fill = PictureStyle.Muted) =>
        Text(x, y, text, size, fill, TextAnchor.Middle, $"transform=\"rotate(-90 {Number(x)} {Number(y)})\"");

    public SvgDrawing BeginGroup(string attributes)
    {
        _body.Append("<g ").Append(attributes).Append(">\n");
        return this;
    }

    public SvgDrawing EndGroup()
    {
        _body.Append("</g>\n");
        return this;
    }

    /// <summary>The finished picture.</summary>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="title">What it shows, for those who hear it instead of seeing it.</param>
    public string ToSvg(double width, double height, string title)
    {
        string w = Number(Math.Ceiling(width)), h = Number(Math.Ceiling(height));
        return $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\" role=\"img\" font-family=\"{PictureStyle.Fonts}\">\n"
            + $"<title>{Escape(title)}</title>\n<rect width=\"{w}\" height=\"{h}\" fill=\"#fff\"/>\n{_body}</svg>\n";
    }

    /// <summary>Writes a picture as UTF-8.</summary>
    public static void Save(Stream stream, string svg)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(System.Text.Encoding.UTF8.GetBytes(svg));
    }

    private SvgDrawing Close(string attributes)
    {
        if (attributes.Length > 0) _body.Append(' ').Append(attributes);
        _body.Append("/>\n");
        return this;
    }
}
