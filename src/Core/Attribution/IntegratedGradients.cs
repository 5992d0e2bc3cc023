using System.Globalization;
using GenoXai.Core.Encoding;
using GenoXai.Core.Models;
using GenoXai.Core.Numerics;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Attribution;

/// <summary>
/// Integrated gradients: (x − x0) · ∫₀¹ g(x0 + α(x − x0)) dα by Gauss–Legendre quadrature, mean over
/// baselines x0. Their sum is f(x) − f(x0); the nodes of a pair double until that holds, relative to the
/// change, or to a tenth of the map's size Σ_l |contribution of position l| where the contributions cancel.
/// </summary>
/// <remarks>
/// Sundararajan, Taly and Yan, ICML 2017. Departs: the rule is Gauss–Legendre instead of a Riemann sum,
/// and the number of nodes follows from the completeness error.
/// </remarks>
internal sealed class IntegratedGradients
{
    /// <summary>Nodes at which doubling ends.</summary>
    public const int MostNodes = 3200;

    // Float32 predictions cannot tell smaller differences.
    private const double Precision = 1e-5;

    // Where contributions cancel to less than this share of their sizes, the change says nothing of how good they are.
    private const double LeastShare = 0.1;
    private const long MostNumbers = 8 << 20;

    private readonly IReadOnlyList<NamedSequence> _sequences;
    private readonly SequenceBaselines _baselines;
    private readonly AttributionOptions _options;
    private readonly int _letterCount, _targets;
    private readonly double _missingFill;
    private readonly Ends _ends;
    private readonly Contributions[] _contributions;
    private readonly Outcome[] _outcomes;

    public IntegratedGradients(IReadOnlyList<NamedSequence> sequences, SequenceBaselines baselines, AttributionOptions options, int letterCount, int targets, double missingFill)
    {
        (_sequences, _baselines, _options, _letterCount, _targets, _missingFill) = (sequences, baselines, options, letterCount, targets, missingFill);
        _ends = new Ends(this);
        _contributions = [.. sequences.Select(s => new Contributions(targets, letterCount, s.Length))];
        _outcomes = [.. sequences.Select(_ => new Outcome(targets))];
    }

    public Contributions Of(int sequence) => _contributions[sequence];

    public Outcome Result(int sequence) => _outcomes[sequence];

    /// <summary>f(x) of a sequence, of each target.</summary>
    public ReadOnlySpan<float> Prediction(int sequence) => _ends.Predictions[sequence].AsSpan(0, _targets);

    /// <summary>Mean f(x0) over the baselines.</summary>
    public double BaselinePrediction(int sequence, int target)
    {
        double sum = 0;
        for (int b = 0; b < _baselines.Count; b++) sum += _ends.Of(sequence, b + 1, target);
        return sum / _baselines.Count;
    }

    /// <summary>Computes all sequences.</summary>
    /// <exception cref="InputException">A baseline's prediction is not finite; it is named.</exception>
    public void Run(IDifferentiableModel model, int batchRows, int workers, CancellationToken cancellationToken)
    {
        PointEvaluator.Run(model, _ends, batchRows, workers, cancellationToken);
        for (int s = 0; s < _sequences.Count; s++)
            for (int b = 0; b < _baselines.Count; b++)
                for (int t = 0; t < _targets; t++)
                    if (!float.IsFinite(_ends.Of(s, b + 1, t))) throw NotFinite(_sequences[s], b, _ends.Of(s, b + 1, t));

        // As many pairs at once as their sums may take of memory; folded in order, so that sums do not depend on the workers.
        int pairs = _sequences.Count * _baselines.Count;
        for (int first = 0; first < pairs;)
        {
            var wave = new List<Path>();
            for (long numbers = 0; first < pairs && (wave.Count == 0 || numbers < MostNumbers); first++)
            {
                wave.Add(new Path(first / _baselines.Count, first % _baselines.Count));
                numbers += (long)_targets * _letterCount * _sequences[wave[^1].Sequence].Length;
            }

            RunWave(model, wave, batchRows, workers, cancellationToken);
        }
    }

    /// <summary>The refusal of a baseline that the model has no number for.</summary>
    public static InputException NotFinite(NamedSequence sequence, int baseline, float prediction) =>
        new(string.Create(CultureInfo.InvariantCulture, $"sequence \"{sequence.Id}\": the prediction of its baseline {baseline + 1} is {prediction}, so nothing can be compared with it. Choose another --baseline (zeros, uniform, shuffled or a FASTA file)."), "bad-baseline");

    private void RunWave(IDifferentiableModel model, List<Path> wave, int batchRows, int workers, CancellationToken cancellationToken)
    {
        List<Path> open = wave;
        for (int nodes = _options.Nodes; open.Count > 0; nodes *= 2)
        {
            foreach (Path path in open) path.Begin(nodes, _targets * _letterCount * _sequences[path.Sequence].Length);
            PointEvaluator.Run(model, new PathJobs(this, open, nodes), batchRows, workers, cancellationToken);
            open = 2 * nodes > MostNodes ? [] : [.. open.Where(p => !IsComplete(p))];
        }

        foreach (Path path in wave) Fold(path);
    }

    private bool IsComplete(Path path)
    {
        (double[] sums, double[] sizes) = SumsOf(path, new Contributions(_targets, _letterCount, _sequences[path.Sequence].Length));
        for (int t = 0; t < _targets; t++)
        {
            (double error, double scale, double noise) = Error(path, sums[t], sizes[t], t);
            if (error > _options.Completeness * scale && error > noise) return false;
        }

        return true;
    }

