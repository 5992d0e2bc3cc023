using GenoXai.Api.Contracts;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Pipeline.Members;
using GenoXai.Core.Pipeline.OnRuns;
using GenoXai.Core.Sequences;

namespace GenoXai.Api;

/// <summary>The finished runs that other runs read: found and checked when such a run is posted, opened when it is done.</summary>
/// <param name="book">The runs.</param>
/// <param name="store">Artifacts of all runs.</param>
public sealed class SourceRuns(RunBook book, IArtifactStore store)
{
    internal const string Field = "runs";

    /// <summary>A run on finished runs that shows nothing to a model.</summary>
    /// <param name="entry">The run.</param>
    /// <param name="request">What it computes.</param>
    /// <param name="own">Artifacts below it.</param>
    public OnRunsContext ContextOf(RunEntry entry, RunRequest request, IArtifactStore own)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return new OnRunsContext(request, own, TextOf(entry.Sources), token => OpenAsync(entry, token));
    }

    /// <summary>A request with the names of the runs that are read: what it computes is known once these are.</summary>
    /// <param name="request">As it was sent.</param>
    /// <param name="sources">The runs.</param>
    public static RunRequest Complete(RunRequest request, IReadOnlyList<SourceEntry> sources)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Ablation is { } ablation && sources.Count > 0 ? request with { Ablation = ablation with { Explanations = [.. sources.Select(static s => s.Name)] } } : request;
    }

    /// <summary>The sequences of an ablation, made from the runs that it reads whenever they are gone through.</summary>
    /// <param name="entry">The run.</param>
    /// <param name="request">What it computes, complete.</param>
    /// <param name="alphabet">The model's letters.</param>
    public IEnumerable<NamedSequence> AblationOf(RunEntry entry, RunRequest request, Alphabet alphabet)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(request);
        return new AblationSequences(token => OpenAsync(entry, token), entry.Sources[0].Target, request.Ablation!, alphabet, request.Seed);
    }

    /// <summary>How messages and records call what a run is on.</summary>
    /// <param name="entry">The run.</param>
    public static string SourceOf(RunEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry.Sources.Count > 0 ? $"runs {string.Join(", ", entry.Sources.Select(static s => s.Reference))}" : entry.Variants is null ? "sequences" : "variants";
    }

    /// <summary>Opens the runs that a run reads; the caller disposes of them.</summary>
    /// <param name="entry">The run that reads.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="InputException">One of them was removed (<c>unknown-run</c>), or is another by now (<c>conflict</c>).</exception>
    public async Task<IReadOnlyList<SourceRun>> OpenAsync(RunEntry entry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var runs = new List<SourceRun>();
        try
        {
            foreach (SourceEntry source in entry.Sources)
            {
                if (await book.FindAsync(source.Id, cancellationToken) is not { Phase: RunPhase.Done } run) throw Gone(source);
                string? sequences = OnRunsSubmission.NeedsLetters(entry.Submission) ? RunBook.InputKey(run) : null;
                runs.Add(await SourceRun.FetchAsync(store, source.Folder, source.Reference, source.Name, source.Sha256, sequences, cancellationToken));
            }

            return runs;
        }
        catch (Exception error)
        {
            foreach (SourceRun run in runs) run.Dispose();
            if (error is FileNotFoundException) throw Gone(entry.Sources[runs.Count]);
            throw;
        }
    }

    /// <summary>What the runs are, as a text for hashes.</summary>
    internal static string TextOf(IReadOnlyList<SourceEntry> sources) => sources.Count == 0 ? "" : $"\nruns {string.Join('\n', sources.Select(static s => $"{s.Reference} {s.Sha256} {s.Name} {s.Target}"))}\n";

    /// <summary>Finds the runs that were named; what is wrong is added to the failures.</summary>
    /// <param name="submission">What was sent.</param>
    /// <param name="owner">Who asks: another caller's run is not told from one that is not there.</param>
    /// <param name="failures">Gets every problem.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The runs, the number of sequences that each of them explains, and their letters where they say them.</returns>
    internal async Task<(IReadOnlyList<SourceEntry> Runs, long Sequences, string? Letters)> FindAsync(RunSubmission submission, string owner, List<Failure> failures, CancellationToken cancellationToken)
    {
        var found = new List<FoundSource>();
        int before = failures.Count;
        foreach (string id in (submission.Runs ?? []).Where(static r => !string.IsNullOrEmpty(r)).Distinct().Take(OnRunsSubmission.MostRuns))
        {
            try
            {
                found.Add(await FindAsync(id, owner, OnRunsSubmission.NeedsLetters(submission), cancellationToken));
            }
            catch (InputException error)
            {
                failures.Add(Failure.Of(Field, error));
            }
            catch (FileNotFoundException)
            {
                failures.Add(Failure.Of(Field, Unknown(id)));
            }
        }

        if (failures.Count > before || found.Count == 0) return ([], 0, null);
        CheckTogether(found, failures);
        if (OnRunsSubmission.TakesNoModel(submission) && OnRunsSubmission.TargetOf(submission) is { } target) CheckTarget(found, target, submission, failures);
        string? ablated = OnRunsSubmission.AblatedTargetOf(submission);
        if (ablated is not null) CheckTarget(found, ablated, submission, failures);
        string[] names = FoundSource.Names(found);
        return ([.. found.Select((f, i) => new SourceEntry(f.Entry.Id, names[i], f.Entry.Files[f.Arrays], ablated, f.Member?.Folder))], found[0].Entry.Sequences, found.Select(static f => f.Letters).FirstOrDefault(static l => l is not null));
    }

    private async Task<FoundSource> FindAsync(string name, string owner, bool needsLetters, CancellationToken cancellationToken)
    {
        (string id, string? part) = name.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0 ? (name[..slash], name[(slash + 1)..]) : (name, null);
        RunEntry? entry = await book.FindAsync(id, cancellationToken);
        if (entry is null || !RunBook.IsSeenBy(owner, entry)) throw Unknown(id);
        if (entry.Phase is RunPhase.Queued or RunPhase.Running) throw new InputException($"run \"{id}\": is not finished yet. GET /api/runs/{id} says how far it is.", "not-finished");
        if (entry.Phase != RunPhase.Done) throw new InputException($"run \"{id}\": has no result. Post it again first.", "run-failed");
        RunMember? member = entry.Members.FirstOrDefault(m => m.Folder == part);
        string parts = entry.Members.Count == 0 ? "" : string.Join(", ", entry.Members.Select(m => $"{id}/{m.Folder}"));
        if (part is not null && member is null)
            throw new InputException($"run \"{id}\": has no part \"{part}\"; {(parts.Length == 0 ? "it is on one model: name its id alone" : $"its parts are {parts}")}.", "unknown-run");
        if (member is null && entry.Submission.Method == SanityJoin.Method)
            throw new InputException($"run \"{id}\": a run of sanity has no importance for each position, but its parts have: name {parts}.", "bad-option");
        string folder = RunBook.FolderOf(id) + (member is null ? "" : member.Folder + "/");
        var found = new FoundSource(entry, member, await SourceRun.ReadRecordAsync(store, folder, name, cancellationToken));
        SourceRun.RequireExplanation($"run \"{name}\"", found.Method);
        if (!entry.Files.ContainsKey(found.Arrays)) throw new InputException($"run \"{name}\": has no file {found.Arrays}.", "bad-option");
        if (needsLetters && (entry.Submission.Data is not null || entry.Submission.Options?.SequenceFeatures == "channels"))
            throw new InputException($"run \"{name}\": what it explains are not the positions of sequences.", "bad-option");
        return found;
    }

    /// <summary>What the records tell of whether the runs are of the same sequences; the arrays tell the rest.</summary>
    private static void CheckTogether(List<FoundSource> runs, List<Failure> failures)
    {
        foreach (FoundSource run in runs.Skip(1))
        {
            string text = $"run \"{run.Id}\"", first = $"run \"{runs[0].Id}\"";
            if (run.Entry.Sequences != runs[0].Entry.Sequences)
                Add($"{text}: explains {run.Entry.Sequences} sequences, but {first} explains {runs[0].Entry.Sequences}. Only runs on the same sequences go together.");
            else if (run.Letters is { } letters && runs[0].Letters is { } other && letters != other)
                Add($"{text}: has the letters {letters}, but {first} has {other}.");
        }

        void Add(string message) => failures.Add(new Failure(Field, "bad-option", message));
    }

    private static void CheckTarget(List<FoundSource> runs, string target, RunSubmission submission, List<Failure> failures)
    {
        foreach (FoundSource run in runs)
            if (!run.Record.GetStrings("targets").Contains(target))
                failures.Add(new Failure(OnRunsSubmission.FieldOfTarget(submission), "bad-target", $"run \"{run.Id}\": has no target \"{target}\"; it has {string.Join(", ", run.Record.GetStrings("targets"))}."));
    }

    private static InputException Unknown(string id) => new($"run \"{id}\": there is none of that id. GET /api/runs lists them.", "unknown-run");

    private static InputException Gone(SourceEntry source) => new($"run \"{source.Id}\": was removed since the run that reads it was posted. Post it again, and then this one.", "unknown-run");
}
