using System.Globalization;

namespace GenoXai.Core.Sequences;

/// <summary>
/// Which letters each position of a sequence may hold. A position with one letter is held constant;
/// the others are free. Sequences are drawn as codes, one number for each free position: the code c
/// stands for letter c mod n of a position with n letters. Codes below n are the letters in order; codes
/// below a multiple of n, equally likely, are equally likely letters.
/// </summary>
public sealed class AllowedLetters : IEquatable<AllowedLetters>
{
    private const string CodeLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'()*+,-./:;<=?@[]^_{|}~";
    private const int MostCodes = 64;
    private readonly string[] _letters;
    private readonly bool[] _allows;
    private readonly byte[][] _indices;
    private readonly byte[] _held;

    /// <summary>Makes it.</summary>
    /// <param name="alphabet">The model's letters.</param>
    /// <param name="letters">The allowed letters of each position, in any order, upper or lower case.</param>
    /// <exception cref="InputException">A position has no letter, an unknown one or one twice; or nothing is free.</exception>
    public AllowedLetters(Alphabet alphabet, IReadOnlyList<string> letters)
    {
        ArgumentNullException.ThrowIfNull(alphabet);
        ArgumentNullException.ThrowIfNull(letters);
        int q = alphabet.Count;
        Alphabet = alphabet;
        _letters = new string[letters.Count];
        _allows = new bool[letters.Count * q];
        _held = new byte[letters.Count];
        var free = new List<int>();
        for (int position = 0; position < letters.Count; position++)
        {
            Span<bool> allowed = _allows.AsSpan(position * q, q);
            Mark(letters[position], position, allowed);
            _letters[position] = string.Concat(alphabet.Letters.Where((_, letter) => _allows[position * q + letter]));
            if (_letters[position].Length == 1) _held[position] = (byte)allowed.IndexOf(true);
            else free.Add(position);
        }

        Free = [.. free];
        if (Free.Length == 0)
            throw new InputException("letters: every position is held constant, so there is nothing to explain. Leave at least one position with two letters or more.", "bad-letters");
        Counts = Array.ConvertAll(Free, position => _letters[position].Length);
        _indices = Array.ConvertAll(Free, position => _letters[position].Select(letter => (byte)alphabet.Letters.IndexOf(letter, StringComparison.Ordinal)).ToArray());
    }

    /// <summary>The model's letters.</summary>
    public Alphabet Alphabet { get; }

    /// <summary>Number of positions, L.</summary>
    public int Length => _letters.Length;

    /// <summary>The positions that are not held constant, ascending.</summary>
    public int[] Free { get; }

    /// <summary>How many letters each free position has, 2 or more, shape (free positions).</summary>
    public int[] Counts { get; }

    /// <summary>The letters of a position, in the alphabet's order.</summary>
    /// <param name="position">0 to L − 1.</param>
    public string this[int position] => _letters[position];

    /// <summary>What a person says, as letters of each position.</summary>
    /// <param name="alphabet">The model's letters.</param>
    /// <param name="length">L.</param>
    /// <param name="sequence">The sequence whose letters are held outside the range; null leaves every position free.</param>
    /// <param name="range">The positions that vary; none when null and a sequence is given.</param>
    /// <param name="letters">Exceptions such as <c>10:A,12:CT,20:30:AG</c>: a position or START:END, then its letters; null for none.</param>
    /// <exception cref="InputException">Something of it is impossible; the message says what and where.</exception>
    public static AllowedLetters Of(Alphabet alphabet, int length, ReadOnlySpan<byte> sequence, SequenceRange? range, string? letters)
    {
        ArgumentNullException.ThrowIfNull(alphabet);
        if (range is { } window && window.End > length)
            throw new InputException($"range {window}: the sequence has {length} positions, 0 to {length - 1}. Choose a range inside it.", "bad-range");
        var allowed = new string[length];
        Array.Fill(allowed, alphabet.Letters);
        bool[] given = new bool[length];
        if (letters is not null) ReadExceptions(letters, allowed, given);
        for (int position = 0; position < sequence.Length; position++)
        {
            if (given[position] || (range is { } inside && position >= inside.Start && position < inside.End)) continue;
            if (sequence[position] == Alphabet.Missing)
                throw new InputException($"sequence, position {position}: a missing letter cannot be held constant. Write the letter, or let the position vary.", "bad-sequence");
            allowed[position] = alphabet[sequence[position]].ToString();
        }

        return new AllowedLetters(alphabet, allowed);
    }

    /// <summary>Whether a position may hold a letter; a missing letter may stand anywhere.</summary>
    /// <param name="position">0 to L − 1.</param>
    /// <param name="letter">Letter index.</param>
    public bool Allows(int position, byte letter) => letter == Alphabet.Missing || (letter < Alphabet.Count && _allows[position * Alphabet.Count + letter]);

    /// <summary>The letter that a code stands for.</summary>
    /// <param name="free">Place of the position in <see cref="Free"/>.</param>
    /// <param name="code">0 or more.</param>
    public byte LetterOf(int free, int code) => _indices[free][code % Counts[free]];

