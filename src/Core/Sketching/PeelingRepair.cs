using GenoXai.Core.Sampling;

namespace GenoXai.Core.Sketching;

/// <summary>
/// Mends a frequency read off a noisy bin: it must satisfy M_cᵀk = j, b checks that the published decoder
/// only uses to throw k away. The cheapest change of one digit, or of two, that satisfies them is taken,
/// cheapest by the votes for the digits. Holds scratch space: one per thread.
/// </summary>
internal sealed class PeelingRepair(SubsamplingDesign design)
{
    /// <summary>How many of the cheapest changes are tried in pairs.</summary>
    private const int Changes = 48;

    private readonly double[] _costs = new double[design.Length * (design.LetterCount - 1)];
    private readonly int[] _changes = new int[design.Length * (design.LetterCount - 1)];
    private readonly int[] _shifts = new int[Changes];
    private readonly int[] _missing = new int[design.Dimension];

    /// <summary>Changes the digits so that they fall into the bin.</summary>
    /// <param name="group">c.</param>
    /// <param name="bin">j.</param>
    /// <param name="votes">The signature that read the digits; its votes tell how sure each is.</param>
    /// <param name="digits">k, shape (L); changed only on success.</param>
    /// <returns>False when no change of one or two digits does.</returns>
    public bool TryRepair(int group, int bin, PeelingSignature votes, Span<byte> digits)
    {
        int q = design.LetterCount, count = 0;
        for (int i = 0; i < digits.Length; i++)
        {
            double chosen = votes.Vote(i, digits[i]);
            for (int step = 1; step < q; step++)
            {
                _costs[count] = chosen - votes.Vote(i, (digits[i] + step) % q);
                _changes[count++] = i * q + step;
            }
        }

        Array.Sort(_costs, _changes, 0, count);
        count = Math.Min(count, Changes);
        ReadOnlySpan<byte> matrix = design.Matrix(group);
        int has = design.Bin(group, digits);
        for (int t = design.Dimension - 1, wanted = bin; t >= 0; t--, wanted /= q, has /= q) _missing[t] = (wanted % q - has % q + q) % q;
        for (int n = 0; n < count; n++) _shifts[n] = Shift(matrix, _changes[n]);
        double least = double.MaxValue;
        (int first, int second) = (-1, -1);
        int wholeShift = Index(_missing);
        for (int n = 0; n < count && _costs[n] < least; n++)
        {
            if (_shifts[n] == wholeShift) (least, first, second) = (_costs[n], n, -1);
            int partner = Partner(matrix, _changes[n]);
            for (int m = n + 1; m < count && _costs[n] + _costs[m] < least; m++)
                if (_shifts[m] == partner && _changes[m] / q != _changes[n] / q) (least, first, second) = (_costs[n] + _costs[m], n, m);
        }

        if (first < 0) return false;
        Apply(_changes[first], digits);
        if (second >= 0) Apply(_changes[second], digits);
        return true;
    }

    private void Apply(int change, Span<byte> digits) =>
        digits[change / design.LetterCount] = (byte)((digits[change / design.LetterCount] + change % design.LetterCount) % design.LetterCount);

    /// <summary>What a change adds to the bin, as a number.</summary>
    private int Shift(ReadOnlySpan<byte> matrix, int change)
    {
        int q = design.LetterCount, index = 0;
        for (int t = 0; t < design.Dimension; t++) index = index * q + matrix[change / q * design.Dimension + t] * (change % q) % q;
        return index;
    }

    /// <summary>What another change must add so that both together add what is missing.</summary>
    private int Partner(ReadOnlySpan<byte> matrix, int change)
    {
        int q = design.LetterCount, index = 0;
        for (int t = 0; t < design.Dimension; t++)
            index = index * q + (_missing[t] + q - matrix[change / q * design.Dimension + t] * (change % q) % q) % q;
        return index;
    }

    private int Index(int[] digits)
    {
        int index = 0;
        foreach (int digit in digits) index = index * design.LetterCount + digit;
        return index;
    }
}
