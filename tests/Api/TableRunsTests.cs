using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using GenoXai.Api;
using GenoXai.Core.Numerics;
using GenoXai.Core.Pipeline;
using GenoXai.Tests.Functions;
using GenoXai.Tests.Functions.Storage;
using GenoXai.Tests.Local;
using GenoXai.Tests.Sensitivity;
using GenoXai.Tests.ToyModels;
using Microsoft.Extensions.DependencyInjection;

namespace GenoXai.Tests.Api;

/// <summary>SensX of tables over HTTP: what the command line gives, and bad input at the boundary.</summary>
[Collection(AzuriteTests.Name)]
public sealed class TableRunsTests(Azurite azurite) : IDisposable
{
    private const string Options = "\"domain\":\"-1,1\",\"samples\":50,\"walks\":60,\"curveSamples\":20,\"chunkRows\":300,\"batch\":32,\"pictures\":1";
    private static readonly float[] Weights = [3, -2, .5f, 0, 7, -.25f];
    private static readonly string[] Genes = ["G0", "G1", "G2", "G3", "G4", "G5"];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Post_OfATable_GivesTheFilesOfTheCommandLine()
    {
        Dictionary<string, byte[]> expected = OfCommandLine();
        await using ApiServer server = await ServerAsync();
        JsonArray rows = [.. Cells().Select(static row => (JsonNode)new JsonArray([.. row.Select(static v => (JsonNode)v)]))];
        var asRows = new JsonObject { ["rows"] = rows, ["ids"] = new JsonArray("a", "b", "c"), ["columns"] = new JsonArray([.. Genes.Select(static g => (JsonNode)g)]) };
        foreach (JsonObject data in new[] { asRows, new JsonObject { ["csv"] = Csv(',') }, new JsonObject { ["csv"] = Csv('\t') } })
        {
            Answer answer = await server.PostAsync("/api/runs", Request(data));
            Assert.Equal(HttpStatusCode.Accepted, answer.Status);
            string id = (string)answer.Json["id"]!;
            JsonNode status = await server.WaitAsync(id);
            Assert.Equal("done", (string?)status["status"]);
            Assert.Equal(2, (int)status["sequences"]!);
            foreach ((string file, byte[] bytes) in expected) Assert.Equal(bytes, (await server.GetAsync($"/api/runs/{id}/result?file={file}")).Body);
            // The same again is the same run.
            Assert.Equal(id, (string?)(await server.PostAsync("/api/runs", Request(data))).Json["id"]);
        }

        Assert.Equal(3, (await server.GetAsync("/api/runs")).Json.AsArray().Count);
    }

    [Fact]
    public async Task Post_OfGroups_MovesThemTogether()
    {
        await using ApiServer server = await ServerAsync();
        string groups = $$"""{"method":"sensx","model":"cells","data":{"csv":{{JsonValue.Create(Csv(',')).ToJsonString()}}},"options":{ {{Options}},"featureGroups":{"late":["G4","5"],"early":["G0","G1"]} } }""";
        string id = (string)(await server.PostAsync("/api/runs", groups)).Json["id"]!;
        Assert.Equal("done", (string?)(await server.WaitAsync(id))["status"]);
        string table = System.Text.Encoding.UTF8.GetString((await server.GetAsync($"/api/runs/{id}/result?file=sensx.tsv")).Body);

        VectorOnnx.Linear(Weights).Save(_folder.Path("m.onnx"));
        _folder.Write("cells.csv", Csv(','));
        _folder.Write("groups.tsv", "G0\tearly\nG1\tearly\nG4\tlate\nG5\tlate\n");
        ProcessResult result = GenoXaiProcess.Run("sensx", "--model", _folder.Path("m.onnx"), "--data", _folder.Path("cells.csv"), "--domain=-1,1", "--samples", "50", "--walks", "60",
            "--curve-samples", "20", "--groups", _folder.Path("groups.tsv"), "--chunk-rows", "300", "--batch", "32", "--pictures", "1", "--out", _folder.Path("grouped"));
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(await File.ReadAllTextAsync(_folder.Path("grouped/sensx.tsv")), table);
    }

