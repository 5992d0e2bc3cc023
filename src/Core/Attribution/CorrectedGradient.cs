namespace GenoXai.Core.Attribution;

/// <summary>The gradient without its part along which one-hot sequences cannot move: g[b, l] − 1/q Σ_b g[b, l].</summary>
/// <remarks>Majdandzic, Rajesh and Koo, Genome Biology 24:109 (2023).</remarks>
public static class CorrectedGradient
{
    /// <summary>Computes the map.</summary>
    /// <param name="gradient">g, shape (q, L).</param>
    /// <param name="letterCount">q.</param>
    /// <param name="values">Shape (q, L); may be <paramref name="gradient"/> itself.</param>
    public static void Of(ReadOnlySpan<float> gradient, int letterCount, Span<float> values)
    {
        int length = gradient.Length / letterCount;
        for (int position = 0; position < length; position++)
        {
            double sum = 0;
            for (int at = position; at < gradient.Length; at += length) sum += gradient[at];
            for (int at = position; at < gradient.Length; at += length) values[at] = (float)(gradient[at] - sum / letterCount);
        }
    }
}
