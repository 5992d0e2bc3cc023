using System.Globalization;
using System.Text;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Results;

/// <summary>One row of a logo picture: marked spans, arcs, letters, the sequence, the heat map and its positions.</summary>
internal sealed class LogoRow
{
    private readonly SvgDrawing _drawing;
    private readonly LogoPictureContent _content;
    private readonly LogoLayout _layout;
    private readonly double _plotTop, _stripTop, _heatTop;

    /// <summary>Places a row.</summary>
    /// <param name="drawing">Where to draw.</param>
    /// <param name="content">What to draw.</param>
    /// <param name="layout">Sizes.</param>
    /// <param name="start">First position of the row.</param>
    /// <param name="top">Upper edge.</param>
    public LogoRow(SvgDrawing drawing, LogoPictureContent content, LogoLayout layout, int start, double top)
    {
        (_drawing, _content, _layout, Start, Top) = (drawing, content, layout, start, top);
        End = Math.Min(start + layout.PerRow, content.Letters.Length);
        int lanes = 0;
        for (int i = 0; i < content.Spans.Count; i++)
            if (Touches(content.Spans[i])) lanes = Math.Max(lanes, layout.Lanes[i] + 1);
        ArcsTop = top + lanes * LogoLayout.LaneHeight;
        _plotTop = ArcsTop + LogoArcs.Height(content, layout, start, End);
        _stripTop = _plotTop + layout.LogoHeight + 3;
        _heatTop = _stripTop + LogoLayout.StripHeight;
        Bottom = _heatTop + layout.HeatHeight + LogoLayout.TicksHeight;
    }

    public int Start { get; }

    /// <summary>The position after the row's last.</summary>
    public int End { get; }

    public double Top { get; }

    public double Bottom { get; }

    private double ArcsTop { get; }

    private double RightEdge => _layout.X(End, Start);

    /// <summary>Draws the row.</summary>
    /// <param name="scale">The range of the letters' heights, its pixels yet to be set.</param>
    /// <param name="heatLimit">The heat map's full colour.</param>
    /// <param name="arcLimit">The strongest arc.</param>
    public void Draw(AxisScale scale, double heatLimit, double arcLimit)
    {
        AxisScale y = scale with { From = _plotTop + _layout.LogoHeight, To = _plotTop };
        DrawSpans();
        DrawAxis(y);
        LogoArcs.Draw(_drawing, _content, _layout, this, ArcsTop, _plotTop, arcLimit);
        DrawLetters(y);
        DrawSequence();
        if (_content.HeatMap is not null) DrawHeatMap(heatLimit);
        DrawPositions();
    }

    private bool Touches(LogoSpan span) => span.Start < End && span.End > Start;

    private void DrawSpans()
    {
        // All tints first, so that none hides another span's name.
        foreach (LogoSpan span in _content.Spans)
            if (Touches(span)) _drawing.Rectangle(LeftOf(span), ArcsTop - 1, RightOf(span) - LeftOf(span), _heatTop - ArcsTop, PictureStyle.SpanTint);
        for (int i = 0; i < _content.Spans.Count; i++)
        {
            LogoSpan span = _content.Spans[i];
            if (!Touches(span)) continue;
            double left = LeftOf(span), right = RightOf(span), line = ArcsTop - _layout.Lanes[i] * LogoLayout.LaneHeight - 1;
            _drawing.Rectangle(left, line - 1.25, right - left, 2.5, PictureStyle.Span, "rx=\"1\"");
            string label = span.Start < Start ? $"… {span.Label}" : span.Label;
            label = TextMeasure.Fit(label, PictureStyle.TickSize, _layout.Width - left - 6);
            bool fits = TextMeasure.Width(label, PictureStyle.TickSize) <= right - left;
            _drawing.Text(fits ? (left + right) / 2 : left, line - 4.5, label, PictureStyle.TickSize, PictureStyle.Span,
                fits ? TextAnchor.Middle : TextAnchor.Start, "font-weight=\"600\"");
        }
    }

    private double LeftOf(LogoSpan span) => _layout.X(Math.Max(span.Start, Start), Start);

    private double RightOf(LogoSpan span) => _layout.X(Math.Min(span.End, End), Start);

    private void DrawAxis(AxisScale y)
    {
        int wanted = _layout.LogoHeight > 100 ? 5 : 4;
        foreach (double tick in y.Ticks(wanted))
        {
            double at = y.At(tick);
            _drawing.Line(LogoLayout.Left, at, RightEdge, at, tick == 0 ? PictureStyle.Axis : PictureStyle.Grid, tick == 0 ? 0.9 : 0.8);
            _drawing.Text(LogoLayout.Left - 6, at + 3.6, y.Label(tick, wanted), PictureStyle.TickSize, PictureStyle.Muted, TextAnchor.End);
        }

        DrawName();
    }

