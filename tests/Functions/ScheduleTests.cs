using System.Text.Json.Nodes;
using GenoXai.Api;
using GenoXai.Api.Contracts;
using GenoXai.Core.Pipeline;
using GenoXai.Functions;
using GenoXai.Tests.Functions.Storage;
using GenoXai.Tests.ToyModels;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace GenoXai.Tests.Functions;

/// <summary>What the clock does: exactly the stale results anew, old runs away, lost ones on.</summary>
[Collection(AzuriteTests.Name)]
public sealed class ScheduleTests(Azurite azurite)
{
    private const string One = """{"method":"ism","model":"one","sequences":[{"id":"a","sequence":"ACGTACGTAC"}]}""";
    private const string Two = """{"method":"predict","model":"two","targets":["y[0]"],"sequences":[{"id":"a","sequence":"ACGTACGTAC"}]}""";

    [AzuriteFact]
    public async Task Reanalyse_RunsExactlyWhatTheChangedModelMadeStale_AndOnceOnly()
    {
        using var app = new FunctionApp(azurite);
        await app.PutModelAsync("one", ToyOnnx.Additive());
        await app.PutModelAsync("two", ToyOnnx.Pairwise());
        JsonNode one = await app.RunAsync(One), two = await app.RunAsync(Two), ofBob = await app.RunAsync(One, FunctionApp.Bob);
        await ReanalyseAsync(app);
        Assert.Equal(3, app.Hub.Scheduled.Count);

        // Another model under the name: the results of it are stale, of each of their owners; the other model's are not.
        await app.PutModelAsync("one", ToyOnnx.RankFour());
        string[] stale = [(string)one["id"]!, (string)ofBob["id"]!];
        Assert.Equal(stale.Order(StringComparer.Ordinal), (await PlanAsync(app)).Order(StringComparer.Ordinal));
        await ReanalyseAsync(app);
        Assert.Equal(5, app.Hub.Scheduled.Count);
        foreach (string id in app.Hub.Scheduled.Skip(3)) await app.Hub.EndAsync(id);
        Assert.Equal(2, (await app.ListAsync()).Json.AsArray().Count(static r => (string?)r!["model"] == "one"));
        Assert.All((await app.ListAsync()).Json.AsArray(), static r => Assert.Equal("done", (string?)r!["status"]));
        Assert.Equal("done", (string?)(await app.GetAsync((string)two["id"]!)).Json["status"]);

        // Done, and nothing is left to do; back at the first model the first results are current again.
        await ReanalyseAsync(app);
        await app.PutModelAsync("one", ToyOnnx.Additive());
        await ReanalyseAsync(app);
        Assert.Equal(5, app.Hub.Scheduled.Count);
    }

    [AzuriteFact]
    public async Task Reanalyse_ThatWasInterrupted_GoesOnWhereItStopped()
    {
        using var app = new FunctionApp(azurite);
        await app.PutModelAsync("one", ToyOnnx.Additive());
        await app.RunAsync(One);
        await app.RunAsync(One.Replace("ACGTACGTAC", "TTTTTTTTTT", StringComparison.Ordinal));
        await app.PutModelAsync("one", ToyOnnx.RankFour());
        // One of two was started when the process died: a queued entry that no hub knows of.
        RunEntry first = (await new Reanalysis(app.Get<RunBook>(), app.Get<IModelLibrary>(), app.Get<IArtifactStore>()).PlanAsync(CancellationToken.None))[0].Run;
        await ReanalyseAsync(app);
        Assert.Equal(4, app.Hub.Scheduled.Count);
        foreach (string id in app.Hub.Scheduled.Skip(2)) await app.Hub.EndAsync(id);
        await app.Get<RunBook>().UpdateAsync(first.Id, static e => e with { Phase = RunPhase.Queued }, CancellationToken.None);
        await ReanalyseAsync(app);
        Assert.Equal(first.Id, app.Hub.Scheduled.Last());
        Assert.Equal(5, app.Hub.Scheduled.Count);
    }

