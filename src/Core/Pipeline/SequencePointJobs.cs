using GenoXai.Core.Encoding;
using GenoXai.Core.Models;

namespace GenoXai.Core.Pipeline;

/// <summary>Makes a map of one target from the gradient at the sequence itself.</summary>
/// <param name="result">The sequence, and where its map goes.</param>
/// <param name="target">The target.</param>
/// <param name="gradient">Shape (q, L).</param>
/// <param name="point">The sequence as it was shown, shape (q, L).</param>
internal delegate void MapOfGradient(GradientResult result, int target, ReadOnlySpan<float> gradient, ReadOnlySpan<float> point);

/// <summary>The sequences themselves as points; a job is up to a batch of sequences of one length, in the order of the file.</summary>
internal sealed class SequencePointJobs : PointJobs
{
    private readonly RunContext _context;
    private readonly GradientResult[] _results;
    private readonly MapOfGradient _map;
    private readonly int[][] _members;
    private readonly double _missingFill;

    public SequencePointJobs(RunContext context, GradientResult[] results, int batchRows, MapOfGradient map)
    {
        (_context, _results, _map, _missingFill) = (context, results, map, context.Model.Gradients.MissingFill);
        _members = [.. Enumerable.Range(0, results.Length).GroupBy(i => results[i].Sequence.Length).SelectMany(group => group.Chunk(batchRows))];
    }

    public override int Count => _members.Length;

    public override int LengthOf(int job) => _results[_members[job][0]].Sequence.Length;

    public override int PointsOf(int job) => _members[job].Length;

    public override void Fill(int job, int point, Span<float> values, Span<float> reference) =>
        OneHotPoint.Write(_results[_members[job][point]].Sequence.Letters, _context.Model.Alphabet.Count, _missingFill, values);

    public override void Take(int job, int point, ReadOnlySpan<float> predictions, ReadOnlySpan<float> referencePredictions, ReadOnlySpan<float> gradients)
    {
        GradientResult result = _results[_members[job][point]];
        int targets = predictions.Length, size = gradients.Length / targets;
        var shown = new float[size];
        Fill(job, point, shown, []);
        for (int target = 0; target < targets; target++)
        {
            result.Figures(target)[0] = predictions[target];
            _map(result, target, gradients.Slice(target * size, size), shown);
        }

        result.ForwardRows = 1;
        result.GradientRows = targets;
        _context.Progress?.Invoke(1 + targets);
    }
}
