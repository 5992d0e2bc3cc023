using GenoXai.Core.Encoding;
using GenoXai.Core.Models;
using GenoXai.Core.Numerics;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Attribution;

/// <summary>
/// Deep feature interaction maps: FIS(s, t), how much the attribution of a target feature t changes when a source
/// feature s is replaced by background, |A_x(t) − A_(x without s)(t)|, as the largest or the sum over t's positions.
/// A is gradient × input or DeepLIFT against columns of 1/q. The same on dinucleotide shuffles of the sequence gives the null distribution.
/// </summary>
/// <remarks>
/// Greenside, Shimko, Fordyce and Kundaje, Bioinformatics 34:i629 (2018). A job is a sequence or one of its shuffles; its
/// points are the sequence as it is, then with each source replaced.
/// </remarks>
public sealed class FeatureInteractions : PointJobs
{
    private readonly IReadOnlyList<NamedSequence> _sequences;
    private readonly IReadOnlyList<FeatureSite[]> _features;
    private readonly FeatureInteractionOptions _options;
    private readonly int _letterCount;
    private readonly double _missingFill;
    private readonly byte[][] _letters;
    private readonly float[][] _before;
    private readonly float[][] _scores;
    private readonly float[] _predictions;

    /// <summary>Makes the points.</summary>
    /// <param name="sequences">The sequences.</param>
    /// <param name="features">The features of each.</param>
    /// <param name="options">Attribution, statistic, fill and shuffles.</param>
    /// <param name="letterCount">q.</param>
    /// <param name="missingFill">What the column of a missing letter holds.</param>
    /// <param name="seed">The run's seed.</param>
    public FeatureInteractions(IReadOnlyList<NamedSequence> sequences, IReadOnlyList<FeatureSite[]> features, FeatureInteractionOptions options, int letterCount, double missingFill, long seed)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        ArgumentNullException.ThrowIfNull(options);
        (_sequences, _features, _options, _letterCount, _missingFill) = (sequences, features, options, letterCount, missingFill);
        _letters = new byte[Count][];
        for (int job = 0; job < Count; job++)
        {
            NamedSequence sequence = SequenceOf(job);
            SeededRandom random = SequenceStream.Of(seed, "dinucleotide-shuffle", sequence, CopyOf(job) - 1);
            _letters[job] = CopyOf(job) == 0 ? sequence.Letters : DinucleotideShuffle.Of(sequence.Letters, letterCount, ref random);
        }

