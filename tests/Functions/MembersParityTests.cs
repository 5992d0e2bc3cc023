using GenoXai.Api;
using GenoXai.Api.Contracts;
using GenoXai.Core.Pipeline;
using GenoXai.Functions;
using GenoXai.Functions.Models;
using GenoXai.Local.Commands;
using GenoXai.Local.Storage;
using GenoXai.Tests.Api;
using Microsoft.Extensions.Logging.Abstractions;

namespace GenoXai.Tests.Functions;

/// <summary>A run on several models through the local server and through the orchestrator, whose workers die: the same bytes.</summary>
public sealed class MembersParityTests
{
    [Theory]
    [InlineData("""{"method":"ism","models":["m0","m1"],"options":{"chunkRows":16,"batch":8}}""")]
    [InlineData("""{"method":"sanity","model":"m3","options":{"explanation":"ism","chunkRows":16,"batch":8}}""")]
    public async Task Orchestrator_AndLocalServer_MakeTheSameFiles(string body)
    {
        await using ApiServer server = await MembersApiTests.StartAsync();
        string id = (string)(await MembersApiTests.RunAsync(server, body))["id"]!;
        var store = new FolderArtifactStore(server.Home);
        var catalog = new FolderCatalog(server.Home);
        var book = new RunBook(catalog, store, new SketchBook(catalog, store), TimeProvider.System);
        RunEntry made = (await book.FindAsync(id, CancellationToken.None))!, again = made with { Id = "again", Phase = RunPhase.Queued, Files = new Dictionary<string, string>() };
        await book.PutAsync(again, CancellationToken.None);
        Directory.CreateDirectory(Path.Combine(server.Home, RunBook.FolderOf("again")));
        File.Copy(Path.Combine(server.Home, RunBook.InputKey(made)), Path.Combine(server.Home, RunBook.InputKey(again)));

        using var sessions = new ModelSessions(ModelHome.Open(server.Home), new AzureOptions(), NullLogger<ModelSessions>.Instance);
        var ledger = new RunLedger(book, store);
        var runs = new StoredRuns(book, sessions, store, null!, TimeProvider.System);
        var work = new RunWork(runs.OpenAsync, new ModelGate(new AzureOptions()));
        Assert.True(RunSubmissionParser.TryParse(again.Submission, out RunRequest? request, out _));
        ReplayingDriver driver = new ReplayingDriver(seed: 7) { Dies = static (name, _) => name.StartsWith("Run", StringComparison.Ordinal) }.RunOrchestrators()
            .Activity<WorkMessage, WorkReply>(RunWork.ModelRows, m => work.RunModelRowsAsync(m, CancellationToken.None))
            .Activity<WorkMessage, WorkReply>(RunWork.OtherWork, m => work.RunOtherWorkAsync(m, CancellationToken.None))
            .Activity<string, bool>(RunLedger.Begin, run => ledger.BeginAsync(run, CancellationToken.None))
            .Activity<string, bool>(RunLedger.Finish, run => ledger.FinishAsync(run, CancellationToken.None))
            .Activity<FailureMessage, bool>(RunLedger.Fail, f => ledger.FailAsync(f, CancellationToken.None));
        RunState end = await driver.RunAsync<RunState>(nameof(RunOrchestrator), again.Id, RunMessage.Of(again.Id, request!));

        RunEntry entry = (await book.FindAsync(again.Id, CancellationToken.None))!;
        Assert.Equal((RunPhase.Done, made.Rows), (entry.Phase, end.Rows));
        Assert.Equal(Lines(made), Lines(entry));
        Assert.False(Directory.Exists(Path.Combine(server.Home, RunBook.FolderOf("again"), "journal")));
    }

    // But for the seconds in the records.
    private static IEnumerable<string> Lines(RunEntry entry) =>
        entry.Files.Select(static f => $"{f.Key} {(f.Key.EndsWith(RunKeys.Record, StringComparison.Ordinal) ? "" : f.Value)}").Order(StringComparer.Ordinal);
}
