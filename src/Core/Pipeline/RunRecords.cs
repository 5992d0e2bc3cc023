using GenoXai.Core.Models;
using GenoXai.Core.Results;

namespace GenoXai.Core.Pipeline;

/// <summary>Starts and writes the <c>run.json</c> of a run: what every method has in common.</summary>
internal static class RunRecords
{
    public static RunRecord Begin(RunContext context, RunDocument plan)
    {
        RunRequest request = context.Request;
        RunRecord record = new RunRecord()
            .Set("method", request.Method.ToString().ToLowerInvariant())
            .Set("model", context.Model.Manifest.Id)
            .Set("model_sha256", context.Model.Facts.Sha256)
            .Set("targets", context.Model.Targets)
            .Set("alphabet", context.Model.Alphabet.Letters)
            .Set("seed", request.Seed)
            .Set("provider", request.Provider == ExecutionProvider.Cuda ? "cuda" : "cpu");
        if (request.Method != RunMethod.Sketch)
        {
            record.Set("source", context.Source)
                .Set("sequences_sha256", plan.SequencesSha256)
                .Set("missing_letters", plan.MissingLetters);
            if (context.Genome is not null) record.Set("genome", context.Genome);
        }

        return record.Set("sequences", plan.Sequences).Set("model_rows", plan.Rows).Set("chunks", plan.Chunks.Count).Set("batch_rows", plan.BatchRows);
    }

    /// <summary>Writes the record, after all other files: its presence means that the run is done.</summary>
    public static async Task FinishAsync(
        RunContext context, RunDocument plan, RunRecord record, IEnumerable<string> warnings, IEnumerable<ArtifactInfo> files, CancellationToken cancellationToken)
    {
        string[] all = [.. context.Model.Warnings, .. warnings];
        foreach (string warning in all) context.Warn?.Invoke(warning);
        record.Set("seconds", Math.Round(context.Elapsed(), 3))
            .Set("version", RunIdentity.Version)
            .Set("warnings", all)
            .Set("identity", plan.Identity)
            .Set("files", files.Select(static f => $"{f.Sha256}  {f.Key}"));
        await context.Store.PutAsync(RunKeys.Record, stream => RunRecordFile.Write(record, stream), cancellationToken);
    }
}
