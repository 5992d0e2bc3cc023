using GenoXai.Api;
using GenoXai.Api.Contracts;
using GenoXai.Core.Models;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Pipeline.Members;
using GenoXai.Core.Pipeline.OnRuns;
using GenoXai.Core.Pipeline.Sensx;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;
using GenoXai.Local.Commands;
using GenoXai.Local.Storage;

namespace GenoXai.Local.Running;

/// <summary>One run of the server: from its entry in the book to its files below the home folder.</summary>
internal sealed class LocalRunWork(ModelHome home, IArtifactStore store, RunBook book, ModelOptions options)
{
    /// <summary>Runs to the end, or until it is stopped; finished chunks stay.</summary>
    /// <exception cref="InputException">The model has changed or gone, or the input is bad.</exception>
    public async Task RunAsync(RunEntry entry, LocalRunProgress progress)
    {
        string folder = Path.Combine(home.Path, RunBook.FolderOf(entry.Id));
        // Killed after its last file was written and before the book was: nothing is left to do but to tidy up.
        if (File.Exists(Path.Combine(folder, RunKeys.Record)))
        {
            RunJournal.Delete(folder);
            return;
        }

        if (!RunSubmissionParser.TryParse(entry.Submission, out RunRequest? request, out IReadOnlyList<Failure> failures))
            throw new InputException(failures[0].Message, failures[0].Kind);
        if (OnRunsActivities.Takes(request!.Method))
        {
            await RunOnRunsAsync(entry, request, folder, progress);
            return;
        }

        if (entry.Members.Count > 0)
        {
            await RunMembersAsync(entry, request, folder, progress);
            return;
        }

        LoadedModel loaded = await home.LoadAsync(entry, progress.Token);
        if (entry.Submission.Data is not null)
        {
            await RunTableAsync(entry, request, loaded, folder, progress);
            return;
        }

        request = SourceRuns.Complete(request, entry.Sources);
        using OnnxSequenceModel model = loaded.Open(request.Targets, options with { Provider = request.Provider });
        IEnumerable<NamedSequence> sequences = entry.Sources.Count > 0 ? new SourceRuns(book, store).AblationOf(entry, request, model.Alphabet) : await SequencesAsync(entry, model.Alphabet, progress.Token);
        var own = new FolderArtifactStore(folder);
        await EarlierSketchRows.CopyAsync(request, model, entry.Id, home.Path, own, progress.Token);
        var context = new RunContext(request, model, own, sequences, SourceRuns.SourceOf(entry))
        {
            TakesOverRows = true,
            Sketch = await book.FindComparedAsync(entry.Submission, entry.Owner, progress.Token),
            Progress = progress.Add,
            Elapsed = () => progress.Seconds,
        };
        RunState state = await new LocalRunner(context, folder, options.Threads).RunAsync(progress.Planned, progress.Token);
        progress.Finished(state);
    }

    private async Task RunTableAsync(RunEntry entry, RunRequest request, LoadedModel loaded, string folder, LocalRunProgress progress)
    {
        SensxModel model = await TableIntake.OpenAsync(entry.Id, request, loaded, store, options with { Provider = request.Provider }, progress.Token);
        using IVectorModel owned = model.Model;
        SensxContext context = TableIntake.ContextOf(entry.Id, request, model, store, new FolderArtifactStore(folder));
        var activities = new SensxActivities(context with { Progress = progress.Add, Elapsed = () => progress.Seconds });
        progress.Finished(await new LocalRunner(activities, folder, options.Threads).RunAsync(progress.Planned, progress.Token));
    }

    private async Task RunOnRunsAsync(RunEntry entry, RunRequest request, string folder, LocalRunProgress progress)
    {
        OnRunsContext context = new SourceRuns(book, store).ContextOf(entry, request, new FolderArtifactStore(folder));
        var activities = new OnRunsActivities(context with { Elapsed = () => progress.Seconds });
        progress.Finished(await new LocalRunner(activities, folder, options.Threads).RunAsync(progress.Planned, progress.Token));
    }

    private async Task RunMembersAsync(RunEntry entry, RunRequest request, string folder, LocalRunProgress progress)
    {
        var own = new FolderArtifactStore(folder);
        using var activities = new MembersActivities(request, own, entry.Members.Count, OpenAsync, JoinAsync);
        progress.Finished(await new LocalRunner(activities, folder, options.Threads).RunAsync(progress.Planned, progress.Token));

        async Task<OpenedMember> OpenAsync(int number, CancellationToken cancellationToken)
        {
            RunMember member = entry.Members[number];
            LoadedModel loaded = RunMembers.Derive(await home.LoadAsync(RunMembers.EntryOf(entry, member), cancellationToken), member, request);
            OnnxSequenceModel model = loaded.Open(request.Targets, options with { Provider = request.Provider });
            try
            {
                IReadOnlyList<NamedSequence> sequences = await SequencesAsync(entry, model.Alphabet, cancellationToken);
                return new OpenedMember(new RunActivities(new RunContext(RunMembers.RequestOf(request), model, new MemberStore(own, member.Folder), sequences, "sequences")
                {
                    Progress = progress.Add,
                    Elapsed = () => progress.Seconds,
                }), model);
            }
            catch
            {
                model.Dispose();
                throw;
            }
        }

        async Task<RunRecord> JoinAsync(CancellationToken cancellationToken) => await RunMembers.JoinAsync(
            entry, request, await home.LoadAsync(RunMembers.EntryOf(entry, entry.Members[0]), cancellationToken), own, () => progress.Seconds, cancellationToken);
    }

    private async Task<IReadOnlyList<NamedSequence>> SequencesAsync(RunEntry entry, Alphabet alphabet, CancellationToken cancellationToken)
    {
        if (entry.Sequences == 0) return [];
        await using Stream stream = await store.OpenReadAsync(RunBook.InputKey(entry), cancellationToken);
        return [.. StoredInput.Sequences(entry, stream, alphabet)];
    }
}
