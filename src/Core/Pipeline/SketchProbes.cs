using System.Security.Cryptography;
using GenoXai.Core.Models;
using GenoXai.Core.Sampling;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>
/// The rows that a sketch's decoder asks for itself (<see cref="Sketching.HybridResult.Probes"/>): their letters are noted by
/// the decoding, their predictions computed like those of a chunk, in sets that are numbered from 0.
/// </summary>
internal static class SketchProbes
{
    /// <summary>Notes what the decoder asks for.</summary>
    /// <param name="context">The run.</param>
    /// <param name="set">Number of the set.</param>
    /// <param name="letters">Codes, shape (rows, free positions).</param>
    /// <param name="length">Free positions.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static Task AskAsync(RunContext context, int set, byte[] letters, int length, CancellationToken cancellationToken)
    {
        NamedSequence[] rows = [.. letters.Chunk(length).Select(static (row, i) => new NamedSequence(FormattableString.Invariant($"{i}"), row))];
        return context.Store.PutAsync(RunKeys.ProbeLetters(set), stream => PartFile.WriteSequences(stream, rows), cancellationToken);
    }

    /// <summary>Shows the rows of a set to the model, unless their predictions lie there already.</summary>
    public static async Task<WorkResult> RunAsync(RunContext context, RunDocument plan, WorkItem item, CancellationToken cancellationToken)
    {
        int set = item.Chunk;
        SketchPlan sketch = SketchPlan.Of(context.Request, context.Model);
        byte[] letters = await LettersAsync(context, set, cancellationToken);
        int length = sketch.Codes.Length, count = letters.Length / length;
        byte[] tag = TagOf(plan, set, letters);
        string key = RunKeys.ProbeRows(set);
        if (await PartFile.TryReadRowsAsync(context.Store, key, tag, count, cancellationToken) is not null)
        {
            context.Progress?.Invoke(-count);
            return new WorkResult(item, Rows: count, Reused: true);
        }

        float[] values = RowPredictor.Predict(
            context.Model, sketch.Whole(new LetterRows(letters, length)), plan.BatchRows, context.Threads, context.Progress, cancellationToken);
        await context.Store.PutAsync(key, stream => PartFile.WriteRows(stream, tag, values), cancellationToken);
        return new WorkResult(item, Rows: count);
    }

    /// <summary>The computed sets, as the decoder takes them.</summary>
    /// <param name="context">The run.</param>
    /// <param name="plan">Its plan.</param>
    /// <param name="sketch">The sketch's rows.</param>
    /// <param name="sets">How many there are.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="InputException">A prediction is not finite.</exception>
    public static async Task<SampleSet[]> ReadAsync(RunContext context, RunDocument plan, SketchPlan sketch, int sets, CancellationToken cancellationToken)
    {
        var answered = new SampleSet[sets];
        int length = sketch.Codes.Length;
        for (int set = 0; set < sets; set++)
        {
            byte[] letters = await LettersAsync(context, set, cancellationToken);
            string key = RunKeys.ProbeRows(set);
            float[] values = await PartFile.TryReadRowsAsync(context.Store, key, TagOf(plan, set, letters), letters.Length / length, cancellationToken)
                ?? throw new InvalidDataException($"{key} is damaged. Run the same command again; it is then computed anew.");
            int bad = Array.FindIndex(values, static value => !float.IsFinite(value));
            if (bad >= 0) throw SketchDecode.NotFinite(context, sketch.Domain, sketch.Whole(new LetterRows(letters, length)), bad, values[bad], "a row to tell terms apart");
            answered[set] = new SampleSet(length, letters, values);
        }

        return answered;
    }

    private static async Task<byte[]> LettersAsync(RunContext context, int set, CancellationToken cancellationToken)
    {
        await using Stream stream = await context.Store.OpenReadAsync(RunKeys.ProbeLetters(set), cancellationToken);
        return [.. PartFile.ReadSequences(stream, RunKeys.ProbeLetters(set)).SelectMany(static row => row.Letters)];
    }

    private static byte[] TagOf(RunDocument plan, int set, byte[] letters) =>
        SHA256.HashData([.. plan.TagOf(int.MinValue + set), .. letters]);
}
