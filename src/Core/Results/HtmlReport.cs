using System.Text;

namespace GenoXai.Core.Results;

/// <summary>
/// Builds one self-contained HTML page: no scripts, no fonts or pictures from elsewhere, readable
/// on a phone, in the dark and on paper. Every text is escaped; parts stand in the order they are
/// added, but for the warnings, which always come first.
/// </summary>
public sealed class HtmlReport
{
    private readonly string _title;
    private readonly StringBuilder _body = new();
    private readonly List<string> _warnings = [];
    private readonly List<string> _sections = [];
    private string _lead = "";
    private bool _sectionOpen;

    /// <summary>Begins a page.</summary>
    /// <param name="title">Its title.</param>
    public HtmlReport(string title) => _title = title;

    /// <summary>Sets the sentence under the title.</summary>
    /// <param name="text">What the page is about and its main finding.</param>
    public HtmlReport Lead(string text)
    {
        _lead = text;
        return this;
    }

    /// <summary>Adds warnings; they stand in a box of their own under the title.</summary>
    /// <param name="texts">One sentence each.</param>
    public HtmlReport Warnings(IEnumerable<string> texts)
    {
        _warnings.AddRange(texts);
        return this;
    }

    /// <summary>Begins a section.</summary>
    /// <param name="title">Its heading.</param>
    public HtmlReport Section(string title)
    {
        if (_sectionOpen) _body.Append("</section>\n");
        _sections.Add(title);
        _sectionOpen = true;
        _body.Append("<section id=\"s").Append(_sections.Count).Append("\">\n<h2>").Append(SvgDrawing.Escape(title)).Append("</h2>\n");
        return this;
    }

    /// <summary>Adds key facts, each as a small tile: name and value.</summary>
    /// <param name="facts">E.g. (<c>model rows</c>, <c>20,000</c>).</param>
    public HtmlReport Facts(params ReadOnlySpan<(string Name, string Value)> facts)
    {
        _body.Append("<dl class=\"facts\">\n");
        foreach ((string name, string value) in facts)
            _body.Append("<div><dt>").Append(SvgDrawing.Escape(name)).Append("</dt><dd>").Append(SvgDrawing.Escape(value)).Append("</dd></div>\n");
        _body.Append("</dl>\n");
        return this;
    }

    /// <summary>Adds a paragraph.</summary>
    /// <param name="text">The text.</param>
    public HtmlReport Paragraph(string text) => Element("p", text);

    /// <summary>Adds text as it would stand in a terminal, e.g. the command that made the run.</summary>
    /// <param name="text">The text, of one or more lines.</param>
    public HtmlReport Code(string text) => Element("pre", text);

    /// <summary>Adds a picture.</summary>
    /// <param name="svg">An SVG picture as text; only plain shapes and text are let in.</param>
    /// <param name="caption">What to see in it.</param>
    public HtmlReport Figure(string svg, string caption)
    {
        SvgFigure.Append(_body, svg, caption);
        return this;
    }

    /// <summary>Adds pictures side by side where there is room.</summary>
    /// <param name="figures">Pictures with their captions.</param>
    public HtmlReport Figures(params ReadOnlySpan<(string Svg, string Caption)> figures)
    {
        _body.Append("<div class=\"side\">\n");
        foreach ((string svg, string caption) in figures) SvgFigure.Append(_body, svg, caption);
        _body.Append("</div>\n");
        return this;
    }

    /// <summary>Adds a table; columns of numbers are aligned right.</summary>
    /// <param name="header">Names of the columns.</param>
    /// <param name="rows">Cells, one for each column.</param>
    public HtmlReport Table(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        HtmlTable.Append(_body, header, [.. rows]);
        return this;
    }

    /// <summary>Adds links to files beside the page.</summary>
    /// <param name="files">Relative paths and what they hold.</param>
    public HtmlReport Files(params ReadOnlySpan<(string Path, string Text)> files)
    {
        _body.Append("<ul class=\"files\">\n");
        foreach ((string path, string text) in files)
        {
            if (path.StartsWith('/') || path.Contains(':', StringComparison.Ordinal) || path.Contains('\\', StringComparison.Ordinal))
                throw new ArgumentException($"\"{path}\" is not a relative path.", nameof(files));
            string address = string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
            _body.Append("<li><a href=\"").Append(SvgDrawing.Escape(address)).Append("\">").Append(SvgDrawing.Escape(path)).Append("</a> ")
                .Append(SvgDrawing.Escape(text)).Append("</li>\n");
        }

        _body.Append("</ul>\n");
        return this;
    }

    /// <summary>Adds what the results rest on, small: model checksum, seed, version, options.</summary>
    /// <param name="facts">Names and values.</param>
    public HtmlReport Provenance(params ReadOnlySpan<(string Name, string Value)> facts)
    {
        _body.Append("<div class=\"scroll\"><table class=\"provenance\"><tbody>\n");
        foreach ((string name, string value) in facts)
            _body.Append("<tr><th scope=\"row\">").Append(SvgDrawing.Escape(name)).Append("</th><td>").Append(SvgDrawing.Escape(value)).Append("</td></tr>\n");
        _body.Append("</tbody></table></div>\n");
        return this;
    }

    /// <summary>Writes the page as UTF-8.</summary>
    /// <param name="stream">Where to write; left open.</param>
    public void WriteTo(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(System.Text.Encoding.UTF8.GetBytes(ToHtml()));
    }

    /// <summary>The page as text; it is well-formed XML too.</summary>
    public string ToHtml()
    {
        string title = SvgDrawing.Escape(_title);
        var page = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n");
        page.Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<meta name=\"color-scheme\" content=\"light dark\"/>\n");
        page.Append("<title>").Append(title).Append("</title>\n<style>\n").Append(HtmlStyle.Sheet).Append("</style>\n</head>\n<body>\n<main>\n<header>\n<h1>").Append(title).Append("</h1>\n");
        if (_lead.Length > 0) page.Append("<p class=\"lead\">").Append(SvgDrawing.Escape(_lead)).Append("</p>\n");
        page.Append("</header>\n");
        AppendWarnings(page);
        if (_sections.Count > 3) AppendContents(page);
        page.Append(_body);
        if (_sectionOpen) page.Append("</section>\n");
        return page.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private void AppendWarnings(StringBuilder page)
    {
        if (_warnings.Count == 0) return;
        page.Append("<aside class=\"warnings\" role=\"note\">\n<strong>").Append(_warnings.Count == 1 ? "Warning" : "Warnings").Append("</strong>\n<ul>\n");
        foreach (string text in _warnings) page.Append("<li>").Append(SvgDrawing.Escape(text)).Append("</li>\n");
        page.Append("</ul>\n</aside>\n");
    }

    private void AppendContents(StringBuilder page)
    {
        page.Append("<nav>\n");
        for (int i = 0; i < _sections.Count; i++)
            page.Append("<a href=\"#s").Append(i + 1).Append("\">").Append(SvgDrawing.Escape(_sections[i])).Append("</a>\n");
        page.Append("</nav>\n");
    }

    private HtmlReport Element(string name, string text)
    {
        _body.Append('<').Append(name).Append('>').Append(SvgDrawing.Escape(text)).Append("</").Append(name).Append(">\n");
        return this;
    }
}
