namespace GenoXai.Core.Results;

/// <summary>Title and subtitle at the head of a picture.</summary>
internal static class PictureHead
{
    public const double Left = 14;

    /// <summary>Draws them.</summary>
    /// <returns>Where the picture proper may begin, in pixels from the top.</returns>
    public static double Draw(SvgDrawing drawing, string title, string subtitle, double width)
    {
        double room = width - 2 * Left, y = 26;
        drawing.Text(Left, y, TextMeasure.Fit(title, PictureStyle.TitleSize, room), PictureStyle.TitleSize, PictureStyle.Ink, TextAnchor.Start, "font-weight=\"600\"");
        foreach (string line in TextMeasure.Wrap(subtitle, PictureStyle.TextSize, room, 3))
            drawing.Text(Left, y += 17, line, PictureStyle.TextSize, PictureStyle.Muted);
        return y + 18;
    }

    /// <summary>What the picture is called for those who hear it.</summary>
    public static string Name(string title, string subtitle) => subtitle.Length > 0 ? $"{title}: {subtitle}" : title;
}
