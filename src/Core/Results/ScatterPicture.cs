using System.Globalization;
using System.Text;

namespace GenoXai.Core.Results;

/// <summary>Two figures for each of many things, e.g. SHAP values by two methods, as an SVG picture.</summary>
public sealed record ScatterPicture
{
    private const double Side = 340;
    private const double Left = 72;
    private const int MostPoints = 3000;
    private const double BinSize = 4;

    /// <summary>First line.</summary>
    public required string Title { get; init; }

    /// <summary>Second line.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>Name and unit of the level axis.</summary>
    public required string XName { get; init; }

    /// <summary>Name and unit of the upright axis.</summary>
    public required string YName { get; init; }

    /// <summary>Level coordinates, one for each point; pairs that are not finite are left out.</summary>
    public required double[] X { get; init; }

    /// <summary>Upright coordinates, one for each point.</summary>
    public required double[] Y { get; init; }

    /// <summary>Whether both axes have one scale and the line x = y is drawn.</summary>
    public bool Identity { get; init; } = true;

    /// <summary>Writes the picture.</summary>
    /// <param name="stream">Where to write; left open.</param>
    public void Write(Stream stream) => SvgDrawing.Save(stream, Render());

    /// <summary>The picture as SVG text. Above 3,000 points, squares say how many lie there.</summary>
    public string Render()
    {
        if (X.Length != Y.Length) throw new ArgumentException($"{X.Length} and {Y.Length} coordinates are not pairs.");
        var points = new List<(double X, double Y)>();
        for (int i = 0; i < X.Length; i++)
            if (double.IsFinite(X[i]) && double.IsFinite(Y[i])) points.Add((X[i], Y[i]));

        var drawing = new SvgDrawing();
        const double width = Left + Side + 26;
        double top = PictureHead.Draw(drawing, Title, Subtitle, width) + 4;
        (AxisScale x, AxisScale y) = Scales(points, top);
        new ChartFrame(x, y).Draw(drawing, XName, YName);
        if (Identity) drawing.Line(x.At(x.Minimum), y.At(x.Minimum), x.At(x.Maximum), y.At(x.Maximum), PictureStyle.Axis, 1.1, "stroke-dasharray=\"5 4\"");
        if (points.Count <= MostPoints) DrawPoints(drawing, points, x, y);
        else DrawBins(drawing, points, x, y);
        DrawCorner(drawing, points, x, y);
        return drawing.ToSvg(width, top + Side + 50, PictureHead.Name(Title, Subtitle));
    }

    /// <summary>Pearson's r of the finite pairs; not a number if one side does not vary.</summary>
    internal static double Correlation(IReadOnlyList<(double X, double Y)> points)
    {
        double mx = 0, my = 0, xx = 0, yy = 0, xy = 0;
        foreach ((double x, double y) in points) (mx, my) = (mx + x / points.Count, my + y / points.Count);
        foreach ((double x, double y) in points)
        {
            xx += (x - mx) * (x - mx);
            yy += (y - my) * (y - my);
            xy += (x - mx) * (y - my);
        }

        return xx > 0 && yy > 0 ? xy / Math.Sqrt(xx * yy) : double.NaN;
    }

    private (AxisScale X, AxisScale Y) Scales(List<(double X, double Y)> points, double top)
    {
        (double x1, double x2) = Extent(points.Select(point => point.X));
        (double y1, double y2) = Extent(points.Select(point => point.Y));
        if (Identity) (x1, x2, y1, y2) = (Math.Min(x1, y1), Math.Max(x2, y2), Math.Min(x1, y1), Math.Max(x2, y2));
        return (new AxisScale(x1, x2, Left, Left + Side).Widened(), new AxisScale(y1, y2, top + Side, top).Widened());
    }

    private static (double Minimum, double Maximum) Extent(IEnumerable<double> values)
    {
        (double minimum, double maximum) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (double value in values) (minimum, maximum) = (Math.Min(minimum, value), Math.Max(maximum, value));
        if (minimum > maximum) return (0, 1);
        double margin = maximum > minimum ? (maximum - minimum) * 0.02 : Math.Max(Math.Abs(minimum) * 0.1, 0.5);
        return (minimum - margin, maximum + margin);
    }

    private static void DrawPoints(SvgDrawing drawing, List<(double X, double Y)> points, AxisScale x, AxisScale y)
    {
        drawing.BeginGroup($"stroke=\"{PictureStyle.Blue}\" stroke-opacity=\"0.5\" stroke-width=\"{(points.Count > 600 ? "3.6" : "5.2")}\" stroke-linecap=\"round\"");
        foreach ((double px, double py) in points) drawing.Path($"M{SvgDrawing.Number(x.At(px))} {SvgDrawing.Number(y.At(py))}h0", "");
        drawing.EndGroup();
    }

    private static void DrawBins(SvgDrawing drawing, List<(double X, double Y)> points, AxisScale x, AxisScale y)
    {
        const int bins = (int)(Side / BinSize), shades = 8;
        var counts = new int[bins * bins];
        foreach ((double px, double py) in points)
            counts[Bin(y.At(py) - y.To, bins) * bins + Bin(x.At(px) - x.From, bins)]++;
        double most = Math.Log(counts.Max() + 1);
        var paths = new StringBuilder[shades];
        for (int i = 0; i < counts.Length; i++)
        {
            if (counts[i] == 0) continue;
            int shade = Math.Min(shades - 1, (int)(Math.Log(counts[i] + 1) / most * shades));
            (paths[shade] ??= new StringBuilder()).Append('M').Append(SvgDrawing.Number(x.From + i % bins * BinSize)).Append(' ')
                .Append(SvgDrawing.Number(y.To + i / bins * BinSize)).Append("h4v4h-4z");
        }

        drawing.BeginGroup("shape-rendering=\"crispEdges\"");
        for (int shade = 0; shade < shades; shade++)
            if (paths[shade] is { } path) drawing.Path(path.ToString(), $"fill=\"{HeatColors.Of(-(8 + shade * 24 / (shades - 1)))}\"");
        drawing.EndGroup();
    }

    private static int Bin(double pixels, int bins) => Math.Clamp((int)(pixels / BinSize), 0, bins - 1);

    private static void DrawCorner(SvgDrawing drawing, List<(double X, double Y)> points, AxisScale x, AxisScale y)
    {
        double r = Correlation(points);
        string first = double.IsNaN(r) ? "r undefined" : $"r = {r.ToString("0.000", CultureInfo.InvariantCulture).Replace('-', '−')}";
        string second = $"n = {points.Count.ToString("#,0", CultureInfo.InvariantCulture)}{(points.Count > MostPoints ? ", darker: more" : "")}";
        // In the corner that the cloud leaves free.
        bool high = r < 0;
        double width = Math.Max(TextMeasure.Width(first, 13), TextMeasure.Width(second, PictureStyle.TickSize)) + 12;
        double left = high ? x.To - width - 6 : x.From + 6;
        drawing.Rectangle(left, y.To + 6, width, 38, "#fff", "fill-opacity=\"0.85\" rx=\"3\"")
            .Text(left + 6, y.To + 21, first, 13, PictureStyle.Ink, TextAnchor.Start, "font-weight=\"600\"")
            .Text(left + 6, y.To + 37, second, PictureStyle.TickSize, PictureStyle.Muted);
    }
}