    [AzuriteFact]
    public async Task FunctionApp_OfATable_GivesTheFilesOfTheCommandLine()
    {
        Dictionary<string, byte[]> expected = OfCommandLine();
        using var app = new FunctionApp(azurite);
        Assert.Equal(HttpStatusCode.Created, (await app.PutModelAsync("cells", ApiServer.Bytes(VectorOnnx.Linear(Weights)), "?features=true")).Status);
        JsonNode status = await app.RunAsync(Request(new JsonObject { ["csv"] = Csv(',') }));
        Assert.Equal("done", (string?)status["status"]);
        foreach ((string file, byte[] bytes) in expected) Assert.Equal(bytes, (await app.ResultAsync((string)status["id"]!, file)).Body);
    }

    [Fact]
    public async Task Reanalysis_OfATable_RunsItAgainOnTheNewModelOnly()
    {
        await using ApiServer server = await ServerAsync();
        string id = (string)(await server.PostAsync("/api/runs", Request(new JsonObject { ["csv"] = Csv(',') }))).Json["id"]!;
        await server.WaitAsync(id);
        var reanalysis = new Reanalysis(server.Services.GetRequiredService<RunBook>(), server.Services.GetRequiredService<IModelLibrary>(), server.Services.GetRequiredService<IArtifactStore>());
        Assert.Empty(await reanalysis.PlanAsync(CancellationToken.None));
        await server.PutModelAsync("/api/models/cells?features=true&overwrite=true", ApiServer.Bytes(VectorOnnx.Linear([1, 1, 1, 1, 1, 1])));
        ReanalysisReport report = await reanalysis.RunAsync(server.Services.GetRequiredService<RunIntake>(), CancellationToken.None);
        Assert.Empty(report.Refused);
        Assert.NotEqual(id, report.Started[id]);
        Assert.Equal("done", (string?)(await server.WaitAsync(report.Started[id]))["status"]);
        Assert.Empty(await reanalysis.PlanAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Post_OfATableForAModelOfOpenWidth_TakesTheTablesWidth()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        await server.PutModelAsync("/api/models/mean?features=true", ApiServer.Bytes(VectorOnnx.Mean()));
        Answer answer = await server.PostAsync("/api/runs", """{"method":"sensx","model":"mean","data":{"rows":[[0,1],[1,0],[0.5,0.5]]},"options":{"samples":20,"walks":20,"curveSamples":0}}""");
        JsonNode status = await server.WaitAsync((string)answer.Json["id"]!);
        Assert.Equal(("done", 3), ((string?)status["status"], (int)status["sequences"]!));
    }

    [Theory]
    [InlineData("cells", "{}", "", "either as \"csv\" or as \"rows\"")]
    [InlineData("cells", """{"rows":[]}""", "", "rows hold no number")]
    [InlineData("cells", """{"rows":[[1,2,3,4,5,6],[1,2,3,4,5]]}""", "", "row 1 has 5 numbers where row 0 has 6")]
    [InlineData("cells", """{"rows":[[1,2,3,4,5,6],null]}""", "", "row 1 has 0 numbers")]
    [InlineData("cells", """{"rows":[[1,2,3,4,5,1e99]]}""", "", "row 0, column 5: the number is larger")]
    [InlineData("cells", """{"rows":[[1,2,3,4,5,6]],"ids":["a","b"]}""", "", "2 ids for 1")]
    [InlineData("cells", """{"rows":[[1,2,3,4,5,6],[1,2,3,4,5,6]],"ids":["a","a"]}""", "", "\"a\" stands twice")]
    [InlineData("cells", """{"rows":[[1,2,3],[1,2,4]]}""", "", "2 rows of 3 columns, but the model takes 6 features")]
    [InlineData("cells", """{"csv":"id,a,b\nx,1,oops\n"}""", "", "data.csv, line 2")]
    [InlineData("cells", """{"csv":"id,a,b\nx,1,2\n","ids":["a"]}""", "", "go with rows")]
    [InlineData("cells", """{"rows":[[1,2,3,4,5,6]]}""", "\"domain\":\"/etc/passwd\"", "say data, or two numbers")]
    [InlineData("cells", """{"rows":[[1,2,3,4,5,6]]}""", "\"domain\":\"lo.npy,hi.npy\"", "say data, or two numbers")]
    [InlineData("cells", """{"rows":[[1,2,3,4,5,6]]}""", "\"domain\":\"1,0\"", "above its upper bound")]
    [InlineData("cells", """{"rows":[[1,2,3,4,5,6]]}""", "\"domain\":\"0,5\"", "outside its domain")]
    [InlineData("cells", """{"rows":[[1,2,3,4,5,6]]}""", "", "every feature left by the mask is constant")]
    [InlineData("cells", """{"rows":[[1,2,3,4,5,6]]}""", "\"domain\":\"0,9\",\"explain\":\"7\"", "options.explain 7")]
    [InlineData("cells", """{"rows":[[1,2,3,4,5,6]]}""", "\"domain\":\"0,9\",\"features\":[\"/etc/passwd\"]", "there is no feature \"/etc/passwd\"")]
    [InlineData("cells", """{"rows":[[1,2,3,4,5,6]]}""", "\"domain\":\"0,9\",\"features\":[]", "remove every feature")]
    [InlineData("cells", """{"rows":[[1,2,3,4,5,6]]}""", "\"domain\":\"0,9\",\"featureNames\":[\"a\"]", "1 names, but the model takes 6")]
    [InlineData("cells", """{"rows":[[1,2,3,4,5,6]]}""", "\"domain\":\"0,9\",\"featureGroups\":{\"g\":[\"0\",\"0\"]}", "options.featureGroups.g: feature \"0\" has a group already")]
    [InlineData("cells", """{"rows":[[1,2,3,4,5,6]]}""", "\"domain\":\"0,9\",\"featureGroups\":{\"g\":[\"6\"]}", "there is no feature \"6\"")]
    [InlineData("cells", """{"rows":[[1,2,3,4,5,6]]}""", "\"domain\":\"0,9\",\"featureGroups\":{}", "remove every feature")]
    [InlineData("cells", """{"rows":[[1,2,3,4,5,6]],"columns":["a","b","c","d","e","f"]}""", "\"domain\":\"0,9\",\"featureNames\":[\"a\",null,\"c\",\"d\",\"e\",\"f\"]", "holds null where a text")]
    [InlineData("cells", """{"rows":[[1,2,3,4,5,6]]}""", "\"domain\":\"0,9\",\"features\":[null]", "holds null where a text")]
    [InlineData("cells", """{"rows":[[1,2,3,4,5,6]]}""", "\"sequenceFeatures\":\"channels\"", "goes with sequences only")]
    [InlineData("toy", """{"rows":[[1,2,3,4,5,6]]}""", "", "takes sequences, not a table")]
    public async Task Post_OfABadTable_SaysWhat(string model, string data, string options, string said)
    {
        await using ApiServer server = await ServerAsync();
        Answer answer = await server.PostAsync("/api/runs", $$"""{"method":"sensx","model":"{{model}}","data":{{data}},"options":{ {{options}} } }""");
        Assert.Equal("application/problem+json", answer.Type);
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains(said, (string?)answer.Json["detail"], StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(server.Home, "runs")));
    }