    /// <summary>The least number of codes that stands for equally likely letters at every free position: the least common multiple of their counts.</summary>
    /// <exception cref="InputException">It is above 64.</exception>
    public int CommonCount()
    {
        long multiple = 1;
        for (int f = 0; f < Free.Length; f++)
        {
            multiple *= Counts[f] / (int)System.Numerics.BigInteger.GreatestCommonDivisor(multiple, Counts[f]);
            if (multiple > MostCodes)
            {
                throw new InputException(
                    $"letters: the positions' numbers of letters have a least common multiple above {MostCodes} (at position {Free[f]}, with {Counts[f]}), the most for the decoders qsft and paper. "
                    + "Choose numbers that share factors, e.g. 2, 4 and 8, or use --decoder hybrid or ridge.", "bad-letters");
            }
        }

        return (int)multiple;
    }

    /// <summary>An alphabet for codes; the model's own where it has as many letters.</summary>
    /// <param name="count">How many codes, at most 64 or the model's letters.</param>
    public Alphabet CodeAlphabet(int count) => count == Alphabet.Count ? Alphabet : new Alphabet(CodeLetters[..count]);

    /// <summary>The whole sequence of a row of codes.</summary>
    /// <param name="codes">Shape (free positions).</param>
    /// <param name="letters">Receives letter indices, shape (L).</param>
    public void Decode(ReadOnlySpan<byte> codes, Span<byte> letters)
    {
        _held.CopyTo(letters);
        for (int f = 0; f < codes.Length; f++) letters[Free[f]] = LetterOf(f, codes[f]);
    }

    /// <summary>The whole sequence with the given letters at the free positions.</summary>
    /// <param name="window">Letter indices, shape (free positions).</param>
    public byte[] Complete(ReadOnlySpan<byte> window)
    {
        byte[] letters = [.. _held];
        for (int f = 0; f < window.Length; f++) letters[Free[f]] = window[f];
        return letters;
    }

    /// <summary>Refuses a whole sequence that holds other letters than allowed.</summary>
    /// <param name="letters">Letter indices, shape (L).</param>
    /// <param name="name">How an error names it.</param>
    /// <exception cref="InputException">The first position that does not fit is named.</exception>
    public void Check(ReadOnlySpan<byte> letters, string name)
    {
        for (int position = 0; position < letters.Length; position++)
        {
            if (Allows(position, letters[position])) continue;
            string own = _letters[position];
            throw new InputException(
                own.Length == 1
                    ? $"{name}, position {position}: {Alphabet[letters[position]]}, but the sketch was made with {own} held there. Give that letter, or only the {Free.Length} letters of the free positions."
                    : $"{name}, position {position}: {Alphabet[letters[position]]}, but the sketch was made with only {own} there. Give one of these letters.",
                "sketch-mismatch");
        }
    }

    /// <inheritdoc/>
    public bool Equals(AllowedLetters? other) => other is not null && Alphabet.Equals(other.Alphabet) && _letters.AsSpan().SequenceEqual(other._letters);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as AllowedLetters);

    /// <inheritdoc/>
    public override int GetHashCode() => string.Join(',', _letters).GetHashCode(StringComparison.Ordinal);

    private static void ReadExceptions(string text, string[] allowed, bool[] given)
    {
        foreach (string item in text.Split(','))
        {
            string[] parts = item.Trim().Split(':');
            if (parts.Length is < 2 or > 3 || !TryNumber(parts[0], out int start) || parts[^1].Length == 0)
                throw new InputException($"letters \"{item}\": write POSITION:LETTERS or START:END:LETTERS, e.g. 10:A,12:CT,20:30:AG.", "bad-letters");
            int end = start + 1;
            if (parts.Length == 3 && (!TryNumber(parts[1], out end) || end <= start))
                throw new InputException($"letters \"{item}\": START:END are two whole numbers, the larger one last and not included.", "bad-letters");
            if (end > allowed.Length)
                throw new InputException($"letters \"{item}\": the sequence has {allowed.Length} positions, 0 to {allowed.Length - 1}.", "bad-letters");
            for (int position = start; position < end; position++)
            {
                if (given[position]) throw new InputException($"letters \"{item}\": position {position} is given twice.", "bad-letters");
                (allowed[position], given[position]) = (parts[^1], true);
            }
        }
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number < int.MaxValue;

    private void Mark(string letters, int position, Span<bool> allowed)
    {
        foreach (char letter in letters)
        {
            if (!Alphabet.TryIndex(letter, out byte index) || index == Alphabet.Missing)
                throw new InputException($"letters of position {position}: '{letter}' is not a letter of the alphabet {Alphabet}.", "bad-letters");
            if (allowed[index]) throw new InputException($"letters of position {position}: {letter} is named twice.", "bad-letters");
            allowed[index] = true;
        }

        if (letters.Length == 0) throw new InputException($"letters of position {position}: name at least one letter of {Alphabet}.", "bad-letters");
    }
}
