using System.Globalization;

namespace GenoXai.Core.Results;

/// <summary>A figure for each pair of positions, e.g. interactions, as an SVG heat map.</summary>
public sealed record MatrixPicture
{
    private const double Left = 62;
    private const double Side = 360;
    private const int MostCells = 180;

    /// <summary>First line.</summary>
    public required string Title { get; init; }

    /// <summary>Second line.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>Name and unit of the figures, beside the colour bar.</summary>
    public required string ValueName { get; init; }

    /// <summary>Name of both axes.</summary>
    public string AxisName { get; init; } = "position";

    /// <summary>Name of the upright axis where it is another.</summary>
    public string? RowAxisName { get; init; }

    /// <summary>Number of positions, L.</summary>
    public required int Length { get; init; }

    /// <summary>Figures, shape (L, L), row-major; not a number is grey.</summary>
    public required double[] Values { get; init; }

    /// <summary>Number of the first position.</summary>
    public int FirstPosition { get; init; }

    /// <summary>Cells to ring, e.g. the planted interaction.</summary>
    public IReadOnlyList<MatrixHighlight> Highlights { get; init; } = [];

    /// <summary>Writes the picture.</summary>
    /// <param name="stream">Where to write; left open.</param>
    public void Write(Stream stream) => SvgDrawing.Save(stream, Render());

    /// <summary>The picture as SVG text. Above 180 positions each cell shows the strongest of several.</summary>
    public string Render()
    {
        if (Length <= 0 || Values.Length != checked(Length * Length)) throw new ArgumentException($"{Values.Length} figures are not {Length} × {Length}.");
        var drawing = new SvgDrawing();
        int pool = (Length + MostCells - 1) / MostCells, cells = (Length + pool - 1) / pool;
        double cell = Math.Min(Side / cells, 26), side = cell * cells, width = Math.Max(Left + side + 104, 420);
        double top = PictureHead.Draw(drawing, Title, Subtitle, width) + 2;
        double limit = HeatCells.LargestSize(Values);
        var heat = new HeatCells(limit);
        for (int row = 0; row < cells; row++)
            for (int column = 0; column < cells; column++)
                heat.Add(Left + column * cell, top + row * cell, cell, cell, Strongest(row * pool, column * pool, pool));
        heat.DrawOn(drawing);
        drawing.Rectangle(Left, top, side, side, "none", $"stroke=\"{PictureStyle.Axis}\" stroke-width=\"0.8\"");
        DrawAxes(drawing, top, side, cell / pool);
        foreach (MatrixHighlight mark in Highlights) DrawHighlight(drawing, mark, top, side, cell / pool);
        DrawLegend(drawing, Left + side + 22, top, Math.Min(side, 180), limit);
        if (pool > 1) drawing.Text(Left, top + side + 54, $"Each cell: the strongest of {pool} × {pool} pairs.", PictureStyle.TickSize, PictureStyle.Muted);
        return drawing.ToSvg(width, top + Math.Max(side, 110) + (pool > 1 ? 66 : 48), PictureHead.Name(Title, Subtitle));
    }

    private double Strongest(int row, int column, int pool)
    {
        double strongest = double.NaN;
        for (int i = row; i < Math.Min(row + pool, Length); i++)
        {
            for (int j = column; j < Math.Min(column + pool, Length); j++)
            {
                double value = Values[i * Length + j];
                if (!double.IsNaN(value) && !(Math.Abs(value) <= Math.Abs(strongest))) strongest = value;
            }
        }

        return strongest;
    }

    private void DrawAxes(SvgDrawing drawing, double top, double side, double step)
    {
        double spacing = Math.Max(1, AxisScale.RoundStep(30 / step));
        for (int position = 0; position < Length; position++)
        {
            int number = position + FirstPosition;
            if (number % (int)spacing != 0) continue;
            string text = number.ToString(CultureInfo.InvariantCulture);
            double at = (position + 0.5) * step;
            drawing.Line(Left + at, top + side, Left + at, top + side + 4, PictureStyle.Axis, 0.9)
                .Line(Left - 4, top + at, Left, top + at, PictureStyle.Axis, 0.9)
                .Text(Left + at, top + side + 16, text, PictureStyle.TickSize, PictureStyle.Muted, TextAnchor.Middle)
                .Text(Left - 7, top + at + 3.7, text, PictureStyle.TickSize, PictureStyle.Muted, TextAnchor.End);
        }

        drawing.Text(Left + side / 2, top + side + 35, AxisName, PictureStyle.TextSize, PictureStyle.Ink, TextAnchor.Middle)
            .UprightText(22, top + side / 2, RowAxisName ?? AxisName, PictureStyle.TextSize, PictureStyle.Ink);
    }

    private static void DrawHighlight(SvgDrawing drawing, MatrixHighlight mark, double top, double side, double step)
    {
        double size = Math.Max(step + 3, 9);
        double x = Left + (mark.Column + 0.5) * step, y = top + (mark.Row + 0.5) * step;
        drawing.Rectangle(x - size / 2, y - size / 2, size, size, "none", $"stroke=\"{PictureStyle.Ink}\" stroke-width=\"1.4\" rx=\"2\"");
        if (mark.Label.Length == 0) return;
        bool right = x + size + TextMeasure.Width(mark.Label, PictureStyle.TickSize) < Left + side;
        double edge = right ? x + size / 2 + 4 : x - size / 2 - 4;
        // A white halo keeps the name readable on any colour.
        drawing.Text(edge, y + 3.7, mark.Label, PictureStyle.TickSize, PictureStyle.Ink, right ? TextAnchor.Start : TextAnchor.End,
            "font-weight=\"600\" stroke=\"#fff\" stroke-width=\"3\" paint-order=\"stroke\" stroke-linejoin=\"round\"");
    }

    private void DrawLegend(SvgDrawing drawing, double x, double top, double height, double limit)
    {
        bool signed = Values.Any(value => value < 0);
        int first = signed ? -HeatColors.Shades : 0;
        double step = height / (HeatColors.Shades - first + 1);
        drawing.BeginGroup("shape-rendering=\"crispEdges\"");
        for (int shade = first; shade <= HeatColors.Shades; shade++)
            drawing.Rectangle(x, top + (HeatColors.Shades - shade) * step, 11, step + 0.3, HeatColors.Of(shade));
        drawing.EndGroup();
        drawing.Rectangle(x, top, 11, height, "none", $"stroke=\"{PictureStyle.Axis}\" stroke-width=\"0.6\"");
        if (limit > 0) drawing.Text(x + 16, top + 8, AxisScale.Short(limit), PictureStyle.TickSize, PictureStyle.Muted);
        drawing.Text(x + 16, signed ? top + height / 2 + 3.7 : top + height, "0", PictureStyle.TickSize, PictureStyle.Muted);
        if (limit > 0 && signed) drawing.Text(x + 16, top + height, AxisScale.Short(-limit), PictureStyle.TickSize, PictureStyle.Muted);
        double numbers = Math.Max(TextMeasure.Width(AxisScale.Short(-limit), PictureStyle.TickSize), 12);
        drawing.UprightText(x + 34 + numbers, top + height / 2, TextMeasure.Fit(ValueName, PictureStyle.TickSize, height + 20), PictureStyle.TickSize);
    }
}

/// <summary>A cell to ring.</summary>
/// <param name="Row">Counted from 0.</param>
/// <param name="Column">Counted from 0.</param>
/// <param name="Label">What is there; empty for a ring alone.</param>
public sealed record MatrixHighlight(int Row, int Column, string Label = "");
