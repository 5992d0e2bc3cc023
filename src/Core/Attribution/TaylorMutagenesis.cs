using GenoXai.Core.Sequences;

namespace GenoXai.Core.Attribution;

/// <summary>
/// Taylor ISM: the first-order approximation of in-silico saturation mutagenesis,
/// TISM(b, l) = g[b, l] − g[r(l), l] with g = ∂f/∂x at the sequence and r(l) its letter. Exact where f is
/// linear; one forward and one backward pass instead of 3·L predictions.
/// </summary>
/// <remarks>
/// Sasse, Chikina and Mostafavi, iScience 27:110807 (2024). Where the letter is missing (a column of
/// zeros) TISM is g itself. Centred over the letters it is the corrected gradient.
/// </remarks>
public static class TaylorMutagenesis
{
    /// <summary>Turns a gradient into the map of effects.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="options">Range and centring.</param>
    /// <param name="gradient">g, shape (q, L).</param>
    /// <param name="point">The sequence as it was shown to the model, shape (q, L).</param>
    /// <param name="letterCount">q.</param>
    /// <param name="values">Effects, shape (q, L), in units of the target; NaN outside the range.</param>
    /// <exception cref="InputException">The range reaches beyond the sequence.</exception>
    public static void Effects(NamedSequence sequence, SaturationMutagenesisOptions options, ReadOnlySpan<float> gradient, ReadOnlySpan<float> point, int letterCount, Span<float> values)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        ArgumentNullException.ThrowIfNull(options);
        (int start, int end) = MutagenesisRows.Positions(sequence, options);
        if (options.Center) CorrectedGradient.Of(gradient, letterCount, values);
        else HypotheticalContributions.Of(gradient, point, letterCount, values);
        for (int letter = 0; letter < letterCount; letter++)
        {
            Span<float> row = values.Slice(letter * sequence.Length, sequence.Length);
            row[..start].Fill(float.NaN);
            row[end..].Fill(float.NaN);
        }
    }
}
