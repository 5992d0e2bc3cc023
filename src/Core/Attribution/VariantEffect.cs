using GenoXai.Core.Sequences;

namespace GenoXai.Core.Attribution;

/// <summary>
/// Effect of a variant: f(window with ALT) − f(window with REF), or the change on another scale. With both strands f
/// is the mean of the predictions for a window and its reverse complement.
/// </summary>
public static class VariantEffect
{
    /// <summary>Model rows of one window.</summary>
    /// <param name="bothStrands">Whether its reverse complement is shown too.</param>
    public static int RowsOf(bool bothStrands) => bothStrands ? 2 : 1;

    /// <summary>The rows of some windows: each as it is, then, with both strands, reversed and complemented.</summary>
    /// <param name="windows">The windows.</param>
    /// <param name="alphabet">The model's letters.</param>
    /// <param name="bothStrands">Whether reverse complements are shown too.</param>
    /// <exception cref="InputException">The letters have no complements.</exception>
    public static IReadOnlyList<NamedSequence> Rows(IReadOnlyList<NamedSequence> windows, Alphabet alphabet, bool bothStrands)
    {
        ArgumentNullException.ThrowIfNull(windows);
        ArgumentNullException.ThrowIfNull(alphabet);
        if (!bothStrands) return windows;
        byte[] complement = alphabet.Complement() ?? throw new InputException($"both strands: the alphabet {alphabet} has no complements.", "bad-option");
        var rows = new List<NamedSequence>(2 * windows.Count);
        foreach (NamedSequence window in windows)
        {
            byte[] reverse = [.. window.Letters];
            RegionSequences.ReverseComplement(reverse, complement);
            rows.Add(window);
            rows.Add(window with { Letters = reverse });
        }

        return rows;
    }

    /// <summary>f(window) of one target, from the rows of one window.</summary>
    /// <param name="predictions">Shape (rows of a window, targets).</param>
    /// <param name="target">Which target.</param>
    /// <param name="targets">Number of targets.</param>
    public static double Prediction(ReadOnlySpan<float> predictions, int target, int targets)
    {
        double sum = 0;
        for (int at = target; at < predictions.Length; at += targets) sum += predictions[at];
        return sum / (predictions.Length / targets);
    }
}
