using System.Security.Cryptography;
using System.Text;
using GenoXai.Api.Contracts;
using GenoXai.Core.Attribution;
using GenoXai.Core.Models;
using GenoXai.Core.Motifs;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Pipeline.Members;
using GenoXai.Core.Pipeline.Sensx;
using GenoXai.Core.Pipeline.Tables;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;

namespace GenoXai.Api;

/// <summary>Takes runs: checks them whole, gives them their id, and hands them to the host.</summary>
/// <param name="book">The runs.</param>
/// <param name="models">The models.</param>
/// <param name="store">Where the sequences go.</param>
/// <param name="host">Does the runs.</param>
/// <param name="clock">Tells the time.</param>
public sealed class RunIntake(RunBook book, IModelLibrary models, IArtifactStore store, IRunHost host, TimeProvider clock) : IDisposable
{
    private const int IdDigits = 32, MostFailures = 20;
    private readonly SemaphoreSlim _accepting = new(1);
    private readonly SourceRuns _sources = new(book, store);

    /// <summary>Where a request is checked against its model, if not where its rows will be computed.</summary>
    public ExecutionProvider? CheckOn { get; init; }

    /// <summary>Takes a run. The same request on the same model and sequences is the same run: it is not done twice.</summary>
    /// <param name="submission">What was sent.</param>
    /// <param name="owner">Whose run it is, see <see cref="OwnerOf"/>; the same request of another owner is another run.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="RequestException">Everything that is wrong with it.</exception>
    /// <exception cref="InputException">Too many runs are waiting.</exception>
    public Task<RunEntry> SubmitAsync(RunSubmission submission, string owner, CancellationToken cancellationToken) =>
        SubmitAsync(submission, null, null, owner, cancellationToken);

    /// <summary>Takes a run on variants, by the same rules.</summary>
    /// <param name="submission">What is asked, without sequences.</param>
    /// <param name="variants">The VCF and its genome.</param>
    /// <param name="write">Writes the VCF.</param>
    /// <param name="owner">Whose run it is.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="RequestException">Everything that is wrong with it.</exception>
    /// <exception cref="InputException">Too many runs are waiting.</exception>
    public Task<RunEntry> SubmitVariantsAsync(RunSubmission submission, VariantFile variants, Func<Stream, Task> write, string owner, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(variants);
        ArgumentNullException.ThrowIfNull(write);
        return SubmitAsync(submission, variants, write, owner, cancellationToken);
    }

    private async Task<RunEntry> SubmitAsync(RunSubmission submission, VariantFile? variants, Func<Stream, Task>? write, string owner, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(submission);
        try
        {
            return await SubmitCheckedAsync(submission, variants, write, owner, cancellationToken);
        }
        catch (RequestException refused)
        {
            throw new RequestException(OptionFields.In(refused.Failures, submission.Method));
        }
    }

