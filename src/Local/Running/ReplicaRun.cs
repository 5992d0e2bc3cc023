using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using GenoXai.Core.Models;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Results;
using GenoXai.Core.Results.Comparison;
using GenoXai.Core.Sequences;
using GenoXai.Local.Commands;
using GenoXai.Local.Reports;
using GenoXai.Local.Storage;

namespace GenoXai.Local.Running;

/// <summary>
/// The same run on several replicas of a model. Each is a run of its own in <c>replica-N</c>, resumed as any other;
/// then <c>--out</c> itself holds their mean with its error, and how far they agree.
/// </summary>
internal static class ReplicaRun
{
    public static async Task<int> RunAsync(ParseResult parsed, CommonOptions common, RunRequest request, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        string path = parsed.GetValue(common.Out)!;
        bool overwrite = parsed.GetValue(common.Overwrite);
        ModelOptions options = common.ModelOptionsOf(parsed);
        List<OnnxSequenceModel> models = [];
        try
        {
            IReadOnlyList<string> paths = common.PathsOf(parsed);
            foreach (string model in paths)
            {
                LoadedModel loaded = common.LoadModel(parsed, model);
                try
                {
                    models.Add(loaded.Open(request.Targets, options));
                }
                catch (InputException wrong)
                {
                    throw new InputException($"--model {model}: {wrong.Message}", wrong.Problem, wrong);
                }

                CheckSame(models, paths);
            }

            SequenceInput source = SequenceInput.Of(parsed, common, models[0].Alphabet, models[0].Facts.FixedLength);
            source.RequireReadAgain("replicas read the sequences once each");
            if (parsed.GetValue(common.DryRun))
            {
                foreach (OnnxSequenceModel model in models) await DryRun.PrintAsync(request, model, source, options.Threads, cancellationToken);
                return 0;
            }

            CheckFolder(path, overwrite, "replicas");
            var runs = new List<RunResults>();
            for (int i = 0; i < models.Count; i++)
            {
                string own = Path.Combine(path, FolderOf(i));
                RunSummary summary = await RunLauncher.RunAsync(request, models[i], source, new RunFolder(own, overwrite), options.Threads, cancellationToken);
                Console.WriteLine($"replica {i + 1} of {models.Count}, {models[i].Manifest.Id}: {summary.Text}");
                runs.Add(RunResults.Open(own));
            }

            Console.WriteLine(await JoinAsync(request, models, runs, new RunFolder(path, overwrite), watch, cancellationToken));
            return 0;
        }
        finally
        {
            foreach (OnnxSequenceModel model in models) model.Dispose();
        }
    }

    private static string FolderOf(int replica) => FormattableString.Invariant($"replica-{replica + 1}");

    /// <summary>Throws where the last model is no replica of the first.</summary>
    private static void CheckSame(List<OnnxSequenceModel> models, IReadOnlyList<string> paths)
    {
        (OnnxSequenceModel first, OnnxSequenceModel last) = (models[0], models[^1]);
        string? what = first.Alphabet.Letters != last.Alphabet.Letters ? $"has the letters {last.Alphabet.Letters}, but {paths[0]} has {first.Alphabet.Letters}"
            : first.Facts.FixedLength != last.Facts.FixedLength ? $"takes sequences of {LengthOf(last)}, but {paths[0]} of {LengthOf(first)}"
            : !first.Targets.SequenceEqual(last.Targets) ? $"has the targets {string.Join(", ", last.Targets)}, but {paths[0]} has {string.Join(", ", first.Targets)}"
            : null;
        int twin = models.FindIndex(model => model.Facts.Sha256 == last.Facts.Sha256);
        if (twin < models.Count - 1)
            throw new InputException($"--model {paths[models.Count - 1]}: is the same model as {paths[twin]}. It would agree with itself; name models that were trained apart.", "bad-option");
        if (what is not null)
            throw new InputException($"--model {paths[models.Count - 1]}: {what}. Replicas of a model have the same input and the same targets; run other models apart, and see genoxai compare.", "bad-option");

        static string LengthOf(OnnxSequenceModel model) => model.Facts.FixedLength is { } length ? FormattableString.Invariant($"{length} letters") : "any length";
    }

