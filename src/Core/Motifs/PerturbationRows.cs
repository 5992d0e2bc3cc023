using GenoXai.Core.Models;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Motifs;

/// <summary>The rows of one sequence after the other: the sequence itself, then the edits of each of its sites.</summary>
public sealed class PerturbationRows : RowSource
{
    private readonly IReadOnlyList<NamedSequence> _sequences;
    private readonly PerturbationSites _finder;
    private readonly IReadOnlyList<PerturbedSite>[] _sites;
    private readonly int[] _starts;
    private readonly int _copies, _offset;
    private readonly long _seed;

    /// <summary>Makes the rows of some sequences, or of a part of a long list.</summary>
    /// <param name="sequences">The sequences.</param>
    /// <param name="finder">Their sites.</param>
    /// <param name="options">As the finder was made with.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="firstRow">Row to begin with, for a part.</param>
    /// <param name="rowCount">Rows of the part; all from the first when absent.</param>
    public PerturbationRows(IReadOnlyList<NamedSequence> sequences, PerturbationSites finder, PerturbationOptions options, long seed, int firstRow = 0, int? rowCount = null)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        ArgumentNullException.ThrowIfNull(finder);
        ArgumentNullException.ThrowIfNull(options);
        (_sequences, _finder, _copies, _seed, _offset) = (sequences, finder, options.Copies, seed, firstRow);
        _sites = [.. sequences.Select(finder.Of)];
        _starts = new int[sequences.Count + 1];
        for (int i = 0; i < sequences.Count; i++) _starts[i + 1] = checked(_starts[i] + 1 + _sites[i].Count * _copies);
        Count = rowCount ?? _starts[^1] - firstRow;
    }

    /// <inheritdoc/>
    public override int Count { get; }

    /// <inheritdoc/>
    public override int LengthOf(int row) => _sequences[SequenceOf(row)].Length;

    /// <inheritdoc/>
    public override void Fill(int first, int count, Span<byte> letters)
    {
        for (int i = 0; i < count; i++)
        {
            int sequence = SequenceOf(first + i), length = _sequences[sequence].Length, own = first + i + _offset - _starts[sequence] - 1;
            Span<byte> row = letters.Slice(i * length, length);
            if (own < 0) _sequences[sequence].Letters.CopyTo(row);
            else _finder.Write(_sequences[sequence], _sites[sequence][own / _copies], own % _copies, _seed, row);
        }
    }

    private int SequenceOf(int row)
    {
        int found = Array.BinarySearch(_starts, row + _offset);
        return found < 0 ? ~found - 1 : found;
    }
}
