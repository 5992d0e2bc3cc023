using GenoXai.Api.Contracts;
using GenoXai.Core.Models;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Sequences;

namespace GenoXai.Api;

/// <summary>A result that is no longer of the model that is registered under its name.</summary>
/// <param name="Run">The run that made it; of a run on finished runs, with those that it is to read now.</param>
/// <param name="Content">Hash of what the result would now be made of.</param>
public sealed record StaleRun(RunEntry Run, string Content);

/// <summary>What a reanalysis did.</summary>
/// <param name="Started">Runs that were started, by the stale run's id.</param>
/// <param name="Refused">Why a stale run could not be started again, by its id.</param>
public sealed record ReanalysisReport(IReadOnlyDictionary<string, string> Started, IReadOnlyDictionary<string, string> Refused);

/// <summary>
/// Keeps results current. A result is stale once the model's file or manifest is another, or the genome that its variants were read on, or once a run that it
/// reads has been done again; what is stale and has no
/// current result, waiting or made, is run again, and nothing else. Being a comparison of what is there with what should
/// be, it may be interrupted anywhere and started again.
/// </summary>
/// <param name="book">The runs.</param>
/// <param name="models">The models as they are now.</param>
/// <param name="store">The runs' sequences.</param>
/// <param name="genomes">SHA-256 of a registered genome by its id, null when it is gone; not given where there are no genomes.</param>
public sealed class Reanalysis(RunBook book, IModelLibrary models, IArtifactStore store, Func<string, CancellationToken, Task<string?>>? genomes = null)
{
    private readonly SourceRuns _sources = new(book, store);

