using System.Numerics;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Querying;

/// <summary>
/// Up to <see cref="Rows"/> sequences of a batch, position by position, so that indices and sums run
/// over rows in vectors and each table is read for all of them while it is in the cache. One worker
/// owns one block; the sums of a row do not depend on the other rows.
/// </summary>
internal sealed class RowBlock
{
    public const int Rows = 128;

    private readonly int _length;
    private readonly int[] _letters;
    private readonly double[] _sums;
    private readonly int[] _index = new int[Rows];
    private readonly double[] _value = new double[Rows];

    public RowBlock(int length) => (_length, _letters, _sums) = (length, new int[length * Rows], new double[length * Rows]);

    /// <summary>Rows of the loaded block that hold a missing letter: their sums mean nothing.</summary>
    public bool[] HasMissing { get; } = new bool[Rows];

    /// <summary>Entry of each row in the table last looked up.</summary>
    public ReadOnlySpan<int> Index => _index;

    /// <summary>Dividend of each row in the table last looked up.</summary>
    public ReadOnlySpan<double> Value => _value;

    /// <summary>Loads rows and sets the sums to zero. Missing letters, and rows that are not there, become letter 0.</summary>
    /// <param name="letters">Shape (rows, L).</param>
    /// <param name="rows">1 to <see cref="Rows"/>.</param>
    /// <param name="letterCounts">Letters of each position.</param>
    /// <param name="firstRow">Number of the first row, for errors.</param>
    public void Load(ReadOnlySpan<byte> letters, int rows, ReadOnlySpan<int> letterCounts, int firstRow)
    {
        unchecked
        {
            Array.Clear(_sums);
            Array.Clear(HasMissing);
            if (rows < Rows) Array.Clear(_letters);
            for (int row = 0; row < rows; row++)
            {
                ReadOnlySpan<byte> source = letters.Slice(row * _length, letterCounts.Length);
                for (int position = 0; position < source.Length; position++)
                {
                    int letter = source[position];
                    if (letter >= letterCounts[position])
                    {
                        if (letter != Alphabet.Missing) throw NoSuchLetter(firstRow + row, position, letter);
                        HasMissing[row] = true;
                        letter = 0;
                    }

                    _letters[position * Rows + row] = letter;
                }
            }
        }
    }

    /// <summary>Looks a table up for every row and adds what it gives each position.</summary>
    public void Add(FoldedTable table)
    {
        ComputeIndex(table.Positions, table.Strides);
        if (table.Share == 0)
        {
            AddFolded(table);
            return;
        }

        Gather(table.Values);
        AddShared(table.Positions, table.Share);
    }

    /// <summary>The same for one support; its dividends are left in <see cref="Value"/>.</summary>
    public void Add(DividendTable table)
    {
        ComputeIndex(table.Positions, table.Strides);
        Gather(table.Values);
        AddShared(table.Positions, 1.0 / table.Order);
    }

    /// <summary>Copies the sums of a row out.</summary>
    /// <param name="row">Row of the block.</param>
    /// <param name="phi">Shape (L).</param>
    /// <returns>Σφ.</returns>
    public double Store(int row, Span<double> phi)
    {
        unchecked
        {
            double total = 0;
            for (int position = 0; position < phi.Length; position++) total += phi[position] = _sums[position * Rows + row];
            return total;
        }
    }

    private static InputException NoSuchLetter(int row, int position, int letter) =>
        new($"row {row}, position {position}: there is no letter with index {letter} in the sketch's alphabet. Read the sequences with the sketch's alphabet.", "bad-sequence");

    private void ComputeIndex(int[] positions, int[] strides)
    {
        unchecked
        {
            Span<int> index = _index;
            index.Clear();
            for (int i = 0; i < positions.Length; i++)
            {
                ReadOnlySpan<int> letters = _letters.AsSpan(positions[i] * Rows, Rows);
                var stride = new Vector<int>(strides[i]);
                for (int row = 0; row < Rows; row += Vector<int>.Count)
                    (new Vector<int>(index[row..]) + new Vector<int>(letters[row..]) * stride).CopyTo(index[row..]);
            }
        }
    }

    private void Gather(double[] values)
    {
        for (int row = 0; row < _value.Length; row++) _value[row] = values[_index[row]];
    }

    private void AddShared(int[] positions, double share)
    {
        unchecked
        {
            foreach (int position in positions)
            {
                Span<double> sums = _sums.AsSpan(position * Rows, Rows);
                for (int row = 0; row < Rows; row += Vector<double>.Count)
                    (new Vector<double>(sums[row..]) + new Vector<double>(_value, row) * share).CopyTo(sums[row..]);
            }
        }
    }

    private void AddFolded(FoldedTable table)
    {
        unchecked
        {
            int[] positions = table.Positions;
            double[] all = table.Values;
            for (int row = 0; row < Rows; row++)
            {
                ReadOnlySpan<double> values = all.AsSpan(_index[row] * positions.Length, positions.Length);
                for (int i = 0; i < values.Length; i++) _sums[positions[i] * Rows + row] += values[i];
            }
        }
    }
}
