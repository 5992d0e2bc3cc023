using GenoXai.Core.Encoding;
using GenoXai.Core.Models;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Attribution;

/// <summary>
/// DeepLIFT by the rescale rule, and DeepSHAP, its mean over references: contributions (x − x0)·m with
/// the multipliers m of <see cref="Onnx.Multipliers.MultiplierGraph"/>, which sum to f(x) − f(x0). A job is
/// a sequence, a point one reference.
/// </summary>
/// <remarks>Shrikumar, Greenside and Kundaje, ICML 2017; Lundberg and Lee, NeurIPS 2017.</remarks>
internal sealed class DeepShap(IReadOnlyList<NamedSequence> sequences, SequenceBaselines baselines, int letterCount, int targets, double missingFill) : PointJobs
{
    private readonly Contributions[] _contributions = [.. sequences.Select(s => new Contributions(targets, letterCount, s.Length))];
    private readonly float[][] _predictions = [.. sequences.Select(_ => new float[targets])];
    private readonly double[][] _baselinePredictions = [.. sequences.Select(_ => new double[targets])];
    private readonly double[][] _deltas = [.. sequences.Select(_ => new double[targets])];

    public override int Count => sequences.Count;

    public override int LengthOf(int job) => sequences[job].Length;

    public override int PointsOf(int job) => baselines.Count;

    public Contributions Of(int job) => _contributions[job];

    /// <summary>f(x), of each target.</summary>
    public ReadOnlySpan<float> Prediction(int job) => _predictions[job];

    /// <summary>Mean f(x0) over the references.</summary>
    public double BaselinePrediction(int job, int target) => _baselinePredictions[job][target] / baselines.Count;

    /// <summary>Largest |Σ contributions − (f(x) − f(x0))| over the references: the completeness delta.</summary>
    public double Delta(int job, int target) => _deltas[job][target];

    public override void Fill(int job, int point, Span<float> values, Span<float> reference)
    {
        OneHotPoint.Write(sequences[job].Letters, letterCount, missingFill, values);
        baselines.Write(sequences[job], point, reference);
    }

    public override void Take(int job, int point, ReadOnlySpan<float> predictions, ReadOnlySpan<float> referencePredictions, ReadOnlySpan<float> gradients)
    {
        float[] x = new float[letterCount * sequences[job].Length], x0 = new float[x.Length];
        Fill(job, point, x, x0);
        predictions.CopyTo(_predictions[job]);
        var multipliers = new double[gradients.Length];
        for (int i = 0; i < multipliers.Length; i++) multipliers[i] = gradients[i];
        var sums = new double[targets];
        _contributions[job].Add(x, x0, multipliers, sums);
        for (int target = 0; target < targets; target++)
        {
            if (!float.IsFinite(referencePredictions[target]))
                throw IntegratedGradients.NotFinite(sequences[job], point, referencePredictions[target]);
            _baselinePredictions[job][target] += referencePredictions[target];
            // Math.Max keeps what is not a number.
            _deltas[job][target] = Math.Max(_deltas[job][target], Math.Abs(sums[target] - ((double)predictions[target] - referencePredictions[target])));
        }
    }
}
