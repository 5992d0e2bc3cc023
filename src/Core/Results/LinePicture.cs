using System.Text;

namespace GenoXai.Core.Results;

/// <summary>Lines over a common axis, e.g. the cost of methods over the number of sequences, as an SVG picture.</summary>
public sealed record LinePicture
{
    private const double Left = 76;
    private const double PlotWidth = 320;
    private const double PlotHeight = 250;
    private static readonly string[] Colors = [PictureStyle.Blue, PictureStyle.Red, "#1a9641", "#7b3fa0", "#b8860b", "#4a5361"];

    /// <summary>First line.</summary>
    public required string Title { get; init; }

    /// <summary>Second line.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>Name and unit of the level axis.</summary>
    public required string XName { get; init; }

    /// <summary>Name and unit of the upright axis.</summary>
    public required string YName { get; init; }

    /// <summary>The lines; the first is drawn boldest.</summary>
    public required IReadOnlyList<ChartLine> Lines { get; init; }

    /// <summary>Whether the level axis is logarithmic; points at 0 or less are then left out.</summary>
    public bool LogarithmicX { get; init; }

    /// <summary>Whether the upright axis is logarithmic; points at 0 or less are then left out.</summary>
    public bool LogarithmicY { get; init; }

    /// <summary>Whether the upright axis shows 0 also where no point is near it.</summary>
    public bool IncludesZero { get; init; } = true;

    /// <summary>Places on the level axis to mark, e.g. the break-even.</summary>
    public IReadOnlyList<ChartMark> Marks { get; init; } = [];

    /// <summary>Writes the picture.</summary>
    /// <param name="stream">Where to write; left open.</param>
    public void Write(Stream stream) => SvgDrawing.Save(stream, Render());

    /// <summary>The picture as SVG text; each line is named at its right end.</summary>
    public string Render()
    {
        var points = Lines.Select(Drawable).ToArray();
        var drawing = new SvgDrawing();
        double names = Lines.Count == 0 ? 0 : Math.Min(220, Lines.Max(line => TextMeasure.Width(line.Name, PictureStyle.TextSize)) + 12);
        double width = Left + PlotWidth + Math.Max(30, names);
        double top = PictureHead.Draw(drawing, Title, Subtitle, width) + (Marks.Count > 0 ? 16 : 4);
        AxisScale x = Scale(points.SelectMany(line => line.Select(point => point.X)), Left, Left + PlotWidth, LogarithmicX, fromZero: true);
        if (!LogarithmicX) x = x with { Maximum = points.SelectMany(line => line.Select(point => point.X)).DefaultIfEmpty(x.Maximum).Max() };
        AxisScale y = Scale(points.SelectMany(line => line.Select(point => point.Y)), top + PlotHeight, top, LogarithmicY, IncludesZero);
        new ChartFrame(x, y).Draw(drawing, XName, YName, 6);
        foreach (ChartMark mark in Marks) DrawMark(drawing, mark, x, y);
        for (int i = points.Length - 1; i >= 0; i--) DrawLine(drawing, points[i], x, y, Colors[i % Colors.Length], i == 0 ? 2.6 : 1.8);
        DrawNames(drawing, points, y, names);
        return drawing.ToSvg(width, top + PlotHeight + 50, PictureHead.Name(Title, Subtitle));
    }

    private (double X, double Y)[] Drawable(ChartLine line)
    {
        if (line.X.Length != line.Y.Length) throw new ArgumentException($"Line \"{line.Name}\": {line.X.Length} and {line.Y.Length} coordinates are not pairs.");
        return [.. line.X.Zip(line.Y).Where(point => double.IsFinite(point.First) && double.IsFinite(point.Second)
            && (!LogarithmicX || point.First > 0) && (!LogarithmicY || point.Second > 0))];
    }

    private static AxisScale Scale(IEnumerable<double> values, double from, double to, bool logarithmic, bool fromZero)
    {
        double[] all = [.. values];
        if (all.Length == 0) return new AxisScale(logarithmic ? 1 : 0, 10, from, to, logarithmic);
        double minimum = logarithmic || !fromZero ? all.Min() : Math.Min(0, all.Min()), maximum = all.Max();
        if (minimum == maximum && fromZero) maximum = minimum == 0 ? 1 : minimum + Math.Abs(minimum);
        else if (minimum == maximum) (minimum, maximum) = minimum == 0 ? (-1, 1) : (minimum - Math.Abs(minimum) / 2, maximum + Math.Abs(maximum) / 2);
        return new AxisScale(minimum, maximum, from, to, logarithmic).Widened();
    }

    private static void DrawLine(SvgDrawing drawing, (double X, double Y)[] points, AxisScale x, AxisScale y, string color, double width)
    {
        var path = new StringBuilder();
        foreach ((double px, double py) in points)
            path.Append(path.Length == 0 ? 'M' : 'L').Append(SvgDrawing.Number(x.At(px))).Append(' ').Append(SvgDrawing.Number(y.At(py)));
        drawing.Path(path.ToString(), $"fill=\"none\" stroke=\"{color}\" stroke-width=\"{SvgDrawing.Number(width)}\" stroke-linejoin=\"round\" stroke-linecap=\"round\"");
        if (points.Length > 12) return;
        foreach ((double px, double py) in points) drawing.Circle(x.At(px), y.At(py), width + 0.6, color);
    }

    // Names stand at the lines' ends, pushed apart where ends are close.
    private void DrawNames(SvgDrawing drawing, (double X, double Y)[][] points, AxisScale y, double room)
    {
        double last = double.NegativeInfinity;
        foreach (int i in Enumerable.Range(0, points.Length).Where(i => points[i].Length > 0).OrderBy(i => y.At(points[i][^1].Y)))
        {
            double at = Math.Max(y.At(points[i][^1].Y), last + 14);
            drawing.Text(Left + PlotWidth + 9, at + 4, TextMeasure.Fit(Lines[i].Name, PictureStyle.TextSize, room), PictureStyle.TextSize, Colors[i % Colors.Length], TextAnchor.Start,
                i == 0 ? "font-weight=\"600\"" : "");
            last = at;
        }
    }

    private static void DrawMark(SvgDrawing drawing, ChartMark mark, AxisScale x, AxisScale y)
    {
        if (!double.IsFinite(mark.X) || mark.X < x.Minimum || mark.X > x.Maximum) return;
        double at = x.At(mark.X);
        // The name stays within the plot.
        double half = TextMeasure.Width(mark.Label, PictureStyle.TextSize) / 2;
        drawing.Line(at, y.To, at, y.From, PictureStyle.Span, 1.2, "stroke-dasharray=\"4 3\"")
            .Text(Math.Clamp(at, Math.Min(x.From + half, x.To), Math.Max(x.To - half, x.From)), y.To - 6, mark.Label, PictureStyle.TextSize, PictureStyle.Span, TextAnchor.Middle, "font-weight=\"600\"");
    }
}

/// <summary>One line of a chart.</summary>
/// <param name="Name">What it stands for.</param>
/// <param name="X">Level coordinates, ascending.</param>
/// <param name="Y">Upright coordinates, one for each.</param>
public sealed record ChartLine(string Name, double[] X, double[] Y);

/// <summary>A marked place on the level axis.</summary>
/// <param name="X">Where.</param>
/// <param name="Label">What is there.</param>
public sealed record ChartMark(double X, string Label);
