using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using GenoXai.Core.Models;
using GenoXai.Core.Motifs;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;
using GenoXai.Local.Commands;
using GenoXai.Local.Storage;

namespace GenoXai.Local.Running;

/// <summary>From parsed options to a finished run, with everything a person sees on the way.</summary>
internal static class RunLauncher
{
    /// <summary>Runs a command.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="common">The options that all commands share.</param>
    /// <param name="request">What the command's own options ask for.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <param name="input">Where the sequences come from, when not from <c>--fasta</c>.</param>
    /// <param name="motifs">Known motifs to compare with.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        ParseResult parsed, CommonOptions common, RunRequest request, CancellationToken cancellationToken, Func<OnnxSequenceModel, SequenceInput>? input = null, IReadOnlyList<Motif>? motifs = null)
    {
        ModelOptions options = common.ModelOptionsOf(parsed);
        request = Complete(parsed, common, request);
        if (common.PathsOf(parsed).Count > 1) return await ReplicaRun.RunAsync(parsed, common, request, cancellationToken);
        LoadedModel loaded = common.LoadModel(parsed);
        if (request.Method is RunMethod.Filters or RunMethod.Attention) request = request with { Targets = ResolvedTarget.OrAny(request.Targets, loaded) };
        using OnnxSequenceModel model = loaded.Open(request.Targets, options);
        if (request.Sketch is { } sketch && parsed.GetValue(common.Fasta) is { } held)
            request = request with { Sketch = sketch with { Sequence = OnlySequence(held, model.Alphabet) } };
        SequenceInput source = input is not null ? input(model)
            : request.Method == RunMethod.Sketch ? SequenceInput.None : SequenceInput.Of(parsed, common, model.Alphabet, model.Facts.FixedLength);
        if (parsed.GetValue(common.DryRun)) return await DryRun.PrintAsync(request, model, source, options.Threads, cancellationToken);
        var folder = new RunFolder(parsed.GetValue(common.Out)!, parsed.GetValue(common.Overwrite));
        RunSummary summary = await RunAsync(request, model, source, folder, options.Threads, cancellationToken, motifs: motifs);
        Console.WriteLine(summary.Text);
        return 0;
    }

    /// <summary>A command's own request with what the options that all commands share say.</summary>
    public static RunRequest Complete(ParseResult parsed, CommonOptions common, RunRequest request) => request with
    {
        Targets = parsed.GetValue(common.Target) ?? [],
        Seed = parsed.GetValue(common.Seed),
        Provider = CommonOptions.ProviderOf(parsed.GetValue(common.Provider)!),
        BatchRows = parsed.GetValue(common.Batch),
        ChunkRows = parsed.GetValue(common.ChunkRows),
        Pictures = RunRequest.DrawsPictures(request.Method) ? common.PicturesOf(parsed) : 0,
    };

    /// <summary>Runs a request into a folder.</summary>
    /// <param name="request">The request.</param>
    /// <param name="model">The open model.</param>
    /// <param name="source">The sequences.</param>
    /// <param name="folder">Where the results go.</param>
    /// <param name="threads">Batches in work at once.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <param name="indent">Blanks before the lines about rounds, where they stand among others.</param>
    /// <param name="motifs">Known motifs to compare with.</param>
    public static async Task<RunSummary> RunAsync(
        RunRequest request, OnnxSequenceModel model, SequenceInput source, RunFolder folder, int threads, CancellationToken cancellationToken, string indent = "", IReadOnlyList<Motif>? motifs = null)
    {
        var watch = Stopwatch.StartNew();
        string name = request.Method.ToString().ToLowerInvariant();
        if (await folder.PrepareAsync(request, model, source, cancellationToken) is { } finished)
            return new RunSummary(finished, $"{folder.Path} already holds this run's results; nothing was shown to the model.");
        var store = new FolderArtifactStore(folder.Path);
        using var progress = new RunProgress(name, RunProgress.IsPlain);
        var context = new RunContext(request, model, store, source.Sequences, source.Name)
        {
            Genome = source.Genome,
            Sketch = source.Sketch,
            Motifs = motifs,
            TakesOverRows = folder.TakesOverRows,
            Progress = progress.Add,
            RoundDone = round => Console.Error.WriteLine(indent + RoundText.Of(round)),
            Warn = static warning => Console.Error.WriteLine($"warning: {warning}"),
            Elapsed = () => watch.Elapsed.TotalSeconds,
        };
        RunState state = await new LocalRunner(context, folder.Path, threads).RunAsync(
            plan =>
            {
                progress.Total = plan.Rows;
                if (request.Method == RunMethod.Sketch) Console.Error.WriteLine(indent + RoundText.Of(SketchPlan.Of(request, model)));
                folder.ClearResults();
            },
            cancellationToken);
        // A sketch that stopped early is done, not at a part of its budget.
        progress.Total = state.Rows;
        string text = string.Create(CultureInfo.InvariantCulture, $"{name}: {state.Rows:N0} model row{(state.Rows == 1 ? "" : "s")} in {watch.Elapsed.TotalSeconds:F1} s");
        if (state.ReusedRows > 0) text += string.Create(CultureInfo.InvariantCulture, $" ({state.Rows - state.ReusedRows:N0} now, {state.ReusedRows:N0} taken over from earlier work in this folder)");
        await using FileStream stream = File.OpenRead(Path.Combine(folder.Path, RunKeys.Record));
        RunRecord record = RunRecordFile.Read(stream, RunKeys.Record);
        if (record.Has("stop_reason")) text += RoundText.WhyStopped(record.GetString("stop_reason"));
        if (request.Method == RunMethod.Ablate) text += $":{Environment.NewLine}{AblationText.Of(record)}{Environment.NewLine}";
        else if (request.Method == RunMethod.Surrogate)
            text += string.Create(CultureInfo.InvariantCulture, $"; {record.GetInt64("units")} of {record.GetInt64("motifs")} motifs and {record.GetInt64("pairs")} pairs, R² {record.GetDouble("r2"):F3} ± {record.GetDouble("r2_standard_error"):F3} on {record.GetInt64("test_sequences"):N0} unseen sequences. ");
        else text += ". ";
        return new RunSummary(record, $"{text}Results: {folder.Path}");
    }

    private static string OnlySequence(string path, Alphabet alphabet)
    {
        NamedSequence[] first = [.. FastaReader.ReadFile(path, alphabet).Take(2)];
        return first.Length == 1
            ? alphabet.Format(first[0].Letters)
            : throw new InputException($"--fasta {path}: a sketch holds the letters of one sequence, but the file has more. Give a file with one.", "bad-option");
    }
}

/// <summary>What a run came to.</summary>
/// <param name="Record">Its run.json.</param>
/// <param name="Text">A line for the person.</param>
internal sealed record RunSummary(RunRecord Record, string Text);
