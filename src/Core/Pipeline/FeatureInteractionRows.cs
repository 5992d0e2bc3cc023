using GenoXai.Core.Attribution;
using GenoXai.Core.Models;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>Deep feature interaction maps of a chunk of sequences.</summary>
internal static class FeatureInteractionRows
{
    public static float[] Run(RunContext context, int batchRows, IReadOnlyList<NamedSequence> sequences, CancellationToken cancellationToken)
    {
        RunRequest request = context.Request;
        FeatureInteractionOptions options = request.Interactions!.Dfim!;
        OnnxGradientModel model = options.DeepLift ? context.Model.Multipliers : context.Model.Gradients;
        FeatureSite[][] features = [.. sequences.Select(s => options.FeaturesOf(s, request.Mutagenesis))];
        var jobs = new FeatureInteractions(sequences, features, options, model.LetterCount, model.MissingFill, request.Seed);
        PointEvaluator.Run(model, jobs, batchRows, context.Threads, cancellationToken);
        var data = new float[checked((int)features.Sum(static f => FeatureInteractions.NumbersOf(f.Length)))];
        int at = 0;
        for (int i = 0; i < features.Length; i++)
        {
            int size = (int)FeatureInteractions.NumbersOf(features[i].Length);
            jobs.Result(i, data.AsSpan(at, size));
            at += size;
            context.Progress?.Invoke(checked((int)FeatureInteractions.RowsOf(options, features[i].Length)));
        }

        return data;
    }
}
