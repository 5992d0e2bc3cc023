using GenoXai.Core.Models;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Attribution;

/// <summary>
/// The rows of in-silico saturation mutagenesis of one sequence after the other: the reference,
/// then every substitution by position and letter; with both strands all of that again as reverse
/// complements. A position that holds a missing letter has q substitutions, any other q − 1.
/// </summary>
public sealed class MutagenesisRows : RowSource
{
    private readonly IReadOnlyList<NamedSequence> _sequences;
    private readonly Alphabet _alphabet;
    private readonly SaturationMutagenesisOptions _options;
    private readonly byte[]? _complement;
    private readonly int[] _starts;
    private readonly int _offset;

    /// <summary>Makes the rows of some sequences, or of a part of a long one.</summary>
    /// <param name="sequences">The sequences.</param>
    /// <param name="alphabet">The model's letters.</param>
    /// <param name="options">Range and strands.</param>
    /// <param name="firstRow">Row to begin with, for a part.</param>
    /// <param name="rowCount">Rows of the part; all from the first when absent.</param>
    public MutagenesisRows(IReadOnlyList<NamedSequence> sequences, Alphabet alphabet, SaturationMutagenesisOptions options, int firstRow = 0, int? rowCount = null)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        ArgumentNullException.ThrowIfNull(alphabet);
        ArgumentNullException.ThrowIfNull(options);
        (_sequences, _alphabet, _options, _offset) = (sequences, alphabet, options, firstRow);
        if (options.BothStrands)
            _complement = alphabet.Complement() ?? throw new InputException($"both strands: the alphabet {alphabet} has no complements.", "bad-option");
        _starts = new int[sequences.Count + 1];
        for (int i = 0; i < sequences.Count; i++)
            _starts[i + 1] = checked(_starts[i] + (int)RowCount(sequences[i], alphabet.Count, options));
        Count = rowCount ?? _starts[^1] - firstRow;
    }

    /// <inheritdoc/>
    public override int Count { get; }

    /// <summary>Model rows of one sequence: strands × (1 + Σ over positions of its substitutions).</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="letterCount">q.</param>
    /// <param name="options">Range and strands.</param>
    public static long RowCount(NamedSequence sequence, int letterCount, SaturationMutagenesisOptions options)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        ArgumentNullException.ThrowIfNull(options);
        (int start, int end) = Positions(sequence, options);
        int missing = sequence.Letters.AsSpan(start, end - start).Count(Alphabet.Missing);
        return (options.BothStrands ? 2L : 1L) * (1L + (long)(end - start) * (letterCount - 1) + missing);
    }

    /// <summary>The positions that are substituted.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="options">The range.</param>
    /// <exception cref="InputException">The range reaches beyond the sequence.</exception>
    public static (int Start, int End) Positions(NamedSequence sequence, SaturationMutagenesisOptions options)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Range is not { } range) return (0, sequence.Length);
        return range.End <= sequence.Length
            ? (range.Start, range.End)
            : throw new InputException($"range {range}: sequence \"{sequence.Id}\" has only {sequence.Length} positions.", "bad-range");
    }

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
        int row = first + _offset, end = row + count, at = 0;
        for (int sequence = SequenceOf(row); row < end; sequence++)
        {
            int stop = Math.Min(end, _starts[sequence + 1]);
            int length = _sequences[sequence].Length;
            FillSequence(_sequences[sequence], row - _starts[sequence], stop - row, letters.Slice(at, (stop - row) * length));
            at += (stop - row) * length;
            row = stop;
        }
    }

    private void FillSequence(NamedSequence sequence, int first, int count, Span<byte> letters)
    {
        int length = sequence.Length, strandRows = (int)RowCount(sequence, _alphabet.Count, _options with { BothStrands = false });
        int done = 0;
        while (done < count)
        {
            bool reverse = first + done >= strandRows;
            int row = first + done - (reverse ? strandRows : 0);
            int take = Math.Min(count - done, strandRows - row);
            Span<byte> part = letters.Slice(done * length, take * length);
            FillForward(sequence, row, part);
            if (reverse) ReverseComplement(part, length);
            done += take;
        }
    }

    private void FillForward(NamedSequence sequence, int row, Span<byte> letters)
    {
        ReadOnlySpan<byte> reference = sequence.Letters;
        (int start, int end) = Positions(sequence, _options);
        int q = _alphabet.Count, length = reference.Length, at = 0;
        if (row == 0)
        {
            reference.CopyTo(letters);
            at = length;
        }

        // Substitutions before the first row wanted are stepped over position by position.
        int skip = Math.Max(0, row - 1), position = start;
        for (int here; position < end && skip >= (here = Substitutions(reference[position], q)); position++) skip -= here;
        for (; position < end && at < letters.Length; position++)
        {
            byte original = reference[position];
            for (byte letter = 0; letter < q && at < letters.Length; letter++)
            {
                if (letter == original || skip-- > 0) continue;
                Span<byte> target = letters.Slice(at, length);
                reference.CopyTo(target);
                target[position] = letter;
                at += length;
            }

            skip = 0;
        }
    }

    private void ReverseComplement(Span<byte> letters, int length)
    {
        for (int at = 0; at < letters.Length; at += length)
        {
            Span<byte> row = letters.Slice(at, length);
            row.Reverse();
            foreach (ref byte letter in row)
                if (letter != Alphabet.Missing) letter = _complement![letter];
        }
    }

    private static int Substitutions(byte letter, int letterCount) => letter == Alphabet.Missing ? letterCount : letterCount - 1;

    private int SequenceOf(int row)
    {
        int found = Array.BinarySearch(_starts, row);
        if (found < 0) return ~found - 1;
        while (found + 1 < _starts.Length && _starts[found + 1] == row) found++;
        return found;
    }
}
