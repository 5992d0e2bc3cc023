using System.Runtime.InteropServices;

namespace GenoXai.Core.Encoding;

/// <summary>
/// Writes rows of letters as one-hot numbers into a model's input tensor, whatever its axis order:
/// the number of (row, position, letter) lies at row·rowStride + position·positionStride + letter·letterStride.
/// </summary>
/// <typeparam name="T">Element type of the input: float, double or <see cref="Half"/>.</typeparam>
public sealed class OneHotEncoder<T>
    where T : unmanaged, System.Numerics.INumber<T>
{
    private readonly int _letterCount, _length, _rowStride, _positionStride, _letterStride;
    private readonly byte[] _left, _right;
    private readonly T[] _columns;
    private readonly bool _columnsAreContiguous;

    /// <summary>Makes an encoder for sequences of one length.</summary>
    /// <param name="letterCount">q.</param>
    /// <param name="length">Positions of a sequence, without flanks.</param>
    /// <param name="positionStride">Elements from one position to the next.</param>
    /// <param name="letterStride">Elements from one letter to the next.</param>
    /// <param name="left">Constant letters before the sequence, part of the model's input.</param>
    /// <param name="right">Constant letters behind it.</param>
    /// <param name="missingFill">What a missing letter's column holds: 0, or 1/q for models trained so.</param>
    public OneHotEncoder(int letterCount, int length, int positionStride, int letterStride, byte[]? left = null, byte[]? right = null, double missingFill = 0)
    {
        (_letterCount, _length, _positionStride, _letterStride) = (letterCount, length, positionStride, letterStride);
        (_left, _right) = (left ?? [], right ?? []);
        _rowStride = checked(letterCount * (length + _left.Length + _right.Length));
        _columns = new T[(letterCount + 1) * letterCount];
        for (int letter = 0; letter < letterCount; letter++) _columns[letter * letterCount + letter] = T.One;
        _columns.AsSpan(letterCount * letterCount).Fill(T.CreateChecked(missingFill));
        _columnsAreContiguous = letterStride == 1 && positionStride == letterCount;
    }

    /// <summary>Elements of one encoded row.</summary>
    public int RowSize => _rowStride;

    /// <summary>Encodes rows.</summary>
    /// <param name="letters">Letter indices, shape (rows, length), row-major.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="destination">At least rows × <see cref="RowSize"/> elements; every one of them is written.</param>
    public void Encode(ReadOnlySpan<byte> letters, int rows, Span<T> destination)
    {
        if (letters.Length < rows * _length || destination.Length < rows * _rowStride)
            throw new ArgumentException($"{letters.Length} letters and {destination.Length} elements do not hold {rows} rows of {_length}.", nameof(letters));
        for (int row = 0; row < rows; row++)
        {
            Span<T> target = destination.Slice(row * _rowStride, _rowStride);
            ReadOnlySpan<byte> source = letters.Slice(row * _length, _length);
            if (_columnsAreContiguous && TryWriteWideColumns(target, source)) continue;
            WriteColumns(_left, 0, target);
            WriteColumns(source, _left.Length, target);
            WriteColumns(_right, _left.Length + _length, target);
        }
    }

    private void WriteColumns(ReadOnlySpan<byte> letters, int firstPosition, Span<T> row)
    {
        int q = _letterCount;
        for (int i = 0; i < letters.Length; i++)
        {
            ReadOnlySpan<T> column = _columns.AsSpan(Math.Min(letters[i], (byte)q) * q, q);
            int offset = (firstPosition + i) * _positionStride;
            if (_letterStride == 1)
            {
                column.CopyTo(row.Slice(offset, q));
                continue;
            }

            for (int letter = 0; letter < q; letter++) row[offset + letter * _letterStride] = column[letter];
        }
    }

    /// <summary>Four letters of four bytes, channels last: a column is one 16-byte store.</summary>
    private bool TryWriteWideColumns(Span<T> row, ReadOnlySpan<byte> letters)
    {
        if (_letterCount != 4 || System.Runtime.CompilerServices.Unsafe.SizeOf<T>() != 4) return false;
        ReadOnlySpan<UInt128> columns = MemoryMarshal.Cast<T, UInt128>(_columns);
        Span<UInt128> target = MemoryMarshal.Cast<T, UInt128>(row);
        int position = 0;
        foreach (byte letter in _left) target[position++] = columns[Math.Min(letter, (byte)4)];
        foreach (byte letter in letters) target[position++] = columns[Math.Min(letter, (byte)4)];
        foreach (byte letter in _right) target[position++] = columns[Math.Min(letter, (byte)4)];
        return true;
    }
}
