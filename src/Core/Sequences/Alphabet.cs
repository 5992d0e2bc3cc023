namespace GenoXai.Core.Sequences;

/// <summary>
/// The letters a model knows, in the model's own order: <c>ACGT</c> for most, <c>ACTG</c> for some
/// authors, twenty letters for proteins. A letter is stored as its index in that order;
/// <see cref="Missing"/> stands for N and the other ambiguity codes.
/// </summary>
public sealed class Alphabet : IEquatable<Alphabet>
{
    /// <summary>The stored value of a missing letter (N, IUPAC ambiguity): an all-zero one-hot column.</summary>
    public const byte Missing = 255;

    private const byte Unknown = 254;
    private const string NucleotideAmbiguity = "NRYSWKMBDHV";
    private readonly byte[] _index = new byte[128];

    /// <summary>Makes an alphabet.</summary>
    /// <param name="letters">2 to 64 distinct printable ASCII letters in the model's order; upper case.</param>
    /// <exception cref="InputException">The letters repeat, or are not letters.</exception>
    public Alphabet(string letters)
    {
        ArgumentNullException.ThrowIfNull(letters);
        Letters = letters.ToUpperInvariant();
        if (Letters.Length is < 2 or > 64)
            throw new InputException($"alphabet \"{letters}\": {Letters.Length} letters; 2 to 64 are possible, e.g. ACGT.", "bad-alphabet");

        IsNucleotide = Letters.Length == 4 && Letters.All(c => "ACGTU".Contains(c, StringComparison.Ordinal))
            && !(Letters.Contains('T', StringComparison.Ordinal) && Letters.Contains('U', StringComparison.Ordinal));
        Array.Fill(_index, Unknown);
        for (int i = 0; i < Letters.Length; i++)
        {
            char letter = Letters[i];
            if (letter is < '!' or > '~' or '>' or '"' or '\\')
                throw new InputException($"alphabet \"{letters}\": position {i} is not a printable letter.", "bad-alphabet");
            if (_index[letter] != Unknown)
                throw new InputException($"alphabet \"{letters}\": the letter {letter} stands in it twice.", "bad-alphabet");
            _index[letter] = (byte)i;
        }

        if (IsNucleotide)
        {
            _index['U'] = _index['T'] = _index[Letters.Contains('T', StringComparison.Ordinal) ? 'T' : 'U'];
            foreach (char code in NucleotideAmbiguity) _index[code] = Missing;
        }
        else
        {
            foreach (char code in "NX") if (_index[code] == Unknown) _index[code] = Missing;
        }

        for (char upper = 'A'; upper <= 'Z'; upper++) _index[char.ToLowerInvariant(upper)] = _index[upper];
    }

    /// <summary>DNA in alphabetical order, the commonest of all.</summary>
    public static Alphabet Dna { get; } = new("ACGT");

    /// <summary>The letters in the model's order, upper case.</summary>
    public string Letters { get; }

    /// <summary>Number of letters, q.</summary>
    public int Count => Letters.Length;

    /// <summary>Whether the letters are those of DNA or RNA in any order; then U = T and IUPAC codes are missing letters.</summary>
    public bool IsNucleotide { get; }

    /// <summary>The letter at an index; N for <see cref="Missing"/> (X when the alphabet itself has an N).</summary>
    /// <param name="index">0 to <see cref="Count"/> − 1, or <see cref="Missing"/>.</param>
    public char this[byte index] => index == Missing
        ? (Letters.Contains('N', StringComparison.Ordinal) ? 'X' : 'N')
        : Letters[index];

    /// <summary>Index of a letter, upper or lower case.</summary>
    /// <param name="letter">The letter.</param>
    /// <param name="index">Its index, or <see cref="Missing"/> for an ambiguity code.</param>
    /// <returns>False when the letter is neither in the alphabet nor an ambiguity code.</returns>
    public bool TryIndex(char letter, out byte index)
    {
        index = letter < 128 ? _index[letter] : Unknown;
        return index != Unknown;
    }

    /// <summary>Indices of a whole sequence.</summary>
    /// <param name="letters">The letters.</param>
    /// <param name="name">How an error names the sequence, e.g. <c>sequence "tp53"</c>.</param>
    /// <exception cref="InputException">A letter is not of this alphabet; the message gives its position.</exception>
    public byte[] Parse(ReadOnlySpan<char> letters, string name = "sequence")
    {
        var indices = new byte[letters.Length];
        for (int i = 0; i < letters.Length; i++)
            if (!TryIndex(letters[i], out indices[i]))
                throw new InputException($"{name}, position {i}: '{letters[i]}' is not a letter of the alphabet {Letters}.", "bad-sequence");
        return indices;
    }

    /// <summary>The letters of a stored sequence.</summary>
    /// <param name="indices">Letter indices.</param>
    public string Format(ReadOnlySpan<byte> indices)
    {
        var text = new char[indices.Length];
        for (int i = 0; i < indices.Length; i++) text[i] = this[indices[i]];
        return new string(text);
    }

    /// <summary>Position of the complement of each letter, for nucleotide alphabets; null otherwise.</summary>
    public byte[]? Complement()
    {
        if (!IsNucleotide) return null;
        var complement = new byte[4];
        for (int i = 0; i < 4; i++)
        {
            char partner = Letters[i] switch { 'A' => 'T', 'C' => 'G', 'G' => 'C', _ => 'A' };
            if (!TryIndex(partner, out complement[i])) throw new InvalidOperationException($"No complement of {Letters[i]} in {Letters}.");
        }
        return complement;
    }

    /// <inheritdoc/>
    public bool Equals(Alphabet? other) => other is not null && Letters == other.Letters;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Alphabet);

    /// <inheritdoc/>
    public override int GetHashCode() => Letters.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Letters;
}
