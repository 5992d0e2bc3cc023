using GenoXai.Core.Attribution;
using GenoXai.Core.Models;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>Attributions of a chunk of sequences.</summary>
internal static class AttributionRows
{
    /// <summary>Rows of a sequence as far as they are known beforehand: integrated gradients whose nodes double take more.</summary>
    public static long RowsOf(AttributionOptions options, int targets) => options.Method switch
    {
        AttributionMethod.SmoothGrad => (1L + options.Samples) * (1 + targets),
        AttributionMethod.IntegratedGradients => (1L + options.BaselineCount * (1L + options.Nodes)) * (1 + targets),
        _ when options.IsDeepLift => options.BaselineCount * (2L + targets),
        _ => 1L + targets,
    };

    public static void Run(RunContext context, int batchRows, GradientResult[] results, CancellationToken cancellationToken)
    {
        AttributionOptions options = context.Request.Attribution!;
        if (options.IsDeepLift) RunDeepLift(context, options, batchRows, results, cancellationToken);
        else if (options.Method == AttributionMethod.IntegratedGradients) RunIntegrated(context, options, batchRows, results, cancellationToken);
        else if (options.Method == AttributionMethod.SmoothGrad) RunSmooth(context, options, batchRows, results, cancellationToken);
        else RunGradient(context, options, batchRows, results, cancellationToken);
    }

    private static void RunGradient(RunContext context, AttributionOptions options, int batchRows, GradientResult[] results, CancellationToken cancellationToken)
    {
        int letters = context.Model.Alphabet.Count;
        var jobs = new SequencePointJobs(context, results, batchRows, (result, target, gradient, point) =>
        {
            Span<float> map = result.Map(target);
            switch (options.Method)
            {
                case AttributionMethod.CorrectedGradient:
                    CorrectedGradient.Of(gradient, letters, map);
                    break;
                case AttributionMethod.GradientInput:
                    GradientTimesInput.Of(gradient, point, map);
                    break;
                case AttributionMethod.AbsoluteGradient:
                    AbsoluteGradient.Of(gradient, map);
                    break;
                default:
                    gradient.CopyTo(map);
                    break;
            }
        });
        PointEvaluator.Run(context.Model.Gradients, jobs, batchRows, context.Threads, cancellationToken);
    }

    private static void RunSmooth(RunContext context, AttributionOptions options, int batchRows, GradientResult[] results, CancellationToken cancellationToken)
    {
        OnnxGradientModel model = context.Model.Gradients;
        var jobs = new SmoothGrad(SequencesOf(results), options, model.LetterCount, model.TargetCount, model.MissingFill, context.Request.Seed);
        PointEvaluator.Run(model, jobs, batchRows, context.Threads, cancellationToken);
        for (int i = 0; i < results.Length; i++)
        {
            for (int target = 0; target < model.TargetCount; target++)
            {
                results[i].Figures(target)[0] = jobs.Prediction(i)[target];
                jobs.Mean(i, target, results[i].Map(target));
            }

            Count(context, results[i], 1 + options.Samples, 1 + options.Samples);
        }
    }

    private static void RunIntegrated(RunContext context, AttributionOptions options, int batchRows, GradientResult[] results, CancellationToken cancellationToken)
    {
        OnnxGradientModel model = context.Model.Gradients;
        var baselines = new SequenceBaselines(options, context.Model.Alphabet, model.MissingFill, context.Request.Seed);
        var method = new IntegratedGradients(SequencesOf(results), baselines, options, model.LetterCount, model.TargetCount, model.MissingFill);
        method.Run(model, batchRows, context.Threads, cancellationToken);
        for (int i = 0; i < results.Length; i++)
        {
            IntegratedGradients.Outcome outcome = method.Result(i);
            for (int target = 0; target < model.TargetCount; target++)
            {
                float[] figures =
                [
                    method.Prediction(i)[target], (float)method.BaselinePrediction(i, target),
                    (float)outcome.Delta[target], (float)outcome.RelativeError[target], outcome.Nodes,
                ];
                figures.CopyTo(results[i].Figures(target));
                WriteMaps(options, method.Of(i), target, baselines.Count, results[i]);
            }

            long points = 1 + baselines.Count + outcome.Points;
            Count(context, results[i], points, points);
        }
    }

    private static void RunDeepLift(RunContext context, AttributionOptions options, int batchRows, GradientResult[] results, CancellationToken cancellationToken)
    {
        OnnxGradientModel model = context.Model.Multipliers;
        var baselines = new SequenceBaselines(options, context.Model.Alphabet, model.MissingFill, context.Request.Seed);
        var jobs = new DeepShap(SequencesOf(results), baselines, model.LetterCount, model.TargetCount, model.MissingFill);
        PointEvaluator.Run(model, jobs, batchRows, context.Threads, cancellationToken);
        for (int i = 0; i < results.Length; i++)
        {
            for (int target = 0; target < model.TargetCount; target++)
            {
                double change = Math.Abs(jobs.Prediction(i)[target] - jobs.BaselinePrediction(i, target));
                float[] figures = [jobs.Prediction(i)[target], (float)jobs.BaselinePrediction(i, target), (float)jobs.Delta(i, target), (float)(jobs.Delta(i, target) / change), 0];
                figures.CopyTo(results[i].Figures(target));
                WriteMaps(options, jobs.Of(i), target, baselines.Count, results[i]);
            }

            // The sequence and its reference are both shown.
            Count(context, results[i], 2L * baselines.Count, baselines.Count);
        }
    }

    private static void WriteMaps(AttributionOptions options, Contributions contributions, int target, int baselines, GradientResult result)
    {
        if (options.Method == AttributionMethod.Hypothetical) contributions.Hypothetical(target, baselines, result.Map(target));
        else
        {
            contributions.Values(target, baselines, result.Map(target));
            contributions.Hypothetical(target, baselines, result.Map(target, 1));
        }
    }

    private static void Count(RunContext context, GradientResult result, long forward, long points)
    {
        int targets = context.Model.Targets.Count;
        (result.ForwardRows, result.GradientRows) = (forward, points * targets);
        context.Progress?.Invoke(checked((int)RowsOf(context.Request.Attribution!, targets)));
    }

    private static NamedSequence[] SequencesOf(GradientResult[] results) => [.. results.Select(static r => r.Sequence)];
}
