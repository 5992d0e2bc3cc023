using System.Numerics;
using GenoXai.Core.Sampling;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Sketching;

/// <summary>Samples stored position by position, as the scans over supports read them.</summary>
internal sealed class SampleColumns
{
    private readonly byte[][] _columns;
    private readonly ulong[]?[] _marks;
    private readonly int _letterCount;

    private SampleColumns(byte[][] columns, double[] values, int letterCount)
    {
        (_columns, Values, _letterCount) = (columns, values, letterCount);
        _marks = new ulong[columns.Length * letterCount][];
    }

    /// <summary>The target's values, shape (rows).</summary>
    public double[] Values { get; }

    /// <summary>Number of rows.</summary>
    public int Count => Values.Length;

    /// <summary>Whether all values are the same.</summary>
    public bool IsConstant => !Values.AsSpan().ContainsAnyExcept(Values[0]);

    /// <summary>The rows of one or more sets, one after another.</summary>
    /// <param name="domain">What every row must belong to.</param>
    /// <param name="sets">The sets.</param>
    /// <exception cref="InputException">A set has another length, a letter outside the alphabet, or a value that is not finite.</exception>
    public static SampleColumns Of(SketchDomain domain, params ReadOnlySpan<SampleSet> sets)
    {
        int count = 0;
        foreach (SampleSet set in sets) count += set.Count;
        var columns = new byte[domain.Length][];
        for (int position = 0; position < columns.Length; position++) columns[position] = new byte[count];
        var values = new double[count];
        int start = 0;
        foreach (SampleSet set in sets)
        {
            Check(domain, set);
            for (int position = 0; position < columns.Length; position++)
            {
                byte[] column = columns[position];
                for (int row = 0, at = position; row < set.Count; row++, at += set.Length) column[start + row] = set.Letters[at];
            }

            for (int row = 0; row < set.Count; row++) values[start + row] = set.Values[row];
            start += set.Count;
        }

        return new SampleColumns(columns, values, domain.LetterCount);
    }

    /// <summary>Some of the rows.</summary>
    /// <param name="rows">Which, in the order wanted.</param>
    public SampleColumns Of(int[] rows) =>
        new(Array.ConvertAll(_columns, column => Array.ConvertAll(rows, row => column[row])), Array.ConvertAll(rows, row => Values[row]), _letterCount);

    /// <summary>These rows and others after them.</summary>
    /// <param name="others">Rows of the same positions.</param>
    public SampleColumns And(SampleColumns others) =>
        new([.. _columns.Select((column, position) => (byte[])[.. column, .. others._columns[position]])], [.. Values, .. others.Values], _letterCount);

    /// <summary>The same rows with other values.</summary>
    /// <param name="values">Finite values, shape (rows); not copied.</param>
    public SampleColumns With(double[] values) => new(_columns, values, _letterCount);

    /// <summary>The letters of one position, shape (rows).</summary>
    /// <param name="position">The position.</param>
    public ReadOnlySpan<byte> Column(int position) => _columns[position];

    /// <summary>The positions at which some rows agree, ascending.</summary>
    /// <param name="rows">The rows, at least one.</param>
    public int[] Shared(int[] rows) =>
        [.. Enumerable.Range(0, _columns.Length).Where(i => Array.TrueForAll(rows, row => _columns[i][row] == _columns[i][rows[0]]))];

    /// <summary>One bit a row: set where a position holds a letter. Made on first use.</summary>
    /// <param name="position">The position.</param>
    /// <param name="letter">The letter.</param>
    public ulong[] Marks(int position, int letter)
    {
        ref ulong[]? marks = ref _marks[(position * _letterCount) + letter];
        if (marks is not null) return marks;
        var made = new ulong[(Count + 63) / 64];
        byte[] column = _columns[position];
        for (int row = 0; row < column.Length; row++)
            if (column[row] == letter) made[row >> 6] |= 1UL << (row & 63);
        marks = made;
        return made;
    }

    /// <summary>Rows with values of all their digits.</summary>
    /// <param name="domain">What every row belongs to.</param>
    /// <param name="letters">Letter indices below q, shape (rows, L).</param>
    /// <param name="values">Finite values, shape (rows); not copied.</param>
    public static SampleColumns Of(SketchDomain domain, ReadOnlySpan<byte> letters, double[] values)
    {
        if (letters.Length != checked(values.Length * domain.Length))
            throw new ArgumentException($"{letters.Length} letters are not {values.Length} rows of {domain.Length}.", nameof(letters));
        var columns = new byte[domain.Length][];
        for (int position = 0; position < columns.Length; position++)
        {
            byte[] column = columns[position] = new byte[values.Length];
            for (int row = 0, at = position; row < column.Length; row++, at += domain.Length) column[row] = letters[at];
        }

        return new SampleColumns(columns, values, domain.LetterCount);
    }

    /// <summary>Row-major cell numbers of a run of rows in the table of some positions.</summary>
    /// <param name="positions">The positions of the table.</param>
    /// <param name="letterCount">q.</param>
    /// <param name="start">First row.</param>
    /// <param name="cells">As many cell numbers as rows are wanted; q^positions is at most 65,536.</param>
    public void Cells(ReadOnlySpan<int> positions, int letterCount, int start, Span<ushort> cells)
    {
        cells.Clear();
        unchecked
        {
            int stride = 1, width = Vector<byte>.Count;
            for (int i = positions.Length - 1; i >= 0; i--, stride *= letterCount)
            {
                ReadOnlySpan<byte> column = _columns[positions[i]].AsSpan(start, cells.Length);
                var step = new Vector<ushort>((ushort)stride);
                int row = 0;
                for (; row <= cells.Length - width; row += width)
                {
                    Vector.Widen(new Vector<byte>(column[row..]), out Vector<ushort> low, out Vector<ushort> high);
                    Span<ushort> first = cells[row..], second = cells[(row + (width / 2))..];
                    (new Vector<ushort>(first) + (low * step)).CopyTo(first);
                    (new Vector<ushort>(second) + (high * step)).CopyTo(second);
                }

                for (; row < cells.Length; row++) cells[row] = (ushort)(cells[row] + (column[row] * stride));
            }
        }
    }

    private static void Check(SketchDomain domain, SampleSet set)
    {
        if (set.Length != domain.Length)
            throw new InputException($"sketch samples: rows of {set.Length} letters for a sketch of length {domain.Length}.", "bad-samples");
        int wrong = set.Letters.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)(domain.LetterCount - 1));
        if (wrong >= 0)
        {
            throw new InputException(
                $"sketch samples, row {wrong / set.Length}, position {wrong % set.Length}: letter index {set.Letters[wrong]} is not one of the {domain.LetterCount} letters {domain.Alphabet}.",
                "bad-samples");
        }

        if (domain.IsMixed)
        {
            int[] counts = domain.LetterCounts;
            for (int i = 0; i < set.Letters.Length; i++)
                if (set.Letters[i] >= counts[i % counts.Length])
                    throw new ArgumentException($"Row {i / counts.Length}, position {i % counts.Length}: code {set.Letters[i]}, of {counts[i % counts.Length]}.", nameof(set));
        }

        for (int row = 0; row < set.Count; row++)
        {
            if (!float.IsFinite(set.Values[row]))
            {
                throw new InputException(
                    $"sketch samples, row {row} ({domain.Alphabet.Format(set.Row(row))}): the model answered {set.Values[row]}; a sketch needs finite predictions.",
                    "not-finite");
            }
        }
    }
}
