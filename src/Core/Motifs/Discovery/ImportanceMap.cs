using GenoXai.Core.Sequences;

namespace GenoXai.Core.Motifs.Discovery;

/// <summary>How much each letter of a sequence counts, as an attribution method says.</summary>
/// <param name="Sequence">The sequence.</param>
/// <param name="Values">One number a position, shape (L), in units of the target; not a number where the method says nothing.</param>
public sealed record ImportanceMap(NamedSequence Sequence, float[] Values);
