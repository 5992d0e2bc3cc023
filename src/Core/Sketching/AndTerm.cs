using System.Numerics;

namespace GenoXai.Core.Sketching;

/// <summary>
/// The function "position S1 holds letter a1, and S2 holds a2, …": one cell of one support. As a
/// column of a design it is centred and scaled to unit variance under uniform letters.
/// </summary>
internal sealed class AndTerm
{
    /// <summary>Makes the term.</summary>
    /// <param name="support">Its positions.</param>
    /// <param name="cell">The row-major cell of its table.</param>
    /// <param name="domain">Letters.</param>
    public AndTerm(Support support, int cell, SketchDomain domain)
    {
        int letterCount = domain.LetterCount;
        (Support, Cell) = (support, cell);
        Letters = new byte[support.Order];
        Probability = 1;
        for (int i = support.Order - 1; i >= 0; i--, cell /= letterCount)
        {
            Letters[i] = (byte)(cell % letterCount);
            Probability /= domain.LettersAt(support[i]);
        }

        Scale = 1 / Math.Sqrt(Probability * (1 - Probability));
    }

    /// <summary>The term that a row holds at some positions.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="row">Which.</param>
    /// <param name="positions">The positions, ascending.</param>
    /// <param name="domain">Letters.</param>
    public static AndTerm HeldBy(SampleColumns rows, int row, int[] positions, SketchDomain domain)
    {
        int cell = 0;
        foreach (int position in positions) cell = (cell * domain.LetterCount) + rows.Column(position)[row];
        return new AndTerm(Support.Of(positions), cell, domain);
    }

    /// <summary>Its positions.</summary>
    public Support Support { get; }

    /// <summary>The row-major cell of its table.</summary>
    public int Cell { get; }

    /// <summary>The letters it asks for, one for each position.</summary>
    public byte[] Letters { get; }

    /// <summary>Share of uniform sequences that have them, Π 1/n_i.</summary>
    public double Probability { get; }

    /// <summary>1 / the standard deviation of the indicator.</summary>
    public double Scale { get; }

    /// <summary>The rows that have all its letters, ascending.</summary>
    /// <param name="rows">The rows.</param>
    public int[] RowsOf(SampleColumns rows)
    {
        var matching = new List<int>((int)(rows.Count * Probability * 1.3) + 16);
        var marks = new ulong[Letters.Length][];
        for (int i = 0; i < marks.Length; i++) marks[i] = rows.Marks(Support[i], Letters[i]);
        for (int word = 0; word < marks[0].Length; word++)
        {
            ulong all = marks[0][word];
            for (int i = 1; i < marks.Length; i++) all &= marks[i][word];
            for (; all != 0; all &= all - 1) matching.Add((word << 6) + BitOperations.TrailingZeroCount(all));
        }

        return [.. matching];
    }

    /// <summary>Whether this term's letters are all among another's.</summary>
    /// <param name="other">The other term.</param>
    public bool IsPartOf(AndTerm other)
    {
        int at = 0;
        for (int i = 0; i < Support.Order; i++)
        {
            while (at < other.Support.Order && other.Support[at] < Support[i]) at++;
            if (at == other.Support.Order || other.Support[at] != Support[i] || other.Letters[at] != Letters[i]) return false;
        }

        return true;
    }
}