    /// <summary>Which results are stale, the latest first; of equal ones one. A run on finished runs comes once those that take the place of stale ones are done.</summary>
    /// <param name="cancellationToken">Stops the call.</param>
    public async Task<IReadOnlyList<StaleRun>> PlanAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<RunEntry> runs = await book.ListAsync(cancellationToken);
        // What was cancelled, or refused for a reason that stays, is not asked for again by itself.
        HashSet<(string Owner, string Content)> settled = [.. runs.Where(static r => !IsWorthAnotherTry(r)).Select(static r => (r.Owner, r.Content))];
        var known = new Dictionary<string, LoadedModel?>(StringComparer.Ordinal);
        var contents = new Dictionary<string, string>(StringComparer.Ordinal);
        var stale = new List<StaleRun>();
        foreach (RunEntry run in runs.Where(static r => r.Phase == RunPhase.Done && r.Sources.Count == 0))
            if (await ContentNowAsync(run, known, cancellationToken) is { } content && settled.Add((run.Owner, contents[run.Id] = content))) stale.Add(new StaleRun(run, content));
        foreach (RunEntry run in runs.Where(static r => r.Phase == RunPhase.Done && r.Sources.Count > 0))
            if (await ReaderAsync(run, runs, contents, known, cancellationToken) is { } again && settled.Add((run.Owner, again.Content))) stale.Add(again);
        return stale;
    }

    /// <summary>Starts what is stale again.</summary>
    /// <param name="intake">Takes the runs.</param>
    /// <param name="cancellationToken">Stops between two runs.</param>
    public async Task<ReanalysisReport> RunAsync(RunIntake intake, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(intake);
        var started = new Dictionary<string, string>();
        var refused = new Dictionary<string, string>();
        foreach (StaleRun stale in await PlanAsync(cancellationToken))
        {
            try
            {
                started[stale.Run.Id] = (await AgainAsync(stale.Run, intake, cancellationToken)).Id;
            }
            catch (InputException full) when (full.Problem == "queue-full")
            {
                // The next reanalysis goes on from here.
                refused[stale.Run.Id] = full.Message;
                break;
            }
            catch (Exception wrong) when (wrong is InputException or RequestException or FileNotFoundException)
            {
                refused[stale.Run.Id] = wrong.Message;
            }
        }

        return new ReanalysisReport(started, refused);
    }

    private static bool IsWorthAnotherTry(RunEntry run) => run.Phase == RunPhase.Failed && run.Problem == Problems.Unexpected;

    /// <summary>What a stale result would now be made of; null for a current one, and where the model is gone: there is nothing better than what is there.</summary>
    private async Task<string?> ContentNowAsync(RunEntry run, Dictionary<string, LoadedModel?> known, CancellationToken cancellationToken)
    {
        if (run.Submission.Model is not { } name) return run.Members.Count > 0 ? await ReplicasContentOf(run, cancellationToken) : null;
        if (await FindAsync(name, known, cancellationToken) is not { } model) return null;
        VariantFile? variants = await VariantsOf(run, cancellationToken);
        return RunModels.IsOf(model, run) && variants == run.Variants ? null : await ContentOf(run, model, variants, cancellationToken);
    }

    /// <summary>
    /// A run on finished runs, to be done on those that took the place of stale ones; null for a current one, where a run
    /// that it reads is gone, and until all that take their place are done.
    /// </summary>
    private async Task<StaleRun?> ReaderAsync(RunEntry run, IReadOnlyList<RunEntry> runs, Dictionary<string, string> contents, Dictionary<string, LoadedModel?> known, CancellationToken cancellationToken)
    {
        var read = new List<string>();
        foreach (SourceEntry source in run.Sources)
        {
            RunEntry? now = runs.FirstOrDefault(r => r.Id == source.Id && r.Phase == RunPhase.Done);
            if (now is not null && contents.TryGetValue(now.Id, out string? content)) now = runs.FirstOrDefault(r => r.Phase == RunPhase.Done && r.Owner == now.Owner && r.Content == content);
            if (now is null) return null;
            read.Add((source with { Id = now.Id }).Reference);
        }

        LoadedModel? model = null;
        if (run.Submission.Model is { } name && (model = await FindAsync(name, known, cancellationToken)) is null) return null;
        if (read.SequenceEqual(run.Sources.Select(static s => s.Reference)) && (model is null || RunModels.IsOf(model, run))) return null;
        RunEntry again = run with { Submission = run.Submission with { Runs = read } };
        if (!RunSubmissionParser.TryParse(again.Submission, out RunRequest? request, out _)) return null;
        var failures = new List<Failure>();
        (IReadOnlyList<SourceEntry> sources, _, _) = await _sources.FindAsync(again.Submission, run.Owner, failures, cancellationToken);
        // What is wrong is told when it is asked for.
        return new StaleRun(again, failures.Count > 0 ? $"{run.Id} {string.Join(' ', read)}"
            : model is null ? RunIntake.ContentOf(request!, sources) : RunIntake.ContentOf(SourceRuns.Complete(request!, sources), model, [], sources: sources));
    }

    private async Task<LoadedModel?> FindAsync(string name, Dictionary<string, LoadedModel?> known, CancellationToken cancellationToken)
    {
        if (!known.TryGetValue(name, out LoadedModel? model)) known[name] = model = await models.FindAsync(name, cancellationToken);
        return model;
    }

    /// <summary>The run's variants on the genome as it is now.</summary>
    private async Task<VariantFile?> VariantsOf(RunEntry run, CancellationToken cancellationToken) =>
        run.Variants is { } variants && genomes is not null && await genomes(variants.Genome, cancellationToken) is { } sha256
            ? variants with { GenomeSha256 = sha256 } : run.Variants;

    private async Task<string?> ContentOf(RunEntry run, LoadedModel model, VariantFile? variants, CancellationToken cancellationToken)
    {
        if (!RunSubmissionParser.TryParse(run.Submission, out RunRequest? request, out _)) return null;
        if (run.Submission.Data is null && (run.Sequences == 0 || variants is not null)) return RunIntake.ContentOf(request!, model, [], variants);
        try
        {
            if (run.Submission.Data is not null) return RunIntake.ContentOf(request!, model, [(await StoredTable.ReadAsync(store, run.Id, cancellationToken)).Content()]);
            await using Stream stream = await store.OpenReadAsync(RunBook.InputKey(run), cancellationToken);
            return RunIntake.ContentOf(request!, model, StoredInput.Sequences(run, stream, model.Alphabet));
        }
        catch (Exception wrong) when (wrong is InputException or FileNotFoundException)
        {
            // Letters that the new model does not know, or a run that was removed just now: told when it is asked for.
            return $"{run.Id} {ModelSummary.VersionOf(model.Manifest)}";
        }
    }

    /// <summary>Content of a run on replicas as they are now; null when it is current, or one of them is gone.</summary>
    private async Task<string?> ReplicasContentOf(RunEntry run, CancellationToken cancellationToken)
    {
        var now = new List<LoadedModel>();
        foreach (RunMember member in run.Members)
        {
            if (await models.FindAsync(member.Model, cancellationToken) is not { } model) return null;
            now.Add(model);
        }

        if (now.Zip(run.Members).All(static pair => ModelSummary.VersionOf(pair.First.Manifest) == pair.Second.Version)) return null;
        if (!RunSubmissionParser.TryParse(run.Submission, out RunRequest? request, out _)) return null;
        try
        {
            await using Stream stream = await store.OpenReadAsync(RunBook.InputKey(run), cancellationToken);
            return RunIntake.ContentOf(request!, now, StoredInput.Sequences(run, stream, now[0].Alphabet));
        }
        catch (Exception wrong) when (wrong is InputException or FileNotFoundException)
        {
            // Letters that the new model does not know, or a run that was removed just now: told when it is asked for.
            return $"{run.Id} {string.Join(' ', now.Select(static m => ModelSummary.VersionOf(m.Manifest)))}";
        }
    }

    private async Task<RunEntry> AgainAsync(RunEntry run, RunIntake intake, CancellationToken cancellationToken)
    {
        if (run.Sources.Count > 0) return await intake.SubmitAsync(run.Submission, run.Owner, cancellationToken);
        if (run.OnPairs)
        {
            await using Stream table = await store.OpenReadAsync(RunBook.InputKey(run), cancellationToken);
            return await intake.SubmitAsync(run.Submission with { Pairs = await PairIntake.ItemsAsync(table, cancellationToken) }, run.Owner, cancellationToken);
        }

        if (run.Submission.Data is not null)
            return await intake.SubmitAsync(run.Submission with { Data = (await StoredTable.ReadAsync(store, run.Id, cancellationToken)).Data }, run.Owner, cancellationToken);
        if (await VariantsOf(run, cancellationToken) is not { } variants)
        {
            RunSubmission again = run.Submission with { Sequences = await SequencesAsync(run, cancellationToken) };
            // What was kept of an insertion are its backgrounds.
            if (again.Method == "insert") again = again with { Options = (again.Options ?? new RunSubmissionOptions()) with { AsIs = true, Length = null } };
            return await intake.SubmitAsync(again, run.Owner, cancellationToken);
        }

        return await intake.SubmitVariantsAsync(run.Submission, variants, async target =>
        {
            await using Stream stream = await store.OpenReadAsync(RunBook.VariantsKey(run.Id), cancellationToken);
            await stream.CopyToAsync(target, cancellationToken);
        }, run.Owner, cancellationToken);
    }

    private async Task<SequenceList?> SequencesAsync(RunEntry run, CancellationToken cancellationToken)
    {
        if (run.Sequences == 0) return null;
        await using Stream stream = await store.OpenReadAsync(RunBook.SequencesKey(run.Id), cancellationToken);
        using var reader = new StreamReader(stream);
        return new SequenceList { Fasta = await reader.ReadToEndAsync(cancellationToken) };
    }
}
