using System.Text.Json.Nodes;
using GenoXai.Api;
using GenoXai.Core.Pipeline;
using GenoXai.Local.Commands;
using GenoXai.Tests.Api;
using GenoXai.Tests.ToyModels;
using Microsoft.Extensions.DependencyInjection;

namespace GenoXai.Tests.Local;

public sealed class ReanalyseCommandTests
{
    private const string Ism = """{"method":"ism","model":"toy","sequences":[{"id":"a","sequence":"ACGTACGTAC"}]}""";

    [Fact]
    public async Task Reanalyse_ComputesExactlyTheResultsOfTheChangedModel_AndOnceOnly()
    {
        using var folder = new TemporaryFolder();
        string home = folder.Path("home"), stale;
        await using (ApiServer server = await ApiServer.StartAsync(home: home))
        {
            stale = await server.StartRunAsync(ToyOnnx.Additive(), Ism);
            await server.WaitAsync(stale);
            await server.PutModelAsync("/api/models/other", ApiServer.Bytes(ToyOnnx.Additive()));
            string current = (string)(await server.PostAsync("/api/runs", Ism.Replace("\"toy\"", "\"other\"", StringComparison.Ordinal))).Json["id"]!;
            await server.WaitAsync(current);
        }

        Assert.Equal("every result is current\n", GenoXaiProcess.Run("reanalyse", "--home", home).Output.ReplaceLineEndings("\n"));
        ToyOnnx.RankFour().Save(folder.Path("new.onnx"));
        Assert.Equal(0, GenoXaiProcess.Run("model", "add", folder.Path("new.onnx"), "--id", "toy", "--overwrite", "--home", home).ExitCode);
        Assert.Equal($"stale\tmodel\tmethod\tsequences\n{stale}\ttoy\tism\t1\n", GenoXaiProcess.Run("reanalyse", "--dry-run", "--home", home).Output.ReplaceLineEndings("\n"));
        ProcessResult done = GenoXaiProcess.Run("reanalyse", "--home", home);
        Assert.True(done.ExitCode == 0, done.Error);
        Assert.EndsWith(": ism of toy: done\n", done.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Equal("every result is current\n", GenoXaiProcess.Run("reanalyse", "--home", home).Output.ReplaceLineEndings("\n"));

        await using ApiServer again = await ApiServer.StartAsync(home: home);
        JsonArray runs = (await again.GetAsync("/api/runs")).Json.AsArray();
        Assert.Equal(3, runs.Count);
        Assert.All(runs, static r => Assert.Equal("done", (string?)r!["status"]));
    }

    [Fact]
    public async Task Reanalyse_GoingOnAfterOneThatWasKilled_ComputesTheRunsThatReadTheStaleOnesToo()
    {
        using var folder = new TemporaryFolder();
        string home = folder.Path("home");
        string[] started;
        await using (ApiServer server = await ApiServer.StartAsync(home: home))
        {
            string read = await server.StartRunAsync(ToyOnnx.Additive(), Ism);
            await server.WaitAsync(read);
            await server.WaitAsync((string)(await server.PostAsync("/api/runs", $$"""{"method":"ablate","model":"toy","runs":["{{read}}"],"options":{"random":1,"copies":1,"shares":[0.5]} }""")).Json["id"]!);
            await server.PutModelAsync("/api/models/toy?overwrite=true", ApiServer.Bytes(ToyOnnx.RankFour()));
            // What one leaves behind that is killed once its runs are noted.
            RunBook book = server.Services.GetRequiredService<RunBook>();
            IModelLibrary models = server.Services.GetRequiredService<IModelLibrary>();
            IArtifactStore store = server.Services.GetRequiredService<IArtifactStore>();
            using var intake = new RunIntake(book, models, store, new Idle(), TimeProvider.System);
            started = [.. (await new Reanalysis(book, models, store).RunAsync(intake, CancellationToken.None)).Started.Values];
        }

        Assert.Equal(0, await ReanalyseCommand.Create().Parse(["--home", home, "--threads", "1"]).InvokeAsync());
        await using ApiServer again = await ApiServer.StartAsync(home: home);
        JsonArray runs = (await again.GetAsync("/api/runs")).Json.AsArray();
        Assert.All(runs, static r => Assert.Equal("done", (string?)r!["status"]));
        Assert.Equal(4, runs.Count);
        Assert.Contains(runs, r => r!["runs"] is JsonArray sources && (string?)sources[0] == Assert.Single(started));
    }

    private sealed class Idle : IRunHost
    {
        public Task StartAsync(string id, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task CancelAsync(string id, CancellationToken cancellationToken) => Task.CompletedTask;

        public ValueTask<GenoXai.Api.RunRows?> ProgressAsync(string id, CancellationToken cancellationToken) => ValueTask.FromResult<GenoXai.Api.RunRows?>(null);
    }
}
