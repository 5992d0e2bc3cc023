using System.Net;
using System.Text.Json.Nodes;
using GenoXai.Api;
using GenoXai.Api.Contracts;
using GenoXai.Tests.Local;
using GenoXai.Tests.ToyModels;
using Microsoft.Extensions.DependencyInjection;

namespace GenoXai.Tests.Api;

public sealed class LocalRunHostTests
{
    // One row at a time: slow enough to be met at work.
    private static string Slow(int budget, int seed = 1) =>
        $$"""{"method":"sketch","model":"toy","options":{"budget":{{budget}},"decoder":"ridge","batch":1,"chunkRows":500,"seed":{{seed}} } }""";

    private static bool HasBegun(JsonNode status) => (long)status["rowsDone"]! > 2000;

    [Fact]
    public async Task Delete_OfARunAtWork_CancelsIt_AndDeletedAgainItIsGone()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        string id = await server.StartRunAsync(ToyOnnx.Additive(), Slow(20_000_000));
        JsonNode status = await server.WaitAsync(id, HasBegun);
        Assert.Equal("running", (string?)status["status"]);
        Assert.Equal(20_000_000, (int)status["rowsTotal"]!);
        Assert.True((double)status["rowsPerSecond"]! > 0);
        (await server.GetAsync($"/api/runs/{id}/result")).Problem("not-finished", 409);
        Assert.Equal(HttpStatusCode.Accepted, (await server.DeleteAsync($"/api/runs/{id}")).Status);
        Assert.Equal("cancelled", (string?)(await server.WaitAsync(id))["status"]);
        (await server.GetAsync($"/api/runs/{id}/result")).Problem("run-failed", 409);
        Assert.Equal(HttpStatusCode.NoContent, (await server.DeleteAsync($"/api/runs/{id}")).Status);
        (await server.GetAsync($"/api/runs/{id}")).Problem("unknown-run", 404);
    }

    [Fact]
    public async Task Delete_JustBeforeTheServerStops_IsNotForgotten()
    {
        using var folder = new TemporaryFolder();
        string home = folder.Path("home"), id;
        await using (ApiServer server = await ApiServer.StartAsync(home: home))
        {
            // Long batches: the run is still in one when the server stops.
            id = await server.StartRunAsync(ToyOnnx.Additive(), """{"method":"sensx","model":"toy","sequences":">a\nACGTACGTAC\n","options":{"samples":1000000,"batch":65536,"chunkRows":65536}}""");
            await server.WaitAsync(id, static status => (long)status["rowsDone"]! > 0);
            await server.DeleteAsync($"/api/runs/{id}");
        }

        await using ApiServer again = await ApiServer.StartAsync(home: home);
        Assert.Equal("cancelled", (string?)(await again.GetAsync($"/api/runs/{id}")).Json["status"]);
    }

    [Fact]
    public async Task Queue_IsBounded_AndAWaitingRunCanBeCancelled()
    {
        await using ApiServer server = await ApiServer.StartAsync(new ApiOptions { MostQueued = 1 });
        string first = await server.StartRunAsync(ToyOnnx.Additive(), Slow(20_000_000));
        await server.WaitAsync(first, HasBegun);
        string second = (string)(await server.PostAsync("/api/runs", Slow(20_000_000, 2))).Json["id"]!;
        (await server.PostAsync("/api/runs", Slow(20_000_000, 3))).Problem("queue-full", 503);
        Assert.Equal(2, (await server.GetAsync("/api/runs")).Json.AsArray().Count);
        Assert.Equal("cancelled", (string?)(await server.DeleteAsync($"/api/runs/{second}")).Json["status"]);
        Assert.Equal(HttpStatusCode.Accepted, (await server.PostAsync("/api/runs", Slow(20_000_000, 3))).Status);
        await server.DeleteAsync($"/api/runs/{first}");
        Assert.Equal("cancelled", (string?)(await server.WaitAsync(first))["status"]);
    }

    [Fact]
    public async Task StoppedServer_GoesOnFromTheFinishedChunks_AndMakesTheSameSketch()
    {
        using var folder = new TemporaryFolder();
        string home = folder.Path("home"), id;
        await using (ApiServer server = await ApiServer.StartAsync(home: home))
        {
            id = await server.StartRunAsync(ToyOnnx.Pairwise(), Slow(300_000).Replace("\"model\"", "\"targets\":[\"y[0]\"],\"model\"", StringComparison.Ordinal));
            Assert.Equal("running", (string?)(await server.WaitAsync(id, HasBegun))["status"]);
        }

        string journal = Path.Combine(home, "runs", id, "journal");
        var finished = Directory.GetFiles(journal, "chunk-*.part").ToDictionary(static path => path, File.GetLastWriteTimeUtc);
        Assert.True(finished.Count >= 3, $"{finished.Count} chunks");
        string whole;
        await using (ApiServer server = await ApiServer.StartAsync(home: home))
        {
            // Further than before, and yet the chunks of before were not written again.
            JsonNode resumed = await server.WaitAsync(id, s => (long)s["rowsDone"]! > (finished.Count * 500) + 1000);
            Assert.Equal("running", (string?)resumed["status"]);
            Assert.All(finished, static chunk => Assert.Equal(chunk.Value, File.GetLastWriteTimeUtc(chunk.Key)));
            JsonNode status = await server.WaitAsync(id);
            Assert.Equal("done", (string?)status["status"]);
            whole = (string)status["sketch"]!;
        }

        await using ApiServer fresh = await ApiServer.StartAsync();
        string uninterrupted = await fresh.StartRunAsync(ToyOnnx.Pairwise(), Slow(300_000).Replace("\"model\"", "\"targets\":[\"y[0]\"],\"model\"", StringComparison.Ordinal));
        Assert.Equal(whole, (string?)(await fresh.WaitAsync(uninterrupted))["sketch"]);
    }

    [Fact]
    public async Task FailedRun_KeepsItsMessage()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        string id = await server.StartRunAsync(ToyOnnx.NotFinite(), """{"method":"sketch","model":"toy","options":{"budget":600}}""");
        JsonNode status = await server.WaitAsync(id);
        Assert.Equal("failed", (string?)status["status"]);
        Assert.Equal("urn:genoxai:problem:not-finite", (string?)status["error"]!["type"]);
        Assert.Contains("finite", (string)status["error"]!["detail"]!, StringComparison.Ordinal);
        Assert.Contains("finite", (await server.GetAsync($"/api/runs/{id}/result")).Problem("run-failed", 409), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ManifestReplacedWhileARunWaits_FailsTheRun()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        string id = await server.StartRunAsync(ToyOnnx.Additive(), """{"method":"predict","model":"toy","targets":["y[0]"],"sequences":">a\nACGTTGCATC\n"}""");
        await server.WaitAsync(id);
        // Put back to where it waits for its turn, posted for a manifest that is another by now.
        RunBook book = server.Services.GetRequiredService<RunBook>();
        Directory.Delete(Path.Combine(server.Home, RunBook.FolderOf(id)), recursive: true);
        await book.PutAsync((await book.FindAsync(id, CancellationToken.None))! with { Phase = RunPhase.Queued, ModelVersion = "earlier" }, CancellationToken.None);
        await server.Services.GetRequiredService<IRunHost>().StartAsync(id, CancellationToken.None);
        JsonNode status = await server.WaitAsync(id);
        Assert.Equal(("failed", "urn:genoxai:problem:conflict"), ((string?)status["status"], (string?)status["error"]!["type"]));
    }

    [Theory]
    [InlineData(RunPhase.Cancelled)]
    [InlineData(RunPhase.Done)]
    public async Task Failure_OfARunThatHasEndedMeanwhile_ChangesNothing(RunPhase phase)
    {
        await using ApiServer server = await ApiServer.StartAsync();
        RunBook book = server.Services.GetRequiredService<RunBook>();
        await book.PutAsync(new RunEntry { Id = "r", Submission = new RunSubmission { Method = "ism" }, ModelSha256 = "", Phase = phase }, CancellationToken.None);
        await book.FailAsync("r", "unexpected", "too late", CancellationToken.None);
        Assert.Equal((phase, null), ((await book.FindAsync("r", CancellationToken.None))! is var run ? (run.Phase, run.Message) : default));
    }

    [Fact]
    public async Task ModelReplacedWhileARunWaits_FailsTheRun()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        string first = await server.StartRunAsync(ToyOnnx.Additive(), Slow(20_000_000));
        string second = (string)(await server.PostAsync("/api/runs", Slow(600, 2))).Json["id"]!;
        await server.PutModelAsync("/api/models/toy?overwrite=true", ApiServer.Bytes(ToyOnnx.Constant()));
        await server.DeleteAsync($"/api/runs/{first}");
        JsonNode status = await server.WaitAsync(second);
        Assert.Equal("failed", (string?)status["status"]);
        Assert.Contains("replaced", (string)status["error"]!["detail"]!, StringComparison.Ordinal);
    }
}
