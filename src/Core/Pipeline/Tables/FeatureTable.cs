using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline.Tables;

/// <summary>A table of numbers with the names of its rows and columns, dense or sparse.</summary>
public sealed class FeatureTable
{
    private readonly float[]? _dense;
    private readonly SparseCells? _sparse;

    private FeatureTable(string source, int rows, int columns, float[]? dense, SparseCells? sparse)
    {
        (Source, Rows, Columns, _dense, _sparse) = (source, rows, columns, dense, sparse);
    }

    /// <summary>Where it comes from, as messages call it.</summary>
    public string Source { get; }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>Names of the rows; empty when there are none.</summary>
    public IReadOnlyList<string> RowNames { get; init; } = [];

    /// <summary>Names of the columns; empty when there are none.</summary>
    public IReadOnlyList<string> ColumnNames { get; init; } = [];

    /// <summary>Other names of the rows, e.g. gene symbols beside gene ids; empty when there are none.</summary>
    public IReadOnlyList<string> OtherRowNames { get; init; } = [];

    /// <summary>Sizes of one row where it is an image or the like, e.g. (C, H, W); empty for a plain row.</summary>
    public IReadOnlyList<long> RowShape { get; init; } = [];

    /// <summary>A dense table.</summary>
    /// <param name="source">Where it comes from.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="values">Shape (rows, columns), row-major.</param>
    /// <param name="rowShape">Sizes of one row where it is an image or the like.</param>
    public static FeatureTable Dense(string source, int rows, int columns, float[] values, IReadOnlyList<long>? rowShape = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.LongLength != (long)rows * columns) throw new ArgumentException($"{values.Length} values are not {rows} × {columns}.", nameof(values));
        return new FeatureTable(source, rows, columns, values, null) { RowShape = rowShape ?? [] };
    }

    /// <summary>A sparse table; what is not stored is 0.</summary>
    /// <param name="source">Where it comes from.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="cells">Row, column and value of every cell that is stored.</param>
    public static FeatureTable Sparse(string source, int rows, int columns, IReadOnlyList<(int Row, int Column, float Value)> cells) =>
        new(source, rows, columns, null, SparseCells.Of(rows, cells));

    /// <summary>Writes one row.</summary>
    /// <param name="row">From 0.</param>
    /// <param name="destination">Shape (columns).</param>
    public void CopyRow(int row, Span<float> destination)
    {
        if (_dense is not null) _dense.AsSpan(checked(row * Columns), Columns).CopyTo(destination);
        else _sparse!.CopyRow(row, destination[..Columns]);
    }

    /// <summary>Rows and columns exchanged.</summary>
    public FeatureTable Transposed()
    {
        FeatureTable turned;
        if (_sparse is not null) turned = Sparse(Source, Columns, Rows, _sparse.Turned());
        else
        {
            var values = new float[_dense!.Length];
            for (int row = 0; row < Rows; row++)
                for (int column = 0; column < Columns; column++) values[column * Rows + row] = _dense[row * Columns + column];
            turned = Dense(Source, Columns, Rows, values);
        }

        return turned.Named(ColumnNames, RowNames, []);
    }

    /// <summary>The same numbers under other names.</summary>
    /// <param name="rows">Names of the rows.</param>
    /// <param name="columns">Names of the columns.</param>
    /// <param name="otherRows">Other names of the rows.</param>
    public FeatureTable Named(IReadOnlyList<string> rows, IReadOnlyList<string> columns, IReadOnlyList<string> otherRows) =>
        new(Source, Rows, Columns, _dense, _sparse) { RowNames = rows, ColumnNames = columns, OtherRowNames = otherRows, RowShape = RowShape };

    /// <summary>Name of a row for messages: its own, or its number.</summary>
    /// <param name="row">From 0.</param>
    public string RowText(int row) => RowNames.Count > 0 ? $"row {row} (\"{RowNames[row]}\")" : $"row {row}";

    /// <summary>Throws unless a row holds finite numbers only.</summary>
    /// <param name="row">From 0.</param>
    /// <param name="values">The row.</param>
    /// <exception cref="InputException">It does not; row and column are named.</exception>
    public void CheckFinite(int row, ReadOnlySpan<float> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (float.IsFinite(values[i])) continue;
            string column = ColumnNames.Count > 0 ? $"column {i} (\"{ColumnNames[i]}\")" : $"column {i}";
            throw new InputException($"{Source}: {RowText(row)}, {column} is {values[i]}. Replace or remove it; every feature needs a finite number.", "bad-data");
        }
    }

    /// <summary>Compressed rows.</summary>
    private sealed record SparseCells(int[] Starts, int[] Columns, float[] Values)
    {
        public static SparseCells Of(int rows, IReadOnlyList<(int Row, int Column, float Value)> cells)
        {
            var starts = new int[rows + 1];
            foreach ((int row, _, _) in cells) starts[row + 1]++;
            for (int r = 0; r < rows; r++) starts[r + 1] += starts[r];
            int[] next = starts[..rows], columns = new int[cells.Count];
            var values = new float[cells.Count];
            foreach ((int row, int column, float value) in cells)
            {
                columns[next[row]] = column;
                values[next[row]++] = value;
            }

            return new SparseCells(starts, columns, values);
        }

        public void CopyRow(int row, Span<float> destination)
        {
            destination.Clear();
            // Matrix Market adds entries of one cell up.
            for (int i = Starts[row]; i < Starts[row + 1]; i++) destination[Columns[i]] += Values[i];
        }

        public (int Row, int Column, float Value)[] Turned()
        {
            var cells = new (int, int, float)[Values.Length];
            for (int row = 0; row + 1 < Starts.Length; row++)
                for (int i = Starts[row]; i < Starts[row + 1]; i++) cells[i] = (Columns[i], row, Values[i]);
            return cells;
        }
    }
}
