using GenoXai.Core.Models;
using GenoXai.Core.Numerics;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Attribution;

/// <summary>
/// Exact mutagenesis at a few positions of each sequence: the rows (the sequence, then its
/// substitutions by position and letter) and their effects. It tells how far an approximation can be
/// trusted.
/// </summary>
public sealed class SpotMutagenesis : RowSource
{
    private readonly IReadOnlyList<NamedSequence> _sequences;
    private readonly int[][] _positions;
    private readonly int[] _starts;
    private readonly int _letterCount;

    /// <summary>Makes the rows.</summary>
    /// <param name="sequences">The sequences.</param>
    /// <param name="positions">Ascending positions of each.</param>
    /// <param name="letterCount">q.</param>
    public SpotMutagenesis(IReadOnlyList<NamedSequence> sequences, IReadOnlyList<int[]> positions, int letterCount)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        ArgumentNullException.ThrowIfNull(positions);
        (_sequences, _positions, _letterCount) = (sequences, [.. positions], letterCount);
        _starts = new int[sequences.Count + 1];
        for (int i = 0; i < sequences.Count; i++) _starts[i + 1] = checked(_starts[i] + RowsOf(sequences[i], positions[i], letterCount));
    }

    /// <inheritdoc/>
    public override int Count => _starts[^1];

    /// <summary>Draws positions without replacement, the same ones for the same letters whatever else is in the file.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="sequence">The sequence.</param>
    /// <param name="options">The range to draw from.</param>
    /// <param name="count">How many; all of the range where it has no more.</param>
    /// <returns>Ascending.</returns>
    public static int[] Draw(long seed, NamedSequence sequence, SaturationMutagenesisOptions options, int count)
    {
        (int start, int end) = MutagenesisRows.Positions(sequence, options);
        int[] all = [.. Enumerable.Range(start, end - start)];
        if (count < all.Length)
        {
            SeededRandom random = SequenceStream.Of(seed, "taylor-check", sequence);
            random.Shuffle<int>(all);
            all = all[..count];
            Array.Sort(all);
        }

        return all;
    }

    /// <summary>Model rows of one sequence: itself and the substitutions of its positions.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="positions">The positions.</param>
    /// <param name="letterCount">q.</param>
    public static int RowsOf(NamedSequence sequence, ReadOnlySpan<int> positions, int letterCount)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        int rows = 1;
        foreach (int position in positions) rows = checked(rows + (sequence.Letters[position] == Alphabet.Missing ? letterCount : letterCount - 1));
        return rows;
    }

    /// <inheritdoc/>
    public override int LengthOf(int row) => _sequences[SequenceOf(row)].Length;

    /// <inheritdoc/>
    public override void Fill(int first, int count, Span<byte> letters)
    {
        int at = 0, sequence = SequenceOf(first);
        for (int row = first; row < first + count; row++)
        {
            while (row >= _starts[sequence + 1]) sequence++;
            byte[] reference = _sequences[sequence].Letters;
            Span<byte> target = letters.Slice(at, reference.Length);
            reference.CopyTo(target);
            at += reference.Length;
            int skip = row - _starts[sequence] - 1;
            if (skip < 0) continue;
            (int position, byte letter) = Substitution(reference, _positions[sequence], skip);
            target[position] = letter;
        }
    }

    /// <summary>Effects of one sequence and target.</summary>
    /// <param name="sequence">Which sequence.</param>
    /// <param name="predictions">All rows of all sequences, shape (rows, targets).</param>
    /// <param name="target">Which target.</param>
    /// <param name="targets">Number of targets.</param>
    /// <param name="effects">Shape (positions, q); 0 at the letter that stands there.</param>
    public void Effects(int sequence, ReadOnlySpan<float> predictions, int target, int targets, Span<float> effects)
    {
        int row = _starts[sequence];
        double reference = predictions[row++ * targets + target];
        for (int i = 0; i < _positions[sequence].Length; i++)
            for (int letter = 0; letter < _letterCount; letter++)
                effects[i * _letterCount + letter] = letter == _sequences[sequence].Letters[_positions[sequence][i]] ? 0
                    : (float)(predictions[row++ * targets + target] - reference);
    }

    private (int Position, byte Letter) Substitution(byte[] reference, int[] positions, int skip)
    {
        foreach (int position in positions)
        {
            int here = reference[position] == Alphabet.Missing ? _letterCount : _letterCount - 1;
            if (skip < here) return (position, (byte)(skip < reference[position] ? skip : skip + 1));
            skip -= here;
        }

        throw new ArgumentOutOfRangeException(nameof(skip));
    }

    private int SequenceOf(int row)
    {
        int found = Array.BinarySearch(_starts, row);
        return found < 0 ? ~found - 1 : found;
    }
}
