namespace GenoXai.Core.Results;

/// <summary>
/// A sequence logo with a heat map under it, as an SVG picture: each observed letter as high as its
/// value, negative ones mirrored below the axis; long sequences in rows of up to 100 positions.
/// </summary>
public static class LogoPicture
{
    private const double LegendBar = 132;

    /// <summary>Writes the picture.</summary>
    /// <param name="stream">Where to write; left open.</param>
    /// <param name="content">What to show.</param>
    public static void Write(Stream stream, LogoPictureContent content) => SvgDrawing.Save(stream, Render(content));

    /// <summary>The picture as SVG text, to stand in a file of its own or within HTML.</summary>
    /// <param name="content">What to show.</param>
    public static string Render(LogoPictureContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        content.Check();
        var layout = new LogoLayout(content);
        var drawing = new SvgDrawing();
        double top = PictureHead.Draw(drawing, content.Title, content.Subtitle, layout.Width);
        (AxisScale scale, bool flat) = Range(content.Values);
        double heatLimit = content.HeatMap is null ? 0 : HeatCells.LargestSize(content.HeatMap);
        double arcLimit = HeatCells.LargestSize(content.Arcs.Select(arc => arc.Strength).ToArray());
        for (int row = 0; row < layout.Rows; row++)
        {
            var drawn = new LogoRow(drawing, content, layout, row * layout.PerRow, top);
            drawn.Draw(scale, heatLimit, arcLimit);
            top = drawn.Bottom + 16;
        }

        double bottom = DrawLegend(drawing, content, layout, top - 4, heatLimit, arcLimit, flat);
        return drawing.ToSvg(layout.Width, bottom, PictureHead.Name(content.Title, content.Subtitle));
    }

    private static double DrawLegend(SvgDrawing drawing, LogoPictureContent content, LogoLayout layout, double top, double heatLimit, double arcLimit, bool flat)
    {
        double bottom = top;
        if (content.HeatMap is not null)
        {
            HeatLegend.Draw(drawing, LogoLayout.Left, top, LegendBar, heatLimit, content.HeatName);
            bottom = top + HeatLegend.Height;
        }

        var notes = new List<string>();
        if (flat) notes.Add("All values are 0.");
        if (content.HeatMap is not null) notes.Add(content.HeatNote);
        if (content.HeatMap is not null && content.HeatMap.Any(double.IsNaN)) notes.Add("Grey: no value.");
        if (content.Arcs.Count > 0) notes.Add($"Arcs: interactions, red above and blue below 0, the strongest {AxisScale.Short(arcLimit)}.");
        if (notes.Count == 0) return bottom + 4;
        foreach (string line in TextMeasure.Wrap(string.Join("  ", notes), PictureStyle.TickSize, layout.Width - LogoLayout.Left - 14, 3))
        {
            bottom += 13;
            drawing.Text(LogoLayout.Left, bottom, line, PictureStyle.TickSize, PictureStyle.Muted);
        }

        return bottom + 14;
    }

    // One scale for all rows; it always holds zero, where the letters stand.
    private static (AxisScale Scale, bool Flat) Range(double[] values)
    {
        double lowest = 0, highest = 0;
        foreach (double value in values)
        {
            if (!double.IsFinite(value)) continue;
            lowest = Math.Min(lowest, value);
            highest = Math.Max(highest, value);
        }

        bool flat = lowest == highest;
        return (flat ? new AxisScale(-1, 1, 0, 1) : new AxisScale(lowest, highest, 0, 1), flat);
    }
}
