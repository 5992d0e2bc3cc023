using System.Globalization;

namespace GenoXai.Core.Results;

/// <summary>Arcs above a row's letters that join interacting positions.</summary>
internal static class LogoArcs
{
    private const double Lowest = 12;
    private const double Highest = 46;
    private const double Arm = 22;

    /// <summary>Height the arcs of a row need; 0 without any.</summary>
    public static double Height(LogoPictureContent content, LogoLayout layout, int start, int end)
    {
        double height = 0;
        foreach (LogoArc arc in content.Arcs)
        {
            bool first = InRow(arc.First, start, end), second = InRow(arc.Second, start, end);
            if (first || second) height = Math.Max(height, (first && second ? Rise(arc, layout) : Arm) + 6);
        }

        return height;
    }

    /// <summary>Draws the arcs of a row, the weakest first.</summary>
    public static void Draw(SvgDrawing drawing, LogoPictureContent content, LogoLayout layout, LogoRow row, double top, double bottom, double limit)
    {
        foreach (LogoArc arc in content.Arcs.Where(arc => double.IsFinite(arc.Strength)).OrderBy(arc => Math.Abs(arc.Strength)))
        {
            int first = Math.Min(arc.First, arc.Second), second = Math.Max(arc.First, arc.Second);
            bool begins = InRow(first, row.Start, row.End), ends = InRow(second, row.Start, row.End);
            if (!begins && !ends) continue;
            double share = limit > 0 ? Math.Abs(arc.Strength) / limit : 0;
            string color = arc.Strength < 0 ? PictureStyle.Blue : PictureStyle.Red;
            string style = string.Create(CultureInfo.InvariantCulture,
                $"fill=\"none\" stroke=\"{color}\" stroke-width=\"{SvgDrawing.Number(0.7 + 2.3 * share)}\" stroke-opacity=\"{SvgDrawing.Number(0.45 + 0.5 * share)}\" stroke-linecap=\"round\"");
            double foot = bottom - 1, rise = Math.Min(Rise(arc, layout), bottom - top - 2);
            if (begins && ends)
            {
                double x1 = Center(layout, first, row.Start), x2 = Center(layout, second, row.Start), control = foot - rise * 4 / 3;
                drawing.Path($"M{Pair(x1, foot)}C{Pair(x1, control)} {Pair(x2, control)} {Pair(x2, foot)}", style);
            }
            else
            {
                DrawStub(drawing, content, layout, row, begins ? first : second, begins ? second : first, foot, style, color);
            }
        }
    }

    // The partner is in another row: a short arm leans towards it and names its position.
    private static void DrawStub(SvgDrawing drawing, LogoPictureContent content, LogoLayout layout, LogoRow row, int here, int there, double foot, string style, string color)
    {
        double x = Center(layout, here, row.Start), lean = there > here ? 1 : -1, tip = foot - Arm;
        drawing.Path($"M{Pair(x, foot)}C{Pair(x, tip + 4)} {Pair(x + lean * 4, tip)} {Pair(x + lean * 12, tip)}", style);
        string text = (there + content.FirstPosition).ToString(CultureInfo.InvariantCulture);
        drawing.Text(x + lean * 15, tip + 3.4, lean > 0 ? $"{text} ›" : $"‹ {text}", 9.5, color, lean > 0 ? TextAnchor.Start : TextAnchor.End);
    }

    private static bool InRow(int position, int start, int end) => position >= start && position < end;

    private static double Rise(LogoArc arc, LogoLayout layout) =>
        Math.Clamp(Math.Abs(arc.First - arc.Second) * layout.Cell * 0.22, Lowest, Highest);

    private static double Center(LogoLayout layout, int position, int start) => layout.X(position, start) + layout.Cell / 2;

    private static string Pair(double x, double y) => $"{SvgDrawing.Number(x)} {SvgDrawing.Number(y)}";
}
