using System.Net;
using System.Text.Json.Nodes;
using GenoXai.Api;
using GenoXai.Api.Contracts;
using GenoXai.Core.Attribution;
using GenoXai.Core.Models;
using GenoXai.Core.Motifs.Discovery;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Pipeline.OnRuns;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;
using GenoXai.Local.Reports;
using GenoXai.Local.Running;
using GenoXai.Local.Storage;
using GenoXai.Tests.Local;
using GenoXai.Tests.Planted;
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
        await AssertSameFilesAsync(server, status, folder.Path("out"));
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
    public async Task Reanalysis_OfRunsOnRuns_FollowsOnceTheirRunsAreDoneAgain()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        (string ism, string taylor) = (await RunAsync(server, "ism"), await RunAsync(server, "taylor"));
        string compare = (string)(await EndAsync(server, $$"""{"method":"compare","runs":["{{ism}}","{{taylor}}"]}"""))["id"]!;
        string ablate = (string)(await EndAsync(server, $$"""{"method":"ablate","model":"toy","runs":["{{ism}}"],"options":{"random":1,"copies":1,"shares":[0.5]} }"""))["id"]!;
        var reanalysis = new Reanalysis(server.Services.GetRequiredService<RunBook>(), server.Services.GetRequiredService<IModelLibrary>(), server.Services.GetRequiredService<IArtifactStore>());
        RunIntake intake = server.Services.GetRequiredService<RunIntake>();
        Assert.Empty(await reanalysis.PlanAsync(CancellationToken.None));
        await server.PutModelAsync("/api/models/toy?overwrite=true", ApiServer.Bytes(MembersApiTests.Models[1]));
        ReanalysisReport first = await reanalysis.RunAsync(intake, CancellationToken.None);
        Assert.Equal(new[] { ism, taylor }.Order(StringComparer.Ordinal), first.Started.Keys.Order(StringComparer.Ordinal));
        foreach (string id in first.Started.Values) Assert.Equal("done", (string?)(await server.WaitAsync(id))["status"]);

        ReanalysisReport second = await reanalysis.RunAsync(intake, CancellationToken.None);
        Assert.Empty(second.Refused);
        Assert.Equal(new[] { ablate, compare }.Order(StringComparer.Ordinal), second.Started.Keys.Order(StringComparer.Ordinal));
        JsonNode again = await server.WaitAsync(second.Started[compare]);
        Assert.Equal("done", (string?)again["status"]);
        Assert.Equal([first.Started[ism], first.Started[taylor]], again["runs"]!.AsArray().Select(static r => (string?)r));
        Assert.Equal("done", (string?)(await server.WaitAsync(second.Started[ablate]))["status"]);
        Assert.Empty(await reanalysis.PlanAsync(CancellationToken.None));
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

    [Fact]
    public async Task Compare_OfARunWhoseArraysAreOthersByNow_FailsAndSaysSo()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        (string ism, string taylor) = (await RunAsync(server, "ism"), await RunAsync(server, "taylor"));
        await File.AppendAllTextAsync(Path.Combine(server.Home, RunBook.FolderOf(taylor), "taylor.npz"), "x");
        JsonNode status = await EndAsync(server, $$"""{"method":"compare","runs":["{{ism}}","{{taylor}}"]}""");
        Assert.Equal(("failed", "urn:genoxai:problem:conflict"), ((string?)status["status"], (string?)status["error"]!["type"]));
        Assert.Contains($"run \"{taylor}\": taylor.npz is another than when", (string?)status["error"]!["detail"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("taylor", 40, "")]
    [InlineData("occlusion", 25, ""","window":6""")]
    public async Task Motifs_OfARun_GivesTheFilesOfTheCommand(string method, int sequences, string options)
    {
        const string Known = "MEME version 4\n\nALPHABET= ACGT\n\nMOTIF NFY\nletter-probability matrix: alength= 4 w= 5 nsites= 20\n0.01 0.97 0.01 0.01\n0.01 0.97 0.01 0.01\n0.97 0.01 0.01 0.01\n0.97 0.01 0.01 0.01\n0.01 0.01 0.01 0.97\n";
        await using ApiServer server = await ApiServer.StartAsync();
        await server.PutModelAsync("/api/models/cnn", await File.ReadAllBytesAsync(PlantedWorld.Cnn));
        using var folder = new TemporaryFolder();
        string fasta = folder.Write("s.fa", string.Join('\n', File.ReadLines(PlantedWorld.Fasta).Take(2 * sequences)) + "\n");
        string sent = JsonValue.Create(File.ReadAllText(fasta)).ToJsonString(), known = JsonValue.Create(Known).ToJsonString();
        JsonNode source = await EndAsync(server, $$"""{"method":"{{method}}","model":"cnn","sequences":{{sent}},"options":{"pictures":0} }""");
        string id = (string)source["id"]!;
        JsonNode status = await EndAsync(server, $$"""{"method":"motifs","runs":["{{id}}"],"options":{"minSeqlets":4,"pictures":2,"motifs":{{known}}{{options}}} }""");
        Assert.True((string?)status["status"] == "done", status.ToJsonString());
        Assert.Equal((sequences, 0), ((int)status["sequences"]!, (int)status["rowsTotal"]!));

        CopyRun(server, id, folder.Path("run"));
        var discovery = new DiscoveryOptions { LeastSeqlets = 4, Window = options.Length > 0 ? 6 : 11, Threads = 2 };
        await MotifsRun.RunAsync(
            new MotifsRequest { From = folder.Path("run"), Fasta = method == "occlusion" ? fasta : null, Known = folder.Write("motifs", Known), Options = discovery, Pictures = 2 },
            folder.Path("out"), overwrite: false, CancellationToken.None);
        await AssertSameFilesAsync(server, status, folder.Path("out"));
        JsonNode record = (await server.GetAsync($"/api/runs/{(string?)status["id"]}/result")).Json;
        Assert.Equal((id, method), ((string?)record["from"], (string?)record["from_method"]));
        Assert.NotEmpty(record["motifs"]!.AsArray());
        // Record, arrays, two tables, MEME, annotations, logos and two pictures.
        Assert.Equal(9, status["files"]!.AsArray().Count);
    }

    [Fact]
    public async Task Motifs_ThatCannotBeFound_SayWhy()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        string ism = await RunAsync(server, "ism");
        Assert.Contains("runs: name one finished run", (await server.PostAsync("/api/runs", $$"""{"method":"motifs","runs":["{{ism}}","other"]}""")).Problem("bad-request", 400), StringComparison.Ordinal);
        Answer many = await server.PostAsync("/api/runs", $$"""{"method":"motifs","runs":["{{ism}}"],"options":{"fdr":2,"motifs":"no motifs","topShare":0.1,"batch":4} }""");
        many.Problem("bad-option", 400);
        Assert.Equal(["options.batch", "options.fdr", "options.topShare"], many.Json["errors"]!.AsObject().Select(static e => e.Key).Order(StringComparer.Ordinal));
        Assert.Contains("options.motifs", (await server.PostAsync("/api/runs", $$"""{"method":"motifs","runs":["{{ism}}"],"options":{"motifs":"no motifs"} }""")).Problem("bad-motif", 400), StringComparison.Ordinal);
        Assert.Contains("has no target \"z\"", (await server.PostAsync("/api/runs", $$"""{"method":"motifs","runs":["{{ism}}"],"targets":["z"]}""")).Problem("bad-target", 400), StringComparison.Ordinal);
        // Ten letters have no window of eleven: known once the maps are read.
        JsonNode failed = await EndAsync(server, $$"""{"method":"motifs","runs":["{{ism}}"]}""");
        Assert.Contains("no window of 11 letters", (string?)failed["error"]!["detail"], StringComparison.Ordinal);
        string channels = (string)(await EndAsync(server, """{"method":"sensx","model":"toy","sequences":">a\nACGTTGCATC\n","options":{"sequenceFeatures":"channels","samples":10,"walks":5,"top":1,"curveSamples":0}}"""))["id"]!;
        Assert.Contains("are not the positions of sequences", (await server.PostAsync("/api/runs", $$"""{"method":"motifs","runs":["{{channels}}"]}""")).Problem("bad-option", 400), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ism", "occlusion")]
    [InlineData("occlusion", null)]
    public async Task Ablate_OfRuns_GivesTheFilesOfTheCommand(string first, string? second)
    {
        await using ApiServer server = await ApiServer.StartAsync();
        string[] methods = second is null ? [first] : [first, second];
        var ids = new List<string>();
        foreach (string method in methods) ids.Add(await RunAsync(server, method));
        JsonNode status = await EndAsync(server, $$"""{"method":"ablate","model":"toy","runs":["{{string.Join("\",\"", ids)}}"],"options":{"shares":[0.2,0.5],"random":2,"copies":2,"fill":"uniform","signed":true,"seed":3} }""");
        Assert.True((string?)status["status"] == "done", status.ToJsonString());
        Assert.Equal((2, 2 * (1 + ((methods.Length + 2) * 2 * 2))), ((int)status["sequences"]!, (int)status["rowsTotal"]!));

        using var folder = new TemporaryFolder();
        foreach ((string id, string method) in ids.Zip(methods)) CopyRun(server, id, folder.Path(method));
        ToyOnnx.Additive().Save(folder.Path("toy.onnx"));
        var options = new AblationOptions { Explanations = methods, Shares = [0.2, 0.5], RandomOrders = 2, Copies = 2, Fill = AblationFill.Uniform, BySign = true };
        using OnnxSequenceModel model = ModelLoader.Load(folder.Path("toy.onnx")).Open([], new ModelOptions { Threads = 1 });
        NamedSequence[] sequences = [.. new[] { ("a", "ACGTTGCATC"), ("b", "CATGAGGGTA") }.Select(s => new NamedSequence(s.Item1, model.Alphabet.Parse(s.Item2, s.Item1)))];
        SourceRun[] runs = [.. methods.Select(method => RunResults.Open(folder.Path(method)).AsSource(method))];
        // A run of occlusion holds no letters; the server has them.
        runs[^1].Sequences = _ => sequences;
        var rows = new AblationSequences(_ => Task.FromResult<IReadOnlyList<SourceRun>>(runs), null, options, model.Alphabet, 3);
        var request = new RunRequest { Method = RunMethod.Ablate, Ablation = options, Seed = 3, Pictures = 0 };
        await new LocalRunner(new RunContext(request, model, new FolderArtifactStore(folder.Path("out")), rows, "runs"), folder.Path("out"), threads: 1).RunAsync(null, CancellationToken.None);
        // The picture names the model, which is registered under another name.
        await AssertSameFilesAsync(server, status, folder.Path("out"), but: "ablate.svg");
        JsonNode record = (await server.GetAsync($"/api/runs/{(string?)status["id"]}/result")).Json;
        Assert.Equal($"runs {string.Join(", ", ids)}", (string?)record["source"]);
        Assert.Equal(methods, record["explanations"]!.AsArray().Select(static r => (string?)r));
    }

    [Fact]
    public async Task Ablate_ThatCannotBeDone_SaysWhy()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        string ism = await RunAsync(server, "ism");
        Answer many = await server.PostAsync("/api/runs", $$"""{"method":"ablate","runs":["{{ism}}"],"options":{"shares":[0.5,0.2],"fdr":0.1} }""");
        many.Problem("bad-option", 400);
        Assert.Equal(["model", "options.fdr", "options.shares"], many.Json["errors"]!.AsObject().Select(static e => e.Key).Order(StringComparer.Ordinal));
        Assert.Equal(["model", "runs"], (await server.PostAsync("/api/runs", """{"method":"ablate","model":"none","runs":["none"]}""")).Json["errors"]!.AsObject().Select(static e => e.Key).Order(StringComparer.Ordinal));
        Assert.Contains("runs: name 1 to 50", (await server.PostAsync("/api/runs", """{"method":"ablate","model":"toy"}""")).Problem("bad-option", 400), StringComparison.Ordinal);
        Assert.Contains("has no target \"z\"", (await server.PostAsync("/api/runs", $$"""{"method":"ablate","model":"toy","runs":["{{ism}}"],"options":{"fromTarget":"z"} }""")).Problem("bad-target", 400), StringComparison.Ordinal);
        Assert.Contains("ablation is of one target", (await server.PostAsync("/api/runs", $$"""{"method":"ablate","model":"toy","runs":["{{ism}}"],"targets":["y[0]","y[0]*2"]}""")).Problem("bad-option", 400), StringComparison.Ordinal);
        // Another seed, and another target of the runs, is another run; the same again is the same.
        string[] ids = [await IdAsync("{}"), await IdAsync("""{"random":10}"""), await IdAsync("""{"seed":2}"""), await IdAsync("""{"copies":1}""")];
        Assert.Equal(ids[0], ids[1]);
        Assert.Equal(3, ids.Distinct().Count());

        async Task<string> IdAsync(string options) => (string)(await server.PostAsync("/api/runs", $$"""{"method":"ablate","model":"toy","runs":["{{ism}}"],"options":{{options}}}""")).Json["id"]!;
    }

    [Theory]
    [InlineData("ism|taylor", "m|m", "ism|taylor")]
    [InlineData("ism|ism", "m|n", "m|n")]
    [InlineData("ism|ism|taylor", "m|n|m", "ism m|ism n|taylor m")]
    [InlineData("ism|ism", "m|m", "ism aaaaaaa0|ism aaaaaaa1")]
    public void Names_OfRuns_AreTheShortestThatTellThemApart(string methods, string models, string names) =>
        Assert.Equal(names.Split('|'), FoundSource.Names([.. methods.Split('|').Zip(models.Split('|')).Select(static (run, i) => new FoundSource(
            new RunEntry { Id = $"aaaaaaa{i}b", ModelSha256 = "", Submission = new RunSubmission { Method = run.First, Model = run.Second } }, null, new RunRecord().Set("method", run.First)))]));

    /// <summary>Parts of runs on several models are read like the folders that the command line names.</summary>
    [Fact]
    public async Task Runs_OnOneModelsPartOfARunOnSeveral_GiveTheFilesOfTheCommand()
    {
        await using ApiServer server = await MembersApiTests.StartAsync();
        string replicas = (string)(await MembersApiTests.RunAsync(server, """{"method":"ism","models":["m0","m1"]}"""))["id"]!;
        string sanity = (string)(await MembersApiTests.RunAsync(server, """{"method":"sanity","model":"m3","options":{"explanation":"occlusion","steps":1}}"""))["id"]!;
        JsonNode status = await EndAsync(server, $$"""{"method":"compare","runs":["{{replicas}}/replica-2","{{sanity}}/original","{{sanity}}/random-01"],"options":{"topShare":0.3} }""");
        Assert.True((string?)status["status"] == "done", status.ToJsonString());
        using var folder = new TemporaryFolder();
        CopyRun(server, replicas + "/replica-2", folder.Path("replica-2"));
        CopyRun(server, sanity + "/original", folder.Path("original"));
        CopyRun(server, sanity + "/random-01", folder.Path("random-01"));
        await CompareRun.RunAsync(new CompareRequest([folder.Path("replica-2"), folder.Path("original"), folder.Path("random-01")], null, 0.3, 5), folder.Path("out"), overwrite: false, CancellationToken.None);
        await AssertSameFilesAsync(server, status, folder.Path("out"));
        JsonNode record = (await server.GetAsync($"/api/runs/{(string?)status["id"]}/result")).Json;
        Assert.Equal([$"{replicas}/replica-2", $"{sanity}/original", $"{sanity}/random-01"], record["run_ids"]!.AsArray().Select(static r => (string?)r));
        Assert.Contains("original ~ random-01", record["pairs"]!.AsArray().Select(static r => (string?)r));
        // The letters of an occlusion are those that were posted with the whole run.
        JsonNode ablated = await EndAsync(server, $$"""{"method":"ablate","model":"m3","runs":["{{sanity}}/random-01"],"options":{"random":1,"copies":1,"shares":[0.5]} }""");
        Assert.True((string?)ablated["status"] == "done", ablated.ToJsonString());

        Assert.Contains($"name {sanity}/original, {sanity}/random-01", await Refused($"{replicas}\",\"{sanity}", "bad-option", 400), StringComparison.Ordinal);
        Assert.Contains($"has no part \"../x\"; its parts are {replicas}/replica-1", await Refused($"{replicas}\",\"{replicas}/../x", "unknown-run", 404), StringComparison.Ordinal);
        string plain = (string)(await MembersApiTests.RunAsync(server, """{"method":"taylor","model":"m0"}"""))["id"]!;
        Assert.Contains("is on one model: name its id alone", await Refused($"{replicas}\",\"{plain}/original", "unknown-run", 404), StringComparison.Ordinal);

        async Task<string> Refused(string runs, string kind, int expected) => (await server.PostAsync("/api/runs", $$"""{"method":"compare","runs":["{{runs}}"]}""")).Problem(kind, expected);
    }

    private static Task<string> RunAsync(ApiServer server, string method) => server.StartRunAsync(ToyOnnx.Additive(), $$"""{"method":"{{method}}","model":"toy","sequences":{{Sequences}}}""")
        .ContinueWith(async started => (string)(await server.WaitAsync(await started))["id"]!, TaskScheduler.Default).Unwrap();

    private static async Task<JsonNode> EndAsync(ApiServer server, string json)
    {
        Answer answer = await server.PostAsync("/api/runs", json);
        Assert.True(answer.Status == HttpStatusCode.Accepted, System.Text.Encoding.UTF8.GetString(answer.Body));
        return await server.WaitAsync((string)answer.Json["id"]!);
    }

    /// <summary>But for the record, which says where the runs are.</summary>
    private static async Task AssertSameFilesAsync(ApiServer server, JsonNode status, string folder, string? but = null)
    {
        string[] files = [.. status["files"]!.AsArray().Select(static f => (string)f!["name"]!)];
        Assert.Equal(Directory.GetFiles(folder).Select(static f => Path.GetFileName(f)).Order(StringComparer.Ordinal), files.Order(StringComparer.Ordinal));
        foreach (string file in files.Where(f => f != "run.json" && f != but))
            Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(folder, file)), (await server.GetAsync($"/api/runs/{(string?)status["id"]}/result?file={file}")).Body);
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
