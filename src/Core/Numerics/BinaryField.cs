namespace GenoXai.Core.Numerics;

/// <summary>
/// The finite field GF(2^m): its elements are the polynomials over GF(2) below degree m, as bits of a
/// number; α = x generates all but 0.
/// </summary>
internal sealed class BinaryField
{
    /// <summary>The largest m.</summary>
    public const int MostBits = 16;

    // Primitive polynomials of degree 2 to 16, x^m included.
    private static readonly int[] Polynomials = [0, 0, 0x7, 0xB, 0x13, 0x25, 0x43, 0x89, 0x11D, 0x211, 0x409, 0x805, 0x1053, 0x201B, 0x4443, 0x8003, 0x1100B];
    private readonly int[] _powers, _logarithms;

    /// <summary>Makes the field.</summary>
    /// <param name="bits">m, 2 to 16.</param>
    public BinaryField(int bits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bits, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, MostBits);
        (Bits, Order) = (bits, (1 << bits) - 1);
        (_powers, _logarithms) = (new int[Order], new int[Order + 1]);
        int element = 1;
        for (int i = 0; i < Order; i++)
        {
            (_powers[i], _logarithms[element]) = (element, i);
            element <<= 1;
            if (element > Order) element ^= Polynomials[bits];
        }
    }

    /// <summary>m.</summary>
    public int Bits { get; }

    /// <summary>Elements but 0: 2^m − 1.</summary>
    public int Order { get; }

    /// <summary>α^exponent.</summary>
    /// <param name="exponent">0 or more.</param>
    public int Power(int exponent) => _powers[exponent % Order];

    /// <summary>The exponent of α that gives an element.</summary>
    /// <param name="element">Not 0.</param>
    public int Logarithm(int element) => _logarithms[element];

    /// <summary>a · b.</summary>
    public int Multiply(int a, int b) => a == 0 || b == 0 ? 0 : _powers[(_logarithms[a] + _logarithms[b]) % Order];

    /// <summary>a / b.</summary>
    /// <param name="a">Dividend.</param>
    /// <param name="b">Not 0.</param>
    public int Divide(int a, int b) => a == 0 ? 0 : _powers[(_logarithms[a] + Order - _logarithms[b]) % Order];
}
