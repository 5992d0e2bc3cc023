namespace GenoXai.Core.Attribution;

/// <summary>Gradient × input: g·x, other than 0 only at the letters that stand there.</summary>
/// <remarks>Shrikumar et al., arXiv 1605.01713.</remarks>
public static class GradientTimesInput
{
    /// <summary>Computes the map.</summary>
    /// <param name="gradient">g, shape (q, L).</param>
    /// <param name="point">x, shape (q, L).</param>
    /// <param name="values">Shape (q, L).</param>
    public static void Of(ReadOnlySpan<float> gradient, ReadOnlySpan<float> point, Span<float> values)
    {
        for (int i = 0; i < gradient.Length; i++) values[i] = point[i] == 0 ? 0 : gradient[i] * point[i];
    }
}
