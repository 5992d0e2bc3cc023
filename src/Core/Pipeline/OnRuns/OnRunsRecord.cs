using GenoXai.Core.Results;

namespace GenoXai.Core.Pipeline.OnRuns;

/// <summary>What the records of runs on runs have in common.</summary>
internal static class OnRunsRecord
{
    /// <summary>Says which runs were read: the folders of the command line, or the ids of a server.</summary>
    /// <param name="record">The record.</param>
    /// <param name="runs">The runs.</param>
    public static RunRecord SetRuns(this RunRecord record, IReadOnlyList<SourceRun> runs) => runs.All(static r => r.Id is not null)
        ? record.Set("run_ids", runs.Select(static r => r.Id!))
        : record.Set("folders", runs.Select(static r => r.Place));

    /// <summary>Ends a record and writes it, after all other files: its presence means that the run is done.</summary>
    public static async Task<RunRecord> FinishAsync(OnRunsContext context, RunRecord record, IReadOnlyList<string> warnings, IEnumerable<ArtifactInfo> files, CancellationToken cancellationToken)
    {
        foreach (string warning in warnings) context.Warn?.Invoke(warning);
        record.Set("seconds", Math.Round(context.Elapsed(), 3))
            .Set("version", RunIdentity.Version)
            .Set("warnings", warnings)
            .Set("files", files.Select(static f => $"{f.Sha256}  {f.Key}"));
        await context.Store.PutAsync(RunKeys.Record, stream => RunRecordFile.Write(record, stream), cancellationToken);
        return record;
    }
}
