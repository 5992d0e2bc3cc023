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
    /// <summary>Mean φ² of the sequences that hold the letter at the position, shape (L, q).</summary>
    public double[] MeanSquare { get; init; } = new double[Length * Letters];

    /// <summary>Share of each letter at each position, shape (L, q): of the sequences without a missing letter there, or the background's probabilities when <see cref="MeanIsExact"/>.</summary>
    public double[] Shares { get; init; } = new double[Length * Letters];

    /// <summary>Missing letters in all sequences.</summary>
    public long MissingLetters { get; internal set; }

    /// <summary>Whether <see cref="Mean"/> is the expectation over the background itself, not the mean over drawn sequences.</summary>
    public bool MeanIsExact { get; init; }

    /// <summary>Standard error of mean |φ| over the draw of the sequences; null below two of them.</summary>
    /// <param name="cell">Position · q + letter.</param>
    public double? StandardErrorOf(int cell) => Counts[cell] < 2
        ? null
        : Math.Sqrt(Math.Max(0, MeanSquare[cell] - MeanAbsolute[cell] * MeanAbsolute[cell]) / (Counts[cell] - 1));

    /// <summary>Position by position and letter by letter, those that some sequence holds.</summary>
    /// <param name="alphabet">The letters.</param>
    public IEnumerable<PositionLetter> Each(Alphabet alphabet)
    {
        ArgumentNullException.ThrowIfNull(alphabet);
        for (int cell = 0; cell < Counts.Length; cell++)
            if (Counts[cell] > 0) yield return new PositionLetter(cell / Letters, alphabet[(byte)(cell % Letters)].ToString(), Counts[cell], Mean[cell], MeanAbsolute[cell], StandardErrorOf(cell));
    }

    /// <summary>Adds rows to sums that are not yet divided by their counts.</summary>
    internal void Add(ReadOnlySpan<byte> letters, ReadOnlySpan<double> phi)
    {
        for (int i = 0; i < letters.Length; i++)
        {
            int position = i % Length;
            double size = Math.Abs(phi[i]);
            MeanAbsoluteByPosition[position] += size;
            if (letters[i] == Alphabet.Missing)
            {
                MissingLetters++;
                continue;
            }

            int cell = position * Letters + letters[i];
            Mean[cell] += phi[i];
            MeanAbsolute[cell] += size;
            MeanSquare[cell] += size * size;
            Counts[cell]++;
        }
    }

    /// <summary>From sums to means, in place.</summary>
    internal PositionLetterEffects Averaged(long sequences)
    {
        for (int position = 0; position < Length; position++)
        {
            if (sequences > 0) MeanAbsoluteByPosition[position] /= sequences;
            long held = 0;
            for (int cell = position * Letters; cell < (position + 1) * Letters; cell++) held += Counts[cell];
            for (int cell = position * Letters; cell < (position + 1) * Letters; cell++)
            {
                if (Counts[cell] == 0) continue;
                Mean[cell] /= Counts[cell];
                MeanAbsolute[cell] /= Counts[cell];
                MeanSquare[cell] /= Counts[cell];
                Shares[cell] = (double)Counts[cell] / held;
            }
        }

        return this with { Sequences = sequences };
    }
}

/// <summary>What a letter does at a position, over the sequences that hold it there.</summary>
/// <param name="Position">The position, from 0.</param>
/// <param name="Letter">The letter.</param>
/// <param name="Count">How many sequences hold it.</param>
/// <param name="MeanPhi">Mean φ, in units of the target.</param>
/// <param name="MeanAbsolutePhi">Mean |φ|.</param>
/// <param name="StandardError">Standard error of mean |φ| over the draw of the sequences; null below two of them.</param>
public sealed record PositionLetter(int Position, string Letter, long Count, double MeanPhi, double MeanAbsolutePhi, double? StandardError);
