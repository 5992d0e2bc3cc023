using System.Collections;
using GenoXai.Api;
using GenoXai.Api.Contracts;
using GenoXai.Core.Models;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Pipeline.Members;
using GenoXai.Core.Pipeline.OnRuns;
using GenoXai.Core.Pipeline.Sensx;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;
using GenoXai.Functions.Models;
using GenoXai.Functions.Storage;

namespace GenoXai.Functions;

/// <summary>Opens runs for the activities: what the book has of them, with an open model.</summary>
/// <param name="book">The runs.</param>
/// <param name="sessions">The open models.</param>
/// <param name="store">Artifacts of all runs.</param>
/// <param name="genomes">Genomes of the variants.</param>
/// <param name="clock">Tells the time.</param>
public sealed class StoredRuns(RunBook book, ModelSessions sessions, IArtifactStore store, StoredGenomes genomes, TimeProvider clock)
{
    private readonly RecentPlans _plans = new();

    /// <inheritdoc cref="OpenRun"/>
    public async Task<OpenedRun> OpenAsync(string runId, WorkItem item, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(item);
        RunStage stage = item.Stage;
        RunEntry entry = await book.FindAsync(runId, cancellationToken) ?? throw new InputException($"run \"{runId}\": there is none of that id.", "unknown-run");
        if (!RunSubmissionParser.TryParse(entry.Submission, out RunRequest? request, out IReadOnlyList<Failure> failures))
            throw new InputException(failures[0].Message, failures[0].Kind);
        if (OnRunsActivities.Takes(request!.Method))
            return new OpenedRun(new OnRunsActivities(new SourceRuns(book, store).ContextOf(entry, request, new RunArtifacts(store, RunBook.FolderOf(runId))) with { Elapsed = () => ElapsedOf(entry) }));
        // Only rows are shown to the model; other work needs no GPU and must not ask for one.
        ExecutionProvider provider = stage is RunStage.Rows or RunStage.Probe ? request.Provider : ExecutionProvider.Cpu;
        if (entry.Submission.Data is not null) return await OpenTableAsync(entry, request, provider, cancellationToken);
        request = SourceRuns.Complete(request, entry.Sources);
        if (entry.Members.Count > 0) return await OpenMemberAsync(entry, request, item, provider, cancellationToken);
        // Read where it is used, not for each chunk.
        Sketch? compared = stage is RunStage.Import or RunStage.Merge ? await book.FindComparedAsync(entry.Submission, entry.Owner, cancellationToken) : null;
        ModelLease<OnnxSequenceModel> lease = await sessions.RentAsync(entry, request.Targets, provider, cancellationToken);
        IEnumerable<NamedSequence> sequences = entry.Variants is { } variants ? Windows(runId, variants, lease.Model)
            : entry.Sources.Count > 0 ? new SourceRuns(book, store).AblationOf(entry, request, lease.Model.Alphabet)
            : entry.Sequences == 0 ? [] : new StoredSequences(store, entry, lease.Model.Alphabet);
        var context = new RunContext(request, lease.Model, new RunArtifacts(store, RunBook.FolderOf(runId)), sequences, SourceRuns.SourceOf(entry))
        {
            Genome = entry.Variants?.Genome,
            Sketch = compared,
            RunId = runId,
            Plans = _plans,
            Elapsed = () => ElapsedOf(entry),
        };
        return new OpenedRun(new RunActivities(context), lease) { Provider = lease.Provider };
    }

    /// <summary>A work item of one of several models, or of what they say together.</summary>
    private async Task<OpenedRun> OpenMemberAsync(RunEntry entry, RunRequest request, WorkItem item, ExecutionProvider provider, CancellationToken cancellationToken)
    {
        var own = new RunArtifacts(store, RunBook.FolderOf(entry.Id));
        RunMember member = entry.Members[item.Member];
        ModelLease<OnnxSequenceModel>? lease = item.Stage == RunStage.Join ? null : await sessions.RentAsync(entry, member, request, provider, cancellationToken);
        var activities = new MembersActivities(request, own, entry.Members.Count, OpenAsync, JoinAsync);
        return new OpenedRun(activities, lease) { Provider = lease?.Provider ?? provider };

        Task<OpenedMember> OpenAsync(int number, CancellationToken token) => Task.FromResult(new OpenedMember(new RunActivities(
            new RunContext(RunMembers.RequestOf(request), lease!.Model, new MemberStore(own, member.Folder), new StoredSequences(store, entry, lease.Model.Alphabet), "sequences")
            {
                RunId = $"{entry.Id}/{member.Folder}",
                Plans = _plans,
                Elapsed = () => ElapsedOf(entry),
            })));

        async Task<RunRecord> JoinAsync(CancellationToken token) =>
            await RunMembers.JoinAsync(entry, request, await sessions.LoadAsync(RunMembers.EntryOf(entry, entry.Members[0]), token), own, () => ElapsedOf(entry), token);
    }

    private async Task<OpenedRun> OpenTableAsync(RunEntry entry, RunRequest request, ExecutionProvider provider, CancellationToken cancellationToken)
    {
        ModelLease<SensxModel> lease = await sessions.RentAsync(
            entry, provider, (model, options) => TableIntake.OpenAsync(entry.Id, request, model, store, options, cancellationToken), cancellationToken);
        SensxContext context = TableIntake.ContextOf(entry.Id, request, lease.Model, store, new RunArtifacts(store, RunBook.FolderOf(entry.Id)));
        return new OpenedRun(new SensxActivities(context with { Elapsed = () => ElapsedOf(entry), RunId = entry.Id, Plans = _plans }), lease) { Provider = lease.Provider };
    }

    private double ElapsedOf(RunEntry entry) => entry.Started is { } started ? (clock.GetUtcNow() - started).TotalSeconds : 0;

    /// <summary>Read anew at every enumeration, a record at a time; only the import does.</summary>
    private IEnumerable<NamedSequence> Windows(string runId, VariantFile variants, OnnxSequenceModel model)
    {
        int length = model.Facts.FixedLength ?? throw new InputException("variants: the model takes sequences of several lengths.", "manifest-mismatch");
        using GenomeFasta genome = genomes.OpenAsync(variants.Genome, variants.GenomeSha256, CancellationToken.None).GetAwaiter().GetResult();
        using Stream stream = store.OpenReadAsync(RunBook.VariantsKey(runId)).GetAwaiter().GetResult();
        var windows = new VariantWindows(genome, model.Alphabet, length, "variants", skipsMismatches: false);
        foreach (VcfRecord record in VcfReader.Read(stream, "variants"))
            foreach (NamedSequence window in windows.Of(record)) yield return window;
    }

    /// <summary>Read anew at every enumeration, one at a time.</summary>
    private sealed class StoredSequences(IArtifactStore store, RunEntry entry, Alphabet alphabet) : IEnumerable<NamedSequence>
    {
        public IEnumerator<NamedSequence> GetEnumerator()
        {
            using Stream stream = store.OpenReadAsync(RunBook.InputKey(entry)).GetAwaiter().GetResult();
            foreach (NamedSequence sequence in StoredInput.Sequences(entry, stream, alphabet)) yield return sequence;
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
