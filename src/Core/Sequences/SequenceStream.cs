using System.Buffers.Binary;
using System.Security.Cryptography;
using GenoXai.Core.Numerics;

namespace GenoXai.Core.Sequences;

/// <summary>Random streams of a sequence's own: the same letters draw the same numbers, wherever in a file they stand and however it is cut.</summary>
public static class SequenceStream
{
    /// <summary>The stream of a purpose, a sequence and a number.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="name">What the numbers are for.</param>
    /// <param name="sequence">The sequence; its id does not count.</param>
    /// <param name="index">Which of its streams.</param>
    public static SeededRandom Of(long seed, string name, NamedSequence sequence, int index = 0)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(sequence.Letters, hash);
        return SeededRandom.Stream(unchecked(seed ^ BinaryPrimitives.ReadInt64LittleEndian(hash)), name, index);
    }
}
