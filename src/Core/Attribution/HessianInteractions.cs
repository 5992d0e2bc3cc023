using GenoXai.Core.Encoding;
using GenoXai.Core.Models;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Attribution;

/// <summary>
/// The Hessian form of second-order ISM, from gradients g at single mutants: with t(x) = g[b, j](x) − g[r_j, j](x), the
/// Taylor effect of b at j, E(a at i, b at j) ≈ t(x with a at i) − t(x), averaged over the two directions. Exact where
/// the model is bilinear in the letters of each pair; elsewhere a difference quotient of the gradient.
/// </summary>
/// <remarks>A job is a sequence, its points the single mutants at the pairs' positions.</remarks>
public sealed class HessianInteractions : PointJobs
{
    private readonly IReadOnlyList<NamedSequence> _sequences;
    private readonly IReadOnlyList<PositionPairs> _pairs;
    private readonly int _letterCount;
    private readonly double _missingFill;
    private readonly float[][] _reference;
    private readonly float[][] _effects;

    /// <summary>Makes the points.</summary>
    /// <param name="sequences">The sequences.</param>
    /// <param name="pairs">The pairs of each; their positions hold letters.</param>
    /// <param name="reference">Taylor effects of each sequence at its pairs' positions, shape (positions, q − 1), see <see cref="Taylor"/>.</param>
    /// <param name="letterCount">q.</param>
    /// <param name="missingFill">What the column of a missing letter holds.</param>
    public HessianInteractions(IReadOnlyList<NamedSequence> sequences, IReadOnlyList<PositionPairs> pairs, IReadOnlyList<float[]> reference, int letterCount, double missingFill)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        ArgumentNullException.ThrowIfNull(pairs);
        ArgumentNullException.ThrowIfNull(reference);
        (_sequences, _pairs, _reference, _letterCount, _missingFill) = (sequences, pairs, [.. reference], letterCount, missingFill);
        _effects = [.. pairs.Select(static p => new float[p.Effects])];
    }

    /// <inheritdoc/>
    public override int Count => _sequences.Count;

    /// <inheritdoc/>
    public override int LengthOf(int job) => _sequences[job].Length;

    /// <inheritdoc/>
    public override int PointsOf(int job) => _pairs[job].Singles;

    /// <summary>E of a sequence, in the order of its pairs' double mutants.</summary>
    /// <param name="job">Which sequence.</param>
    public float[] Effects(int job) => _effects[job];

    /// <summary>Taylor effects at some positions.</summary>
    /// <param name="observed">The sequence's letters.</param>
    /// <param name="gradient">g, shape (q, L).</param>
    /// <param name="positions">Positions that hold a letter.</param>
    /// <param name="letterCount">q.</param>
    /// <param name="effects">Shape (positions, q − 1).</param>
    public static void Taylor(ReadOnlySpan<byte> observed, ReadOnlySpan<float> gradient, ReadOnlySpan<int> positions, int letterCount, Span<float> effects)
    {
        int length = observed.Length, at = 0;
        foreach (int position in positions)
        {
            double own = gradient[observed[position] * length + position];
            for (int substitution = 0; substitution < letterCount - 1; substitution++, at++)
                effects[at] = (float)(gradient[PositionPairs.LetterOf(observed[position], substitution) * length + position] - own);
        }
    }

    /// <inheritdoc/>
    public override void Fill(int job, int point, Span<float> values, Span<float> reference)
    {
        byte[] letters = [.. _sequences[job].Letters];
        int position = _pairs[job].Positions[point / _pairs[job].Substitutions];
        letters[position] = PositionPairs.LetterOf(letters[position], point % _pairs[job].Substitutions);
        OneHotPoint.Write(letters, _letterCount, _missingFill, values);
    }

    /// <inheritdoc/>
    public override void Take(int job, int point, ReadOnlySpan<float> predictions, ReadOnlySpan<float> referencePredictions, ReadOnlySpan<float> gradients)
    {
        PositionPairs pairs = _pairs[job];
        int substitutions = pairs.Substitutions, place = point / substitutions, own = point % substitutions;
        var taylor = new float[pairs.Singles];
        Taylor(_sequences[job].Letters, gradients[..(_letterCount * LengthOf(job))], pairs.Positions, _letterCount, taylor);
        float[] effects = _effects[job], before = _reference[job];
        for (int other = 0; other < pairs.Positions.Length; other++)
        {
            long pair = other == place ? -1 : pairs.IndexOf(Math.Min(place, other), Math.Max(place, other));
            if (pair < 0) continue;
            for (int letter = 0; letter < substitutions; letter++)
            {
                (int a, int b) = place < other ? (own, letter) : (letter, own);
                int at = other * substitutions + letter;
                effects[(pair * substitutions + a) * substitutions + b] += 0.5f * (taylor[at] - before[at]);
            }
        }
    }
}

/// <summary>Gradients at the sequences themselves; a job is one sequence.</summary>
/// <param name="sequences">The sequences.</param>
/// <param name="letterCount">q.</param>
/// <param name="missingFill">What the column of a missing letter holds.</param>
/// <param name="take">Takes the number of a sequence, its prediction and its gradient, shape (q, L).</param>
internal sealed class GradientsAtSequences(IReadOnlyList<NamedSequence> sequences, int letterCount, double missingFill, GradientTaker take) : PointJobs
{
    public override int Count => sequences.Count;

    public override int LengthOf(int job) => sequences[job].Length;

    public override int PointsOf(int job) => 1;

    public override void Fill(int job, int point, Span<float> values, Span<float> reference) => OneHotPoint.Write(sequences[job].Letters, letterCount, missingFill, values);

    public override void Take(int job, int point, ReadOnlySpan<float> predictions, ReadOnlySpan<float> referencePredictions, ReadOnlySpan<float> gradients) =>
        take(job, predictions[0], gradients[..(letterCount * LengthOf(job))]);
}

/// <summary>Takes a gradient.</summary>
/// <param name="sequence">Number of the sequence.</param>
/// <param name="prediction">f(x).</param>
/// <param name="gradient">Shape (q, L).</param>
internal delegate void GradientTaker(int sequence, float prediction, ReadOnlySpan<float> gradient);
