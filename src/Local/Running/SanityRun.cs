using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using GenoXai.Core.Models;
using GenoXai.Core.Onnx;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Pipeline.Members;
using GenoXai.Core.Pipeline.OnRuns;
using GenoXai.Core.Results;
using GenoXai.Local.Commands;
using GenoXai.Local.Reports;
using GenoXai.Local.Storage;

namespace GenoXai.Local.Running;

/// <summary>
/// The weight-randomisation test: the method is run on the model, and on the model with more and more random layers;
/// each is a run of its own below <c>--out</c>, resumed as any other. Then the explanations are compared.
/// </summary>
internal static class SanityRun
{
    public static async Task<int> RunAsync(ParseResult parsed, CommonOptions common, RunRequest request, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        string path = parsed.GetValue(common.Out)!;
        bool overwrite = parsed.GetValue(common.Overwrite);
        LoadedModel loaded = common.LoadModel(parsed);
        IReadOnlyList<WeightLayer> layers = RandomizedWeights.Layers(loaded.Onnx);
        SanityOptions test = request.Sanity!;
        IReadOnlyList<SanityStep> steps = test.StepsOf(layers);
        RunRequest each = request with { Sanity = null };
        ModelOptions options = common.ModelOptionsOf(parsed);
        using (OnnxSequenceModel model = loaded.Open(request.Targets, options))
        {
            SequenceInput source = SequenceInput.Of(parsed, common, model.Alphabet, model.Facts.FixedLength);
            source.RequireReadAgain("the test reads the sequences once for each step");
            if (parsed.GetValue(common.DryRun))
            {
                Console.WriteLine($"{steps.Count + 1} runs, of the model and of {steps.Count} models with random weights; each:");
                return await DryRun.PrintAsync(each, model, source, options.Threads, cancellationToken);
            }

            new RunFolder(path, overwrite).RequireOwn(SanityJoin.Method);
            await RunLauncher.RunAsync(each, model, source, new RunFolder(Path.Combine(path, SanityStep.Original), overwrite), options.Threads, cancellationToken);
            for (int i = 0; i < steps.Count; i++)
            {
                LoadedModel random = loaded.With(RandomizedWeights.Of(loaded.Onnx, steps[i].Layers, test.Draw, request.Seed));
                using OnnxSequenceModel opened = random.Open(request.Targets, options);
                await RunLauncher.RunAsync(each, opened, source, new RunFolder(Path.Combine(path, SanityStep.FolderOf(i)), overwrite), options.Threads, cancellationToken);
            }
        }

        SourceRun[] runs = [.. steps.Select(static (_, i) => SanityStep.FolderOf(i)).Prepend(SanityStep.Original).Select(name => RunResults.Open(Path.Combine(path, name)).AsSource(name))];
        var folder = new RunFolder(path, overwrite);
        var context = new JoinContext(request, loaded, runs, new FolderArtifactStore(path))
        {
            IsRead = () => folder.ClearResults(SanityStep.FolderOf, steps.Count),
            Warn = static warning => Console.Error.WriteLine($"warning: {warning}"),
            Elapsed = () => watch.Elapsed.TotalSeconds,
        };
        if (await folder.PrepareAsync(context.Identity, runs[0].Record.GetString("sequences_sha256"), cancellationToken) is { } finished)
        {
            foreach (string warning in finished.GetStrings("warnings")) await Console.Error.WriteLineAsync($"warning: {warning}");
            Console.WriteLine(finished.GetString("verdict"));
            Console.WriteLine($"{path} already holds this test's results; nothing was shown to the model.");
            return 0;
        }

        RunRecord record = await context.RunAsync(cancellationToken);
        Console.WriteLine(record.GetString("verdict"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"sanity: {record.GetInt64("model_rows"):N0} model rows in {watch.Elapsed.TotalSeconds:F1} s. Results: {path}"));
        return 0;
    }
}
