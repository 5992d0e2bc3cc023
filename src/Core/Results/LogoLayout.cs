namespace GenoXai.Core.Results;

/// <summary>Sizes of a logo picture, and which positions and spans each of its rows holds.</summary>
internal sealed class LogoLayout
{
    public const double Left = 64;
    public const double Right = 22;
    public const double LaneHeight = 17;
    public const double StripHeight = 13;
    public const double TicksHeight = 20;
    private const int MostInRow = 100;
    private const double PlotWidth = 900;
    private const double SmallestWidth = 560;

    public LogoLayout(LogoPictureContent content)
    {
        int length = content.Letters.Length;
        Rows = (length + MostInRow - 1) / MostInRow;
        // Rows of equal length, so that the last is no stub; whole tens, so that their ticks line up.
        PerRow = Rows == 1 ? length : ((length + Rows - 1) / Rows + 9) / 10 * 10;
        Rows = (length + PerRow - 1) / PerRow;
        Cell = PerRow <= 20 ? 30 : Math.Clamp(PlotWidth / PerRow, 9, 22);
        Width = Math.Max(SmallestWidth, Left + PerRow * Cell + Right);
        LogoHeight = Rows == 1 ? 124 : Rows <= 5 ? 92 : 74;
        HeatCell = content.HeatMap is null ? 0 : content.Alphabet.Count <= 6 ? 11.5 : 8.5;
        HeatHeight = HeatCell * content.Alphabet.Count;
        Lanes = AssignLanes(content.Spans);
    }

    public int Rows { get; }

    /// <summary>Positions of a full row.</summary>
    public int PerRow { get; }

    /// <summary>Width of a position.</summary>
    public double Cell { get; }

    public double Width { get; }

    public double LogoHeight { get; }

    public double HeatCell { get; }

    public double HeatHeight { get; }

    /// <summary>For each span, the line of labels it stands on, 0 nearest to the logo.</summary>
    public int[] Lanes { get; }

    /// <summary>Left edge of a position within its row.</summary>
    public double X(int position, int rowStart) => Left + (position - rowStart) * Cell;

    /// <summary>Every which position carries its number.</summary>
    public int TickStep => PerRow <= 20 ? 1 : Cell >= 18 ? 5 : 10;

    // First fit: a span and its label take a lane where nothing overlaps them.
    private int[] AssignLanes(IReadOnlyList<LogoSpan> spans)
    {
        var lanes = new int[spans.Count];
        var ends = new List<double>();
        foreach (int i in Enumerable.Range(0, spans.Count).OrderBy(i => spans[i].Start))
        {
            double start = spans[i].Start * Cell;
            double end = Math.Max(spans[i].End * Cell, start + TextMeasure.Width(spans[i].Label, PictureStyle.TickSize)) + 6;
            int lane = ends.FindIndex(taken => taken <= start);
            if (lane < 0)
            {
                lane = ends.Count;
                ends.Add(0);
            }

            ends[lane] = end;
            lanes[i] = lane;
        }

        return lanes;
    }
}
