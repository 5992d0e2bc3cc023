using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using GenoXai.Core.Models;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Pipeline.Sensx;
using GenoXai.Core.Pipeline.Tables;
using GenoXai.Local.Commands;
using GenoXai.Local.Storage;

namespace GenoXai.Local.Running;

/// <summary>From the options of <c>genoxai sensx</c> to a finished run.</summary>
internal static class SensxLauncher
{
    public static async Task<int> RunAsync(ParseResult parsed, CommonOptions common, SensxOptions sensx, CancellationToken cancellationToken)
    {
        SensxDataOptions? data = sensx.DataOf(parsed, common);
        ModelOptions options = common.ModelOptionsOf(parsed);
        var request = new RunRequest
        {
            Method = RunMethod.Sensx,
            Targets = parsed.GetValue(common.Target) ?? [],
            Seed = parsed.GetValue(common.Seed),
            Provider = options.Provider,
            BatchRows = parsed.GetValue(common.Batch),
            ChunkRows = parsed.GetValue(common.ChunkRows),
            Pictures = common.PicturesOf(parsed),
            Sensx = sensx.RequestOf(parsed, data is null),
        };
        request.Sensx.Check();
        var watch = Stopwatch.StartNew();
        using Explained explained = Open(parsed, common, data, request, options);
        SensxModel model = explained.Model;
        var folder = new RunFolder(parsed.GetValue(common.Out)!, parsed.GetValue(common.Overwrite));
        using var progress = parsed.GetValue(common.DryRun) ? null : new RunProgress("sensx", RunProgress.IsPlain);
        var context = new SensxContext(request, model, new FolderArtifactStore(folder.Path), () => explained.Inputs, explained.Source)
        {
            Threads = options.Threads,
            Progress = rows => progress?.Add(rows),
            RoundDone = round => Say(round, request.Sensx, progress),
            Warn = static warning => Console.Error.WriteLine($"warning: {warning}"),
            Elapsed = () => watch.Elapsed.TotalSeconds,
        };
        var activities = new SensxActivities(context);
        RunDocument plan = activities.Plan(explained.Inputs);
        if (parsed.GetValue(common.DryRun)) return DryRun.Print(plan, model.Facts, options.Threads);
        if (await folder.PrepareAsync(activities.Identity, plan.SequencesSha256, cancellationToken) is not null)
        {
            Console.WriteLine($"{folder.Path} already holds this run's results; nothing was shown to the model.");
            return 0;
        }

        RunState state = await new LocalRunner(activities, folder.Path, options.Threads).RunAsync(
            document =>
            {
                progress!.Total = document.Rows;
                folder.ClearResults();
            },
            cancellationToken);
        progress!.Total = state.Rows;
        string text = string.Create(CultureInfo.InvariantCulture, $"sensx: {state.Rows:N0} model rows in {watch.Elapsed.TotalSeconds:F1} s");
        if (state.ReusedRows > 0) text += string.Create(CultureInfo.InvariantCulture, $" ({state.Rows - state.ReusedRows:N0} now, {state.ReusedRows:N0} taken over from earlier work in this folder)");
        Console.WriteLine($"{text}. Results: {folder.Path}");
        return 0;
    }

    private static Explained Open(ParseResult parsed, CommonOptions common, SensxDataOptions? data, RunRequest request, ModelOptions options)
    {
        if (data is null)
        {
            OnnxSequenceModel sequence = common.LoadModel(parsed).Open(request.Targets, options);
            try
            {
                SequenceInput source = SequenceInput.Of(parsed, common, sequence.Alphabet, sequence.Facts.FixedLength);
                (SensxModel model, SensxInputs inputs) = SensxSequences.Of(sequence, request.Sensx!.Input, [.. source.Sequences], source.Name);
                return new Explained(model, inputs, source.Name, sequence);
            }
            catch
            {
                sequence.Dispose();
                throw;
            }
        }

        string path = parsed.GetValue(common.Model)!;
        // A file needs no manifest; anything else is a registered id.
        bool isBare = File.Exists(path) && parsed.GetValue(common.Manifest) is null;
        LoadedModel loaded = isBare ? ModelLoader.LoadFeatures(path) : common.LoadModel(parsed);
        IReadOnlyList<long?> axes = OnnxVectorModel.RowAxes(loaded.Onnx);
        FeatureTable table = FeatureTableFile.Read(data.Data, data.Array);
        OnnxVectorModel vector = loaded.OpenFeatures(request.Targets, options, SensxData.RowShape(data, table, axes));
        try
        {
            return new Explained(new SensxModel(vector, vector.Facts, loaded.Manifest.Id, isBare ? "" : ManifestFile.Format(loaded.Manifest)), SensxData.Read(data, table, vector), data.Data, vector);
        }
        catch
        {
            vector.Dispose();
            throw;
        }
    }

    /// <summary>What is explained, read once: the plan and the folder's check both need it.</summary>
    private sealed record Explained(SensxModel Model, SensxInputs Inputs, string Source, IDisposable Owned) : IDisposable
    {
        public void Dispose() => Owned.Dispose();
    }

    private static void Say(SensxRound round, SensxRequest options, RunProgress? progress)
    {
        if (progress is not null && round is { Settled: false, Number: > 0 }) progress.Total += round.NextRows;
        if (round.Number == 0 || options.Walks is not null) return;
        string agreement = double.IsNaN(round.Agreement) ? "" : string.Create(CultureInfo.InvariantCulture, $", the top {round.Top} of both halves share {round.Agreement:P0} or more");
        string next = round.Settled
            ? round.Agreement >= SensxRequest.StableAgreement ? ": stable" : ": the most walks that are made without --walks"
            : string.Create(CultureInfo.InvariantCulture, $" ({SensxRequest.StableAgreement:P0} is asked for): {(round.Open == 1 ? "1 input gets" : $"{round.Open:N0} inputs get")} more walks");
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"sensx: {round.Walks:N0} walks{agreement}{next}"));
    }
}
