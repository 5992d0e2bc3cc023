using System.Net;
using System.Text.Json.Nodes;
using GenoXai.Api;
using GenoXai.Api.Contracts;
using GenoXai.Core.Attribution;
using GenoXai.Core.Motifs;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Sketching;
using GenoXai.Tests.Pipeline;
using GenoXai.Tests.ToyModels;
using Microsoft.Extensions.DependencyInjection;

namespace GenoXai.Tests.Api;

/// <summary>Interactions that are compared with a sketch of the same server.</summary>
public sealed class InteractionSketchApiTests
{
    private const string Sequence = "ACATTCACGT";

    [Fact]
    public async Task Interactions_BesideASketch_GiveTheFilesOfTheCommandLine()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        string sketchId = (await server.SketchAsync(ToyOnnx.Pairwise())).Split('/')[^1];
        string id = (string)(await server.PostAsync("/api/runs", Body(sketchId))).Json["id"]!;
        JsonNode status = await server.WaitAsync(id);
        Assert.True("done" == (string?)status["status"], status.ToJsonString());
        // It names a sketch and has made none.
        Assert.Null(status["sketch"]);

        Sketch sketch = await LoadAsync(server, sketchId);
        var request = new RunRequest { Method = RunMethod.Interactions, Targets = ["y[0]"], Interactions = new InteractionOptions { Method = InteractionMethod.SecondOrder, SketchId = sketchId } };
        using InProcessRun expected = await InProcessRun.OfAsync(ToyOnnx.Pairwise(), request, sketch, Sequence);
        string[] names = [.. status["files"]!.AsArray().Select(static f => (string)f!["name"]!).Where(static name => name != RunKeys.Record)];
        Assert.Contains("sketch_comparison.tsv", names);
        foreach (string name in names) Assert.Equal(File.ReadAllBytes(expected.Path(name)), (await server.GetAsync($"/api/runs/{id}/result?file={name}")).Body);
        JsonNode record = (await server.GetAsync($"/api/runs/{id}/result")).Json;
        Assert.Equal(expected.Record.GetDouble("sketch_pearson"), (double)record["sketch_pearson"]!);
        Assert.Equal(sketchId, (string?)record["sketch_id"]);
        // Without the sketch it is another run; gone with its run, the sketch is no longer one to compare with.
        Assert.NotEqual(id, (string?)(await server.PostAsync("/api/runs", Body(null))).Json["id"]);
        string made = (string)(await server.GetAsync($"/api/sketches/{sketchId}")).Json["run"]!;
        Assert.Equal(HttpStatusCode.NoContent, (await server.DeleteAsync($"/api/runs/{made}")).Status);
        Assert.Contains("there is no sketch", (await server.PostAsync("/api/runs", Body(sketchId, "CATTCACGTA"))).Problem("unknown-sketch", 404), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("interactions", "\"interactions\":\"dfim\",\"shuffles\":2")]
    [InlineData("insert", "\"word\":\"A,T\",\"asIs\":true")]
    public async Task DfimAndInsert_BesideASketch_GiveTheFilesOfTheCommandLine(string method, string options)
    {
        await using ApiServer server = await ApiServer.StartAsync();
        string sketchId = (await server.SketchAsync(ToyOnnx.Pairwise())).Split('/')[^1];
        string body = Body(sketchId).Replace("\"interactions\":\"second-order\"", options, StringComparison.Ordinal).Replace("\"method\":\"interactions\"", $"\"method\":\"{method}\"", StringComparison.Ordinal);
        string id = (string)(await server.PostAsync("/api/runs", body)).Json["id"]!;
        JsonNode status = await server.WaitAsync(id);
        Assert.True("done" == (string?)status["status"], status.ToJsonString());
        var request = method == "insert"
            ? new RunRequest { Method = RunMethod.Insert, Insertion = new InsertionOptions { Motifs = [InsertedMotif.OfWord("A"), InsertedMotif.OfWord("T")], Pair = true, SketchId = sketchId } }
            : new RunRequest { Method = RunMethod.Interactions, Interactions = new InteractionOptions { Method = InteractionMethod.Dfim, Dfim = new FeatureInteractionOptions { Shuffles = 2 }, SketchId = sketchId } };
        using InProcessRun expected = await InProcessRun.OfAsync(ToyOnnx.Pairwise(), request with { Targets = ["y[0]"] }, await LoadAsync(server, sketchId), Sequence);
        string[] names = [.. status["files"]!.AsArray().Select(static f => (string)f!["name"]!).Where(static name => name != RunKeys.Record)];
        Assert.Contains("sketch_comparison.tsv", names);
        foreach (string name in names.Where(static n => n.EndsWith(".tsv", StringComparison.Ordinal) || n.EndsWith(".npz", StringComparison.Ordinal)))
            Assert.Equal(File.ReadAllBytes(expected.Path(name)), (await server.GetAsync($"/api/runs/{id}/result?file={name}")).Body);
        Assert.Equal(sketchId, (string?)(await server.GetAsync($"/api/runs/{id}/result")).Json["sketch_id"]);
    }

