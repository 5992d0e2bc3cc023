using System.Text.Json.Nodes;
using GenoXai.Core.Pipeline;
using GenoXai.Tests.Api;
using GenoXai.Tests.Functions.Storage;

namespace GenoXai.Tests.Functions;

/// <summary>Runs on several models, and beside a sketch, through the app's own functions, blobs and tables.</summary>
[Collection(AzuriteTests.Name)]
public sealed class MembersAppTests(Azurite azurite)
{
    [AzuriteFact]
    public async Task Run_OnSeveralModels_GivesTheFilesOfTheLocalServer()
    {
        using var app = new FunctionApp(azurite);
        for (int model = 0; model < MembersApiTests.Models.Length; model++) await app.PutModelAsync($"m{model}", MembersApiTests.Models[model]);
        await using ApiServer server = await MembersApiTests.StartAsync();
        foreach (string body in new[] { """{"method":"ism","models":["m0","m1"],"options":{"pictures":0}}""", """{"method":"sanity","model":"m3","options":{"explanation":"ism"}}""" })
        {
            JsonNode status = await app.RunAsync(MembersApiTests.Full(body));
            Assert.True("done" == (string?)status["status"], status.ToJsonString());
            Dictionary<string, string> files = Hashes(status);
            Assert.Equal(Hashes(await MembersApiTests.RunAsync(server, body)), files);
            Assert.Contains(files.Keys, static name => name.Contains('/', StringComparison.Ordinal) && name.EndsWith("ism.npz", StringComparison.Ordinal));
            Assert.NotEmpty((await app.ResultAsync((string)status["id"]!, files.Keys.First(static name => name.Contains('/', StringComparison.Ordinal)))).Body);
        }

        await foreach (var blob in app.Blobs.GetBlobContainerClient("artifacts").GetBlobsAsync()) Assert.DoesNotContain("journal", blob.Name, StringComparison.Ordinal);
    }

    [AzuriteFact]
    public async Task Interactions_AreComparedWithTheCallersOwnSketchOnly()
    {
        using var app = new FunctionApp(azurite);
        await app.PutModelAsync("m3", MembersApiTests.Models[3]);
        JsonNode made = await app.RunAsync("""{"method":"sketch","model":"m3","options":{"budget":1000}}""");
        string sketch = ((string)made["sketch"]!).Split('/')[^1];
        string body = """{"method":"interactions","model":"m3","sequences":">a\nACGTTGCATC\n","options":{"interactions":"second-order","sketch":"ID"}}""".Replace("ID", sketch, StringComparison.Ordinal);
        Assert.Contains("there is no sketch", (await app.StartAsync(body, FunctionApp.Bob)).Problem("unknown-sketch", 404), StringComparison.Ordinal);
        JsonNode status = await app.RunAsync(body);
        Assert.True("done" == (string?)status["status"], status.ToJsonString());
        Assert.Contains("sketch_comparison.tsv", Hashes(status).Keys);
    }

    private static Dictionary<string, string> Hashes(JsonNode status) => status["files"]!.AsArray()
        .Where(static f => !((string)f!["name"]!).EndsWith(RunKeys.Record, StringComparison.Ordinal)).ToDictionary(static f => (string)f!["name"]!, static f => (string)f!["sha256"]!);
}
