using GenoXai.Core.Numerics;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Attribution;

/// <summary>
/// Top-k ablation: the positions that an explanation holds most important lose their letters, more and more of them; the
/// prediction should change faster than when positions go in random order.
/// </summary>
/// <remarks>
/// The deletion curves of Samek et al. 2017 and Petsiuk et al. 2018, on letters. Departs: the random orders see the same
/// background letters as the explanations, so that the comparison of a sequence is paired.
/// </remarks>
public static class Ablation
{
    /// <summary>The rows of one sequence: itself, then order by order, share by share, copy by copy. The first has its id, the others none.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="importances">What each explanation says of its positions; E of shape (L), NaN last.</param>
    /// <param name="options">Shares, orders and background.</param>
    /// <param name="letterCount">q.</param>
    /// <param name="seed">The run's seed.</param>
    public static IEnumerable<NamedSequence> Rows(NamedSequence sequence, IReadOnlyList<double[]> importances, AblationOptions options, int letterCount, long seed)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        ArgumentNullException.ThrowIfNull(importances);
        ArgumentNullException.ThrowIfNull(options);
        yield return sequence;
        byte[][] backgrounds = [.. Enumerable.Range(0, options.Copies).Select(copy => Background(sequence, options.Fill, letterCount, seed, copy))];
        for (int order = 0; order < options.Orders; order++)
        {
            int[] positions = order < importances.Count ? Ranked(importances[order], options.BySign) : RandomOrder(sequence, seed, order - importances.Count);
            for (int share = 0; share < options.Shares.Count; share++)
            {
                foreach (byte[] background in backgrounds)
                {
                    byte[] letters = [.. sequence.Letters];
                    foreach (int position in positions.AsSpan(0, options.PositionsAt(share, letters.Length)).ToArray()) letters[position] = background[position];
                    yield return new NamedSequence("", letters);
                }
            }
        }
    }

    /// <summary>The curves of one sequence: the change of the prediction at each share, mean over the background's copies.</summary>
    /// <param name="options">As the rows were made.</param>
    /// <param name="predictions">Of the rows, in their order.</param>
    /// <param name="curves">Shape (E + R, K): f(x) − f(ablated) where signed, else its size.</param>
    public static void Curves(AblationOptions options, ReadOnlySpan<float> predictions, Span<double> curves)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (predictions.Length != options.RowsPerSequence) throw new ArgumentException($"{predictions.Length} predictions are not {options.RowsPerSequence}.");
        double reference = predictions[0];
        for (int point = 0, row = 1; point < options.Orders * options.Shares.Count; point++)
        {
            double sum = 0;
            for (int copy = 0; copy < options.Copies; copy++)
            {
                double loss = reference - predictions[row++];
                sum += options.BySign ? loss : Math.Abs(loss);
            }

            curves[point] = sum / options.Copies;
        }
    }

    /// <summary>Mean height of a curve from no position to the last share, by trapezoids; with no position ablated it is 0.</summary>
    /// <param name="shares">Ascending.</param>
    /// <param name="curve">One height for each.</param>
    public static double Area(IReadOnlyList<double> shares, ReadOnlySpan<double> curve)
    {
        ArgumentNullException.ThrowIfNull(shares);
        double area = 0, place = 0, before = 0;
        for (int i = 0; i < curve.Length; i++)
        {
            area += (shares[i] - place) * (before + curve[i]) / 2;
            (place, before) = (shares[i], curve[i]);
        }

        return area / place;
    }

    /// <summary>Positions by importance, the most important first; of equal ones the earlier.</summary>
    internal static int[] Ranked(double[] importance, bool signed) =>
        [.. Enumerable.Range(0, importance.Length).OrderByDescending(l => double.IsFinite(importance[l]) ? signed ? importance[l] : Math.Abs(importance[l]) : double.NegativeInfinity)];

    private static int[] RandomOrder(NamedSequence sequence, long seed, int index)
    {
        int[] order = [.. Enumerable.Range(0, sequence.Length)];
        SeededRandom random = SequenceStream.Of(seed, "ablation-order", sequence, index);
        random.Shuffle(order.AsSpan());
        return order;
    }

    private static byte[] Background(NamedSequence sequence, AblationFill fill, int letterCount, long seed, int copy)
    {
        SeededRandom random = SequenceStream.Of(seed, "ablation-background", sequence, copy);
        if (fill == AblationFill.Shuffle) return DinucleotideShuffle.Of(sequence.Letters, letterCount, ref random);
        byte[] own = [.. sequence.Letters.Where(static l => l != Alphabet.Missing)], letters = new byte[sequence.Length];
        for (int i = 0; i < letters.Length; i++) letters[i] = fill == AblationFill.Uniform ? (byte)random.NextInt(letterCount) : own[random.NextInt(own.Length)];
        return letters;
    }
}
