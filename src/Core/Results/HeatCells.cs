using System.Text;

namespace GenoXai.Core.Results;

/// <summary>The cells of a heat map, gathered by shade: one path a colour keeps large maps small.</summary>
internal sealed class HeatCells
{
    private const int MissingShade = int.MinValue;
    private readonly SortedDictionary<int, StringBuilder> _paths = [];
    private readonly double _limit;

    /// <summary>Begins a map.</summary>
    /// <param name="limit">The size of number with the full colour.</param>
    public HeatCells(double limit) => _limit = limit;

    /// <summary>Adds a cell; not a number is drawn grey, white cells are not drawn at all.</summary>
    public void Add(double x, double y, double width, double height, double value)
    {
        int shade = double.IsNaN(value) ? MissingShade : HeatColors.Shade(value, _limit);
        if (shade == 0) return;
        if (!_paths.TryGetValue(shade, out StringBuilder? path)) _paths[shade] = path = new StringBuilder();
        string w = SvgDrawing.Number(width), h = SvgDrawing.Number(height);
        path.Append('M').Append(SvgDrawing.Number(x)).Append(' ').Append(SvgDrawing.Number(y))
            .Append('h').Append(w).Append('v').Append(h).Append("h-").Append(w).Append('z');
    }

    /// <summary>Draws all cells.</summary>
    public void DrawOn(SvgDrawing drawing)
    {
        // Crisp edges: neighbouring cells of one colour must show no seam.
        drawing.BeginGroup("shape-rendering=\"crispEdges\"");
        foreach ((int shade, StringBuilder path) in _paths)
            drawing.Path(path.ToString(), $"fill=\"{(shade == MissingShade ? PictureStyle.Missing : HeatColors.Of(shade))}\"");
        drawing.EndGroup();
    }

    /// <summary>The largest size among numbers, 0 when there is none.</summary>
    public static double LargestSize(ReadOnlySpan<double> values)
    {
        double largest = 0;
        foreach (double value in values)
            if (double.IsFinite(value)) largest = Math.Max(largest, Math.Abs(value));
        return largest;
    }
}
