using System.Net;
using System.Text.Json.Nodes;
using GenoXai.Api;
using GenoXai.Core.Pipeline;
using GenoXai.Local.Commands;
using GenoXai.Tests.Local;
using GenoXai.Tests.Onnx;
using GenoXai.Tests.ToyModels;
using Microsoft.Extensions.DependencyInjection;

namespace GenoXai.Tests.Api;

/// <summary>Runs on several models over HTTP: the files of the command line, and what is refused.</summary>
public sealed class MembersApiTests
{
    private const string Taylor = """{"method":"taylor","models":["m0","m1"]}""";

    internal const string Sequences = ">a\nACGTTGCATC\n>b\nCATGAGGGTA\n>c\nGGTCATTCAA\n";

    [Theory]
    [InlineData("""{"method":"ism","models":["m0","m1","m2"],"options":{"chunkRows":16,"batch":8}}""", "ism --model m0 --model m1 --model m2 --chunk-rows 16 --batch 8", "replica-3/ism.npz")]
    [InlineData("""{"method":"attribute","models":["m1","m0"],"options":{"attribution":"deepshap","shuffles":3,"pictures":1}}""", "attribute --method deepshap --shuffles 3 --pictures 1 --model m1 --model m0", "replica-2/attribute.npz")]
    [InlineData("""{"method":"sanity","model":"m3","options":{"explanation":"ism","limit":0.4}}""", "sanity --method ism --limit 0.4 --model m3", "random-02/ism.npz")]
    [InlineData("""{"method":"sanity","model":"m3","options":{"cascading":false,"draw":"permutation","seed":5}}""", "sanity --order independent --draw permutation --seed 5 --model m3", "original/taylor.npz")]
    public async Task Run_OnSeveralModels_GivesTheFilesOfTheCommandLine(string body, string command, string member)
    {
        await using ApiServer server = await StartAsync();
        JsonNode status = await RunAsync(server, body);
        Assert.True("done" == (string?)status["status"], status.ToJsonString());
        Assert.Equal((int)status["rowsTotal"]!, (int)status["rowsDone"]!);

        using var folder = new TemporaryFolder();
        folder.Write("s.fa", Sequences);
        Assert.Equal(0, await RootCommands.Create().Parse([.. command.Split(' '), "--home", server.Home, "--fasta", folder.Path("s.fa"), "--out", folder.Path("out")]).InvokeAsync());
        string[] names = [.. status["files"]!.AsArray().Select(static f => (string)f!["name"]!)];
        Assert.Contains(member, names);
        Assert.Equal(Directory.EnumerateFiles(folder.Path("out"), "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder.Path("out"), file)).Order(StringComparer.Ordinal), names);
        foreach (string name in names)
        {
            Answer answer = await server.GetAsync($"/api/runs/{(string)status["id"]!}/result?file={Uri.EscapeDataString(name)}");
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            if (Path.GetFileName(name) != RunKeys.Record) Assert.Equal(File.ReadAllBytes(folder.Path("out/" + name)), answer.Body);
            else Assert.Equal(Facts(JsonNode.Parse(File.ReadAllBytes(folder.Path("out/" + name)))!), Facts(answer.Json));
        }

        // No journal is left, and asked again it is the same run.
        Assert.False(Directory.Exists(Path.Combine(server.Home, "runs", (string)status["id"]!, "journal")));
        Assert.Equal((string?)status["id"], (string?)(await server.PostAsync("/api/runs", Full(body))).Json["id"]);
    }

    [Fact]
    public async Task Run_OnReplicas_IsAnotherForOtherModels()
    {
        await using ApiServer server = await StartAsync();
        JsonNode status = await RunAsync(server, Taylor);
        Assert.Equal("m0, m1", (string?)status["model"]);
        Assert.Equal(["m0", "m1"], status["models"]!.AsArray().Select(static m => (string)m!));
        string id = (string)status["id"]!;
        foreach (string other in new[] { """{"method":"taylor","models":["m0","m2"]}""", """{"method":"taylor","models":["m1","m0"]}""", """{"method":"taylor","model":"m0"}""" })
            Assert.NotEqual(id, (string?)(await server.PostAsync("/api/runs", Full(other))).Json["id"]);
    }

    [Theory]
    [InlineData(Taylor, "m1")]
    [InlineData("""{"method":"sanity","model":"m1"}""", "m1")]
    public async Task Reanalysis_OfARunOnSeveralModels_RunsItAgainOnceOneIsReplaced(string body, string replaced)
    {
        await using ApiServer server = await StartAsync();
        string id = (string)(await RunAsync(server, body))["id"]!;
        var reanalysis = new Reanalysis(server.Services.GetRequiredService<RunBook>(), server.Services.GetRequiredService<IModelLibrary>(), server.Services.GetRequiredService<IArtifactStore>());
        Assert.Empty(await reanalysis.PlanAsync(CancellationToken.None));
        await server.PutModelAsync($"/api/models/{replaced}?overwrite=true", ApiServer.Bytes(Linear(7)));
        ReanalysisReport report = await reanalysis.RunAsync(server.Services.GetRequiredService<RunIntake>(), CancellationToken.None);
        Assert.Empty(report.Refused);
        Assert.NotEqual(id, report.Started[id]);
        Assert.Equal("done", (string?)(await server.WaitAsync(report.Started[id]))["status"]);
        Assert.Empty(await reanalysis.PlanAsync(CancellationToken.None));
    }

    // One server for all: what is refused leaves nothing behind.
    [Fact]
    public async Task Post_OfModelsThatDoNotGoTogether_SaysWhy()
    {
        await using ApiServer server = await StartAsync();
        await server.PutModelAsync("/api/models/twin", ApiServer.Bytes(Linear(0)));
        await server.PutModelAsync("/api/models/long", ApiServer.Bytes(Linear(1, 12)));
        await server.PutModelAsync("/api/models/flat", ApiServer.Bytes(new TestGraph().Input("x", "N", 10, 4).Output("y", "N", 1).Node("ReduceSum", "x", "s", ("axes", new long[] { 1, 2 }), ("keepdims", 0L)).Node("Flatten", "s", "y", ("axis", 1L))));
        (string Body, string Kind, int Status, string Expected)[] cases =
        [
            ("""{"method":"ism","models":["m0"]}""", "bad-option", 400, "2 to 32 registered models"),
            ("""{"method":"ism","models":["m0","m0"]}""", "bad-option", 400, "named twice"),
            ("""{"method":"ism","models":["m0",""]}""", "bad-option", 400, "an id is empty"),
            ("""{"method":"ism","model":"m0","models":["m0","m1"]}""", "bad-option", 400, "either model or models"),
            ("""{"method":"occlusion","models":["m0","m1"]}""", "bad-option", 400, "ism, taylor and attribute only"),
            ("""{"method":"ism","models":["m0","none"]}""", "unknown-model", 404, "\"none\""),
            ("""{"method":"ism","models":["m0","twin"]}""", "bad-option", 400, "models twin: is the same model as m0"),
            ("""{"method":"ism","models":["m0","long"]}""", "bad-option", 400, "models long: takes sequences of 12 letters, but m0 of 10 letters"),
            ("""{"method":"ism","models":["m0","m1"],"targets":["z"]}""", "ambiguous-target", 400, "\"z\""),
            ("""{"method":"sanity","model":"m0","models":["m0","m1"]}""", "bad-option", 400, "either model or models"),
            ("""{"method":"sanity","model":"m0","options":{"explanation":"guess"}}""", "bad-option", 400, "options.explanation guess: ism, taylor, occlusion, gradient"),
            ("""{"method":"sanity","model":"m0","options":{"draw":"coin"}}""", "bad-option", 400, "none of gaussian, permutation"),
            ("""{"method":"sanity","model":"m0","options":{"steps":0}}""", "bad-option", 400, "options.steps: 1 to 100"),
            ("""{"method":"sanity","model":"m0","options":{"limit":1.5}}""", "bad-option", 400, "above 0 and at most 1"),
            ("""{"method":"sanity","model":"m0","options":{"check":3}}""", "bad-option", 400, "options.check: is an option of taylor only"),
            ("""{"method":"taylor","model":"m0","options":{"steps":3}}""", "bad-option", 400, "options.steps: is an option of sanity only"),
            ("""{"method":"sanity","model":"flat","options":{"explanation":"ism"}}""", "bad-model", 422, "could be made random"),
        ];
        foreach ((string body, string kind, int status, string expected) in cases)
            Assert.Contains(expected, (await server.PostAsync("/api/runs", Full(body))).Problem(kind, status), StringComparison.Ordinal);
        Assert.Empty((await server.GetAsync("/api/runs")).Json.AsArray());
    }

    /// <summary>Three replicas, and a model of two layers.</summary>
    internal static TestGraph[] Models { get; } = [Linear(0), Linear(1), Linear(2), ToyOnnx.And(10, [([1], [1], 3), ([4], [3], 2), ([7, 8], [0, 3], 2)])];

    /// <summary>A server with these models as m0 to m3.</summary>
    internal static async Task<ApiServer> StartAsync()
    {
        ApiServer server = await ApiServer.StartAsync();
        for (int model = 0; model < Models.Length; model++) await server.PutModelAsync($"/api/models/m{model}", ApiServer.Bytes(Models[model]));
        return server;
    }

    internal static async Task<JsonNode> RunAsync(ApiServer server, string body)
    {
        Answer answer = await server.PostAsync("/api/runs", Full(body));
        Assert.True(answer.Status == HttpStatusCode.Accepted, System.Text.Encoding.UTF8.GetString(answer.Body));
        return await server.WaitAsync((string)answer.Json["id"]!);
    }

    internal static string Full(string body)
    {
        JsonNode json = JsonNode.Parse(body)!;
        json["sequences"] = Sequences;
        return json.ToJsonString();
    }

    /// <summary>What a record says but for times and where the sequences came from.</summary>
    private static string Facts(JsonNode record)
    {
        JsonObject facts = record.AsObject();
        facts.Remove("seconds");
        facts.Remove("source");
        return facts.ToJsonString();
    }

    private static TestGraph Linear(int replica, int length = 10) => new TestGraph()
        .Input("x", "N", length, 4).Output("y", "N", 1)
        .Floats("w", [.. from l in Enumerable.Range(0, length) from b in Enumerable.Range(0, 4) select MathF.Sin((replica * 40) + (4 * l) + b)], length * 4, 1)
        .Node("Flatten", "x", "f", ("axis", 1L)).Node("MatMul", "f,w", "y");
}
