namespace GenoXai.Core.Results;

/// <summary>One figure for each of a few things, e.g. energy by order or cost by method, as an SVG picture of level bars.</summary>
public sealed record BarPicture
{
    private const double Width = 520;
    private const double BarHeight = 20;
    private const double Gap = 10;

    /// <summary>First line.</summary>
    public required string Title { get; init; }

    /// <summary>Second line.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>Name and unit of the figures.</summary>
    public required string ValueName { get; init; }

    /// <summary>The bars, from top to bottom.</summary>
    public required IReadOnlyList<Bar> Bars { get; init; }

    /// <summary>Whether equal lengths are equal ratios; figures of 0 or less then have no bar.</summary>
    public bool Logarithmic { get; init; }

    /// <summary>Writes the picture.</summary>
    /// <param name="stream">Where to write; left open.</param>
    public void Write(Stream stream) => SvgDrawing.Save(stream, Render());

    /// <summary>The picture as SVG text.</summary>
    public string Render()
    {
        if (Bars.Count == 0) throw new ArgumentException("A bar picture has one or more bars.");
        var drawing = new SvgDrawing();
        double top = PictureHead.Draw(drawing, Title, Subtitle, Width);
        double labels = Math.Min(255, Bars.Max(bar => TextMeasure.Width(bar.Label, PictureStyle.TextSize)) + 8);
        double texts = Bars.Max(bar => TextMeasure.Width(TextOf(bar), PictureStyle.TextSize)) + 14;
        AxisScale x = Scale(PictureHead.Left + labels + 6, Width - Math.Min(texts, 200) - 8);
        double bottom = top + Bars.Count * (BarHeight + Gap);
        foreach (double tick in x.Ticks(4))
        {
            drawing.Line(x.At(tick), top, x.At(tick), bottom, PictureStyle.Grid, 0.8)
                .Text(x.At(tick), bottom + 16, x.Label(tick, 4), PictureStyle.TickSize, PictureStyle.Muted, TextAnchor.Middle);
        }

        double zero = Logarithmic ? x.From : x.At(0);
        string name = TextMeasure.Fit(ValueName + (Logarithmic ? ", log scale" : ""), PictureStyle.TextSize, Width - (2 * PictureHead.Left));
        // A long name stays inside the picture, where that is not below the middle of the bars.
        double half = TextMeasure.Width(name, PictureStyle.TextSize) / 2, centre = Math.Clamp((x.From + x.To) / 2, PictureHead.Left + half, Math.Max(PictureHead.Left + half, Width - 8 - half));
        for (int i = 0; i < Bars.Count; i++) Draw(drawing, Bars[i], x, zero, top + i * (BarHeight + Gap) + Gap / 2, labels);
        drawing.Line(zero, top, zero, bottom, PictureStyle.Axis, 0.9)
            .Text(centre, bottom + 35, name, PictureStyle.TextSize, PictureStyle.Ink, TextAnchor.Middle);
        return drawing.ToSvg(Width, bottom + 48, PictureHead.Name(Title, Subtitle));
    }

    private AxisScale Scale(double from, double to)
    {
        var values = Bars.SelectMany(bar => new[] { bar.Value - bar.Error, bar.Value + bar.Error }).Where(double.IsFinite).ToArray();
        if (Logarithmic)
        {
            double[] positive = [.. values.Where(value => value > 0)];
            // From below the smallest, so that it has a bar too.
            return positive.Length == 0
                ? new AxisScale(0.1, 10, from, to, true)
                : new AxisScale(positive.Min() / 10, positive.Max(), from, to, true).Widened();
        }

        double minimum = Math.Min(0, values.DefaultIfEmpty(0).Min()), maximum = Math.Max(0, values.DefaultIfEmpty(0).Max());
        return (minimum == maximum ? new AxisScale(0, 1, from, to) : new AxisScale(minimum, maximum, from, to)).Widened();
    }

    private void Draw(SvgDrawing drawing, Bar bar, AxisScale x, double zero, double top, double labels)
    {
        double middle = top + BarHeight / 2 + 4;
        drawing.Text(PictureHead.Left + labels - 2, middle, TextMeasure.Fit(bar.Label, PictureStyle.TextSize, labels), PictureStyle.TextSize, PictureStyle.Ink, TextAnchor.End,
            bar.Emphasis ? "font-weight=\"600\"" : "");
        bool drawn = double.IsFinite(bar.Value) && (!Logarithmic || bar.Value > 0);
        double end = drawn ? x.At(bar.Value) : zero;
        if (drawn)
            drawing.Rectangle(Math.Min(zero, end), top, Math.Max(0.6, Math.Abs(end - zero)), BarHeight, bar.Emphasis ? PictureStyle.Blue : PictureStyle.Pale, "rx=\"1.5\"");
        double right = Math.Max(end, zero);
        if (drawn && bar.Error > 0)
        {
            double low = Logarithmic && bar.Value - bar.Error <= 0 ? zero : x.At(bar.Value - bar.Error), high = x.At(bar.Value + bar.Error), y = top + BarHeight / 2;
            drawing.Path($"M{SvgDrawing.Number(low)} {SvgDrawing.Number(y)}H{SvgDrawing.Number(high)}M{SvgDrawing.Number(low)} {SvgDrawing.Number(y - 4)}v8M{SvgDrawing.Number(high)} {SvgDrawing.Number(y - 4)}v8",
                $"fill=\"none\" stroke=\"{PictureStyle.Ink}\" stroke-width=\"1.1\"");
            right = Math.Max(right, high);
        }

        drawing.Text(right + 6, middle, TextOf(bar), PictureStyle.TextSize, bar.Emphasis ? PictureStyle.Ink : PictureStyle.Muted, TextAnchor.Start,
            bar.Emphasis ? "font-weight=\"600\"" : "");
    }

    private static string TextOf(Bar bar) => bar.Text ?? (double.IsFinite(bar.Value) ? AxisScale.Short(bar.Value) : "not known");
}

/// <summary>One bar.</summary>
/// <param name="Label">What it stands for.</param>
/// <param name="Value">Its figure.</param>
/// <param name="Text">The figure in words at its end; null for the figure itself.</param>
/// <param name="Error">Standard error, drawn as a whisker either way; 0 for none.</param>
/// <param name="Emphasis">Whether it is the bar to look at.</param>
public sealed record Bar(string Label, double Value, string? Text = null, double Error = 0, bool Emphasis = false);