    /// <summary>Before anything is computed: a folder of something else is not taken.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="overwrite">Whether what it holds may go.</param>
    /// <param name="own">The method of what may lie there, or a fact that it has.</param>
    public static void CheckFolder(string path, bool overwrite, string own)
    {
        string recordPath = Path.Combine(path, RunKeys.Record);
        if (overwrite || !File.Exists(recordPath)) return;
        using FileStream stream = File.OpenRead(recordPath);
        RunRecord record = RunRecordFile.Read(stream, recordPath);
        if (!record.Has(own) && record.GetString("method") != own)
            throw new InputException($"--out {path}: holds the results of another run. Choose another folder, or say --overwrite to replace them.", "conflict");
    }

    /// <summary>Fingerprint of what several runs say together.</summary>
    public static string IdentityOf(IEnumerable<RunResults> runs, string of) =>
        Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', runs.Select(static r => r.Record.GetString("identity")).Append(of)))));

    private static async Task<string> JoinAsync(
        RunRequest request, List<OnnxSequenceModel> models, List<RunResults> runs, RunFolder folder, Stopwatch watch, CancellationToken cancellationToken)
    {
        string identity = IdentityOf(runs, "replicas");
        if (await folder.PrepareAsync(identity, runs[0].Record.GetString("sequences_sha256"), cancellationToken) is not null)
            return $"{folder.Path} already holds what these replicas say together.";
        string method = runs[0].Method;
        var store = new FolderArtifactStore(folder.Path);
        using var merge = new ReplicaMerge(runs);
        List<ExplanationFile> files = [.. runs.Select(static (run, i) => CompareRun.OpenExplanations(run, FolderOf(i), null))];
        try
        {
            var compared = new ComparisonFiles(files, 0.1, 0);
            List<ArtifactInfo> all = [.. await compared.WriteAsync(store, folder.ClearResults, cancellationToken)];
            all.Add(await store.PutAsync("replicas.tsv", stream => merge.WriteTable(stream, compared, cancellationToken), cancellationToken));
            all.Add(await store.PutAsync(method + ".npz", stream => merge.WriteArrays(stream, compared, cancellationToken), cancellationToken));
            foreach ((string key, string svg) in merge.Pictures(request.Pictures, models[0].ResolvedTargets[0]))
                all.Add(await store.PutAsync(key, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(svg)), cancellationToken));
            RunRecord record = Record(request, models, runs, identity, merge, compared);
            QueryRun.Ended(record, watch, [.. runs.SelectMany(static r => r.Warnings).Distinct(), .. compared.Warnings], all);
            await store.PutAsync(RunKeys.Record, stream => RunRecordFile.Write(record, stream), cancellationToken);
            return string.Create(CultureInfo.InvariantCulture,
                $"{method} of {runs.Count} replicas: {record.GetInt64("model_rows"):N0} model rows; importances agree to a mean Pearson of {merge.MeanPearson:F3}, a share of {merge.MeanSignAgreement:F2} of replicas has the sign of the mean. Results: {folder.Path}");
        }
        finally
        {
            foreach (ExplanationFile file in files) file.Dispose();
        }
    }

    private static RunRecord Record(RunRequest request, List<OnnxSequenceModel> models, List<RunResults> runs, string identity, ReplicaMerge merge, ComparisonFiles compared)
    {
        RunRecord first = runs[0].Record, record = new RunRecord()
            .Set("method", runs[0].Method)
            .Set("replicas", runs.Count)
            .Set("model", string.Join(", ", models.Select(static m => m.Manifest.Id).Distinct()))
            .Set("models", models.Select(static m => m.Manifest.Id))
            .Set("model_sha256", string.Join(", ", models.Select(static m => m.Facts.Sha256)))
            .Set("targets", models[0].Targets)
            .Set("alphabet", models[0].Alphabet.Letters)
            .Set("seed", request.Seed)
            .Set("source", first.GetString("source"))
            .Set("sequences_sha256", first.GetString("sequences_sha256"))
            .Set("sequences", first.GetInt64("sequences"))
            .Set("model_rows", runs.Sum(static r => r.Record.GetInt64("model_rows")));
        foreach (string key in new[] { "attribution", "baseline", "effect" })
            if (first.Has(key)) record.Set(key, first.GetString(key));
        compared.Describe(record);
        return record.Set("mean_pearson", merge.MeanPearson).Set("mean_sign_agreement", merge.MeanSignAgreement).Set("identity", identity);
    }
}
