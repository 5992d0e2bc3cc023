using System.Net;
using System.Text.Json.Nodes;
using GenoXai.Api;
using GenoXai.Api.Contracts;
using GenoXai.Core.Results;
using GenoXai.Local.Running;
using GenoXai.Tests.Local;
using GenoXai.Tests.ToyModels;
using Microsoft.Extensions.DependencyInjection;

namespace GenoXai.Tests.Api;

/// <summary>Runs on finished runs over HTTP.</summary>
public sealed class OnRunsApiTests
{
    private const string Sequences = """[{"id":"a","sequence":"ACGTTGCATC"},{"id":"b","sequence":"CATGAGGGTA"}]""";

    [Fact]
    public async Task Compare_OfTwoRuns_GivesTheFilesOfTheCommand()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        (string ism, string taylor) = (await RunAsync(server, "ism"), await RunAsync(server, "taylor"));
        JsonNode status = await EndAsync(server, $$"""{"method":"compare","runs":["{{ism}}","{{taylor}}"],"options":{"topShare":0.3} }""");
        Assert.Equal("done", (string?)status["status"]);
        Assert.Equal((2, 0, ""), ((int)status["sequences"]!, (int)status["rowsTotal"]!, (string?)status["model"]));
        Assert.Equal([ism, taylor], status["runs"]!.AsArray().Select(static r => (string?)r));

