using GenoXai.Core.Models;
using GenoXai.Core.Pipeline.OnRuns;
using GenoXai.Core.Results;
using GenoXai.Core.Results.Comparison;

namespace GenoXai.Core.Pipeline.Members;

/// <summary>What replicas of a model say together: their mean with its error, and how far they agree.</summary>
public static class ReplicaJoin
{
    /// <summary>Folder of a replica's run.</summary>
    /// <param name="replica">Its number, from 0.</param>
    public static string FolderOf(int replica) => FormattableString.Invariant($"replica-{replica + 1}");

    internal static async Task<RunRecord> RunAsync(JoinContext context, CancellationToken cancellationToken)
    {
        IReadOnlyList<SourceRun> runs = context.Runs;
        string method = runs[0].Method;
        using var merge = new ReplicaMerge(runs);
        List<ExplanationFile> files = [];
        try
        {
            foreach (SourceRun run in runs) files.Add(run.Open(null));
            var compared = new ComparisonFiles(files, 0.1, 0);
            List<ArtifactInfo> all = [.. await compared.WriteAsync(context.Store, context.IsRead, cancellationToken)];
            all.Add(await context.Store.PutAsync("replicas.tsv", stream => merge.WriteTable(stream, compared, cancellationToken), cancellationToken));
            all.Add(await context.Store.PutAsync(method + ".npz", stream => merge.WriteArrays(stream, compared, cancellationToken), cancellationToken));
            ResolvedTarget target = ResolvedTarget.Resolve(context.Request.Targets, context.Model.Manifest, context.Model.Onnx.Facts)[0];
            foreach ((string key, string svg) in merge.Pictures(context.Request.Pictures, target))
                all.Add(await context.Store.PutAsync(key, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(svg)), cancellationToken));
            return await context.FinishAsync(
                Record(context.Request, runs, merge, compared), [.. runs.SelectMany(static r => r.Record.GetStrings("warnings")).Distinct(), .. compared.Warnings], all, cancellationToken);
        }
        finally
        {
            foreach (ExplanationFile file in files) file.Dispose();
        }
    }

    private static RunRecord Record(RunRequest request, IReadOnlyList<SourceRun> runs, ReplicaMerge merge, ComparisonFiles compared)
    {
        string[] models = [.. runs.Select(static r => r.Record.GetString("model"))];
        RunRecord first = runs[0].Record, record = new RunRecord()
            .Set("method", runs[0].Method)
            .Set("replicas", runs.Count)
            .Set("model", string.Join(", ", models.Distinct()))
            .Set("models", models)
            .Set("model_sha256", string.Join(", ", runs.Select(static r => r.Record.GetString("model_sha256"))))
            .Set("targets", runs[0].Targets)
            .Set("alphabet", first.GetString("alphabet"))
            .Set("seed", request.Seed)
            .Set("source", first.GetString("source"))
            .Set("sequences_sha256", first.GetString("sequences_sha256"))
            .Set("sequences", first.GetInt64("sequences"))
            .Set("model_rows", runs.Sum(static r => r.Record.GetInt64("model_rows")));
        foreach (string key in new[] { "attribution", "baseline", "effect" })
            if (first.Has(key)) record.Set(key, first.GetString(key));
        compared.Describe(record);
        return record.Set("mean_pearson", merge.MeanPearson).Set("mean_sign_agreement", merge.MeanSignAgreement);
    }
}