    /// <summary>The name of the values; its unit beside it where both do not fit in one line.</summary>
    private void DrawName()
    {
        double room = _layout.LogoHeight + 44, middle = _plotTop + _layout.LogoHeight / 2;
        string name = _content.ValueName;
        int unit = name.LastIndexOf(" (", StringComparison.Ordinal);
        bool fits = TextMeasure.Width(name, PictureStyle.TickSize) <= room;
        string[] lines = fits || unit < 0 ? [name] : [name[..unit], name[(unit + 1)..]];
        for (int line = 0; line < lines.Length; line++)
            _drawing.UprightText(lines.Length == 1 ? 20 : 14 + 12 * line, middle, TextMeasure.Fit(lines[line], PictureStyle.TickSize, room), PictureStyle.TickSize);
    }

    private void DrawLetters(AxisScale y)
    {
        var paths = new SortedDictionary<string, StringBuilder>(StringComparer.Ordinal);
        double gap = _layout.Cell * 0.04;
        for (int position = Start; position < End; position++)
        {
            byte letter = _content.Letters[position];
            double value = _content.Values[position];
            if (letter == Alphabet.Missing || !double.IsFinite(value) || Math.Abs(y.At(value) - y.At(0)) < 0.15) continue;
            char symbol = _content.Alphabet[letter];
            string color = LetterColors.Of(_content.Alphabet, symbol);
            if (!paths.TryGetValue(color, out StringBuilder? path)) paths[color] = path = new StringBuilder();
            // Feet on the axis: a negative letter hangs from it, mirrored.
            LetterGlyphs.Append(path, symbol, _layout.X(position, Start) + gap, y.At(value), _layout.Cell - 2 * gap, y.At(0));
        }

        foreach ((string color, StringBuilder path) in paths) _drawing.Path(path.ToString(), $"fill=\"{color}\"");
    }

    private void DrawSequence()
    {
        var path = new StringBuilder();
        double width = Math.Min(_layout.Cell * 0.62, 6.6), height = 7.4, top = _stripTop + 1.5;
        for (int position = Start; position < End; position++)
        {
            double left = _layout.X(position, Start) + (_layout.Cell - width) / 2;
            byte letter = _content.Letters[position];
            if (letter == Alphabet.Missing) _drawing.Rectangle(left, top + height - 1.2, width, 1.2, PictureStyle.Axis);
            else LetterGlyphs.Append(path, _content.Alphabet[letter], left, top, width, top + height);
        }

        _drawing.Path(path.ToString(), $"fill=\"{PictureStyle.Muted}\"");
    }

    private void DrawHeatMap(double limit)
    {
        int length = _content.Letters.Length;
        var cells = new HeatCells(limit);
        var names = new StringBuilder();
        double size = Math.Min(7.4, _layout.HeatCell - 2);
        for (int row = 0; row < _content.Alphabet.Count; row++)
        {
            double top = _heatTop + row * _layout.HeatCell;
            for (int position = Start; position < End; position++)
                cells.Add(_layout.X(position, Start), top, _layout.Cell, _layout.HeatCell, _content.HeatMap![row * length + position]);
            LetterGlyphs.Append(names, _content.Alphabet.Letters[row], LogoLayout.Left - 6 - size * 0.9, top + (_layout.HeatCell - size) / 2, size * 0.9, top + (_layout.HeatCell + size) / 2);
        }

        cells.DrawOn(_drawing);
        DrawObserved();
        _drawing.Rectangle(LogoLayout.Left, _heatTop, RightEdge - LogoLayout.Left, _layout.HeatHeight, "none", $"stroke=\"{PictureStyle.Axis}\" stroke-width=\"0.7\"");
        _drawing.Path(names.ToString(), $"fill=\"{PictureStyle.Muted}\"");
    }

    // A dot where the sequence already has the letter: there is no substitution to show.
    private void DrawObserved()
    {
        var dots = new StringBuilder();
        for (int position = Start; position < End; position++)
        {
            byte letter = _content.Letters[position];
            if (letter == Alphabet.Missing) continue;
            dots.Append('M').Append(SvgDrawing.Number(_layout.X(position, Start) + _layout.Cell / 2)).Append(' ')
                .Append(SvgDrawing.Number(_heatTop + (letter + 0.5) * _layout.HeatCell)).Append("h0");
        }

        _drawing.Path(dots.ToString(), $"stroke=\"{PictureStyle.Axis}\" stroke-width=\"2.2\" stroke-linecap=\"round\"");
    }

    private void DrawPositions()
    {
        double top = _heatTop + _layout.HeatHeight;
        var minor = new StringBuilder();
        for (int position = Start; position < End; position++)
        {
            int number = position + _content.FirstPosition;
            bool labelled = number % _layout.TickStep == 0;
            if (!labelled && number % 5 != 0 && _layout.Cell < 18) continue;
            double x = _layout.X(position, Start) + _layout.Cell / 2;
            minor.Append('M').Append(SvgDrawing.Number(x)).Append(' ').Append(SvgDrawing.Number(top)).Append('v').Append(labelled ? '4' : '2');
            if (labelled)
                _drawing.Text(x, top + 15, number.ToString(CultureInfo.InvariantCulture), PictureStyle.TickSize, PictureStyle.Muted, TextAnchor.Middle);
        }

        _drawing.Path(minor.ToString(), $"fill=\"none\" stroke=\"{PictureStyle.Axis}\" stroke-width=\"0.9\"");
    }
}
