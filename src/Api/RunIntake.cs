using System.Security.Cryptography;
using System.Text;
using GenoXai.Api.Contracts;
using GenoXai.Core.Attribution;
using GenoXai.Core.Models;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Pipeline.Sensx;
using GenoXai.Core.Pipeline.Tables;
using GenoXai.Core.Sequences;

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

    /// <summary>Where a request is checked against its model, if not where its rows will be computed.</summary>
    public ExecutionProvider? CheckOn { get; init; }

    /// <summary>Takes a run. The same request on the same model and sequences is the same run: it is not done twice.</summary>
    /// <param name="submission">What was sent.</param>
    /// <param name="owner">Whose run it is, see <see cref="OwnerOf"/>; the same request of another owner is another run.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="RequestException">Everything that is wrong with it.</exception>
    /// <exception cref="InputException">Too many runs are waiting.</exception>
    public async Task<RunEntry> SubmitAsync(RunSubmission submission, string owner, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(submission);
        bool understood = RunSubmissionParser.TryParse(submission, out RunRequest? request, out IReadOnlyList<Failure> found);
        List<Failure> failures = [.. found];
        LoadedModel? model = string.IsNullOrEmpty(submission.Model) ? null : await FindModelAsync(submission.Model, failures, cancellationToken);
        bool takesSequences = submission.Method is "predict" or "ism" or "taylor" or "attribute" or "sensx";
        if (model is not null && submission.Data is null && model.Manifest.Input.IsFeatures)
            failures.Add(new Failure("data", "bad-option", $"model \"{submission.Model}\": takes rows of features; send sensx with data, a table as {{\"csv\"}} or as {{\"rows\"}}."));
        else if (model is not null && submission.Data is not null && !model.Manifest.Input.IsFeatures)
            failures.Add(new Failure("data", "bad-option", $"model \"{submission.Model}\": takes sequences, not a table."));
        bool isTable = submission.Data is not null;
        IReadOnlyList<NamedSequence> sequences = model is null || model.Manifest.Input.IsFeatures || !takesSequences || isTable ? [] : SequenceIntake.Read(submission.Sequences, model.Alphabet, failures);
        StoredTable? table = isTable ? StoredTable.Of(submission) : null;
        FeatureTable? features = table is null ? null : TableIntake.Read(table.Data, failures);
        if (!understood || request is null || model is null || failures.Count > 0) throw new RequestException(failures);

        IReadOnlyList<NamedSequence> content = table is null ? sequences : [new NamedSequence("data", table.Bytes())];
        string id = IdOf(request, model, content, owner);
        if (await book.FindAsync(id, cancellationToken) is { Phase: RunPhase.Queued or RunPhase.Running or RunPhase.Done } known) return known;
        int inputs = sequences.Count;
        if (features is null) CheckAgainst(model, request, sequences);
        else inputs = CheckTable(model, request, table!, features);
        return await AcceptAsync(new RunEntry
        {
            Id = id,
            Owner = owner,
            Content = ContentOf(request, model, content),
            Submission = submission with { Sequences = null, Data = isTable ? new FeatureData() : null },
            ModelSha256 = model.Onnx.Sha256,
            ModelVersion = ModelSummary.VersionOf(model.Manifest),
            Sequences = inputs,
            Submitted = clock.GetUtcNow(),
        }, async run =>
        {
            if (table is not null) await store.PutAsync(RunBook.DataKey(run), stream => stream.Write(content[0].Letters), cancellationToken);
            else if (sequences.Count > 0) await store.PutAsync(RunBook.SequencesKey(run), stream => WriteFasta(stream, model.Alphabet, sequences), cancellationToken);
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _accepting.Dispose();

    private async Task<RunEntry> AcceptAsync(RunEntry entry, Func<string, Task> keepAsync, CancellationToken cancellationToken)
    {
        // One at a time: two equal requests at once must become one run.
        await _accepting.WaitAsync(cancellationToken);
        try
        {
            // The sequences or the table first, since whoever finds the run queued may begin it.
            await keepAsync(entry.Id);
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

    /// <summary>What only the model can tell: targets, lengths, the least budget. Nothing is run.</summary>
    private void CheckAgainst(LoadedModel loaded, RunRequest request, IReadOnlyList<NamedSequence> sequences)
    {
        var failures = new List<Failure>();
        Attempt("targets", () =>
        {
            using OnnxSequenceModel model = loaded.Open(request.Targets, new ModelOptions { Threads = 1, Provider = CheckOn ?? request.Provider });
            Attempt("options", () => ChunkSizes.Of(model.Facts, request), failures);
            if (RunRequest.TakesGradients(request.Method)) Attempt("method", () => _ = request.Attribution is { IsDeepLift: true } ? model.Multipliers : model.Gradients, failures);
            if (request.Sketch is not null) Attempt("options", () => SketchPlan.Of(request, model), failures);
            if (request.Sensx is { } sensx && sequences.Count > 0) Attempt("sequences", () => SensxSequences.Of(model, sensx.Input, sequences, "sequences"), failures);
            if (request.Mutagenesis.BothStrands) Attempt("options.bothStrands", () => _ = new MutagenesisRows([], model.Alphabet, request.Mutagenesis), failures);
            for (int i = 0; i < sequences.Count && failures.Count < MostFailures; i++)
                Attempt("sequences", () => SequenceCheck.Check(request, model.Facts, sequences[i], $"sequence \"{sequences[i].Id}\""), failures);
        }, failures);
        if (failures.Count > 0) throw new RequestException(failures);
    }

    /// <summary>The same of a table.</summary>
    /// <returns>Inputs that are explained.</returns>
    private int CheckTable(LoadedModel loaded, RunRequest request, StoredTable table, FeatureTable features)
    {
        var failures = new List<Failure>();
        int inputs = 0;
        Attempt("data", () =>
        {
            using OnnxVectorModel model = loaded.OpenFeatures(
                request.Targets, new ModelOptions { Threads = 1, Provider = CheckOn ?? request.Provider }, TableIntake.ShapeOf(loaded, table, features));
            Attempt("options", () => ChunkSizes.Of(model.Facts, request), failures);
            SensxInputs read = SensxData.Read(table.Options(), features, model);
            read.Check();
            inputs = read.Points.Count;
        }, failures);
        return failures.Count == 0 ? inputs : throw new RequestException(failures);
    }

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

    private static string IdOf(RunRequest request, LoadedModel model, IReadOnlyList<NamedSequence> sequences, string owner)
    {
        string identity = RunIdentity.Of(request, model.Onnx.Sha256, model.Manifest);
        return HashOf(owner.Length == 0 ? identity : $"{identity}\n{owner}\n", sequences);
    }

    /// <summary>Hash of what decides the result, but for owner and program version.</summary>
    internal static string ContentOf(RunRequest request, LoadedModel model, IEnumerable<NamedSequence> sequences) =>
        HashOf(RunIdentity.ContentOf(request, model.Onnx.Sha256, model.Manifest), sequences);

    private static string HashOf(string text, IEnumerable<NamedSequence> sequences)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(text));
        foreach (NamedSequence sequence in sequences) RunIdentity.Append(hash, sequence);
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..IdDigits];
    }

    private static void WriteFasta(Stream stream, Alphabet alphabet, IReadOnlyList<NamedSequence> sequences)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        foreach (NamedSequence sequence in sequences)
        {
            writer.WriteLine(">" + sequence.Id);
            writer.WriteLine(alphabet.Format(sequence.Letters));
        }
    }
}
