using System.Text;
using GenoXai.Core.Motifs;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Results;

/// <summary>One logo: letters stacked at each position, the largest outermost.</summary>
/// <param name="Heights">Height of each letter at each position, shape (width, q), row-major; letters of a negative height hang from the axis, mirrored.</param>
/// <param name="ValueName">What the heights are, e.g. <c>bits</c>.</param>
public sealed record LogoPanel(double[] Heights, string ValueName)
{
    /// <summary>The logo of letter probabilities: each letter as high as its share of the position's information, in bits.</summary>
    /// <param name="motif">The motif.</param>
    public static LogoPanel OfInformation(Motif motif)
    {
        ArgumentNullException.ThrowIfNull(motif);
        double[] heights = [.. motif.Probabilities];
        int q = motif.Alphabet.Count;
        for (int cell = 0; cell < heights.Length; cell++) heights[cell] *= Math.Max(0, motif.InformationContent(cell / q));
        return new LogoPanel(heights, "bits");
    }
}

/// <summary>One line of a page of logos.</summary>
/// <param name="Title">The motif's name.</param>
/// <param name="Note">What else is said of it, below the name.</param>
/// <param name="Logos">Its logos, side by side; every line has as many.</param>
public sealed record LogoPanelLine(string Title, string Note, IReadOnlyList<LogoPanel> Logos);

/// <summary>A page of motifs as an SVG picture, a line for each with its logos side by side, e.g. probabilities and contributions.</summary>
public static class ContributionLogos
{
    private const double NameWidth = 190, PanelWidth = 360, PanelLeft = 62, Height = 66, LineHeight = 96;

    /// <summary>The picture as SVG text.</summary>
    /// <param name="title">First line.</param>
    /// <param name="subtitle">Second line.</param>
    /// <param name="alphabet">The letters, q of them.</param>
    /// <param name="lines">The motifs.</param>
    public static string Render(string title, string subtitle, Alphabet alphabet, IReadOnlyList<LogoPanelLine> lines)
    {
        ArgumentNullException.ThrowIfNull(alphabet);
        ArgumentNullException.ThrowIfNull(lines);
        int panels = lines.Count == 0 ? 1 : lines.Max(static l => l.Logos.Count);
        double width = PictureHead.Left + NameWidth + panels * (PanelWidth + PanelLeft) + 14;
        var drawing = new SvgDrawing();
        double top = PictureHead.Draw(drawing, title, subtitle, width) + 4;
        foreach (LogoPanelLine line in lines)
        {
            drawing.Text(PictureHead.Left, top + 22, TextMeasure.Fit(line.Title, 13, NameWidth), 13, PictureStyle.Ink, TextAnchor.Start, "font-weight=\"600\"");
            double y = top + 22;
            foreach (string text in TextMeasure.Wrap(line.Note, PictureStyle.TickSize, NameWidth, 4)) drawing.Text(PictureHead.Left, y += 14, text, PictureStyle.TickSize, PictureStyle.Muted);
            for (int panel = 0; panel < line.Logos.Count; panel++)
                DrawLogo(drawing, line.Logos[panel], alphabet, PictureHead.Left + NameWidth + panel * (PanelWidth + PanelLeft) + PanelLeft, top + 6);
            top += LineHeight;
        }

        return drawing.ToSvg(width, top + 6, PictureHead.Name(title, subtitle));
    }

    private static void DrawLogo(SvgDrawing drawing, LogoPanel logo, Alphabet alphabet, double left, double top)
    {
        int q = alphabet.Count, width = logo.Heights.Length / q;
        (double lowest, double highest) = Range(logo, q);
        double cell = Math.Min(22, PanelWidth / Math.Max(1, width)), unit = Height / Math.Max(highest - lowest, double.Epsilon), zero = top + highest * unit;
        drawing.Line(left, zero, left + width * cell, zero, PictureStyle.Axis, 0.9);
        drawing.Line(left - 4, top, left - 4, top + Height, PictureStyle.Axis, 0.9);
        // A label for next to nothing would lie upon the other.
        double labelled = 0.08 * (highest - lowest);
        if (highest > labelled) drawing.Text(left - 8, top + 4, AxisScale.Short(highest), PictureStyle.TickSize, PictureStyle.Muted, TextAnchor.End);
        if (lowest < -labelled) drawing.Text(left - 8, top + Height + 3, AxisScale.Short(lowest), PictureStyle.TickSize, PictureStyle.Muted, TextAnchor.End);
        drawing.UprightText(left - 46, top + Height / 2, TextMeasure.Fit(logo.ValueName, PictureStyle.TickSize, LineHeight), PictureStyle.TickSize);
        var paths = new SortedDictionary<string, StringBuilder>(StringComparer.Ordinal);
        for (int position = 0; position < width; position++)
        {
            double up = zero, down = zero;
            foreach (int letter in Enumerable.Range(0, q).OrderBy(l => Math.Abs(logo.Heights[position * q + l])))
            {
                double size = logo.Heights[position * q + letter] * unit;
                if (Math.Abs(size) < 0.3) continue;
                char symbol = alphabet.Letters[letter];
                string color = LetterColors.Of(alphabet, symbol);
                if (!paths.TryGetValue(color, out StringBuilder? path)) paths[color] = path = new StringBuilder();
                ref double foot = ref size > 0 ? ref up : ref down;
                LetterGlyphs.Append(path, symbol, left + (position + 0.03) * cell, foot - size, cell * 0.94, foot);
                foot -= size;
            }
        }

        foreach ((string color, StringBuilder path) in paths) drawing.Path(path.ToString(), $"fill=\"{color}\"");
        for (int position = 0; position < width; position += width > 30 ? 10 : 5)
            drawing.Text(left + (position + 0.5) * cell, top + Height + 14, position.ToString(System.Globalization.CultureInfo.InvariantCulture), PictureStyle.TickSize, PictureStyle.Muted, TextAnchor.Middle);
    }

    // Bits go to the alphabet's most; other heights to the highest stack.
    private static (double Lowest, double Highest) Range(LogoPanel logo, int q)
    {
        double lowest = 0, highest = logo.ValueName == "bits" ? Math.Log2(q) : 0;
        for (int start = 0; start < logo.Heights.Length; start += q)
        {
            double up = 0, down = 0;
            foreach (double height in logo.Heights.AsSpan(start, q)) _ = height > 0 ? up += height : down += height;
            (lowest, highest) = (Math.Min(lowest, down), Math.Max(highest, up));
        }

        return lowest == highest ? (0, 1) : (lowest, highest);
    }
}
