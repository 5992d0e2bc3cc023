using System.Numerics.Tensors;

namespace GenoXai.Core.Attribution;

/// <summary>
/// How often the shuffles of a sequence attend to a pair of tokens as much as the sequence does. Pairs of a token
/// with itself are left out.
/// </summary>
/// <param name="own">The sequence's matrix, shape (T, T).</param>
/// <param name="tokens">T.</param>
/// <param name="shuffles">How many shuffles will be added.</param>
public sealed class AttentionBackground(ReadOnlyMemory<float> own, int tokens, int shuffles)
{
    /// <summary>For each pair the shuffles whose attention reaches the sequence's, shape (T, T).</summary>
    public float[] Reached { get; } = new float[tokens * tokens];

    /// <summary>Mean over the shuffles, shape (T, T).</summary>
    public float[] Mean { get; } = new float[tokens * tokens];

    /// <summary>The largest attention between two tokens of each shuffle, shape (shuffles).</summary>
    public float[] Largest { get; } = new float[shuffles];

    /// <summary>Adds a shuffle.</summary>
    /// <param name="index">Which, from 0 on in order.</param>
    /// <param name="map">Its matrix, shape (T, T).</param>
    public void Add(int index, ReadOnlySpan<float> map)
    {
        ReadOnlySpan<float> values = own.Span;
        float largest = float.NegativeInfinity;
        for (int query = 0, at = 0; query < tokens; query++)
        {
            for (int key = 0; key < tokens; key++, at++)
            {
                if (map[at] >= values[at]) Reached[at]++;
                if (query != key && map[at] > largest) largest = map[at];
            }
        }

        Largest[index] = largest;
        TensorPrimitives.MultiplyAdd(map, 1f / shuffles, Mean, Mean);
    }

    /// <summary>(1 + shuffles that reach it)/(1 + shuffles).</summary>
    /// <param name="reached">Of <see cref="Reached"/>.</param>
    /// <param name="shuffles">How many there were.</param>
    public static double PValue(float reached, int shuffles) => (1 + reached) / (1.0 + shuffles);

    /// <summary>(1 + shuffles any of whose pairs reaches it)/(1 + shuffles): holds for all pairs of the sequence together.</summary>
    /// <remarks>Westfall and Young 1993, the single-step maximum.</remarks>
    /// <param name="attention">The pair's attention.</param>
    /// <param name="largest">Of <see cref="Largest"/>.</param>
    public static double AdjustedPValue(float attention, ReadOnlySpan<float> largest)
    {
        int reached = 0;
        foreach (float value in largest)
            if (value >= attention) reached++;
        return (1.0 + reached) / (1.0 + largest.Length);
    }
}
