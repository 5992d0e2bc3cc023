namespace GenoXai.Core.Attribution;

/// <summary>
/// What each letter would contribute at each position, against a background p of letters:
/// h(p)[j, l] = g[j, l] − Σ_i p[i, l]·g[i, l]. With p uniform it is the corrected gradient, with p the
/// sequence itself Taylor ISM, with p a reference and g its multipliers the hypothetical contributions
/// of DeepLIFT that TF-MoDISco reads.
/// </summary>
/// <remarks>Shrikumar et al., ICML 2017; Majdandzic, Rajesh and Koo, Genome Biology 24:109 (2023).</remarks>
public static class HypotheticalContributions
{
    /// <summary>Computes the map.</summary>
    /// <param name="gradient">g, shape (q, L): gradients or multipliers.</param>
    /// <param name="background">p, shape (q, L).</param>
    /// <param name="letterCount">q.</param>
    /// <param name="values">Shape (q, L); may be <paramref name="gradient"/> itself.</param>
    public static void Of(ReadOnlySpan<float> gradient, ReadOnlySpan<float> background, int letterCount, Span<float> values)
    {
        int length = gradient.Length / letterCount;
        for (int position = 0; position < length; position++)
        {
            double mean = 0;
            for (int at = position; at < gradient.Length; at += length)
                if (background[at] != 0) mean += (double)background[at] * gradient[at];
            for (int at = position; at < gradient.Length; at += length) values[at] = (float)(gradient[at] - mean);
        }
    }
}
