using GenoXai.Core.Sequences;

namespace GenoXai.Core.Sketching;

/// <summary>The sequences a sketch speaks of: how long they are and which letters each position may hold.</summary>
/// <param name="Alphabet">The model's letters, q of them.</param>
/// <param name="Length">Number of positions, L.</param>
/// <remarks>Positions held constant and per-position alphabets will be added here, so that every decoder and query sees them.</remarks>
public sealed record SketchDomain(Alphabet Alphabet, int Length)
{
    /// <summary>Letters per position, q.</summary>
    public int LetterCount => Alphabet.Count;
}