    [Fact]
    public async Task Interactions_BesideASketchThatDoesNotFit_AreRefused()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        string sketchId = (await server.SketchAsync(ToyOnnx.Pairwise())).Split('/')[^1];
        Assert.Contains("/api/sketches", (await server.PostAsync("/api/runs", Body("nope"))).Problem("unknown-sketch", 404), StringComparison.Ordinal);
        Assert.Contains("of the target y[0], not of y[1]", (await server.PostAsync("/api/runs", Body(sketchId).Replace("y[0]", "y[1]", StringComparison.Ordinal))).Problem("sketch-mismatch", 400), StringComparison.Ordinal);
        (await server.PostAsync("/api/runs", Body(sketchId).Replace("\"interactions\",\"model", "\"ism\",\"model", StringComparison.Ordinal))).Problem("bad-option", 400);
        await server.PutModelAsync("/api/models/toy?overwrite=true", ApiServer.Bytes(ToyOnnx.Additive()));
        Assert.Contains("another model file", (await server.PostAsync("/api/runs", Body(sketchId).Replace("y[0]", "y", StringComparison.Ordinal))).Problem("sketch-mismatch", 400), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASketchOfAnotherCaller_IsNotToldFromOneThatIsNotThere()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        string sketchId = (await server.SketchAsync(ToyOnnx.Pairwise())).Split('/')[^1];
        RunBook book = server.Services.GetRequiredService<RunBook>();
        string made = (await book.ListAsync(CancellationToken.None)).Single().Id;
        await book.UpdateAsync(made, static run => run with { Owner = "alice" }, CancellationToken.None);
        await server.Services.GetRequiredService<ICatalog>().DeleteAsync("sketches", sketchId);
        await book.FinishAsync(made, CancellationToken.None);
        RunIntake intake = server.Services.GetRequiredService<RunIntake>();
        RunSubmission submission = Submission(sketchId);
        RequestException refused = await Assert.ThrowsAsync<RequestException>(() => intake.SubmitAsync(submission, "bob", CancellationToken.None));
        Assert.Equal("unknown-sketch", refused.Problem);
        Assert.Equal(sketchId, (await intake.SubmitAsync(submission, "alice", CancellationToken.None)).Submission.Options!.Sketch);
    }

    private static RunSubmission Submission(string sketch) => new()
    {
        Method = "interactions",
        Model = "toy",
        Targets = ["y[0]"],
        Sequences = new SequenceList { Fasta = $">s0\n{Sequence}\n" },
        Options = new RunSubmissionOptions { Interactions = "second-order", Sketch = sketch },
    };

    private static string Body(string? sketch, string sequence = Sequence) =>
        """{"method":"interactions","model":"toy","targets":["y[0]"],"sequences":">s0\nLETTERS\n","options":{"interactions":"second-order"SKETCH}}"""
            .Replace("LETTERS", sequence, StringComparison.Ordinal).Replace("SKETCH", sketch is null ? "" : $",\"sketch\":\"{sketch}\"", StringComparison.Ordinal);

    private static async Task<Sketch> LoadAsync(ApiServer server, string id)
    {
        SketchBook sketches = server.Services.GetRequiredService<SketchBook>();
        return await sketches.LoadAsync((await sketches.FindAsync(id, "", CancellationToken.None))!, CancellationToken.None);
    }
}
