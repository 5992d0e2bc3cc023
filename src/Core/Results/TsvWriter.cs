using System.Globalization;
using System.Text;

namespace GenoXai.Core.Results;

/// <summary>
/// Writes a table of tab-separated values: one header line, numbers in invariant culture with all
/// the digits needed to read the same number back, UTF-8, lines ending in a line feed. A tab, line
/// break or backslash within a text is written <c>\t</c>, <c>\n</c>, <c>\r</c>, <c>\\</c>.
/// </summary>
public sealed class TsvWriter : IDisposable
{
    private readonly StreamWriter _writer;
    private readonly string[] _columns;
    private int _cells;

    /// <summary>Begins a table and writes its header line.</summary>
    /// <param name="stream">Where to write.</param>
    /// <param name="columns">Column names, 1 or more, all different.</param>
    public TsvWriter(Stream stream, params ReadOnlySpan<string> columns)
        : this(stream, leaveOpen: false, columns)
    {
    }

    /// <summary>Begins a table and writes its header line.</summary>
    /// <param name="stream">Where to write.</param>
    /// <param name="leaveOpen">Whether <see cref="Dispose"/> leaves the stream open.</param>
    /// <param name="columns">Column names, 1 or more, all different.</param>
    public TsvWriter(Stream stream, bool leaveOpen, params ReadOnlySpan<string> columns)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _columns = columns.ToArray();
        if (_columns.Length == 0 || _columns.Distinct(StringComparer.Ordinal).Count() != _columns.Length)
            throw new ArgumentException("A table has one or more columns of different names.", nameof(columns));
        _writer = new StreamWriter(stream, new UTF8Encoding(false), 1 << 16, leaveOpen) { NewLine = "\n" };
        foreach (string column in _columns) Text(column);
        EndRow();
    }

    /// <summary>Rows written, without the header.</summary>
    public long RowCount { get; private set; } = -1;

    /// <summary>The next cell: text.</summary>
    /// <param name="text">Any text; null is an empty cell.</param>
    public TsvWriter Text(string? text)
    {
        Separate();
        if (text is null) return this;
        if (!text.AsSpan().ContainsAny("\t\n\r\\"))
        {
            _writer.Write(text);
            return this;
        }

        foreach (char character in text)
        {
            switch (character)
            {
                case '\t': _writer.Write("\\t"); break;
                case '\n': _writer.Write("\\n"); break;
                case '\r': _writer.Write("\\r"); break;
                case '\\': _writer.Write("\\\\"); break;
                default: _writer.Write(character); break;
            }
        }

        return this;
    }

    /// <summary>The next cell: a whole number.</summary>
    /// <param name="value">The number.</param>
    public TsvWriter Number(long value)
    {
        Separate();
        Format(value);
        return this;
    }

    /// <summary>The next cell: a float32, in its own shortest digits (0.1, not 0.10000000149).</summary>
    /// <param name="value">The number; not a number is written <c>NaN</c>.</param>
    public TsvWriter Number(float value)
    {
        Separate();
        Format(value);
        return this;
    }

    /// <summary>The next cell: a float64.</summary>
    /// <param name="value">The number; not a number is written <c>NaN</c>.</param>
    public TsvWriter Number(double value)
    {
        Separate();
        Format(value);
        return this;
    }

    /// <summary>Ends the row.</summary>
    /// <exception cref="InvalidOperationException">It has not one cell for each column.</exception>
    public void EndRow()
    {
        if (_cells != _columns.Length) throw new InvalidOperationException($"The row has {_cells} of {_columns.Length} cells.");
        _writer.Write('\n');
        _cells = 0;
        RowCount++;
    }

    /// <summary>Writes a whole row of texts.</summary>
    /// <param name="cells">One for each column.</param>
    public void TextRow(params ReadOnlySpan<string?> cells)
    {
        foreach (string? cell in cells) Text(cell);
        EndRow();
    }

    /// <summary>Passes everything on to the stream.</summary>
    public void Flush() => _writer.Flush();

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private void Separate()
    {
        if (_cells >= _columns.Length) throw new InvalidOperationException($"The row has more cells than the {_columns.Length} columns.");
        if (_cells++ > 0) _writer.Write('\t');
    }

    private void Format<T>(T value)
        where T : ISpanFormattable
    {
        Span<char> digits = stackalloc char[32];
        value.TryFormat(digits, out int length, default, CultureInfo.InvariantCulture);
        _writer.Write(digits[..length]);
    }
}
