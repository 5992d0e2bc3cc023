using GenoXai.Core.Models;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Attribution;

/// <summary>
/// The rows of second-order ISM of one sequence after the other: the sequence itself, every single mutant, every double
/// mutant; or, where the singles are known already, the double mutants alone.
/// </summary>
public sealed class DoubleMutantRows : RowSource
{
    private readonly IReadOnlyList<NamedSequence> _sequences;
    private readonly IReadOnlyList<PositionPairs> _pairs;
    private readonly bool _singles;
    private readonly int[] _starts;
    private readonly int _offset;

    /// <summary>Makes the rows of some sequences, or of a part of a long one.</summary>
    /// <param name="sequences">The sequences.</param>
    /// <param name="pairs">The pairs of each; their positions hold letters.</param>
    /// <param name="singles">Whether the sequence and its single mutants come before the double mutants.</param>
    /// <param name="firstRow">Row to begin with, for a part.</param>
    /// <param name="rowCount">Rows of the part; all from the first when absent.</param>
    public DoubleMutantRows(IReadOnlyList<NamedSequence> sequences, IReadOnlyList<PositionPairs> pairs, bool singles = true, int firstRow = 0, int? rowCount = null)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        ArgumentNullException.ThrowIfNull(pairs);
        (_sequences, _pairs, _singles, _offset) = (sequences, pairs, singles, firstRow);
        _starts = new int[sequences.Count + 1];
        for (int i = 0; i < sequences.Count; i++) _starts[i + 1] = checked((int)(_starts[i] + (singles ? 1 + pairs[i].Singles : 0) + pairs[i].Effects));
        Count = rowCount ?? _starts[^1] - firstRow;
    }

    /// <inheritdoc/>
    public override int Count { get; }

    /// <inheritdoc/>
    public override int LengthOf(int row) => _sequences[SequenceOf(row + _offset)].Length;

    /// <inheritdoc/>
    public override int RunEnd(int row)
    {
        int sequence = SequenceOf(row + _offset), length = _sequences[sequence].Length;
        while (sequence + 1 < _sequences.Count && _sequences[sequence + 1].Length == length) sequence++;
        return Math.Min(Count, _starts[sequence + 1] - _offset);
    }

    /// <inheritdoc/>
    public override void Fill(int first, int count, Span<byte> letters)
    {
        int sequence = SequenceOf(first + _offset), at = 0;
        for (int row = first + _offset; row < first + _offset + count; row++)
        {
            while (row >= _starts[sequence + 1]) sequence++;
            byte[] observed = _sequences[sequence].Letters;
            Span<byte> target = letters.Slice(at, observed.Length);
            observed.CopyTo(target);
            at += observed.Length;
            Mutate(observed, _pairs[sequence], row - _starts[sequence], target);
        }
    }

    private void Mutate(byte[] observed, PositionPairs pairs, int row, Span<byte> target)
    {
        int substitutions = pairs.Substitutions;
        if (_singles)
        {
            if (row == 0) return;
            if (--row < pairs.Singles)
            {
                Set(row / substitutions, row % substitutions, target);
                return;
            }

            row -= pairs.Singles;
        }

        (int first, int second) = pairs.At(row / (substitutions * substitutions));
        Set(first, row / substitutions % substitutions, target);
        Set(second, row % substitutions, target);

        void Set(int place, int substitution, Span<byte> letters)
        {
            int position = pairs.Positions[place];
            letters[position] = PositionPairs.LetterOf(observed[position], substitution);
        }
    }

    private int SequenceOf(int row)
    {
        int found = Array.BinarySearch(_starts, row);
        if (found < 0) return ~found - 1;
        while (found + 1 < _starts.Length && _starts[found + 1] == row) found++;
        return found;
    }
}
