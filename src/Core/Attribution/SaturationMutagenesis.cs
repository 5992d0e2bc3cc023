using GenoXai.Core.Sequences;

namespace GenoXai.Core.Attribution;

/// <summary>
/// In-silico saturation mutagenesis (ISM): what every substitution does to a prediction, exactly.
/// ISM(b, l) = f(x with letter b at l) − f(x).
/// </summary>
/// <remarks>
/// Reviewed in Novakovsky et al., Nat Rev Genet 2022. With both strands f(x) is the mean of the
/// predictions for x and for its reverse complement.
/// </remarks>
public static class SaturationMutagenesis
{
    /// <summary>Turns predictions into the effect map of one sequence and target.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="alphabet">The model's letters, q of them.</param>
    /// <param name="options">As the rows were made with.</param>
    /// <param name="predictions">All rows of the sequence in the order of <see cref="MutagenesisRows"/>, shape (rows, targets).</param>
    /// <param name="target">Which target.</param>
    /// <param name="targets">Number of targets.</param>
    /// <param name="values">Effects, shape (q, L), row-major; 0 at the letter that stands there (before centring), NaN outside the range.</param>
    /// <returns>f(x), in units of the target.</returns>
    /// <exception cref="InputException">A prediction outside the domain of the effect scale; the message names sequence, position and letter.</exception>
    public static float Effects(NamedSequence sequence, Alphabet alphabet, SaturationMutagenesisOptions options, ReadOnlySpan<float> predictions, int target, int targets, Span<float> values)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        ArgumentNullException.ThrowIfNull(alphabet);
        ArgumentNullException.ThrowIfNull(options);
        int q = alphabet.Count, length = sequence.Length;
        (int start, int end) = MutagenesisRows.Positions(sequence, options);
        int rows = predictions.Length / targets, strandRows = options.BothStrands ? rows / 2 : rows;
        values.Fill(float.NaN);
        double reference = Prediction(predictions, 0, target, targets, strandRows, options);
        CheckDomain(reference, sequence, options.Effect, "the sequence itself");
        int row = 1;
        for (int position = start; position < end; position++)
        {
            double sum = 0;
            for (byte letter = 0; letter < q; letter++)
            {
                double effect = 0;
                if (letter != sequence.Letters[position])
                {
                    double mutant = Prediction(predictions, row++, target, targets, strandRows, options);
                    if (options.Effect != EffectScale.Difference)
                        CheckDomain(mutant, sequence, options.Effect, $"position {position} as {alphabet[letter]}");
                    effect = EffectScales.Change(reference, mutant, options.Effect);
                }

                values[letter * length + position] = (float)effect;
                sum += effect;
            }

            if (!options.Center) continue;
            for (int letter = 0; letter < q; letter++) values[letter * length + position] -= (float)(sum / q);
        }

        return (float)reference;
    }

    /// <summary>Mean-effect map on the observed letter: −1/(q−1) Σ_b ISM(b, l); where the letter is missing −1/q Σ_b.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="values">Effects that are not centred, shape (q, L).</param>
    /// <param name="letterCount">q.</param>
    /// <param name="destination">Shape (L); NaN where the effects are.</param>
    public static void MeanEffect(NamedSequence sequence, ReadOnlySpan<float> values, int letterCount, Span<float> destination)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        int length = sequence.Length;
        for (int position = 0; position < length; position++)
        {
            byte observed = sequence.Letters[position];
            // Relative to the observed letter's own value, so that a centred map gives the same.
            double baseline = observed == Alphabet.Missing ? 0 : values[observed * length + position], sum = 0;
            for (int letter = 0; letter < letterCount; letter++) sum += values[letter * length + position] - baseline;
            destination[position] = (float)(-sum / (observed == Alphabet.Missing ? letterCount : letterCount - 1));
        }
    }

    private static double Prediction(ReadOnlySpan<float> predictions, int row, int target, int targets, int strandRows, SaturationMutagenesisOptions options)
    {
        double forward = predictions[row * targets + target];
        return options.BothStrands ? (forward + predictions[(row + strandRows) * targets + target]) / 2 : forward;
    }

    private static void CheckDomain(double prediction, NamedSequence sequence, EffectScale scale, string what) =>
        EffectScales.CheckDomain(prediction, scale, $"sequence \"{sequence.Id}\", {what}");
}
