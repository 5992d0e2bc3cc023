using System.Text;
using GenoXai.Core.Motifs;

namespace GenoXai.Core.Results;

/// <summary>A motif on a page of logos.</summary>
/// <param name="Motif">The motif.</param>
/// <param name="Label">Its name, in bold.</param>
/// <param name="Note">What else there is to say, e.g. the known motif it fits; may be empty.</param>
public sealed record MotifLogo(Motif Motif, string Label, string Note = "");

/// <summary>
/// Logos of several motifs on one page, as an SVG picture: at each position the letters stand upon each other, the likeliest
/// on top, as high as its probability times the information of the position (Schneider and Stephens 1990), in bits.
/// </summary>
public sealed record MotifLogos
{
    private const double Width = 960, LogoHeight = 62, Head = 36, Foot = 20, Left = 34, Gap = 26, WidestCell = 20, LeastCell = 7;

    /// <summary>First line.</summary>
    public required string Title { get; init; }

    /// <summary>Second line.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>The motifs, row by row.</summary>
    public required IReadOnlyList<MotifLogo> Logos { get; init; }

    /// <summary>The picture as SVG text.</summary>
    public string Render()
    {
        if (Logos.Count == 0) throw new ArgumentException("A page of logos has one or more.");
        var drawing = new SvgDrawing();
        double top = PictureHead.Draw(drawing, Title, Subtitle, Width);
        int widest = Logos.Max(static logo => logo.Motif.Width);
        double room = Width - PictureHead.Left * 2;
        // As many columns as the widest motif leaves room for.
        int columns = Math.Clamp((int)(room / (Left + widest * 13 + Gap)), 1, Math.Min(4, Logos.Count));
        double column = room / columns, cell = Math.Clamp((column - Left - Gap) / widest, LeastCell, WidestCell);
        for (int i = 0; i < Logos.Count; i++)
            Draw(drawing, Logos[i], PictureHead.Left + i % columns * column, top + i / columns * (Head + LogoHeight + Foot), cell, column - Gap);
        double bottom = top + (Logos.Count + columns - 1) / columns * (Head + LogoHeight + Foot);
        return drawing.ToSvg(Math.Max(Width, PictureHead.Left * 2 + Left + widest * cell), bottom + 8, PictureHead.Name(Title, Subtitle));
    }

    private static void Draw(SvgDrawing drawing, MotifLogo logo, double left, double top, double cell, double room)
    {
        Motif motif = logo.Motif;
        drawing.Text(left, top + 11, TextMeasure.Fit(logo.Label, PictureStyle.TextSize, room), PictureStyle.TextSize, PictureStyle.Ink, TextAnchor.Start, "font-weight=\"600\"")
            .Text(left, top + 25, TextMeasure.Fit(logo.Note, PictureStyle.TickSize, room), PictureStyle.TickSize, PictureStyle.Muted);
        double most = Math.Log2(motif.Alphabet.Count), plotTop = top + Head, foot = plotTop + LogoHeight, start = left + Left;
        drawing.Line(start, foot, start + motif.Width * cell, foot, PictureStyle.Axis, 0.9).Line(start - 4, plotTop, start - 4, foot, PictureStyle.Axis, 0.9);
        foreach (double bits in (ReadOnlySpan<double>)[0, most])
            drawing.Text(start - 8, foot - bits / most * LogoHeight + 4, AxisScale.Short(Math.Round(bits, 1)), PictureStyle.TickSize, PictureStyle.Muted, TextAnchor.End);
        drawing.UprightText(left + 4, plotTop + LogoHeight / 2, "bits", PictureStyle.TickSize);
        var paths = new SortedDictionary<string, StringBuilder>(StringComparer.Ordinal);
        for (int position = 0; position < motif.Width; position++)
        {
            double height = Math.Max(0, motif.InformationContent(position)) / most * LogoHeight, y = foot;
            ReadOnlySpan<double> row = motif[position];
            double[] shares = row.ToArray();
            foreach (int letter in Enumerable.Range(0, shares.Length).OrderBy(letter => shares[letter]))
            {
                double size = shares[letter] * height;
                if (size >= 0.3)
                {
                    string color = LetterColors.Of(motif.Alphabet, motif.Alphabet.Letters[letter]);
                    if (!paths.TryGetValue(color, out StringBuilder? path)) paths[color] = path = new StringBuilder();
                    LetterGlyphs.Append(path, motif.Alphabet.Letters[letter], start + position * cell + cell * 0.03, y - size, cell * 0.94, y);
                }

                y -= size;
            }
        }

        foreach ((string color, StringBuilder path) in paths) drawing.Path(path.ToString(), $"fill=\"{color}\"");
        drawing.Text(start, foot + 13, "0", PictureStyle.TickSize, PictureStyle.Muted)
            .Text(start + motif.Width * cell, foot + 13, (motif.Width - 1).ToString(System.Globalization.CultureInfo.InvariantCulture), PictureStyle.TickSize, PictureStyle.Muted, TextAnchor.End);
    }
}
