using System.Globalization;
using System.Text.Json.Nodes;
using GenoXai.Tests.Local;
using GenoXai.Tests.ToyModels;

namespace GenoXai.Tests.Api;

/// <summary>Options of a sketch over HTTP, what it takes over from earlier ones, and its global view beside the command line's.</summary>
public sealed class SketchOptionsApiTests
{
    private const string One = "CCACCCCTCC";

    [Fact]
    public async Task Sketch_OfAWindow_HoldsTheRest()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        string sketch = await SketchAsync(server, $$"""{"budget":1000,"decoder":"ridge","sequence":"{{One}}","range":"5:9"}""");
        JsonNode whole = (await server.GetAsync($"{sketch}/explain?sequence={One}")).Json, window = (await server.GetAsync($"{sketch}/explain?sequence=CCTC")).Json;
        Assert.True(JsonNode.DeepEquals(whole["phi"], window["phi"]));
        // A stands at 2, so T at 7 alone is worth the bonus of 3.
        Assert.Equal(8 * 0.15 + 3 * 0.75, (double)whole["phi"]![7]!, 0.02);
        foreach (int held in new[] { 0, 1, 2, 3, 4, 9 }) Assert.Equal(0, (double)whole["phi"]![held]!);
        Assert.Contains("position 2", (await server.GetAsync($"{sketch}/explain?sequence=CCGCCCCTCC")).Problem("sketch-mismatch", 400), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sketch_OfFewerLetters_RefusesTheOthers()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        string sketch = await SketchAsync(server, """{"budget":1000,"decoder":"ridge","letters":"0:A,2:AG,7:TC"}""");
        double[] phi = [.. (await server.GetAsync($"{sketch}/explain?sequence=ACACCCCTCC")).Json["phi"]!.AsArray().Select(static v => (double)v!)];
        Assert.Equal(0, phi[0]);
        // Of A, G at 2 and C, T at 7: weights 0.3 against 0.9, and the pair 3·(±1/2)(±1/2) with first-order parts 3/4.
        Assert.Equal(-0.3 + 0.75 + 0.375, phi[2], 0.02);
        Assert.Contains("position 2", (await server.GetAsync($"{sketch}/explain?sequence=ACCCCCCTCC")).Problem("sketch-mismatch", 400), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"range\":\"5:9\"", "bad-option", "sequence")]
    [InlineData("\"sequence\":\"CCACCCCTCC\"", "bad-option", "range")]
    [InlineData("\"sequence\":\"CCAC\",\"range\":\"1:3\"", null, "10")]
    [InlineData("\"sequence\":\"CCACCCCTCC\",\"range\":\"5:11\"", "bad-range", "10 positions")]
    [InlineData("\"sequence\":\"CCACCCCTCC\",\"range\":\"8:5\"", "bad-range", "8:5")]
    [InlineData("\"letters\":\"3:AZ\"", "bad-letters", "'Z'")]
    [InlineData("\"letters\":\"3:AA\"", "bad-letters", "named twice")]
    [InlineData("\"letters\":\"3\"", "bad-letters", "POSITION:LETTERS")]
    [InlineData("\"letters\":\"0:10:A\"", null, "every position is held")]
    public async Task Sketch_OfAnImpossibleWindow_IsRefusedBeforeAnyRow(string options, string? kind, string said)
    {
        await using ApiServer server = await ApiServer.StartAsync();
        await server.PutModelAsync("/api/models/toy", ApiServer.Bytes(ToyOnnx.Pairwise()));
        Answer answer = await server.PostAsync("/api/runs", $$"""{"method":"sketch","model":"toy","targets":["y[0]"],"options":{"budget":1000,{{options}} } }""");
        Assert.Equal(400, (int)answer.Status);
        Assert.Contains(said, answer.Json.ToJsonString().Replace("\\u0027", "'", StringComparison.Ordinal), StringComparison.Ordinal);
        if (kind is not null) Assert.Equal("urn:genoxai:problem:" + kind, (string?)answer.Json["type"]);
        Assert.Empty((await server.GetAsync("/api/runs")).Json.AsArray());
    }

