namespace GenoXai.Core.Results;

/// <summary>A number for each pixel of an image, as an SVG heat map.</summary>
public sealed record ImagePicture
{
    private const int MostCells = 112;
    private const double Side = 448;
    private const double Left = 14;

    /// <summary>First line.</summary>
    public required string Title { get; init; }

    /// <summary>Second line.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>Pixels from top to bottom.</summary>
    public required int Height { get; init; }

    /// <summary>Pixels from left to right.</summary>
    public required int Width { get; init; }

    /// <summary>One number a pixel, shape (height, width), row-major.</summary>
    public required double[] Values { get; init; }

    /// <summary>The picture as SVG text. Above 112 pixels a side each cell is the mean of several.</summary>
    public string Render()
    {
        if (Height <= 0 || Width <= 0 || Values.Length != checked(Height * Width)) throw new ArgumentException($"{Values.Length} figures are not {Height} × {Width}.");
        var drawing = new SvgDrawing();
        int pool = (Math.Max(Height, Width) + MostCells - 1) / MostCells, rows = (Height + pool - 1) / pool, columns = (Width + pool - 1) / pool;
        double cell = Side / Math.Max(rows, columns);
        double top = PictureHead.Draw(drawing, Title, Subtitle, Left + Side + 90);
        var means = new double[rows * columns];
        for (int row = 0; row < rows; row++)
            for (int column = 0; column < columns; column++) means[row * columns + column] = Mean(row * pool, column * pool, pool);
        double limit = HeatCells.LargestSize(means);
        var heat = new HeatCells(limit);
        for (int i = 0; i < means.Length; i++) heat.Add(Left + i % columns * cell, top + i / columns * cell, cell, cell, means[i]);
        heat.DrawOn(drawing);
        drawing.Rectangle(Left, top, columns * cell, rows * cell, "none", $"stroke=\"{PictureStyle.Axis}\" stroke-width=\"0.8\"")
            .Text(Left + columns * cell + 12, top + 10, $"darkest: {AxisScale.Short(limit)}", PictureStyle.TickSize, PictureStyle.Muted);
        if (pool > 1) drawing.Text(Left, top + rows * cell + 18, $"Each cell: the mean of {pool} × {pool} pixels.", PictureStyle.TickSize, PictureStyle.Muted);
        return drawing.ToSvg(Left + Side + 100, top + rows * cell + 30, PictureHead.Name(Title, Subtitle));
    }

    private double Mean(int row, int column, int pool)
    {
        double sum = 0;
        int count = 0;
        for (int i = row; i < Math.Min(row + pool, Height); i++)
        {
            for (int j = column; j < Math.Min(column + pool, Width); j++)
            {
                sum += Values[i * Width + j];
                count++;
            }
        }

        return sum / count;
    }
}
