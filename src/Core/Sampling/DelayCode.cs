using GenoXai.Core.Numerics;

namespace GenoXai.Core.Sampling;

/// <summary>
/// Delay steps h_r ∈ {0, 1}^L from which a frequency of few digits is read with far fewer delays than
/// positions: the parity checks of a BCH code. From the values ⟨h_r, k⟩ mod q, q a power of two, the digits
/// are decoded bit by bit: those of 1, of 2, of 4, each as the errors of one code word.
/// </summary>
/// <remarks>
/// After SPEX (coded delays for q = 2; METHODS 4.3) and q-SFT's coded sampling. A code that corrects t errors has
/// t · ⌈log₂(L + 1)⌉ checks. Departs: q = 4, 8, … by reading one bit of the digits after the other,
/// h binary, so that no code over a ring is needed.
/// </remarks>
internal sealed class DelayCode
{
    private readonly BinaryField _field;
    private readonly int _length, _letterCount, _letterBits;
    private readonly byte[] _checks;

    /// <summary>Makes the code.</summary>
    /// <param name="letterCount">q, a power of two.</param>
    /// <param name="length">L.</param>
    /// <param name="order">t: most positions whose digits share a bit that are still read.</param>
    public DelayCode(int letterCount, int length, int order)
    {
        if (!Suits(letterCount)) throw new ArgumentException($"{letterCount} letters: coded delays need a power of two.", nameof(letterCount));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(order);
        (_letterCount, _length, Order) = (letterCount, length, order);
        _letterBits = System.Numerics.BitOperations.Log2((uint)letterCount);
        _field = new BinaryField(BitsFor(length));
        Count = CountOf(length, order);
        _checks = new byte[Count * length];
        for (int s = 0; s < order; s++)
            for (int i = 0; i < length; i++)
                for (int j = 0, element = _field.Power(i * ((2 * s) + 1)); j < _field.Bits; j++)
                    _checks[(((s * _field.Bits) + j) * length) + i] = (byte)(element >> j & 1);
    }

    /// <summary>t.</summary>
    public int Order { get; }

    /// <summary>Number of steps.</summary>
    public int Count { get; }

    /// <summary>Whether there is a code for so many letters.</summary>
    /// <param name="letterCount">q.</param>
    public static bool Suits(int letterCount) => letterCount >= 2 && (letterCount & (letterCount - 1)) == 0;

    /// <summary>Number of steps of a code, t · ⌈log₂(L + 1)⌉.</summary>
    /// <param name="length">L.</param>
    /// <param name="order">t.</param>
    public static int CountOf(int length, int order) => order * BitsFor(length);

    /// <summary>h_r, shape (L), of 0 and 1.</summary>
    /// <param name="step">r.</param>
    public ReadOnlySpan<byte> Step(int step) => _checks.AsSpan(step * _length, _length);

    /// <summary>⟨h_r, k⟩ mod q for every step.</summary>
    /// <param name="digits">k, shape (L).</param>
    /// <param name="values">Shape (<see cref="Count"/>).</param>
    public void Encode(ReadOnlySpan<byte> digits, Span<byte> values)
    {
        values.Clear();
        for (int i = 0; i < digits.Length; i++)
            if (digits[i] != 0) Add(i, digits[i], values);
    }

    /// <summary>The frequency that gives these values.</summary>
    /// <param name="values">Shape (<see cref="Count"/>), each below q.</param>
    /// <param name="digits">k, shape (L).</param>
    /// <returns>False when no frequency with at most t positions a bit gives them.</returns>
    public bool TryDecode(ReadOnlySpan<byte> values, Span<byte> digits)
    {
        digits.Clear();
        Span<byte> rest = stackalloc byte[Count];
        Span<int> positions = stackalloc int[Order];
        values.CopyTo(rest);
        for (int bit = 0; bit < _letterBits; bit++)
        {
            int found = Locate(rest, bit, positions);
            if (found < 0) return false;
            foreach (int position in positions[..found])
            {
                digits[position] |= (byte)(1 << bit);
                Add(position, _letterCount - (1 << bit), rest);
            }
        }

        return !rest.ContainsAnyExcept((byte)0);
    }

    private static int BitsFor(int length)
    {
        int bits = 2;
        while ((1 << bits) - 1 < length) bits++;
        return bits;
    }

    private void Add(int position, int digit, Span<byte> values)
    {
        for (int r = 0, at = position; r < values.Length; r++, at += _length)
            if (_checks[at] != 0) values[r] = (byte)((values[r] + digit) & (_letterCount - 1));
    }

    // Berlekamp and Massey's shortest recurrence of the power sums; its roots are the positions.
    private int Locate(ReadOnlySpan<byte> values, int bit, Span<int> positions)
    {
        int count = 2 * Order;
        Span<int> sums = stackalloc int[count];
        for (int s = 0; s < Order; s++)
        {
            int element = 0;
            for (int j = 0; j < _field.Bits; j++) element |= (values[(s * _field.Bits) + j] >> bit & 1) << j;
            sums[2 * s] = element;
        }

        // Over GF(2) the even power sums are squares: S_2j = S_j².
        for (int power = 2; power <= count; power += 2) sums[power - 1] = _field.Multiply(sums[(power / 2) - 1], sums[(power / 2) - 1]);
        if (!sums.ContainsAnyExcept(0)) return 0;
        Span<int> locator = stackalloc int[count + 1], earlier = stackalloc int[count + 1], kept = stackalloc int[count + 1];
        locator.Clear();
        earlier.Clear();
        locator[0] = earlier[0] = 1;
        int degree = 0, shift = 1, last = 1;
        for (int n = 0; n < count; n++)
        {
            int gap = sums[n];
            for (int i = 1; i <= degree; i++) gap ^= _field.Multiply(locator[i], sums[n - i]);
            if (gap == 0)
            {
                shift++;
                continue;
            }

            bool longer = 2 * degree <= n;
            if (longer) locator.CopyTo(kept);
            int factor = _field.Divide(gap, last);
            for (int i = 0; i + shift <= count; i++) locator[i + shift] ^= _field.Multiply(factor, earlier[i]);
            shift++;
            if (!longer) continue;
            kept.CopyTo(earlier);
            (degree, last, shift) = (n + 1 - degree, gap, 1);
        }

        return degree > Order ? -1 : Roots(locator[..(degree + 1)], positions);
    }

    // The positions i with Λ(α^−i) = 0; −1 when there are fewer than its degree.
    private int Roots(ReadOnlySpan<int> locator, Span<int> positions)
    {
        int found = 0, degree = locator.Length - 1;
        for (int i = 0; i < _length && found < degree; i++)
        {
            int sum = 0;
            for (int j = 0; j <= degree; j++)
                if (locator[j] != 0) sum ^= _field.Power(_field.Logarithm(locator[j]) + (j * (_field.Order - i)));
            if (sum == 0) positions[found++] = i;
        }

        return found == degree ? found : -1;
    }
}
