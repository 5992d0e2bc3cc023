namespace GenoXai.Core.Sequences;

/// <summary>One sequence with its name.</summary>
/// <param name="Id">The first word of the FASTA header.</param>
/// <param name="Letters">Letter indices in the model's alphabet, <see cref="Alphabet.Missing"/> where ambiguous; shape (length).</param>
public sealed record NamedSequence(string Id, byte[] Letters)
{
    /// <summary>Number of positions, L.</summary>
    public int Length => Letters.Length;

    /// <summary>Line of the header in the file it came from, from 1; 0 when it came from elsewhere.</summary>
    public long Line { get; init; }

    /// <summary>Number of missing letters (N and other ambiguity codes).</summary>
    public int MissingCount => Letters.AsSpan().Count(Alphabet.Missing);
}
