using GenoXai.Core.Attribution;
using GenoXai.Core.Models;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>Taylor ISM of a chunk of sequences, and exact ISM at the positions that are checked.</summary>
internal static class TaylorRows
{
    public static void Run(RunContext context, int batchRows, GradientResult[] results, CancellationToken cancellationToken)
    {
        int letters = context.Model.Alphabet.Count;
        var jobs = new SequencePointJobs(context, results, batchRows, (result, target, gradient, point) =>
            TaylorMutagenesis.Effects(result.Sequence, context.Request.Mutagenesis, gradient, point, letters, result.Map(target)));
        PointEvaluator.Run(context.Model.Gradients, jobs, batchRows, context.Threads, cancellationToken);
        if (context.Request.Check > 0) Check(context, batchRows, results, cancellationToken);
    }

    private static void Check(RunContext context, int batchRows, GradientResult[] results, CancellationToken cancellationToken)
    {
        RunRequest request = context.Request;
        int targets = context.Model.Targets.Count;
        NamedSequence[] sequences = [.. results.Select(static r => r.Sequence)];
        int[][] positions = [.. sequences.Select(s => SpotMutagenesis.Draw(request.Seed, s, request.Mutagenesis, request.Check))];
        var rows = new SpotMutagenesis(sequences, positions, context.Model.Alphabet.Count);
        float[] predictions = RowPredictor.Predict(context.Model, rows, batchRows, context.Threads, context.Progress, cancellationToken);
        for (int i = 0; i < results.Length; i++)
        {
            for (int target = 0; target < targets; target++) rows.Effects(i, predictions, target, targets, results[i].Check(target));
            results[i].ForwardRows += SpotMutagenesis.RowsOf(sequences[i], positions[i], context.Model.Alphabet.Count);
        }
    }
}