    [Theory]
    [InlineData("""{"method":"sensx","model":"cells","sequences":">a\nACGT"}""", "takes rows of features; send sensx with data")]
    [InlineData("""{"method":"ism","model":"cells","sequences":">a\nACGT"}""", "takes rows of features; send sensx with data")]
    [InlineData("""{"method":"sketch","model":"cells","options":{"budget":1000}}""", "takes rows of features; send sensx with data")]
    [InlineData("""{"method":"predict","model":"toy","data":{"rows":[[1]]}}""", "goes with sensx only")]
    [InlineData("""{"method":"sensx","model":"toy","sequences":">a\nACGTACGTAC","options":{"domain":"0,1"}}""", "goes with data only")]
    [InlineData("""{"method":"ism","model":"toy","sequences":">a\nACGTACGTAC","options":{"explain":"0"}}""", "is an option of sensx only")]
    public async Task Post_ThatMixesTablesAndSequences_SaysWhat(string json, string said)
    {
        await using ApiServer server = await ServerAsync();
        Answer answer = await server.PostAsync("/api/runs", json);
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains(said, answer.Json.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_OfATableLargerThanTheLimit_IsRefused()
    {
        await using ApiServer server = await ApiServer.StartAsync(new ApiOptions { MostJsonBytes = 1000 });
        (await server.PostAsync("/api/runs", $$"""{"method":"sensx","model":"cells","data":{"csv":"{{new string('1', 1000)}}"} }""")).Problem("too-large", 413);
    }

    [Fact]
    public async Task Put_OfAFeatureModel_NeedsRowsOfFloats()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        (await server.PutModelAsync("/api/models/cells", ApiServer.Bytes(VectorOnnx.Linear(Weights)))).Problem("manifest-mismatch", 422);
        Answer answer = await server.PutModelAsync("/api/models/cells?features=true", ApiServer.Bytes(VectorOnnx.Linear(Weights)));
        Assert.Equal("features", (string?)answer.Json["manifest"]!["input"]!["axes"]);
        Assert.Equal("features", (string?)(await server.GetAsync("/api/models/cells")).Json["manifest"]!["input"]!["axes"]);
    }

    private async Task<ApiServer> ServerAsync()
    {
        ApiServer server = await ApiServer.StartAsync();
        await server.PutModelAsync("/api/models/cells?features=true", ApiServer.Bytes(VectorOnnx.Linear(Weights)));
        await server.PutModelAsync("/api/models/toy", ApiServer.Bytes(ToyOnnx.Additive()));
        return server;
    }

    private static string Request(JsonObject data) =>
        $$"""{"method":"sensx","model":"cells","data":{{data.ToJsonString()}},"options":{ {{Options}},"explain":"a,c","features":["G0","G1","G4","5"]} }""";

    private Dictionary<string, byte[]> OfCommandLine()
    {
        VectorOnnx.Linear(Weights).Save(_folder.Path("m.onnx"));
        _folder.Write("cells.csv", Csv(','));
        ProcessResult result = GenoXaiProcess.Run("sensx", "--model", _folder.Path("m.onnx"), "--data", _folder.Path("cells.csv"), "--domain=-1,1", "--samples", "50", "--walks", "60",
            "--curve-samples", "20", "--explain", "a,c", "--features", "G0,G1,G4,5", "--chunk-rows", "300", "--batch", "32", "--pictures", "1", "--out", _folder.Path("out"));
        Assert.True(result.ExitCode == 0, result.Error);
        return new[] { "sensx.npz", "sensx.tsv", "inputs.tsv", "0001_a_1_ranking.svg" }.ToDictionary(static f => f, f => File.ReadAllBytes(_folder.Path("out/" + f)));
    }

    private static float[][] Cells()
    {
        var random = SeededRandom.Stream(3, "cells");
        return [.. Enumerable.Range(0, 3).Select(_ => Enumerable.Range(0, 6).Select(_ => (float)(random.NextDouble() * 2 - 1)).ToArray())];
    }

    private static string Csv(char separator) =>
        string.Join(separator, ["cell", .. Genes]) + "\n"
        + string.Concat(Cells().Select((row, n) => string.Join(separator, ["abc"[n].ToString(), .. row.Select(static v => v.ToString("R", CultureInfo.InvariantCulture))]) + "\n"));
}
