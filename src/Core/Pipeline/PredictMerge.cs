using GenoXai.Core.Results;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>Joins the chunks of a prediction run: <c>predict.npz</c>, <c>predictions.tsv</c>, <c>run.json</c>.</summary>
internal static class PredictMerge
{
    public static async Task RunAsync(RunContext context, RunDocument plan, CancellationToken cancellationToken)
    {
        int targets = context.Model.Targets.Count;
        long notFinite = 0;
        ArtifactInfo npzFile = await context.Store.PutAsync("predict.npz", WriteNpzAsync, cancellationToken);
        ArtifactInfo tableFile = await context.Store.PutAsync("predictions.tsv", WriteTableAsync, cancellationToken);
        string[] warnings = notFinite > 0 ? [$"{Counted.Of(notFinite, "prediction is", "predictions are")} not finite (NaN or infinite) and in the files as computed."] : [];
        await RunRecords.FinishAsync(context, plan, RunRecords.Begin(context, plan), warnings, [npzFile, tableFile], cancellationToken);

        async Task WriteNpzAsync(Stream stream)
        {
            using var npz = new NpzWriter(stream, leaveOpen: true);
            using (NpzArrayWriter<float> array = targets == 1 ? npz.Begin<float>("prediction", plan.Sequences) : npz.Begin<float>("prediction", plan.Sequences, targets))
                await foreach (FinishedSequence finished in FinishedSequences.ReadAsync(context, plan, cancellationToken)) array.Write(finished.Predictions.Span);
            await SequenceArrays.WriteIdsAsync(npz, context, plan, cancellationToken);
            if (targets > 1) npz.WriteText("targets", context.Model.Targets);
            npz.Finish();
        }

        async Task WriteTableAsync(Stream stream)
        {
            using var table = new TsvWriter(stream, leaveOpen: true, ["id", .. context.Model.Targets]);
            await foreach (FinishedSequence finished in FinishedSequences.ReadAsync(context, plan, cancellationToken))
            {
                table.Text(finished.Sequence.Id);
                foreach (float prediction in finished.Predictions.Span)
                {
                    if (!float.IsFinite(prediction)) notFinite++;
                    table.Number(prediction);
                }

                table.EndRow();
            }
        }
    }
}
