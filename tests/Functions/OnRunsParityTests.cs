using GenoXai.Api;
using GenoXai.Api.Contracts;
using GenoXai.Core.Pipeline;
using GenoXai.Functions;
using GenoXai.Functions.Models;
using GenoXai.Local.Storage;
using GenoXai.Tests.Api;
using GenoXai.Tests.ToyModels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace GenoXai.Tests.Functions;

/// <summary>A run on finished runs through the local server and through the orchestrator's activities over the same store: the same bytes.</summary>
public sealed class OnRunsParityTests
{
    private const string Sequences = """[{"id":"a","sequence":"ACGTTGCATC"},{"id":"b","sequence":"CATGAGGGTA"}]""";

    [Theory]
    [InlineData("compare", """["ISM","OCCLUSION"]""", "{}")]
    [InlineData("ablate", """["OCCLUSION","ISM"],"model":"toy" """, """{"random":2,"copies":2,"shares":[0.3,0.6],"chunkRows":10,"batch":4}""")]
    [InlineData("motifs", """["OCCLUSION"]""", """{"window":4,"minSeqlets":2}""")]
    public async Task Orchestrator_OnTheRunsOfAServer_MakesTheFilesThatTheServerMakes(string read, string runs, string options)
    {
        await using ApiServer server = await ApiServer.StartAsync();
        var ids = new List<string>();
        foreach (string method in new[] { "ism", "occlusion" })
            ids.Add((string)(await server.WaitAsync(await server.StartRunAsync(ToyOnnx.Additive(), $$"""{"method":"{{method}}","model":"toy","sequences":{{Sequences}}}""")))["id"]!);
        runs = runs.Replace("ISM", ids[0], StringComparison.Ordinal).Replace("OCCLUSION", ids[1], StringComparison.Ordinal);
        string id = (string)(await server.PostAsync("/api/runs", $$"""{"method":"{{read}}","runs":{{runs}},"options":{{options}}}""")).Json["id"]!;
        Assert.Equal("done", (string?)(await server.WaitAsync(id))["status"]);

        var store = new FolderArtifactStore(server.Home);
        var catalog = new FolderCatalog(server.Home);
        var book = new RunBook(catalog, store, new SketchBook(catalog, store), TimeProvider.System);
        RunEntry made = (await book.FindAsync(id, CancellationToken.None))!, again = made with { Id = "again", Phase = RunPhase.Queued, Files = new Dictionary<string, string>() };
        await book.PutAsync(again, CancellationToken.None);
        using var sessions = new ModelSessions(server.Services.GetRequiredService<IModelLibrary>(), new AzureOptions(), NullLogger<ModelSessions>.Instance);
        RunEntry entry = await OrchestrateAsync(book, store, sessions, again);
        Assert.Equal(RunPhase.Done, entry.Phase);
        Assert.Contains(read + ".npz", entry.Files.Keys);
        // But for the seconds in the record.
        Assert.Equal(Lines(made), Lines(entry));
        Assert.Empty(Directory.GetDirectories(Path.Combine(server.Home, RunBook.FolderOf("again"))));

        // A run that it reads is gone: refused, not tried again.
        await book.RemoveAsync((await book.FindAsync(ids[1], CancellationToken.None))!, CancellationToken.None);
        await book.PutAsync(again, CancellationToken.None);
        await Assert.ThrowsAnyAsync<Exception>(() => OrchestrateAsync(book, store, sessions, again));
        entry = (await book.FindAsync("again", CancellationToken.None))!;
        Assert.Equal((RunPhase.Failed, "unknown-run"), (entry.Phase, entry.Problem));
        Assert.Contains("was removed since", entry.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Lines(RunEntry entry) => entry.Files.Where(static f => f.Key != RunKeys.Record).Select(static f => $"{f.Key} {f.Value}").Order(StringComparer.Ordinal);

    private static async Task<RunEntry> OrchestrateAsync(RunBook book, IArtifactStore store, ModelSessions sessions, RunEntry entry)
    {
        var ledger = new RunLedger(book, store);
        // No genome is asked for.
        var runs = new StoredRuns(book, sessions, store, null!, TimeProvider.System);
        var work = new RunWork(runs.OpenAsync, new ModelGate(new AzureOptions()));
        Assert.True(RunSubmissionParser.TryParse(entry.Submission, out RunRequest? request, out _));
        ReplayingDriver driver = new ReplayingDriver(seed: 7) { Dies = static (name, _) => name.StartsWith("Run", StringComparison.Ordinal) }.RunOrchestrators()
            .Activity<WorkMessage, WorkReply>(RunWork.ModelRows, m => work.RunModelRowsAsync(m, CancellationToken.None))
            .Activity<WorkMessage, WorkReply>(RunWork.OtherWork, m => work.RunOtherWorkAsync(m, CancellationToken.None))
            .Activity<string, bool>(RunLedger.Begin, id => ledger.BeginAsync(id, CancellationToken.None))
            .Activity<string, bool>(RunLedger.Finish, id => ledger.FinishAsync(id, CancellationToken.None))
            .Activity<FailureMessage, bool>(RunLedger.Fail, f => ledger.FailAsync(f, CancellationToken.None));
        await driver.RunAsync<RunState>(nameof(RunOrchestrator), entry.Id, RunMessage.Of(entry.Id, request!));
        return (await book.FindAsync(entry.Id, CancellationToken.None))!;
    }
}
