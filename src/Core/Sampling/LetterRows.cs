using GenoXai.Core.Models;

namespace GenoXai.Core.Sampling;

/// <summary>Rows that are there already.</summary>
/// <param name="rows">Letter indices, shape (rows, length); not copied.</param>
/// <param name="length">Positions of a row.</param>
public sealed class LetterRows(byte[] rows, int length) : RowSource
{
    /// <inheritdoc/>
    public override int Count => rows.Length / length;

    /// <inheritdoc/>
    public override int LengthOf(int row) => length;

    /// <inheritdoc/>
    public override int RunEnd(int row) => Count;

    /// <inheritdoc/>
    public override void Fill(int first, int count, Span<byte> letters) => rows.AsSpan(first * length, count * length).CopyTo(letters);
}
