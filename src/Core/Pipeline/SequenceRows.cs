using GenoXai.Core.Models;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>Sequences as they are, one row each, ordered by length so that batches are full; <see cref="Order"/> says which row is which.</summary>
internal sealed class SequenceRows : RowSource
{
    private readonly IReadOnlyList<NamedSequence> _sequences;

    public SequenceRows(IReadOnlyList<NamedSequence> sequences)
    {
        _sequences = sequences;
        Order = [.. Enumerable.Range(0, sequences.Count).OrderBy(i => sequences[i].Length)];
    }

    /// <summary>Index of the sequence of each row.</summary>
    public int[] Order { get; }

    public override int Count => _sequences.Count;

    public override int LengthOf(int row) => _sequences[Order[row]].Length;

    public override void Fill(int first, int count, Span<byte> letters)
    {
        int length = LengthOf(first);
        for (int i = 0; i < count; i++) _sequences[Order[first + i]].Letters.CopyTo(letters.Slice(i * length, length));
    }
}
