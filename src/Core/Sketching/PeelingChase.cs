using GenoXai.Core.Sampling;

namespace GenoXai.Core.Sketching;

/// <summary>
/// Mends a coded reading of a noisy bin: where the values of the delay steps are no code word, or the frequency does
/// not fall into its bin, the least sure value is changed, or two of them, the cheapest first, until both agree.
/// Holds scratch space: one per thread.
/// </summary>
/// <remarks>Chase decoding (1972), with the bin's b checks as a last one.</remarks>
internal sealed class PeelingChase
{
    private const int Single = 32, Paired = 12;
    private readonly SubsamplingDesign _design;
    private readonly DelayCode _code;
    private readonly double[] _costs;
    private readonly int[] _changes;
    private readonly byte[] _values;

    /// <summary>Makes it.</summary>
    /// <param name="design">A design with coded delays.</param>
    public PeelingChase(SubsamplingDesign design)
    {
        _design = design;
        _code = design.Code ?? throw new ArgumentException("The delays are not coded.", nameof(design));
        int count = _code.Count * (design.LetterCount - 1);
        (_costs, _changes, _values) = (new double[count], new int[count], new byte[_code.Count]);
    }

    /// <summary>Finds the digits of a frequency that falls into the bin.</summary>
    /// <param name="group">c.</param>
    /// <param name="bin">j.</param>
    /// <param name="votes">The signature that read the values; its votes tell how sure each is.</param>
    /// <param name="digits">k, shape (L).</param>
    /// <returns>False when no change of one or two values does.</returns>
    public bool TryRepair(int group, int bin, PeelingSignature votes, Span<byte> digits)
    {
        int q = _design.LetterCount, count = 0;
        votes.Steps.CopyTo(_values);
        for (int r = 0; r < _values.Length; r++)
        {
            double chosen = votes.Vote(r, _values[r]);
            for (int step = 1; step < q; step++)
            {
                _costs[count] = chosen - votes.Vote(r, (_values[r] + step) % q);
                _changes[count++] = (r * q) + step;
            }
        }

        Array.Sort(_costs, _changes);
        for (int n = 0; n < Math.Min(Single, count); n++)
            if (Tried(n, -1, group, bin, digits)) return true;
        for (int n = 1; n < Math.Min(Paired, count); n++)
            for (int m = 0; m < n; m++)
                if (_changes[m] / q != _changes[n] / q && Tried(n, m, group, bin, digits)) return true;
        return false;
    }

    private bool Tried(int first, int second, int group, int bin, Span<byte> digits)
    {
        Change(first, 1);
        if (second >= 0) Change(second, 1);
        bool fits = _code.TryDecode(_values, digits) && _design.Bin(group, digits) == bin;
        Change(first, -1);
        if (second >= 0) Change(second, -1);
        return fits;
    }

    private void Change(int index, int sign)
    {
        (int step, int by) = Math.DivRem(_changes[index], _design.LetterCount);
        _values[step] = (byte)((_values[step] + _design.LetterCount + (sign * by)) % _design.LetterCount);
    }
}