    [Fact]
    public async Task Sketch_WithALargerBudget_TakesOverTheRowsOfAnEarlierRun_AndGivesTheSketchOfAFreshOne()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        await SketchAsync(server, """{"budget":6000,"decoder":"ridge","batch":64,"wholeBudget":true}""");
        string enlarged = await SketchAsync(server, """{"budget":9000,"decoder":"ridge","batch":64,"wholeBudget":true}""");
        Assert.Equal(5952, await ReusedAsync(server, enlarged));
        string smaller = await SketchAsync(server, """{"budget":7000,"decoder":"ridge","batch":64,"wholeBudget":true}""");
        Assert.Equal(7000, await ReusedAsync(server, smaller));
        // Another seed means other rows.
        Assert.Equal(0, await ReusedAsync(server, await SketchAsync(server, """{"budget":6000,"decoder":"ridge","batch":64,"wholeBudget":true,"seed":2}""")));
        await using ApiServer fresh = await ApiServer.StartAsync();
        Assert.Equal(enlarged, await SketchAsync(fresh, """{"budget":9000,"decoder":"ridge","batch":64,"wholeBudget":true}"""));
    }

    [Fact]
    public async Task Run_ThatStoppedEarly_CountsTheRowsItNeeded()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        string id = await server.StartRunAsync(ToyOnnx.Pairwise(), """{"method":"sketch","model":"toy","targets":["y[0]"],"options":{"budget":50000,"decoder":"ridge"} }""");
        JsonNode status = await server.WaitAsync(id);
        Assert.Equal("done", (string?)status["status"]);
        Assert.InRange((long)status["rowsDone"]!, 1, 49_999);
        Assert.Equal((long)status["rowsDone"]!, (long)status["rowsTotal"]!);
    }

    [Fact]
    public async Task Global_GivesTheNumbersOfTheCommandLine()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        string sketch = await SketchAsync(server, """{"budget":1000,"decoder":"ridge"}""");
        string run = (string)(await server.GetAsync(sketch)).Json["run"]!;
        using var folder = new TemporaryFolder();
        ProcessResult result = GenoXaiProcess.Run("query", "--sketch", Path.Combine(server.Home, "runs", run, "sketch.gxs"), "--global", "--out", folder.Path("g"));
        Assert.True(result.ExitCode == 0, result.Error);
        JsonNode view = (await server.GetAsync($"{sketch}/global?top=1000")).Json;

        string[][] supports = Rows(folder.Path("g/supports.tsv"));
        Assert.Equal(supports.Length, view["supports"]!.AsArray().Count);
        for (int i = 0; i < supports.Length; i++)
        {
            JsonNode support = view["supports"]![i]!;
            Assert.Equal($"[{supports[i][0]}]", support["positions"]!.ToJsonString());
            Assert.Equal((Number(supports[i][2]), Number(supports[i][3]), Number(supports[i][6])), ((double)support["meanAbsolute"]!, (double)support["energy"]!, (double)support["maximum"]!));
            Assert.Equal(Number(supports[i][4]), (double)support["energy"]! / (double)view["energy"]!);
        }

        JsonNode[] interactions = [.. view["interactionsByOrder"]!.AsArray().SelectMany(static order => order!.AsArray()).Select(static i => i!)];
        string[][] listed = Rows(folder.Path("g/interactions.tsv"));
        Assert.Equal(listed.Select(static r => (r[0], Number(r[4]))), interactions.Select(static i => (i["positions"]!.ToJsonString()[1..^1], (double)i["value"]!)));
        string[][] letters = Rows(folder.Path("g/position_letter.tsv"));
        Assert.Equal(
            letters.Select(static r => (r[0], r[1], Number(r[2]), Number(r[3]), Number(r[4]), Number(r[5]))),
            view["positionLetters"]!.AsArray().Select(static c => (c!["position"]!.ToJsonString(), (string)c["letter"]!, (double)c["count"]!, (double)c["meanPhi"]!, (double)c["meanAbsolutePhi"]!, (double)c["standardError"]!)));
        Assert.Equal(10, view["meanAbsolutePhi"]!.AsArray().Count);
        Assert.True(view["motifs"]!.AsArray().Count > 0);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string[][] Rows(string path) => [.. File.ReadAllLines(path).Skip(1).Select(static line => line.Split('\t'))];

    private static async Task<string> SketchAsync(ApiServer server, string options)
    {
        string id = await server.StartRunAsync(ToyOnnx.Pairwise(), $$"""{"method":"sketch","model":"toy","targets":["y[0]"],"options":{{options}} }""");
        JsonNode status = await server.WaitAsync(id);
        Assert.True((string?)status["status"] == "done", status.ToJsonString());
        return (string)status["sketch"]!;
    }

    private static async Task<long> ReusedAsync(ApiServer server, string sketch)
    {
        string run = (string)(await server.GetAsync(sketch)).Json["run"]!;
        return (long)(await server.GetAsync($"/api/runs/{run}/result")).Json["reused_rows"]!;
    }
}