        _before = new float[Count][];
        _scores = new float[Count][];
        _predictions = new float[sequences.Count];
    }

    /// <inheritdoc/>
    public override int Count => _sequences.Count * (1 + _options.Shuffles);

    /// <summary>Model rows of a sequence: forward and backward pass (and DeepLIFT's reference) of 1 + S points, for it and each shuffle.</summary>
    /// <param name="options">Attribution and shuffles.</param>
    /// <param name="features">S.</param>
    public static long RowsOf(FeatureInteractionOptions options, int features)
    {
        ArgumentNullException.ThrowIfNull(options);
        return (1L + options.Shuffles) * (1L + features) * (options.DeepLift ? 3 : 2);
    }

    /// <summary>Numbers of a finished sequence: f(x), scores, p-values.</summary>
    /// <param name="features">S.</param>
    public static long NumbersOf(int features) => 1 + 2L * features * features;

    /// <inheritdoc/>
    public override int LengthOf(int job) => SequenceOf(job).Length;

    /// <inheritdoc/>
    public override int PointsOf(int job) => 1 + FeaturesOf(job).Length;

    /// <summary>Writes what came of a sequence.</summary>
    /// <param name="sequence">Which one.</param>
    /// <param name="numbers">f(x), FIS of shape (S, S), p-values of that shape; NaN for a feature with itself or one that it overlaps.</param>
    public void Result(int sequence, Span<float> numbers)
    {
        int job = sequence * (1 + _options.Shuffles);
        float[] scores = _scores[job];
        float[] background = [.. Enumerable.Range(job + 1, _options.Shuffles).SelectMany(shuffle => _scores[shuffle]).Where(static s => !float.IsNaN(s))];
        Array.Sort(background);
        numbers[0] = _predictions[sequence];
        scores.CopyTo(numbers[1..]);
        for (int i = 0; i < scores.Length; i++)
            numbers[1 + scores.Length + i] = float.IsNaN(scores[i]) || background.Length == 0 ? float.NaN : (float)PValue(background, scores[i]);
    }

    /// <summary>(1 + how many of the background are not smaller) / (n + 1).</summary>
    /// <param name="background">n scores, ascending.</param>
    /// <param name="score">A score.</param>
    public static double PValue(ReadOnlySpan<float> background, float score)
    {
        int low = 0, high = background.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (background[middle] < score) low = middle + 1;
            else high = middle;
        }

        return (1.0 + background.Length - low) / (background.Length + 1.0);
    }

    /// <summary>The column that a source becomes.</summary>
    /// <param name="letters">The sequence.</param>
    /// <param name="fill">Its own shares of letters, or 1/q.</param>
    /// <param name="column">Receives the shares, shape (q).</param>
    public static void Background(ReadOnlySpan<byte> letters, FeatureFill fill, Span<float> column)
    {
        column.Fill(fill == FeatureFill.Uniform ? 1f / column.Length : 0);
        if (fill == FeatureFill.Uniform) return;
        int known = letters.Length - letters.Count(Alphabet.Missing);
        foreach (byte letter in letters)
            if (letter != Alphabet.Missing) column[letter] += 1f / known;
    }

    /// <inheritdoc/>
    public override void Fill(int job, int point, Span<float> values, Span<float> reference)
    {
        byte[] letters = _letters[job];
        OneHotPoint.Write(letters, _letterCount, _missingFill, values);
        if (!reference.IsEmpty) reference.Fill(1f / _letterCount);
        if (point == 0) return;
        FeatureSite source = FeaturesOf(job)[point - 1];
        Span<float> filling = stackalloc float[_letterCount];
        Background(letters, _options.Fill, filling);
        for (int letter = 0; letter < _letterCount; letter++) values.Slice(letter * letters.Length + source.Start, source.End - source.Start).Fill(filling[letter]);
    }

    /// <inheritdoc/>
    public override void Take(int job, int point, ReadOnlySpan<float> predictions, ReadOnlySpan<float> referencePredictions, ReadOnlySpan<float> gradients)
    {
        FeatureSite[] features = FeaturesOf(job);
        float[] attribution = Attribution(job, point, gradients);
        if (point == 0)
        {
            if (CopyOf(job) == 0) _predictions[job / (1 + _options.Shuffles)] = predictions[0];
            _before[job] = attribution;
            _scores[job] = new float[features.Length * features.Length];
            return;
        }

        FeatureSite source = features[point - 1];
        for (int target = 0; target < features.Length; target++)
            _scores[job][(point - 1) * features.Length + target] =
                source.Start < features[target].End && features[target].Start < source.End ? float.NaN : Change(_before[job], attribution, features[target]);
    }

    private float Change(ReadOnlySpan<float> before, ReadOnlySpan<float> after, FeatureSite target)
    {
        double score = 0;
        for (int position = target.Start; position < target.End; position++)
        {
            double change = Math.Abs((double)before[position] - after[position]);
            score = _options.Statistic == FeatureStatistic.Sum ? score + change : Math.Max(score, change);
        }

        return (float)score;
    }

    /// <summary>The contribution of each position: Σ over the letters of (x − x0)·m, with x0 = 0 for gradient × input.</summary>
    private float[] Attribution(int job, int point, ReadOnlySpan<float> gradients)
    {
        int length = LengthOf(job);
        float[] shown = new float[_letterCount * length], values = new float[length];
        Fill(job, point, shown, []);
        float reference = _options.DeepLift ? 1f / _letterCount : 0;
        for (int position = 0; position < length; position++)
        {
            double sum = 0;
            for (int at = position; at < shown.Length; at += length) sum += ((double)shown[at] - reference) * gradients[at];
            values[position] = (float)sum;
        }

        return values;
    }

    private NamedSequence SequenceOf(int job) => _sequences[job / (1 + _options.Shuffles)];

    private FeatureSite[] FeaturesOf(int job) => _features[job / (1 + _options.Shuffles)];

    private int CopyOf(int job) => job % (1 + _options.Shuffles);
}
