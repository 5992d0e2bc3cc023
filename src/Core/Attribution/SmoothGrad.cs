using GenoXai.Core.Encoding;
using GenoXai.Core.Models;
using GenoXai.Core.Numerics;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Attribution;

/// <summary>SmoothGrad: the mean gradient over copies of the sequence with Gaussian noise on every number. A job is a sequence; its first point is the sequence itself, for its prediction.</summary>
/// <remarks>Smilkov et al., arXiv 1706.03825.</remarks>
internal sealed class SmoothGrad(IReadOnlyList<NamedSequence> sequences, AttributionOptions options, int letterCount, int targets, double missingFill, long seed) : PointJobs
{
    private readonly double[][] _sums = [.. sequences.Select(s => new double[checked(targets * letterCount * s.Length)])];
    private readonly float[][] _predictions = [.. sequences.Select(_ => new float[targets])];

    public override int Count => sequences.Count;

    public override int LengthOf(int job) => sequences[job].Length;

    public override int PointsOf(int job) => 1 + options.Samples;

    /// <summary>f(x) of a sequence, of each target.</summary>
    public ReadOnlySpan<float> Prediction(int job) => _predictions[job];

    /// <summary>Writes the mean gradient of a target, shape (q, L).</summary>
    public void Mean(int job, int target, Span<float> values)
    {
        int size = letterCount * sequences[job].Length;
        for (int i = 0; i < size; i++) values[i] = (float)(_sums[job][target * size + i] / options.Samples);
    }

    public override void Fill(int job, int point, Span<float> values, Span<float> reference)
    {
        OneHotPoint.Write(sequences[job].Letters, letterCount, missingFill, values);
        if (point == 0) return;
        SeededRandom random = SequenceStream.Of(seed, "smoothgrad", sequences[job], point);
        for (int i = 0; i < values.Length; i++) values[i] += (float)(options.Noise * random.NextGaussian());
    }

    public override void Take(int job, int point, ReadOnlySpan<float> predictions, ReadOnlySpan<float> referencePredictions, ReadOnlySpan<float> gradients)
    {
        if (point == 0) predictions.CopyTo(_predictions[job]);
        else
            for (int i = 0; i < gradients.Length; i++) _sums[job][i] += gradients[i];
    }
}
