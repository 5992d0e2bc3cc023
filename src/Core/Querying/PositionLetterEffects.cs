using GenoXai.Core.Sequences;

namespace GenoXai.Core.Querying;

/// <summary>φ by position and letter, over a set of sequences.</summary>
/// <param name="Sequences">How many sequences.</param>
/// <param name="Length">Number of positions, L.</param>
/// <param name="Letters">Number of letters, q.</param>
/// <param name="Mean">Mean φ of the sequences that hold the letter at the position, shape (L, q), row-major; 0 where none does.</param>
/// <param name="MeanAbsolute">Mean |φ| of them, shape (L, q).</param>
/// <param name="Counts">How many hold it, shape (L, q); missing letters count nowhere.</param>
/// <param name="MeanAbsoluteByPosition">Mean |φ| over all sequences, shape (L).</param>
public sealed record PositionLetterEffects(
    long Sequences, int Length, int Letters, double[] Mean, double[] MeanAbsolute, long[] Counts, double[] MeanAbsoluteByPosition)
{
    /// <summary>Adds rows to sums that are not yet divided by their counts.</summary>
    internal void Add(ReadOnlySpan<byte> letters, ReadOnlySpan<double> phi)
    {
        for (int i = 0; i < letters.Length; i++)
        {
            int position = i % Length;
            MeanAbsoluteByPosition[position] += Math.Abs(phi[i]);
            if (letters[i] == Alphabet.Missing) continue;
            int cell = position * Letters + letters[i];
            Mean[cell] += phi[i];
            MeanAbsolute[cell] += Math.Abs(phi[i]);
            Counts[cell]++;
        }
    }
}
