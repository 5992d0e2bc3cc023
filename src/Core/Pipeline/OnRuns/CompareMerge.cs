using GenoXai.Core.Results;
using GenoXai.Core.Results.Comparison;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline.OnRuns;

/// <summary>Writes a comparison of finished runs: <c>compare.npz</c>, the files of <see cref="ComparisonFiles"/> and <c>run.json</c>.</summary>
internal static class CompareMerge
{
    public static async Task<RunRecord> RunAsync(OnRunsContext context, IReadOnlyList<SourceRun> runs, CancellationToken cancellationToken)
    {
        ComparisonRequest request = context.Request.Comparison ?? throw new InputException("compare: its options are missing.", "bad-option");
        List<ExplanationFile> files = [];
        try
        {
            foreach (SourceRun run in runs) files.Add(run.Open(request.Target));
            var written = new ComparisonFiles(files, request.TopShare, context.Request.Pictures);
            IReadOnlyList<ArtifactInfo> all = await written.WriteAsync(context.Store, context.IsRead, cancellationToken);
            ArtifactInfo arrays = await context.Store.PutAsync("compare.npz", stream => WriteArrays(stream, written, files), cancellationToken);
            return await OnRunsRecord.FinishAsync(context, Record(runs, written), written.Warnings, [arrays, .. all], cancellationToken);
        }
        finally
        {
            foreach (ExplanationFile file in files) file.Dispose();
        }
    }

    private static void WriteArrays(Stream stream, ComparisonFiles written, List<ExplanationFile> files)
    {
        using var npz = new NpzWriter(stream, leaveOpen: true);
        written.WriteArrays(npz);
        npz.WriteText("ids", files[0].Ids);
        npz.Finish();
    }

    private static RunRecord Record(IReadOnlyList<SourceRun> runs, ComparisonFiles written)
    {
        RunRecord record = new RunRecord()
            .Set("method", "compare")
            .Set("model", string.Join(", ", runs.Select(static r => r.Record.GetString("model")).Distinct()))
            .Set("targets", runs.SelectMany(static r => r.Targets).Distinct())
            .Set("sequences", (long)written.Count)
            .Set("model_rows", 0L)
            .SetRuns(runs)
            .Set("completeness_deltas", runs.Select(static r => r.Record.Has("completeness_delta") ? r.Record.GetDouble("completeness_delta") : double.NaN));
        written.Describe(record);
        return record;
    }
}
