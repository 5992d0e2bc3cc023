using GenoXai.Core.Models;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Sampling;

/// <summary>Rows of codes as the whole sequences that a model is shown: allowed letters at the free positions, held ones elsewhere.</summary>
/// <param name="codes">The codes, rows of as many positions as are free.</param>
/// <param name="allowed">What they stand for.</param>
public sealed class AllowedRows(RowSource codes, AllowedLetters allowed) : RowSource
{
    /// <inheritdoc/>
    public override int Count => codes.Count;

    /// <inheritdoc/>
    public override int LengthOf(int row) => allowed.Length;

    /// <inheritdoc/>
    public override int RunEnd(int row) => codes.Count;

    /// <inheritdoc/>
    public override void Fill(int first, int count, Span<byte> letters)
    {
        int free = allowed.Free.Length;
        var drawn = new byte[count * free];
        codes.Fill(first, count, drawn);
        for (int i = 0; i < count; i++) allowed.Decode(drawn.AsSpan(i * free, free), letters.Slice(i * allowed.Length, allowed.Length));
    }
}