    [AzuriteFact]
    public async Task Reanalyse_OfARunThatTheNewModelRefuses_SaysSoAndDoesTheOthers()
    {
        using var app = new FunctionApp(azurite);
        await app.PutModelAsync("one", ToyOnnx.Additive());
        string refused = (string)(await app.RunAsync(One))["id"]!;
        await app.RunAsync("""{"method":"sketch","model":"one","options":{"budget":2000}}""");
        // The new model takes longer sequences.
        await app.PutModelAsync("one", ToyOnnx.Additive(length: 12));
        await ReanalyseAsync(app);
        Assert.Equal(3, app.Hub.Scheduled.Count);
        await app.Hub.EndAsync(app.Hub.Scheduled.Last());
        Assert.Contains(app.Log, line => line.StartsWith($"Warning: reanalysis: run {refused} cannot be done again:", StringComparison.Ordinal));
    }

    [AzuriteFact]
    public async Task Purge_RemovesOldRuns_ButNotASketchOfTheModelAsItIs()
    {
        using var app = new FunctionApp(azurite);
        await app.PutModelAsync("one", ToyOnnx.Additive());
        string ism = (string)(await app.RunAsync(One))["id"]!, recent = (string)(await app.RunAsync(One.Replace("ACGTACGTAC", "TTTTTTTTTT", StringComparison.Ordinal)))["id"]!;
        string sketch = (string)(await app.RunAsync("""{"method":"sketch","model":"one","options":{"budget":2000}}"""))["id"]!;
        foreach (string id in (string[])[ism, sketch])
            await app.Get<RunBook>().UpdateAsync(id, static e => e with { Finished = DateTimeOffset.UtcNow.AddDays(-91) }, CancellationToken.None);
        // A hub that is away keeps the run as it is; the next time it goes.
        app.Hub.RefusesToPurge = id => id == ism;
        await PurgeAsync(app);
        Assert.Equal("done", (string?)(await app.GetAsync(ism)).Json["status"]);
        Assert.Contains(app.Log, line => line.StartsWith($"Warning: run {ism} is kept until the next purge", StringComparison.Ordinal));
        app.Hub.RefusesToPurge = static _ => false;
        await PurgeAsync(app);
        (await app.GetAsync(ism)).Problem("unknown-run", 404);
        Assert.Equal((false, true, true), (app.Hub.Knows(ism), app.Hub.Knows(recent), app.Hub.Knows(sketch)));
        Assert.Equal("done", (string?)(await app.GetAsync(recent)).Json["status"]);
        Assert.Equal("done", (string?)(await app.GetAsync(sketch)).Json["status"]);
        await foreach (var blob in app.Blobs.GetBlobContainerClient("artifacts").GetBlobsAsync()) Assert.DoesNotContain(ism, blob.Name, StringComparison.Ordinal);
        // Of a model that was replaced it goes too.
        await app.PutModelAsync("one", ToyOnnx.RankFour());
        await PurgeAsync(app);
        (await app.GetAsync(sketch)).Problem("unknown-run", 404);
    }

    /// <summary>A process may die between the hub's purge and the book's; the hub itself forgets too (autopurge).</summary>
    [AzuriteFact]
    public async Task Purge_OfARunThatTheHubForgotBefore_RemovesItAllTheSame()
    {
        using var app = new FunctionApp(azurite);
        await app.PutModelAsync("one", ToyOnnx.Additive());
        string id = (string)(await app.RunAsync(One))["id"]!;
        await app.Hub.PurgeInstanceAsync(id, new PurgeInstanceOptions(Recursive: true));
        await app.Get<RunBook>().UpdateAsync(id, static e => e with { Finished = DateTimeOffset.UtcNow.AddDays(-91) }, CancellationToken.None);
        await PurgeAsync(app);
        (await app.GetAsync(id)).Problem("unknown-run", 404);
    }

    private static Task PurgeAsync(FunctionApp app) => app.Make<ScheduleTriggers>().PurgeAsync(new TimerInfo(), app.Hub, CancellationToken.None);

    private static Task ReanalyseAsync(FunctionApp app) => app.Make<ScheduleTriggers>().ReanalyseAsync(new TimerInfo(), app.Hub, CancellationToken.None);

    private static async Task<string[]> PlanAsync(FunctionApp app) =>
        [.. (await new Reanalysis(app.Get<RunBook>(), app.Get<IModelLibrary>(), app.Get<IArtifactStore>()).PlanAsync(CancellationToken.None)).Select(static s => s.Run.Id)];
}