    /// <summary>|Σ − (f(x) − f(x0))|, what it is relative to, and what float32 cannot tell from 0.</summary>
    private (double Error, double Scale, double Noise) Error(Path path, double sum, double size, int target)
    {
        double f = _ends.Of(path.Sequence, 0, target), baseline = _ends.Of(path.Sequence, path.Baseline + 1, target);
        return (Math.Abs(sum - (f - baseline)), Math.Max(Math.Abs(f - baseline), LeastShare * size), Precision * Math.Max(Math.Abs(f), Math.Abs(baseline)));
    }

    private (double[] Sums, double[] Sizes) SumsOf(Path path, Contributions into)
    {
        float[] x = new float[_letterCount * _sequences[path.Sequence].Length], x0 = new float[x.Length];
        OneHotPoint.Write(_sequences[path.Sequence].Letters, _letterCount, _missingFill, x);
        _baselines.Write(_sequences[path.Sequence], path.Baseline, x0);
        double[] sums = new double[_targets], sizes = new double[_targets];
        into.Add(x, x0, path.Mean, sums, sizes);
        return (sums, sizes);
    }

    private void Fold(Path path)
    {
        (double[] sums, double[] sizes) = SumsOf(path, _contributions[path.Sequence]);
        _outcomes[path.Sequence].Add(path.PointsShown, path.Nodes);
        for (int t = 0; t < _targets; t++)
        {
            (double error, double scale, double noise) = Error(path, sums[t], sizes[t], t);
            _outcomes[path.Sequence].Worst(t, error, scale, noise, _options.Completeness);
        }

        path.Free();
    }

    /// <summary>What came of a sequence: points shown, most nodes, and the worst completeness over its baselines.</summary>
    internal sealed class Outcome(int targets)
    {
        public long Points { get; private set; }

        public int Nodes { get; private set; }

        /// <summary>Largest |Σ values − (f(x) − f(x0))|, of each target.</summary>
        public double[] Delta { get; } = new double[targets];

        /// <summary>Largest of that ÷ max(|f(x) − f(x0)|, a tenth of the map's size); 0 where the error is within the precision of the predictions.</summary>
        public double[] RelativeError { get; } = new double[targets];

        public void Add(long points, int nodes) => (Points, Nodes) = (Points + points, Math.Max(Nodes, nodes));

        public void Worst(int target, double error, double scale, double noise, double tolerance)
        {
            // Math.Max keeps what is not a number. Of a baseline that is the sequence itself the scale is 0 too.
            Delta[target] = Math.Max(Delta[target], error);
            double relative = error == 0 || (error <= noise && error > tolerance * scale) ? 0 : error / scale;
            RelativeError[target] = Math.Max(RelativeError[target], relative);
        }
    }

    /// <summary>The way from one baseline to one sequence.</summary>
    private sealed class Path(int sequence, int baseline)
    {
        public int Sequence => sequence;

        public int Baseline => baseline;

        public int Nodes { get; private set; }

        public long PointsShown { get; private set; }

        /// <summary>Mean gradient, shape (T, q, L).</summary>
        public double[] Mean { get; private set; } = [];

        public void Begin(int nodes, int size) => (Nodes, PointsShown, Mean) = (nodes, PointsShown + nodes, new double[size]);

        public void Free() => Mean = [];
    }

    /// <summary>f(x) and f(x0): a job is a sequence, its points the sequence and its baselines.</summary>
    private sealed class Ends(IntegratedGradients owner) : PointJobs
    {
        public float[][] Predictions { get; } = [.. owner._sequences.Select(_ => new float[(1 + owner._baselines.Count) * owner._targets])];

        public override int Count => owner._sequences.Count;

        public float Of(int sequence, int point, int target) => Predictions[sequence][point * owner._targets + target];

        public override int LengthOf(int job) => owner._sequences[job].Length;

        public override int PointsOf(int job) => 1 + owner._baselines.Count;

        public override void Fill(int job, int point, Span<float> values, Span<float> reference)
        {
            if (point == 0) OneHotPoint.Write(owner._sequences[job].Letters, owner._letterCount, owner._missingFill, values);
            else owner._baselines.Write(owner._sequences[job], point - 1, values);
        }

        public override void Take(int job, int point, ReadOnlySpan<float> predictions, ReadOnlySpan<float> referencePredictions, ReadOnlySpan<float> gradients) =>
            predictions.CopyTo(Predictions[job].AsSpan(point * owner._targets));
    }

    private sealed class PathJobs(IntegratedGradients owner, List<Path> paths, int count) : PointJobs
    {
        private readonly (double[] Nodes, double[] Weights) _rule = GaussLegendre.Of(count);

        public override int Count => paths.Count;

        public override int LengthOf(int job) => owner._sequences[paths[job].Sequence].Length;

        public override int PointsOf(int job) => count;

        public override void Fill(int job, int point, Span<float> values, Span<float> reference)
        {
            NamedSequence sequence = owner._sequences[paths[job].Sequence];
            var x = new float[values.Length];
            OneHotPoint.Write(sequence.Letters, owner._letterCount, owner._missingFill, x);
            owner._baselines.Write(sequence, paths[job].Baseline, values);
            double node = _rule.Nodes[point];
            for (int i = 0; i < x.Length; i++) values[i] = (float)(values[i] + node * ((double)x[i] - values[i]));
        }

        public override void Take(int job, int point, ReadOnlySpan<float> predictions, ReadOnlySpan<float> referencePredictions, ReadOnlySpan<float> gradients)
        {
            double[] mean = paths[job].Mean;
            double weight = _rule.Weights[point];
            for (int i = 0; i < mean.Length; i++) mean[i] += weight * gradients[i];
        }
    }
}