        using var folder = new TemporaryFolder();
        foreach ((string id, string method) in new[] { (ism, "ism"), (taylor, "taylor") }) CopyRun(server, id, folder.Path(method));
        await CompareRun.RunAsync(new CompareRequest([folder.Path("ism"), folder.Path("taylor")], null, 0.3, 5), folder.Path("out"), overwrite: false, CancellationToken.None);
        string[] files = [.. status["files"]!.AsArray().Select(static f => (string)f!["name"]!)];
        Assert.Equal(Directory.GetFiles(folder.Path("out")).Select(static f => Path.GetFileName(f)).Order(StringComparer.Ordinal), files.Order(StringComparer.Ordinal));
        Assert.Contains("compare.npz", files);
        Assert.Contains("agreement.svg", files);
        foreach (string file in files.Where(static f => f != "run.json"))
            Assert.Equal(await File.ReadAllBytesAsync(folder.Path("out/" + file)), (await server.GetAsync($"/api/runs/{(string?)status["id"]}/result?file={file}")).Body);
        JsonNode record = (await server.GetAsync($"/api/runs/{(string?)status["id"]}/result")).Json;
        Assert.Equal([ism, taylor], record["run_ids"]!.AsArray().Select(static r => (string?)r));
        Assert.Equal(["ism ~ taylor"], record["pairs"]!.AsArray().Select(static r => (string?)r));
        // The model is linear, so that Taylor's estimate is ISM itself.
        Assert.Equal(1, (double)record["median_pearson"]![0]!, 1e-5);
    }

    [Fact]
    public async Task Compare_PostedAgain_IsTheSameRun_AndOfOtherRunsOrOptionsAnother()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        (string ism, string taylor) = (await RunAsync(server, "ism"), await RunAsync(server, "taylor"));
        string[] ids = [.. await Task.WhenAll(
            IdAsync($$"""{"method":"compare","runs":["{{ism}}","{{taylor}}"]}"""), IdAsync($$"""{"method":"compare","runs":["{{ism}}","{{taylor}}"],"options":{"topShare":0.1} }"""),
            IdAsync($$"""{"method":"compare","runs":["{{taylor}}","{{ism}}"]}"""), IdAsync($$"""{"method":"compare","runs":["{{ism}}","{{taylor}}"],"options":{"topShare":0.2} }"""))];
        Assert.Equal(ids[0], ids[1]);
        Assert.Equal(3, ids.Distinct().Count());

        async Task<string> IdAsync(string json) => (string)(await server.PostAsync("/api/runs", json)).Json["id"]!;
    }

    [Fact]
    public async Task Post_OfRunsThatCannotBeRead_SaysWhy()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        (string ism, string predict) = (await RunAsync(server, "ism"), await RunAsync(server, "predict"));
        string other = (string)(await EndAsync(server, """{"method":"ism","model":"toy","sequences":">a\nACGTTGCATC\n"}"""))["id"]!;
        string ends = await Refused($$"""["{{ism}}","none"]""", "unknown-run", 404);
        Assert.Contains("none", ends, StringComparison.Ordinal);
        Assert.Contains("a run of predict has no importance for each position", await Refused($$"""["{{ism}}","{{predict}}"]""", "bad-option", 400), StringComparison.Ordinal);
        Assert.Contains("explains 1 sequences, but run \"" + ism + "\" explains 2", await Refused($$"""["{{ism}}","{{other}}"]""", "bad-option", 400), StringComparison.Ordinal);
        Assert.Contains("runs: name 2 to 50", await Refused($$"""["{{ism}}"]""", "bad-option", 400), StringComparison.Ordinal);
        Assert.Contains("named twice", await Refused($$"""["{{ism}}","{{ism}}"]""", "bad-option", 400), StringComparison.Ordinal);
        Assert.Contains("has no target \"z\"; it has", await Refused($$"""["{{ism}}","{{other}}"],"targets":["z"] """, "bad-request", 400), StringComparison.Ordinal);
        Assert.Contains("nothing is shown to a model", await Refused($$"""["{{ism}}","{{other}}"],"model":"toy" """, "bad-option", 400), StringComparison.Ordinal);
        Answer seeds = await server.PostAsync("/api/runs", """{"method":"compare","runs":["x","y"],"options":{"seed":2,"topShare":7,"window":3}}""");
        seeds.Problem("bad-request", 400);
        Assert.Equal(["options.seed", "options.topShare", "options.window", "runs"], seeds.Json["errors"]!.AsObject().Select(static e => e.Key).Order(StringComparer.Ordinal));
        (await server.PostAsync("/api/runs", $$"""{"method":"ism","model":"toy","sequences":">a\nACGTTGCATC\n","runs":["{{ism}}"]}""")).Problem("bad-option", 400);

        async Task<string> Refused(string runs, string kind, int status) => (await server.PostAsync("/api/runs", $$"""{"method":"compare","runs":{{runs}}}""")).Problem(kind, status);
    }

    [Theory]
    [InlineData(RunPhase.Queued, "not-finished", "is not finished yet")]
    [InlineData(RunPhase.Running, "not-finished", "is not finished yet")]
    [InlineData(RunPhase.Cancelled, "run-failed", "has no result")]
    [InlineData(RunPhase.Failed, "run-failed", "has no result")]
    public async Task Post_OfARunWithoutAResult_IsAConflict(RunPhase phase, string kind, string says)
    {
        await using ApiServer server = await ApiServer.StartAsync();
        RunBook book = server.Services.GetRequiredService<RunBook>();
        string ism = await RunAsync(server, "ism");
        await book.PutAsync((await book.FindAsync(ism, CancellationToken.None))! with { Id = "other", Phase = phase }, CancellationToken.None);
        Assert.Contains(says, (await server.PostAsync("/api/runs", $$"""{"method":"compare","runs":["{{ism}}","other"]}""")).Problem(kind, 409), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_OfAnotherCallersRun_IsNotToldFromOneThatIsNotThere()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        RunBook book = server.Services.GetRequiredService<RunBook>();
        string ism = await RunAsync(server, "ism");
        await book.PutAsync((await book.FindAsync(ism, CancellationToken.None))! with { Id = "theirs", Owner = "somebody else" }, CancellationToken.None);
        string theirs = (await server.PostAsync("/api/runs", $$"""{"method":"compare","runs":["{{ism}}","theirs"]}""")).Problem("unknown-run", 404);
        string none = (await server.PostAsync("/api/runs", $$"""{"method":"compare","runs":["{{ism}}","none"]}""")).Problem("unknown-run", 404);
        Assert.Equal(none, theirs.Replace("theirs", "none", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Compare_OfARunThatWasRemovedMeanwhile_FailsAndSaysSo()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        (string ism, string taylor) = (await RunAsync(server, "ism"), await RunAsync(server, "taylor"));
        string id = (string)(await EndAsync(server, $$"""{"method":"compare","runs":["{{ism}}","{{taylor}}"]}"""))["id"]!;
        // Put back to where it waits for its turn.
        RunBook book = server.Services.GetRequiredService<RunBook>();
        Directory.Delete(Path.Combine(server.Home, RunBook.FolderOf(id)), recursive: true);
        await book.PutAsync((await book.FindAsync(id, CancellationToken.None))! with { Phase = RunPhase.Queued, Files = new Dictionary<string, string>() }, CancellationToken.None);
        Assert.Equal(HttpStatusCode.NoContent, (await server.DeleteAsync($"/api/runs/{taylor}")).Status);
        await server.Services.GetRequiredService<IRunHost>().StartAsync(id, CancellationToken.None);
        JsonNode status = await server.WaitAsync(id);
        Assert.Equal(("failed", "urn:genoxai:problem:unknown-run"), ((string?)status["status"], (string?)status["error"]!["type"]));
        Assert.Equal($"run \"{taylor}\": was removed since the run that reads it was posted. Post it again, and then this one.", (string?)status["error"]!["detail"]);
        Assert.Empty(status["files"]!.AsArray());
        // Once the run is there again, so is the comparison, under the same id.
        Assert.Equal(taylor, await RunAsync(server, "taylor"));
        Assert.Equal(("done", id), await EndAsync(server, $$"""{"method":"compare","runs":["{{ism}}","{{taylor}}"]}""") is var again ? ((string?)again["status"], (string?)again["id"]) : default);
    }

    [Theory]
    [InlineData("ism|taylor", "m|m", "ism|taylor")]
    [InlineData("ism|ism", "m|n", "m|n")]
    [InlineData("ism|ism|taylor", "m|n|m", "ism m|ism n|taylor m")]
    [InlineData("ism|ism", "m|m", "ism aaaaaaa0|ism aaaaaaa1")]
    public void Names_OfRuns_AreTheShortestThatTellThemApart(string methods, string models, string names) =>
        Assert.Equal(names.Split('|'), SourceRuns.Names([.. methods.Split('|').Zip(models.Split('|')).Select(static (run, i) =>
            new RunEntry { Id = $"aaaaaaa{i}b", ModelSha256 = "", Submission = new RunSubmission { Method = run.First, Model = run.Second } })]));

    private static Task<string> RunAsync(ApiServer server, string method) => server.StartRunAsync(ToyOnnx.Additive(), $$"""{"method":"{{method}}","model":"toy","sequences":{{Sequences}}}""")
        .ContinueWith(async started => (string)(await server.WaitAsync(await started))["id"]!, TaskScheduler.Default).Unwrap();

    private static async Task<JsonNode> EndAsync(ApiServer server, string json)
    {
        Answer answer = await server.PostAsync("/api/runs", json);
        Assert.True(answer.Status == HttpStatusCode.Accepted, System.Text.Encoding.UTF8.GetString(answer.Body));
        return await server.WaitAsync((string)answer.Json["id"]!);
    }

    private static void CopyRun(ApiServer server, string id, string folder)
    {
        string source = Path.Combine(server.Home, RunBook.FolderOf(id));
        Directory.CreateDirectory(folder);
        using FileStream stream = File.OpenRead(Path.Combine(source, "run.json"));
        foreach (string line in RunRecordFile.Read(stream, "run.json").GetStrings("files")) File.Copy(Path.Combine(source, line[66..]), Path.Combine(folder, line[66..]));
        File.Copy(Path.Combine(source, "run.json"), Path.Combine(folder, "run.json"));
    }
}
