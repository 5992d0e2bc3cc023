using GenoXai.Core.Sketching;

namespace GenoXai.Core.Querying;

/// <summary>
/// The Harsanyi dividends of one support under one background: a(S) for every choice of the
/// letters x_S. Under uniform letters it is the ANOVA table itself.
/// </summary>
internal sealed class DividendTable
{
    public DividendTable(int[] positions, int[] strides, double[] values) => (Positions, Strides, Values) = (positions, strides, values);

    /// <summary>The support S, ascending.</summary>
    public int[] Positions { get; }

    /// <summary>How far apart in <see cref="Values"/> two letters of a position are; the last is 1.</summary>
    public int[] Strides { get; }

    /// <summary>a(S), row-major over x_S, in units of the target.</summary>
    public double[] Values { get; }

    public int Order => Positions.Length;

    public static DividendTable From(AnovaTable table, ReadOnlySpan<int> letterCounts) =>
        new(table.Positions, StridesOf(table.Positions, letterCounts), table.Values);

    public static int[] StridesOf(ReadOnlySpan<int> positions, ReadOnlySpan<int> letterCounts)
    {
        var strides = new int[positions.Length];
        int stride = 1;
        for (int i = positions.Length - 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride *= letterCounts[positions[i]];
        }

        return strides;
    }

    /// <summary>Finds the entry of a sequence; false when one of its letters here is missing.</summary>
    public bool TryIndex(ReadOnlySpan<byte> letters, out int index)
    {
        index = 0;
        for (int i = 0; i < Positions.Length; i++)
        {
            byte letter = letters[Positions[i]];
            if (letter == Sequences.Alphabet.Missing) return false;
            index += Strides[i] * letter;
        }

        return true;
    }

    /// <summary>Letter indices of an entry, in the order of <see cref="Positions"/>.</summary>
    public byte[] LettersOf(int index, ReadOnlySpan<int> letterCounts)
    {
        var letters = new byte[Order];
        for (int i = 0; i < Order; i++) letters[i] = (byte)(index / Strides[i] % letterCounts[Positions[i]]);
        return letters;
    }
}
