using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using GenoXai.Core.Models;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Pipeline.Members;
using GenoXai.Core.Pipeline.OnRuns;
using GenoXai.Core.Results;
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
        List<ReplicaModel> replicas = [];
        LoadedModel? first = null;
        try
        {
            IReadOnlyList<string> paths = common.PathsOf(parsed);
            foreach (string model in paths)
            {
                LoadedModel loaded = common.LoadModel(parsed, model);
                first ??= loaded;
                try
                {
                    models.Add(loaded.Open(request.Targets, options));
                }
                catch (InputException wrong)
                {
                    throw new InputException($"--model {model}: {wrong.Message}", wrong.Problem, wrong);
                }

                replicas.Add(ReplicaModel.Of(model, models[^1]));
                ReplicaModel.Check(replicas, "--model");
            }

            SequenceInput source = SequenceInput.Of(parsed, common, models[0].Alphabet, models[0].Facts.FixedLength);
            source.RequireReadAgain("replicas read the sequences once each");
            if (parsed.GetValue(common.DryRun))
            {
                foreach (OnnxSequenceModel model in models) await DryRun.PrintAsync(request, model, source, options.Threads, cancellationToken);
                return 0;
            }

            new RunFolder(path, overwrite).RequireOwn("replicas");
            var runs = new List<SourceRun>();
            for (int i = 0; i < models.Count; i++)
            {
                string own = Path.Combine(path, ReplicaJoin.FolderOf(i));
                RunSummary summary = await RunLauncher.RunAsync(request, models[i], source, new RunFolder(own, overwrite), options.Threads, cancellationToken);
                Console.WriteLine($"replica {i + 1} of {models.Count}, {models[i].Manifest.Id}: {summary.Text}");
                runs.Add(RunResults.Open(own).AsSource(ReplicaJoin.FolderOf(i)));
            }

            Console.WriteLine(await JoinAsync(request, first!, runs, new RunFolder(path, overwrite), watch, cancellationToken));
            return 0;
        }
        finally
        {
            foreach (OnnxSequenceModel model in models) model.Dispose();
        }
    }

    private static async Task<string> JoinAsync(RunRequest request, LoadedModel first, List<SourceRun> runs, RunFolder folder, Stopwatch watch, CancellationToken cancellationToken)
    {
        var context = new JoinContext(request, first, runs, new FolderArtifactStore(folder.Path)) { IsRead = () => folder.ClearResults(ReplicaJoin.FolderOf, runs.Count), Elapsed = () => watch.Elapsed.TotalSeconds };
        if (await folder.PrepareAsync(context.Identity, runs[0].Record.GetString("sequences_sha256"), cancellationToken) is not null)
            return $"{folder.Path} already holds what these replicas say together.";
        RunRecord record = await context.RunAsync(cancellationToken);
        return string.Create(CultureInfo.InvariantCulture,
            $"{record.GetString("method")} of {runs.Count} replicas: {record.GetInt64("model_rows"):N0} model rows; importances agree to a mean Pearson of {Number("mean_pearson"):F3}, a share of {Number("mean_sign_agreement"):F2} of replicas has the sign of the mean. Results: {folder.Path}");

        double Number(string key) => record.Has(key) ? record.GetDouble(key) : double.NaN;
    }
}
