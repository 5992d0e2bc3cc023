using System.Text.Json.Nodes;
using GenoXai.Api;
using GenoXai.Api.Contracts;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Sequences;
using GenoXai.Tests.ToyModels;
using Microsoft.Extensions.DependencyInjection;

namespace GenoXai.Tests.Api;

/// <summary>What keeps results current and runs going: one run that is broken is not in the way of the others.</summary>
public sealed class UpkeepTests
{
    private const string Predict = """{"method":"predict","model":"toy","sequences":">a\nACGTTGCATC\n"}""";

    [Fact]
    public async Task Reanalysis_OfARunWhoseSequencesAreGone_TellsIt_AndGoesOn()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        string gone = await server.StartRunAsync(ToyOnnx.Additive(), Predict), kept = await server.StartRunAsync(ToyOnnx.Additive(), Predict.Replace("TTG", "GTT", StringComparison.Ordinal));
        foreach (string id in (string[])[gone, kept]) await server.WaitAsync(id);
        Directory.Delete(Path.Combine(server.Home, RunBook.FolderOf(gone)), recursive: true);
        await server.PutModelAsync("/api/models/toy?overwrite=true", ApiServer.Bytes(ToyOnnx.RankFour()));
        var reanalysis = new Reanalysis(server.Services.GetRequiredService<RunBook>(), server.Services.GetRequiredService<IModelLibrary>(), server.Services.GetRequiredService<IArtifactStore>());
        ReanalysisReport report = await reanalysis.RunAsync(server.Services.GetRequiredService<RunIntake>(), CancellationToken.None);
        Assert.Equal([gone], report.Refused.Keys);
        Assert.Equal([kept], report.Started.Keys);
        Assert.Equal("done", (string?)(await server.WaitAsync(report.Started[kept]))["status"]);
    }

    [Fact]
    public async Task Restart_OfARunThatIsNoLongerUnderstood_FailsItAndStartsTheOthers()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        RunBook book = server.Services.GetRequiredService<RunBook>();
        foreach (string id in (string[])["a", "bad", "z"])
            await book.PutAsync(new RunEntry { Id = id, Submission = new RunSubmission { Method = "predict", Model = "toy" }, ModelSha256 = "", Phase = RunPhase.Queued }, CancellationToken.None);
        var host = new Picky();
        await new Housekeeping(book, server.Services.GetRequiredService<IModelLibrary>()).RestartAsync(host, CancellationToken.None);
        Assert.Equal(["a", "z"], host.Started.Order(StringComparer.Ordinal));
        Assert.Equal((RunPhase.Failed, "bad-option"), ((await book.FindAsync("bad", CancellationToken.None))! is var run ? (run.Phase, run.Problem) : default));
    }

    [Fact]
    public async Task Run_WhoseServerWasKilledAfterItsLastFile_LeavesNoJournal()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        string id = await server.StartRunAsync(ToyOnnx.Additive(), Predict), journal = Path.Combine(server.Home, RunBook.FolderOf(id), "journal");
        await server.WaitAsync(id);
        Directory.CreateDirectory(journal);
        await File.WriteAllTextAsync(Path.Combine(journal, "chunk-000000.part"), "left behind");
        RunBook book = server.Services.GetRequiredService<RunBook>();
        await book.PutAsync((await book.FindAsync(id, CancellationToken.None))! with { Phase = RunPhase.Running }, CancellationToken.None);
        await server.Services.GetRequiredService<IRunHost>().StartAsync(id, CancellationToken.None);
        JsonNode status = await server.WaitAsync(id);
        Assert.Equal("done", (string?)status["status"]);
        Assert.False(Directory.Exists(journal));
    }

    private sealed class Picky : IRunHost
    {
        public List<string> Started { get; } = [];

        public Task StartAsync(string id, CancellationToken cancellationToken)
        {
            if (id == "bad") throw new InputException("options.gone: there is no such option.", "bad-option");
            Started.Add(id);
            return Task.CompletedTask;
        }

        public Task CancelAsync(string id, CancellationToken cancellationToken) => Task.CompletedTask;

        public ValueTask<GenoXai.Api.RunRows?> ProgressAsync(string id, CancellationToken cancellationToken) => ValueTask.FromResult<GenoXai.Api.RunRows?>(null);
    }
}
