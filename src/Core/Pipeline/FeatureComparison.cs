using GenoXai.Core.Attribution;
using GenoXai.Core.Querying;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;

namespace GenoXai.Core.Pipeline;

/// <summary>DFIM's scores from the model beside those of a sketch for the same features.</summary>
internal sealed class FeatureComparison(Sketch sketch, FeatureInteractionOptions options)
{
    private readonly SketchFeatureScores _sketch = new(sketch) { Shapley = options.DeepLift, Sum = options.Statistic == FeatureStatistic.Sum };

    /// <summary>How far both agree over directed pairs.</summary>
    public SketchAgreement Agreement { get; } = new("directed_pairs");

    /// <summary>Compares one sequence.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="features">Its S features.</param>
    /// <param name="scores">The model's scores, shape (S, S).</param>
    /// <returns>Scores and effects of the sketch, both of shape (S, S).</returns>
    public (double[] Scores, double[] Effects) Add(NamedSequence sequence, FeatureSite[] features, float[] scores)
    {
        var column = new float[sketch.Function.Domain.LetterCount];
        FeatureInteractions.Background(sequence.Letters, options.Fill, column);
        double[] fill = [.. column.Select(static share => (double)share)], own = new double[scores.Length], effects = new double[scores.Length];
        _sketch.Of(sequence.Letters, [.. features.Select(static f => new SequenceRange(f.Start, f.End))], fill, own, effects);
        for (int pair = 0; pair < own.Length; pair++) Agreement.Add(scores[pair], own[pair]);
        Agreement.End(sequence.Id);
        return (own, effects);
    }
}