    private async Task<RunEntry> SubmitCheckedAsync(RunSubmission submission, VariantFile? variants, Func<Stream, Task>? write, string owner, CancellationToken cancellationToken)
    {
        bool understood = RunSubmissionParser.TryParse(submission, out RunRequest? request, out IReadOnlyList<Failure> found);
        List<Failure> failures = [.. found];
        if (OnRunsSubmission.TakesNoModel(submission)) return await SubmitOnRunsAsync(submission, request, owner, failures, cancellationToken);
        if (submission.Models is not null) return await SubmitReplicasAsync(submission, request, owner, failures, cancellationToken);
        LoadedModel? model = string.IsNullOrEmpty(submission.Model) ? null : await FindModelAsync(submission.Model, failures, cancellationToken);
        bool onPairs = variants is null && submission.Method == "variants", isTable = submission.Data is not null;
        bool takesSequences = submission.Method is "predict" or "ism" or "taylor" or "attribute" or "occlusion" or "attention" or "perturb" or "interactions" or "filters" or "nodes" or "surrogate" or "sensx" or "sanity";
        if (model is not null && model.Manifest.Input.IsFeatures != isTable) failures.Add(WrongInput(submission.Model!, isTable));
        IReadOnlyList<NamedSequence> sequences = model is null || isTable || model.Manifest.Input.IsFeatures ? []
            : onPairs ? PairIntake.Read(submission.Pairs, model.Alphabet, failures)
            : request?.Insertion is not null ? InsertionSubmission.Backgrounds(submission, model, failures)
            : !takesSequences ? [] : SequenceIntake.Read(submission.Sequences, model.Alphabet, failures);
        (IReadOnlyList<SourceEntry> sources, long explained, string? letters) = submission.Method is "ablate" ? await _sources.FindAsync(submission, owner, failures, cancellationToken) : ([], 0, null);
        if (model is not null && letters is not null && letters != model.Alphabet.Letters)
            failures.Add(new Failure(SourceRuns.Field, "bad-option", $"runs: explain sequences of the letters {letters}, but the model's are {model.Alphabet.Letters}."));
        if (request is not null) request = SourceRuns.Complete(request, sources);
        StoredTable? table = isTable ? StoredTable.Of(submission) : null;
        Sketch? sketch = await FindComparedAsync(submission, owner, failures, cancellationToken);
        FeatureTable? features = table is null ? null : TableIntake.Read(table.Data, failures);
        if (!understood || request is null || model is null || failures.Count > 0) throw new RequestException(failures);

        IReadOnlyList<NamedSequence> content = table is null ? sequences : [table.Content()];
        string id = IdOf(request, model, content, variants, sources, owner);
        if (await book.FindAsync(id, cancellationToken) is { Phase: RunPhase.Queued or RunPhase.Running or RunPhase.Done } known) return known;
        int inputs = sequences.Count;
        IReadOnlyList<RunMember> members = request.Sanity is { } test ? Randomized(test, model) : [];
        if (features is null) CheckAgainst(model, RunMembers.RequestOf(request), sequences, sketch);
        else inputs = CheckTable(model, request, table!, features);
        return await AcceptAsync(new RunEntry
        {
            Id = id,
            Owner = owner,
            Content = ContentOf(request, model, content, variants, sources),
            Submission = submission with { Sequences = null, Pairs = null, Data = isTable ? new FeatureData() : null },
            ModelSha256 = model.Onnx.Sha256,
            ModelVersion = ModelSummary.VersionOf(model.Manifest),
            OnPairs = onPairs,
            Variants = variants,
            Members = members,
            Sources = sources,
            Sequences = variants?.Records ?? (sources.Count > 0 ? explained : inputs),
            Submitted = clock.GetUtcNow(),
        }, write ?? Writer(submission, model, content, onPairs), cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _accepting.Dispose();

    /// <summary>Takes a run on finished runs that shows nothing to a model.</summary>
    private async Task<RunEntry> SubmitOnRunsAsync(RunSubmission submission, RunRequest? request, string owner, List<Failure> failures, CancellationToken cancellationToken)
    {
        (IReadOnlyList<SourceEntry> runs, long sequences, _) = await _sources.FindAsync(submission, owner, failures, cancellationToken);
        if (request is null || failures.Count > 0) throw new RequestException(failures);
        string text = SourceRuns.TextOf(runs), id = HashOf(WithOwner(RunIdentity.Of(request, "", ""), owner) + text, []);
        if (await book.FindAsync(id, cancellationToken) is { Phase: RunPhase.Queued or RunPhase.Running or RunPhase.Done } known) return known;
        return await AcceptAsync(new RunEntry
        {
            Id = id,
            Owner = owner,
            Content = ContentOf(request, runs),
            Submission = submission,
            ModelSha256 = "",
            Sources = runs,
            Sequences = sequences,
            Submitted = clock.GetUtcNow(),
        }, null, cancellationToken);
    }

    /// <summary>Takes a run on several models that are replicas of each other.</summary>
    private async Task<RunEntry> SubmitReplicasAsync(RunSubmission submission, RunRequest? request, string owner, List<Failure> failures, CancellationToken cancellationToken)
    {
        var found = new List<LoadedModel>();
        foreach (string name in submission.Models!.Where(static name => !string.IsNullOrEmpty(name)).Distinct().Take(MembersSubmission.MostModels))
            if (await FindModelAsync(name, failures, cancellationToken) is { } model) found.Add(model);
        if (request is null || failures.Count > 0) throw new RequestException(failures);
        if (found.Find(static m => m.Manifest.Input.IsFeatures) is { } table) throw new RequestException([WrongInput(table.Manifest.Id, isTable: false)]);
        IReadOnlyList<NamedSequence> sequences = SequenceIntake.Read(submission.Sequences, found[0].Alphabet, failures);
        IReadOnlyList<RunMember> members = [];
        Attempt(MembersSubmission.Field, () => members = RunMembers.Replicas(request, found), failures);
        if (failures.Count > 0) throw new RequestException(failures);
        string id = HashOf(WithOwner(RunMembers.IdentityOf(request, found), owner), sequences);
        if (await book.FindAsync(id, cancellationToken) is { Phase: RunPhase.Queued or RunPhase.Running or RunPhase.Done } known) return known;
        foreach (LoadedModel model in found) CheckAgainst(model, request, sequences, null);
        return await AcceptAsync(new RunEntry
        {
            Id = id,
            Owner = owner,
            Content = ContentOf(request, found, sequences),
            Submission = submission with { Sequences = null },
            ModelSha256 = string.Join(", ", members.Select(static m => m.Sha256)),
            Members = members,
            Sequences = sequences.Count,
            Submitted = clock.GetUtcNow(),
        }, Writer(submission, found[0], sequences, onPairs: false), cancellationToken);
    }

    private static IReadOnlyList<RunMember> Randomized(SanityOptions test, LoadedModel model)
    {
        try
        {
            return RunMembers.Randomized(test, model);
        }
        catch (InputException error)
        {
            throw new RequestException([Failure.Of("model", error)]);
        }
    }

    private async Task<RunEntry> AcceptAsync(RunEntry entry, Func<Stream, Task>? write, CancellationToken cancellationToken)
    {
        // One at a time: two equal requests at once must become one run.
        await _accepting.WaitAsync(cancellationToken);
        try
        {
            // What it is on first, since whoever finds the run queued may begin it.
            if (write is not null) await store.PutAsync(RunBook.InputKey(entry), write, cancellationToken);
            (bool taken, RunEntry now, RunEntry? before) = await book.TakeAsync(entry, cancellationToken);
            if (!taken) return now;
            try
            {
                await host.StartAsync(entry.Id, cancellationToken);
            }
            catch
            {
                if (before is null) await book.RemoveAsync(entry, CancellationToken.None);
                else await book.PutAsync(before, CancellationToken.None);
                throw;
            }

            return entry;
        }
        finally
        {
            _accepting.Release();
        }
    }

    private async Task<LoadedModel?> FindModelAsync(string id, List<Failure> failures, CancellationToken cancellationToken)
    {
        LoadedModel? model = await models.FindAsync(id, cancellationToken);
        if (model is null) failures.Add(new Failure("model", "unknown-model", $"model \"{id}\": none is registered under that id. GET /api/models lists them."));
        return model;
    }

    private async Task<Sketch?> FindComparedAsync(RunSubmission submission, string owner, List<Failure> failures, CancellationToken cancellationToken)
    {
        try
        {
            return await book.FindComparedAsync(submission, owner, cancellationToken);
        }
        catch (InputException unknown)
        {
            failures.Add(Failure.Of("options.sketch", unknown));
            return null;
        }
    }

    /// <summary>What only the model can tell: targets, lengths, the least budget. Nothing is run.</summary>
    private void CheckAgainst(LoadedModel loaded, RunRequest request, IReadOnlyList<NamedSequence> sequences, Sketch? sketch)
    {
        var failures = new List<Failure>();
        Attempt("targets", () =>
        {
            using OnnxSequenceModel model = loaded.Open(request.Targets, new ModelOptions { Threads = 1, Provider = CheckOn ?? request.Provider });
            Attempt("options", () => ChunkSizes.Of(model.Facts, request), failures);
            if (request.TakesAnyGradients) Attempt("method", () => _ = request.TakesMultipliers ? model.Multipliers : model.Gradients, failures);
            if (request.Interactions is not null) Attempt("options", () => InteractionRows.Require(request, model), failures);
            if (sketch is not null) Attempt("options.sketch", () => ComparedSketch.Check(sketch, model, "options.sketch"), failures);
            if (request.Surrogate is not null && sequences.Count > 0) Attempt("sequences", () => SurrogateCheck.Check(request, model, sequences.Count, "sequences"), failures);
            if (request.Ablation is not null && model.Targets.Count > 1) failures.Add(new Failure("targets", "bad-option", $"targets: ablation is of one target, not of {model.Targets.Count}."));
            if (request.Nodes is { } ablation) Attempt("model", () => _ = model.NodeAblation(ablation.Layer, ablation.Axis), failures);
            if (request.Attention is { } attention) Attempt("model", () => attention.Check(model.Attention.Layers.Count), failures);
            if (request.Perturbation is { } perturbation) Attempt("options", () => _ = PerturbationSites.Of(perturbation, model.Alphabet), failures);
            if (request.Filters is { } filters) Attempt("model", () => _ = model.FilterLayer(filters.Layer), failures);
            if (request.Insertion is { } insertion) Attempt("options", () => InsertionMerge.Require(model, insertion), failures);
            if (request.Attribution is { } attribution) Attempt("options.baselines", () => _ = new SequenceBaselines(attribution, model.Alphabet, 0, request.Seed), failures);
            if (request.Sketch is not null) Attempt("options", () => SketchPlan.Of(request, model), failures);
            if (request.Sensx is { } sensx && sequences.Count > 0) Attempt("sequences", () => SensxSequences.Of(model, sensx.Input, sequences, "sequences"), failures);
            if (request.Mutagenesis.BothStrands) Attempt("options.bothStrands", () => _ = new MutagenesisRows([], model.Alphabet, request.Mutagenesis), failures);
            if (request.Method == RunMethod.Variants && sequences.Count == 0) Attempt("model", () => CheckVariants(model), failures);
            for (int i = 0; i < sequences.Count && failures.Count < MostFailures; i++)
            {
                Attempt("sequences", () => SequenceCheck.Check(request, model.Facts, sequences[i], Shown(request, sequences[i]), model.Alphabet), failures);
                if (sketch is not null) Attempt("sequences", () => ComparedSketch.Check(sketch, sequences[i], Shown(request, sequences[i])), failures);
            }
        }, failures);
        if (failures.Count > 0) throw new RequestException(failures);
    }

    /// <summary>The same of a table.</summary>
    /// <returns>Inputs that are explained.</returns>
    private int CheckTable(LoadedModel loaded, RunRequest request, StoredTable table, FeatureTable features)
    {
        var failures = new List<Failure>();
        int inputs = 0;
        IReadOnlyList<long> shape = [];
        Attempt(TableIntake.Field, () => shape = TableIntake.ShapeOf(loaded, table, features), failures);
        if (failures.Count > 0) throw new RequestException(failures);
        Attempt("targets", () =>
        {
            using OnnxVectorModel model = loaded.OpenFeatures(request.Targets, new ModelOptions { Threads = 1, Provider = CheckOn ?? request.Provider }, shape);
            Attempt("options", () => ChunkSizes.Of(model.Facts, request), failures);
            Attempt(TableIntake.Field, () =>
            {
                SensxInputs read = SensxData.Read(table.Options(), features, model);
                read.Check();
                inputs = read.Points.Count;
            }, failures);
        }, failures);
        return failures.Count == 0 ? inputs : throw new RequestException(failures);
    }

    private static string Shown(RunRequest request, NamedSequence sequence) =>
        request.Method == RunMethod.Variants ? $"pairs[{sequence.Line - PairIntake.FirstLine}], {VariantLabel.Shown(sequence.Id)}" : $"sequence \"{sequence.Id}\"";

    private static void CheckVariants(OnnxSequenceModel model)
    {
        if (!model.Alphabet.IsNucleotide) throw new InputException($"variants: the model's letters {model.Alphabet} are not those of DNA.", "manifest-mismatch");
        if (model.Facts.FixedLength is null) throw new InputException("variants: the model takes sequences of several lengths, so how long the windows are is not known. Use \"genoxai variants --length\".", "manifest-mismatch");
    }

    private static Failure WrongInput(string model, bool isTable) => new("data", "bad-option", isTable
        ? $"model \"{model}\": takes sequences, not a table."
        : $"model \"{model}\": takes rows of features; send sensx with data, a table as {{\"csv\"}} or as {{\"rows\"}}.");

    /// <summary>Writes what a run is on; null where it is on the model alone.</summary>
    private static Func<Stream, Task>? Writer(RunSubmission submission, LoadedModel model, IReadOnlyList<NamedSequence> content, bool onPairs) =>
        content.Count == 0 ? null
        : submission.Data is not null ? stream => stream.WriteAsync(content[0].Letters).AsTask()
        : onPairs ? stream => PairIntake.WriteAsync(stream, submission.Pairs!)
        : stream => WriteFastaAsync(stream, model.Alphabet, content);

    private static void Attempt(string field, Action action, List<Failure> failures)
    {
        try
        {
            action();
        }
        catch (InputException error)
        {
            failures.Add(Failure.Of(field, error));
        }
    }

    private static string IdOf(RunRequest request, LoadedModel model, IReadOnlyList<NamedSequence> sequences, VariantFile? variants, IReadOnlyList<SourceEntry> sources, string owner)
    {
        string identity = RunIdentity.Of(request, model.Onnx.Sha256, model.Manifest);
        return HashOf(WithOwner(identity, owner) + TextOf(variants) + SourceRuns.TextOf(sources), sequences);
    }

    private static string WithOwner(string identity, string owner) => owner.Length == 0 ? identity : $"{identity}\n{owner}\n";

    /// <summary>Hash of what decides the result, but for owner and program version.</summary>
    internal static string ContentOf(RunRequest request, LoadedModel model, IEnumerable<NamedSequence> sequences, VariantFile? variants = null, IReadOnlyList<SourceEntry>? sources = null) =>
        HashOf(RunIdentity.ContentOf(request, model.Onnx.Sha256, model.Manifest) + TextOf(variants) + SourceRuns.TextOf(sources ?? []), sequences);

    /// <summary>The same of a run on finished runs that shows nothing to a model.</summary>
    internal static string ContentOf(RunRequest request, IReadOnlyList<SourceEntry> sources) => HashOf(RunIdentity.ContentOf(request) + SourceRuns.TextOf(sources), []);

    /// <summary>The same of a run on replicas.</summary>
    internal static string ContentOf(RunRequest request, IReadOnlyList<LoadedModel> models, IEnumerable<NamedSequence> sequences) => HashOf(RunMembers.ContentOf(request, models), sequences);

    private static string TextOf(VariantFile? variants) => variants is null ? "" : $"\nvariants {variants.Sha256} {variants.GenomeSha256}\n";

    private static string HashOf(string text, IEnumerable<NamedSequence> sequences)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(text));
        foreach (NamedSequence sequence in sequences) RunIdentity.Append(hash, sequence);
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..IdDigits];
    }

    private static async Task WriteFastaAsync(Stream stream, Alphabet alphabet, IReadOnlyList<NamedSequence> sequences)
    {
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        foreach (NamedSequence sequence in sequences)
        {
            await writer.WriteLineAsync(">" + sequence.Id);
            await writer.WriteLineAsync(alphabet.Format(sequence.Letters));
        }
    }
}
