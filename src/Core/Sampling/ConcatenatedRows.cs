using GenoXai.Core.Models;

namespace GenoXai.Core.Sampling;

/// <summary>The rows of one source followed by those of another; all of one length.</summary>
public sealed class ConcatenatedRows(RowSource head, RowSource tail) : RowSource
{
    /// <inheritdoc/>
    public override int Count => head.Count + tail.Count;

    /// <inheritdoc/>
    public override int LengthOf(int row) => row < head.Count ? head.LengthOf(row) : tail.LengthOf(row - head.Count);

    /// <inheritdoc/>
    public override void Fill(int first, int count, Span<byte> letters)
    {
        int inHead = Math.Clamp(head.Count - first, 0, count);
        if (inHead > 0) head.Fill(first, inHead, letters);
        if (inHead == count) return;
        int start = first + inHead;
        tail.Fill(start - head.Count, count - inHead, letters[(inHead * tail.LengthOf(0))..]);
    }
}
