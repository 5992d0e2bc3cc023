using System.Numerics.Tensors;

namespace GenoXai.Core.Attribution;

/// <summary>Matrices of attention, shape (T, T), joined over heads and layers. Line: the token that looks (query); column: the one looked at (key).</summary>
public static class AttentionMaps
{
    /// <summary>Joins the matrices of one row.</summary>
    /// <param name="aggregate">How.</param>
    /// <param name="maps">Shape (maps, T, T), layer by layer and head by head.</param>
    /// <param name="heads">Heads of each layer.</param>
    /// <param name="layers">Numbers of the layers that count, ascending.</param>
    /// <param name="destination">Shape (T, T).</param>
    public static void Join(AttentionAggregate aggregate, ReadOnlySpan<float> maps, ReadOnlySpan<int> heads, ReadOnlySpan<int> layers, Span<float> destination)
    {
        if (aggregate == AttentionAggregate.Rollout)
        {
            Rollout(maps, heads, layers, destination);
            return;
        }

        destination.Clear();
        int count = 0, size = destination.Length;
        for (int layer = 0, first = 0; layer < heads.Length; first += heads[layer++])
        {
            if (layers.IndexOf(layer) < 0) continue;
            for (int head = 0; head < heads[layer]; head++, count++)
            {
                ReadOnlySpan<float> map = maps.Slice((first + head) * size, size);
                if (aggregate == AttentionAggregate.Mean) TensorPrimitives.Add(destination, map, destination);
                else TensorPrimitives.Max(destination, map, destination);
            }
        }

        if (aggregate == AttentionAggregate.Mean) TensorPrimitives.Divide(destination, count, destination);
    }

    /// <summary>The mean over the heads of one layer.</summary>
    /// <param name="maps">As for <see cref="Join"/>.</param>
    /// <param name="heads">Heads of each layer.</param>
    /// <param name="layer">Number of the layer.</param>
    /// <param name="destination">Shape (T, T).</param>
    public static void OfLayer(ReadOnlySpan<float> maps, ReadOnlySpan<int> heads, int layer, Span<float> destination) =>
        Join(AttentionAggregate.Mean, maps, heads, [layer], destination);

    /// <summary>Ā_K ··· Ā_1 with Ā = ½·(mean over heads) + ½·I.</summary>
    /// <remarks>Abnar and Zuidema 2020, section 3; its lines sum to 1.</remarks>
    private static void Rollout(ReadOnlySpan<float> maps, ReadOnlySpan<int> heads, ReadOnlySpan<int> layers, Span<float> destination)
    {
        int size = destination.Length, tokens = (int)Math.Sqrt(size);
        float[] layer = new float[size], before = new float[size];
        for (int i = 0; i < layers.Length; i++)
        {
            OfLayer(maps, heads, layers[i], layer);
            TensorPrimitives.Multiply(layer, 0.5f, layer);
            for (int token = 0; token < tokens; token++) layer[token * tokens + token] += 0.5f;
            if (i == 0)
            {
                layer.CopyTo(destination);
                continue;
            }

            destination.CopyTo(before);
            destination.Clear();
            for (int query = 0; query < tokens; query++)
            {
                Span<float> line = destination.Slice(query * tokens, tokens);
                for (int through = 0; through < tokens; through++)
                    TensorPrimitives.MultiplyAdd(before.AsSpan(through * tokens, tokens), layer[query * tokens + through], line, line);
            }
        }
    }
}
