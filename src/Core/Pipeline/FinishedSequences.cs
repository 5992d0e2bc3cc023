using System.Runtime.CompilerServices;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>One sequence with the predictions of all its rows, shape (rows, targets).</summary>
internal readonly record struct FinishedSequence(NamedSequence Sequence, ReadOnlyMemory<float> Predictions);

/// <summary>Goes through a run's sequences in order, joining chunks; holds one sequence file and its rows at a time.</summary>
internal static class FinishedSequences
{
    public static async IAsyncEnumerable<NamedSequence> SequencesAsync(RunContext context, RunDocument plan, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int inputs = plan.Chunks.Count == 0 ? 0 : plan.Chunks[^1].Input + 1;
        for (int input = 0; input < inputs; input++)
            foreach (NamedSequence sequence in await ModelRows.SequencesAsync(context, input, cancellationToken)) yield return sequence;
    }

    public static async IAsyncEnumerable<FinishedSequence> ReadAsync(RunContext context, RunDocument plan, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int targets = context.Model.Targets.Count;
        var parts = new List<float[]>();
        for (int chunk = 0; chunk < plan.Chunks.Count; chunk++)
        {
            parts.Add(await ModelRows.ReadAsync(context, plan, chunk, cancellationToken)
                ?? throw new InvalidDataException($"{RunKeys.Rows(chunk)} is damaged. Run the same command again; it is then computed anew."));
            if (!plan.Chunks[chunk].IsLastOfInput) continue;
            float[] predictions = parts.Count == 1 ? parts[0] : [.. parts.SelectMany(static p => p)];
            parts.Clear();
            int at = 0;
            foreach (NamedSequence sequence in await ModelRows.SequencesAsync(context, plan.Chunks[chunk].Input, cancellationToken))
            {
                int rows = context.Request.Method is RunMethod.Ism or RunMethod.Variants or RunMethod.Occlusion or RunMethod.Insert or RunMethod.Perturb ? checked((int)RunRows.Of(context.Request, context.Model, sequence)) : 1;
                yield return new FinishedSequence(sequence, predictions.AsMemory(at * targets, rows * targets));
                at += rows;
            }
        }
    }
}
