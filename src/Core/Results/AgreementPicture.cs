using System.Globalization;

namespace GenoXai.Core.Results;

/// <summary>A figure between −1 and 1 for each pair of a few named things, e.g. correlations of runs, as an SVG table of coloured cells.</summary>
public sealed record AgreementPicture
{
    private const double Cell = 58;
    private const double MostNameWidth = 220;

    /// <summary>First line.</summary>
    public required string Title { get; init; }

    /// <summary>Second line.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>The things, R of them.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>Figures, shape (R, R), row-major; not a number is grey.</summary>
    public required double[] Values { get; init; }

    /// <summary>The picture as SVG text.</summary>
    public string Render()
    {
        if (Names.Count == 0 || Values.Length != Names.Count * Names.Count) throw new ArgumentException($"{Values.Length} figures are not {Names.Count} × {Names.Count}.");
        var drawing = new SvgDrawing();
        double names = Math.Min(MostNameWidth, Names.Max(static n => TextMeasure.Width(n, PictureStyle.TextSize)));
        double left = PictureHead.Left + names + 34, side = Cell * Names.Count, width = Math.Max(left + side + 24, 420);
        double top = PictureHead.Draw(drawing, Title, Subtitle, width) + 18;
        for (int i = 0; i < Names.Count; i++)
        {
            string number = (i + 1).ToString(CultureInfo.InvariantCulture);
            double middle = top + (i + 0.5) * Cell + 4;
            drawing.Text(PictureHead.Left, middle, number, PictureStyle.TextSize, PictureStyle.Muted)
                .Text(PictureHead.Left + 22, middle, TextMeasure.Fit(Names[i], PictureStyle.TextSize, names), PictureStyle.TextSize)
                .Text(left + (i + 0.5) * Cell, top - 6, number, PictureStyle.TextSize, PictureStyle.Muted, TextAnchor.Middle);
            for (int j = 0; j < Names.Count; j++) DrawCell(drawing, left + j * Cell, top + i * Cell, Values[i * Names.Count + j]);
        }

        drawing.Rectangle(left, top, side, side, "none", $"stroke=\"{PictureStyle.Axis}\" stroke-width=\"0.8\"");
        return drawing.ToSvg(width, top + side + 20, PictureHead.Name(Title, Subtitle));
    }

    private static void DrawCell(SvgDrawing drawing, double x, double y, double value)
    {
        int shade = HeatColors.Shade(value, 1);
        drawing.Rectangle(x, y, Cell, Cell, double.IsNaN(value) ? PictureStyle.Missing : HeatColors.Of(shade));
        string text = double.IsNaN(value) ? "–" : value.ToString("0.00", CultureInfo.InvariantCulture).Replace('-', '−');
        drawing.Text(x + Cell / 2, y + Cell / 2 + 4.5, text, 13, Math.Abs(shade) > HeatColors.Shades * 2 / 3 ? "#fff" : PictureStyle.Ink, TextAnchor.Middle);
    }
}
