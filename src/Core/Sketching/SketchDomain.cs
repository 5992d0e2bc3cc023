using GenoXai.Core.Sequences;

namespace GenoXai.Core.Sketching;

/// <summary>The sequences a sketch speaks of: how long they are and which letters each position may hold.</summary>
/// <param name="Alphabet">The model's letters, q of them.</param>
/// <param name="Length">Number of positions, L.</param>
public sealed record SketchDomain(Alphabet Alphabet, int Length)
{
    private int[]? _counts;

    /// <summary>The domain of some allowed letters.</summary>
    /// <param name="allowed">Letters of each position.</param>
    public SketchDomain(AllowedLetters allowed)
        : this(allowed?.Alphabet ?? throw new ArgumentNullException(nameof(allowed)), allowed.Length) => Allowed = allowed;

    /// <summary>Letters of the alphabet, q: along each position a table has as many cells.</summary>
    public int LetterCount => Alphabet.Count;

    /// <summary>
    /// The letters of each position; null when every position may hold every letter. Tables have zero
    /// mean over the allowed letters and are 0 at the others, and no table holds a position held constant.
    /// </summary>
    public AllowedLetters? Allowed { get; private init; }

    /// <summary>
    /// What the decoders of uniform rows see: the free positions alone, each with codes 0 to n − 1 for its own n letters
    /// (<see cref="AllowedLetters"/>); this domain when nothing is restricted.
    /// </summary>
    public SketchDomain Codes
    {
        get
        {
            if (Allowed is null) return this;
            int[] counts = Allowed.Counts;
            int most = counts.Max();
            return new SketchDomain(Allowed.CodeAlphabet(most), counts.Length) { _counts = Array.TrueForAll(counts, count => count == most) ? null : counts };
        }
    }

    /// <summary>What the sparse Fourier decoders see, which need one number of codes for all positions: the least common multiple of the letter counts.</summary>
    /// <exception cref="InputException">It is above 64.</exception>
    public SketchDomain CommonCodes => Allowed is null ? this : new SketchDomain(Allowed.CodeAlphabet(Allowed.CommonCount()), Allowed.Free.Length);

    /// <summary>Whether the positions of this domain of codes have numbers of them of their own, none above <see cref="LetterCount"/>.</summary>
    internal bool IsMixed => _counts is not null;

    /// <summary>How many letters each position may hold, shape (L).</summary>
    internal int[] LetterCounts => [.. Enumerable.Range(0, Length).Select(LettersAt)];

    /// <summary>Geometric mean of the positions' numbers of letters.</summary>
    internal double MeanLetters => _counts is null ? LetterCount : Math.Exp(_counts.Average(static count => Math.Log(count)));

    /// <summary>How many letters a position may hold; codes and letters are below it in a domain of codes.</summary>
    /// <param name="position">0 to L − 1.</param>
    internal int LettersAt(int position) => _counts is not null ? _counts[position] : Allowed?[position].Length ?? LetterCount;

    /// <summary>How many combinations of allowed letters some positions have.</summary>
    /// <param name="positions">The positions.</param>
    public double CombinationsOf(ReadOnlySpan<int> positions)
    {
        double combinations = 1;
        foreach (int position in positions) combinations *= LettersAt(position);
        return combinations;
    }

    /// <summary>How many functions of zero mean some positions have together, Π (n_i − 1).</summary>
    /// <param name="positions">The positions.</param>
    internal double ContrastsOf(ReadOnlySpan<int> positions)
    {
        double contrasts = 1;
        foreach (int position in positions) contrasts *= LettersAt(position) - 1;
        return contrasts;
    }

    /// <summary>How many functions of zero mean all supports of an order have: the elementary symmetric polynomial of the n_i − 1.</summary>
    /// <param name="order">0 or more.</param>
    internal double FunctionsOf(int order)
    {
        var sums = new double[order + 1];
        sums[0] = 1;
        for (int position = 0; position < Length; position++)
        {
            int contrasts = LettersAt(position) - 1;
            for (int s = order; s > 0; s--) sums[s] += contrasts * sums[s - 1];
        }

        return sums[order];
    }

    /// <summary>The domain of some positions of a domain of codes.</summary>
    /// <param name="positions">Positions, ascending.</param>
    internal SketchDomain At(int[] positions) => new(Alphabet, positions.Length) { _counts = _counts is { } counts ? Array.ConvertAll(positions, position => counts[position]) : null };

    /// <inheritdoc/>
    public bool Equals(SketchDomain? other) =>
        other is not null && Alphabet.Equals(other.Alphabet) && Length == other.Length && Equals(Allowed, other.Allowed) && _counts.AsSpan().SequenceEqual(other._counts);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Alphabet, Length, Allowed);

    /// <summary>A sequence of the free positions alone, completed by the held letters; any other as it is.</summary>
    /// <param name="sequence">Of length L, or of as many letters as positions are free.</param>
    public NamedSequence Complete(NamedSequence sequence)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        return IsWindow(sequence.Length) ? sequence with { Letters = Allowed!.Complete(sequence.Letters) } : sequence;
    }

    /// <summary>Whether a sequence of that length names the letters of the free positions alone.</summary>
    /// <param name="length">Letters of the sequence.</param>
    public bool IsWindow(int length) => Allowed is not null && length != Length && length == Allowed.Free.Length;
}
