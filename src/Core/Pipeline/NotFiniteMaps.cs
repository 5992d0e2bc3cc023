using GenoXai.Core.Attribution;
using GenoXai.Core.Encoding;
using GenoXai.Core.Models;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>Counts predictions and maps that are not finite, and says where they come from.</summary>
internal sealed class NotFiniteMaps
{
    private long _predictions, _maps;
    private NamedSequence? _firstPrediction, _firstMap;

    /// <summary>Looks at one sequence and target.</summary>
    /// <param name="result">The sequence.</param>
    /// <param name="target">The target.</param>
    /// <param name="options">Positions outside the range hold no numbers.</param>
    public void Look(GradientResult result, int target, SaturationMutagenesisOptions options)
    {
        if (!float.IsFinite(result.Figures(target)[0]))
        {
            _predictions++;
            _firstPrediction ??= result.Sequence;
        }

        (int start, int end) = MutagenesisRows.Positions(result.Sequence, options);
        ReadOnlySpan<float> map = result.Map(target);
        for (int row = 0; row < map.Length; row += result.Sequence.Length)
        {
            foreach (float value in map.Slice(row + start, end - start))
            {
                if (float.IsFinite(value)) continue;
                _maps++;
                _firstMap ??= result.Sequence;
                return;
            }
        }
    }

    /// <summary>Where numbers at a sequence itself (and its first baseline) stop being finite.</summary>
    private static string? FirstNode(RunContext context, NamedSequence sequence)
    {
        AttributionOptions? options = context.Request.Attribution;
        OnnxGradientModel model = options is { IsDeepLift: true } ? context.Model.Multipliers : context.Model.Gradients;
        float[] point = new float[model.LetterCount * sequence.Length], reference = new float[point.Length];
        OneHotPoint.Write(sequence.Letters, model.LetterCount, model.MissingFill, point);
        if (options is { IsDeepLift: true })
            new SequenceBaselines(options, context.Model.Alphabet, model.MissingFill, context.Request.Seed).Write(sequence, 0, reference);
        return model.FirstNotFinite(point, reference);
    }

    /// <summary>A sentence for each kind that was met.</summary>
    public IEnumerable<string> Warnings(RunContext context)
    {
        if (_predictions > 0) yield return $"{Counted.Of(_predictions, "prediction is", "predictions are")} not finite (NaN or infinite), first of sequence \"{_firstPrediction!.Id}\".";
        if (_maps == 0) yield break;
        string? node = FirstNode(context, _firstMap!);
        yield return $"{Counted.Of(_maps, "map holds", "maps hold")} numbers that are not finite, first of sequence \"{_firstMap!.Id}\""
            + (node is null ? "." : $": {node} is the first to make them there.");
    }
}
