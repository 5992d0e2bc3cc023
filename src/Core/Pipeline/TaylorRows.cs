using GenoXai.Core.Attribution;
using GenoXai.Core.Encoding;
using GenoXai.Core.Models;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>Taylor ISM of a chunk of sequences, and exact ISM at the positions that are checked.</summary>
internal static class TaylorRows
{
    public static void Run(RunContext context, int batchRows, GradientResult[] results, CancellationToken cancellationToken)
    {
        PointEvaluator.Run(context.Model.Gradients, new Jobs(context, results, batchRows), batchRows, context.Threads, cancellationToken);
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

    /// <summary>A job is up to a batch of sequences of one length, in the order of the file.</summary>
    private sealed class Jobs : PointJobs
    {
        private readonly RunContext _context;
        private readonly GradientResult[] _results;
        private readonly int[][] _members;
        private readonly double _missingFill;

        public Jobs(RunContext context, GradientResult[] results, int batchRows)
        {
            (_context, _results, _missingFill) = (context, results, context.Model.Gradients.MissingFill);
            _members = [.. Enumerable.Range(0, results.Length).GroupBy(i => results[i].Sequence.Length).SelectMany(group => group.Chunk(batchRows))];
        }

        public override int Count => _members.Length;

        public override int LengthOf(int job) => _results[_members[job][0]].Sequence.Length;

        public override int PointsOf(int job) => _members[job].Length;

        public override void Fill(int job, int point, Span<float> values, Span<float> reference) =>
            OneHotPoint.Write(_results[_members[job][point]].Sequence.Letters, _context.Model.Alphabet.Count, _missingFill, values);

        public override void Take(int job, int point, ReadOnlySpan<float> predictions, ReadOnlySpan<float> gradients)
        {
            GradientResult result = _results[_members[job][point]];
            int targets = predictions.Length, size = gradients.Length / targets;
            var shown = new float[size];
            Fill(job, point, shown, []);
            for (int target = 0; target < targets; target++)
            {
                result.Figures(target)[0] = predictions[target];
                TaylorMutagenesis.Effects(result.Sequence, _context.Request.Mutagenesis, gradients.Slice(target * size, size), shown, _context.Model.Alphabet.Count, result.Map(target));
            }

            result.ForwardRows = 1;
            result.GradientRows = targets;
            _context.Progress?.Invoke(1 + targets);
        }
    }
}
