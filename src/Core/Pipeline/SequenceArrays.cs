using GenoXai.Core.Results;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>The arrays that describe the sequences in a result's NPZ: <c>one_hot</c>, <c>ids</c>, <c>lengths</c>, <c>targets</c>.</summary>
internal static class SequenceArrays
{
    /// <summary>Letters as one-hot bytes, shape (N, q, L), zero columns for missing letters and beyond a shorter sequence.</summary>
    public static async Task WriteOneHotAsync(NpzWriter npz, RunContext context, RunDocument plan, CancellationToken cancellationToken)
    {
        int q = context.Model.Alphabet.Count, length = plan.MaxLength;
        var row = new byte[q * length];
        using NpzArrayWriter<byte> array = npz.Begin<byte>("one_hot", plan.Sequences, q, length);
        await foreach (NamedSequence sequence in FinishedSequences.SequencesAsync(context, plan, cancellationToken))
        {
            row.AsSpan().Clear();
            for (int position = 0; position < sequence.Length; position++)
                if (sequence.Letters[position] is var letter and not Alphabet.Missing) row[letter * length + position] = 1;
            array.Write(row);
        }
    }

    public static async Task WriteIdsAsync(NpzWriter npz, RunContext context, RunDocument plan, CancellationToken cancellationToken)
    {
        using (NpzTextWriter ids = npz.BeginText("ids", plan.Sequences, plan.IdWidth))
            await foreach (NamedSequence sequence in FinishedSequences.SequencesAsync(context, plan, cancellationToken)) ids.Write(sequence.Id);
        if (plan.SameLength) return;
        using NpzArrayWriter<int> lengths = npz.Begin<int>("lengths", plan.Sequences);
        await foreach (NamedSequence sequence in FinishedSequences.SequencesAsync(context, plan, cancellationToken)) lengths.Write([sequence.Length]);
    }
}
