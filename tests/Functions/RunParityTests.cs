using System.Security.Cryptography;
using System.Text.Json;
using GenoXai.Api;
using GenoXai.Api.Contracts;
using GenoXai.Core.Attribution;
using GenoXai.Core.Models;
using GenoXai.Core.Motifs;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Sequences;
using GenoXai.Functions;
using GenoXai.Functions.Models;
using GenoXai.Local.Running;
using GenoXai.Local.Storage;
using GenoXai.Tests.Local;
using GenoXai.Tests.Sketching;
using GenoXai.Tests.ToyModels;

namespace GenoXai.Tests.Functions;

/// <summary>The same request through the local runner and through the orchestrator: the same bytes.</summary>
public sealed class RunParityTests : IDisposable
{
    private const string RunId = "run";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(RunMethod.Ism, false)]
    [InlineData(RunMethod.Ism, true)]
    [InlineData(RunMethod.Predict, true)]
    [InlineData(RunMethod.Sketch, true)]
    [InlineData(RunMethod.Sensx, true)]
    [InlineData(RunMethod.Taylor, true)]
    [InlineData(RunMethod.Attribute, true)]
    [InlineData(RunMethod.Variants, true)]
    [InlineData(RunMethod.Occlusion, true)]
    [InlineData(RunMethod.Attention, true)]
    [InlineData(RunMethod.Perturb, true)]
    [InlineData(RunMethod.Interactions, true)]
    [InlineData(RunMethod.Filters, true)]
    [InlineData(RunMethod.Insert, true)]
    [InlineData(RunMethod.Ablate, true)]
    [InlineData(RunMethod.Surrogate, true)]
    [InlineData(RunMethod.Nodes, true)]
    public async Task Orchestrator_AndLocalRunner_MakeTheSameFiles(RunMethod method, bool workersDie)
    {
        (method == RunMethod.Attention ? ToyAttention.Graph(layers: 2) : method is RunMethod.Filters or RunMethod.Nodes ? ToyOnnx.Filters() : ToyOnnx.Additive()).Save(_folder.Path("m.onnx"));
        var request = new RunRequest
        {
            Method = method,
            ChunkRows = method is RunMethod.Filters ? 4 : 64,
            BatchRows = 16,
            Check = method == RunMethod.Taylor ? 4 : 0,
            Attribution = method == RunMethod.Attribute ? new AttributionOptions { Method = AttributionMethod.DeepShap, Shuffles = 3 } : null,
            Occlusion = method == RunMethod.Occlusion ? new OcclusionOptions { Window = 3, Fill = OcclusionFill.Shuffle, Shuffles = 5 } : null,
            Perturbation = method == RunMethod.Perturb ? new PerturbationOptions { Edit = SiteEdit.Delete, Shuffles = 5, Sites = [new FeatureSite("*", 2, 6, "a"), new FeatureSite("s3", 5, 8, "b")] } : null,
            Attention = method == RunMethod.Attention ? new AttentionOptions { Shuffles = 7, KeepAll = true, Aggregate = AttentionAggregate.Rollout } : null,
            Ablation = method == RunMethod.Ablate ? new AblationOptions { Explanations = ["e"], Shares = [0.2, 0.5], RandomOrders = 1, Copies = 2 } : null,
            Surrogate = method == RunMethod.Surrogate ? new SurrogateOptions { Units = [SurrogateUnit.Of(new Motif("m", [1, 0, 0, 0, 0, 1, 0, 0], 20)), SurrogateUnit.Of(new Motif("n", [0, 0, 1, 0, 0, 0, 0, 1], 20))] } : null,
            Nodes = method == RunMethod.Nodes ? new NodeAblationOptions() : null,
            Filters = method == RunMethod.Filters ? new FilterOptions { LeastSites = 2 } : null,
            Interactions = method == RunMethod.Interactions ? new InteractionOptions { Method = InteractionMethod.SecondOrder, TopPositions = 4 } : null,
            Insertion = method == RunMethod.Insert ? new InsertionOptions { Motifs = [InsertedMotif.OfWord("AC"), InsertedMotif.OfWord("GT")], Pair = true } : null,
            Sensx = method == RunMethod.Sensx ? new SensxRequest { Input = SensxInput.Substitutions, Samples = 20, Top = 4, CurveSamples = 10 } : null,
            Sketch = method == RunMethod.Sketch ? new SketchRequest { Budget = 600 } : null,
        };
        using OnnxSequenceModel model = ModelLoader.Load(_folder.Path("m.onnx")).Open([], new ModelOptions { Threads = 1 });
        var label = new VariantLabel(VariantRole.Reference, 1, "c", 5, ".", "A");
        string Id(int i) => method != RunMethod.Variants ? $"s{i}" : i % 3 == 0 ? label.Format() : label.As("CG"[(i % 3) - 1].ToString()).Format();
        NamedSequence[] sequences = method == RunMethod.Sketch ? [] :
            [.. Enumerable.Range(0, method == RunMethod.Surrogate ? 45 : 9).Select(i => new NamedSequence(Id(i), model.Alphabet.Parse(string.Concat(Enumerable.Range(0, 10).Select(l => "ACGT"[(l * (i + 1) + i) % 4])), "s")))];
        string local = _folder.Path("local"), home = _folder.Path("home"), run = Path.Combine(home, RunBook.FolderOf(RunId));

        await new LocalRunner(new RunContext(request, model, new FolderArtifactStore(local), sequences, "sequences"), local, threads: 2).RunAsync(null, CancellationToken.None);
        RunEntry entry = await OrchestrateAsync(request, model, sequences, home, run, workersDie);

        Assert.Equal(RunPhase.Done, entry.Phase);
        Dictionary<string, string> expected = Hashes(local);
        Assert.Contains(RunKeys.Record, expected.Keys);
        Assert.Equal(expected, Hashes(run));
    }

    [Fact]
    public async Task Orchestrator_AndLocalRunner_AskForTheSameRowsToTellTermsApart()
    {
        var network = new AndNetwork(14, 12, 1);
        ToyOnnx.And(14, network.Terms).Save(_folder.Path("m.onnx"));
        var request = new RunRequest { Method = RunMethod.Sketch, Sketch = new SketchRequest { Budget = 5000 } };
        using OnnxSequenceModel model = ModelLoader.Load(_folder.Path("m.onnx")).Open([], new ModelOptions { Threads = 1 });
        string local = _folder.Path("local"), home = _folder.Path("home"), run = Path.Combine(home, RunBook.FolderOf(RunId));
        await new LocalRunner(new RunContext(request, model, new FolderArtifactStore(local), [], "sequences"), local, threads: 2).RunAsync(null, CancellationToken.None);
        Assert.Equal(RunPhase.Done, (await OrchestrateAsync(request, model, [], home, run, workersDie: true)).Phase);

        Assert.Equal(Hashes(local), Hashes(run));
        using JsonDocument record = JsonDocument.Parse(File.ReadAllText(Path.Combine(local, RunKeys.Record)));
        long probes = record.RootElement.GetProperty("probe_rows").GetInt64();
        Assert.InRange(probes, 1, 250);
        Assert.Equal(4750 + probes, record.RootElement.GetProperty("model_rows").GetInt64());
    }

    private static async Task<RunEntry> OrchestrateAsync(RunRequest request, OnnxSequenceModel model, NamedSequence[] sequences, string home, string run, bool workersDie)
    {
        var catalog = new FolderCatalog(home);
        var store = new FolderArtifactStore(home);
        var book = new RunBook(catalog, store, new SketchBook(catalog, store), TimeProvider.System);
        await book.PutAsync(new RunEntry { Id = RunId, Submission = new RunSubmission(), ModelSha256 = model.Facts.Sha256 }, CancellationToken.None);
        var ledger = new RunLedger(book, store);
        // Opened anew for every activity, as by workers that share nothing but the store.
        var work = new RunWork(
            (_, _, _) => Task.FromResult(new OpenedRun(new RunActivities(new RunContext(request, model, new FolderArtifactStore(run), sequences, "sequences")))),
            new ModelGate(new AzureOptions()));
        ReplayingDriver driver = new ReplayingDriver(seed: 7) { Dies = (name, _) => workersDie && name.StartsWith("Run", StringComparison.Ordinal) }.RunOrchestrators()
            .Activity<WorkMessage, WorkReply>(RunWork.ModelRows, m => work.RunModelRowsAsync(m, CancellationToken.None))
            .Activity<WorkMessage, WorkReply>(RunWork.OtherWork, m => work.RunOtherWorkAsync(m, CancellationToken.None))
            .Activity<string, bool>(RunLedger.Begin, id => ledger.BeginAsync(id, CancellationToken.None))
            .Activity<string, bool>(RunLedger.Finish, id => ledger.FinishAsync(id, CancellationToken.None))
            .Activity<FailureMessage, bool>(RunLedger.Fail, f => ledger.FailAsync(f, CancellationToken.None));
        await driver.RunAsync<RunState>(nameof(RunOrchestrator), RunId, RunMessage.Of(RunId, request));
        return (await book.FindAsync(RunId, CancellationToken.None))!;
    }

    private static Dictionary<string, string> Hashes(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .ToDictionary(file => Path.GetRelativePath(folder, file), static file => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))));
}
