namespace GenoXai.Core.Results;

/// <summary>The two axes of a chart with their ticks, grid and names.</summary>
/// <param name="X">The level axis; from left to right.</param>
/// <param name="Y">The upright axis; <see cref="AxisScale.From"/> is the lower edge.</param>
internal sealed record ChartFrame(AxisScale X, AxisScale Y)
{
    /// <summary>Draws grid, axes, numbers and names.</summary>
    public void Draw(SvgDrawing drawing, string xName, string yName, int wanted = 5)
    {
        double left = X.From, right = X.To, top = Y.To, bottom = Y.From;
        foreach (double tick in Y.Ticks(wanted))
        {
            double at = Y.At(tick);
            drawing.Line(left, at, right, at, PictureStyle.Grid, 0.8)
                .Text(left - 8, at + 3.7, Y.Label(tick, wanted), PictureStyle.TickSize, PictureStyle.Muted, TextAnchor.End);
        }

        foreach (double tick in X.Ticks(wanted))
        {
            double at = X.At(tick);
            drawing.Line(at, top, at, bottom, PictureStyle.Grid, 0.8)
                .Line(at, bottom, at, bottom + 4, PictureStyle.Axis, 0.9)
                .Text(at, bottom + 17, X.Label(tick, wanted), PictureStyle.TickSize, PictureStyle.Muted, TextAnchor.Middle);
        }

        drawing.Path($"M{SvgDrawing.Number(left)} {SvgDrawing.Number(top)}V{SvgDrawing.Number(bottom)}H{SvgDrawing.Number(right)}",
            $"fill=\"none\" stroke=\"{PictureStyle.Axis}\" stroke-width=\"0.9\"");
        drawing.Text((left + right) / 2, bottom + 36, TextMeasure.Fit(xName, PictureStyle.TextSize, right - left + 40), PictureStyle.TextSize, PictureStyle.Ink, TextAnchor.Middle)
            .UprightText(22, (top + bottom) / 2, TextMeasure.Fit(yName, PictureStyle.TextSize, bottom - top + 30), PictureStyle.TextSize, PictureStyle.Ink);
    }
}
