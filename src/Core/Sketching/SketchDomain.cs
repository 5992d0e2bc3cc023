using GenoXai.Core.Sequences;

namespace GenoXai.Core.Sketching;

/// <summary>The sequences a sketch speaks of: how long they are and which letters each position may hold.</summary>
/// <param name="Alphabet">The model's letters, q of them.</param>
/// <param name="Length">Number of positions, L.</param>
public sealed record SketchDomain(Alphabet Alphabet, int Length)
{
    /// <summary>The domain of some allowed letters.</summary>
    /// <param name="allowed">Letters of each position.</param>
    public SketchDomain(AllowedLetters allowed)
        : this(allowed?.Alphabet ?? throw new ArgumentNullException(nameof(allowed)), allowed.Length) => Allowed = allowed;

    /// <summary>Letters per position, q.</summary>
    public int LetterCount => Alphabet.Count;

    /// <summary>
    /// The letters of each position; null when every position may hold every letter. Tables have zero
    /// mean over the allowed letters and are 0 at the others, and no table holds a position held constant.
    /// </summary>
    public AllowedLetters? Allowed { get; private init; }

    /// <summary>What the decoders see: a domain of codes (<see cref="AllowedLetters"/>), or this one when nothing is restricted.</summary>
    public SketchDomain Codes => Allowed is null ? this : new SketchDomain(Allowed.CodeAlphabet, Allowed.Free.Length);

    /// <summary>How many combinations of allowed letters some positions have.</summary>
    /// <param name="positions">The positions.</param>
    public double CombinationsOf(ReadOnlySpan<int> positions)
    {
        double combinations = 1;
        foreach (int position in positions) combinations *= Allowed?[position].Length ?? LetterCount;
        return combinations;
    }

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
