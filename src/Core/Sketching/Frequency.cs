namespace GenoXai.Core.Sketching;

/// <summary>A frequency k ∈ Z_q^L, compared by its digits.</summary>
public readonly struct Frequency : IEquatable<Frequency>
{
    private readonly byte[]? _digits;
    private readonly int _hash;

    /// <summary>Makes a frequency of a copy of the digits.</summary>
    /// <param name="digits">k, shape (L), each below q.</param>
    public Frequency(ReadOnlySpan<byte> digits)
    {
        _digits = digits.ToArray();
        var hash = default(HashCode);
        hash.AddBytes(digits);
        _hash = hash.ToHashCode();
    }

    /// <summary>k, shape (L).</summary>
    public ReadOnlySpan<byte> Digits => _digits;

    /// <summary>How many digits are not zero.</summary>
    public int Order => Digits.Length - Digits.Count((byte)0);

    /// <summary>Positions of the digits that are not zero, ascending.</summary>
    public int[] Support()
    {
        var positions = new int[Order];
        for (int i = 0, next = 0; i < Digits.Length; i++)
            if (Digits[i] != 0) positions[next++] = i;
        return positions;
    }

    /// <summary>−k; a real function has F[−k] = conj F[k].</summary>
    /// <param name="letterCount">q.</param>
    public Frequency Negate(int letterCount)
    {
        var digits = new byte[Digits.Length];
        for (int i = 0; i < digits.Length; i++) digits[i] = (byte)(Digits[i] == 0 ? 0 : letterCount - Digits[i]);
        return new Frequency(digits);
    }

    /// <summary>⟨k, x⟩ mod q.</summary>
    /// <param name="letters">x, shape (L), letter indices below q.</param>
    /// <param name="letterCount">q.</param>
    public int Phase(ReadOnlySpan<byte> letters, int letterCount)
    {
        int sum = 0;
        for (int i = 0; i < Digits.Length; i++) sum += Digits[i] * letters[i];
        return sum % letterCount;
    }

    /// <summary>Order of the digits read as one big-endian number.</summary>
    /// <param name="other">Another frequency.</param>
    public int CompareTo(Frequency other) => Digits.SequenceCompareTo(other.Digits);

    /// <inheritdoc/>
    public bool Equals(Frequency other) => _hash == other._hash && Digits.SequenceEqual(other.Digits);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Frequency other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    /// <summary>Same digits.</summary>
    public static bool operator ==(Frequency left, Frequency right) => left.Equals(right);

    /// <summary>Other digits.</summary>
    public static bool operator !=(Frequency left, Frequency right) => !left.Equals(right);

    /// <summary>The digits, separated by blanks.</summary>
    public override string ToString() => string.Join(' ', Digits.ToArray());
}
