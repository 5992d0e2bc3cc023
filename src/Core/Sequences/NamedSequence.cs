namespace GenoXai.Core.Sequences;

/// <summary>One sequence with its name.</summary>
/// <param name="Id">The first word of the FASTA header.</param>
/// <param name="Letters">Letter indices in the model's alphabet, <see cref="Alphabet.Missing"/> where ambiguous; shape (length).</param>
public sealed record NamedSequence(string Id, byte[] Letters)
{
    /// <summary>Number of positions, L.</summary>
    public int Length => Letters.Length;
}
