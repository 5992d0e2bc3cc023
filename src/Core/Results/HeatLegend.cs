namespace GenoXai.Core.Results;

/// <summary>The bar that says which number a heat map's colour means.</summary>
internal static class HeatLegend
{
    /// <summary>Height of the bar with its numbers.</summary>
    public const double Height = 28;
    private const double Bar = 8;

    /// <summary>Draws a level bar with −limit, 0 and limit under it and its name to the right.</summary>
    public static void Draw(SvgDrawing drawing, double x, double y, double width, double limit, string name)
    {
        double step = width / (2 * HeatColors.Shades + 1);
        drawing.BeginGroup("shape-rendering=\"crispEdges\"");
        for (int shade = -HeatColors.Shades; shade <= HeatColors.Shades; shade++)
            drawing.Rectangle(x + (shade + HeatColors.Shades) * step, y, step + 0.3, Bar, HeatColors.Of(shade));
        drawing.EndGroup();
        drawing.Rectangle(x, y, width, Bar, "none", $"stroke=\"{PictureStyle.Axis}\" stroke-width=\"0.6\"");
        string end = limit > 0 ? AxisScale.Short(limit) : "";
        double under = y + Bar + PictureStyle.TickSize + 2;
        drawing.Text(x, under, limit > 0 ? AxisScale.Short(-limit) : "", PictureStyle.TickSize, PictureStyle.Muted)
            .Text(x + width / 2, under, "0", PictureStyle.TickSize, PictureStyle.Muted, TextAnchor.Middle)
            .Text(x + width, under, end, PictureStyle.TickSize, PictureStyle.Muted, TextAnchor.End)
            .Text(x + width + 10, y + Bar, name, PictureStyle.TickSize, PictureStyle.Muted);
    }
}
