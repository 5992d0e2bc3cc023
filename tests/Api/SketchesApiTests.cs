using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using GenoXai.Api;
using GenoXai.Api.Contracts;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Sequences;
using GenoXai.Tests.ToyModels;
using Microsoft.Extensions.DependencyInjection;

namespace GenoXai.Tests.Api;

public sealed class SketchesApiTests
{
    private const string Sequence = "ACATACGTAC";

    private static double[] Phi(JsonNode explanation) => [.. explanation["phi"]!.AsArray().Select(static v => (double)v!)];

    [Fact]
    public async Task Explain_OfThePairwiseToy_GivesItsShapleyValuesAndItsInteraction()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        string sketch = await server.SketchAsync(ToyOnnx.Pairwise());
        JsonNode answer = (await server.GetAsync($"{sketch}/explain?sequence={Sequence}&top=1&id=mine")).Json;
        double[] phi = Phi(answer);
        // Position l holds letter b: (l + 1)(b − 1.5)/10; and 3·[b2=A][b7=T] shares its 3 − 3/16 evenly but for the means.
        for (int l = 0; l < 10; l++)
        {
            double additive = (l + 1) * ("ACGT".IndexOf(Sequence[l], StringComparison.Ordinal) - 1.5) / 10;
            double bonus = l is 2 or 7 ? (3 - (3.0 / 16)) / 2 : 0;
            Assert.Equal(additive + bonus, phi[l], 2);
        }

        Assert.Equal("mine", (string?)answer["id"]);
        Assert.Equal((double)answer["predictionFromSketch"]! - (double)answer["baseValue"]!, phi.Sum(), 9);
        JsonNode interaction = answer["interactions"]!.AsArray().Single()!;
        Assert.Equal("[2,7]", interaction["positions"]!.ToJsonString());
        Assert.Equal("AT", (string?)interaction["letters"]);
        Assert.True((double)answer["r2"]! > 0.99);
        Assert.True((double)answer["r2StandardError"]! >= 0);
        // The pairwise toy is repeated closely: its φ are known to a hundredth, and the band says so.
        double[] band = [.. answer["phiBand"]!.AsArray().Select(static v => (double)v!)];
        Assert.Equal(phi.Length, band.Length);
        Assert.All(band, static width => Assert.InRange(width, 0, 0.01));
        Assert.Equal(0, (int)answer["missingLetters"]!);
        Assert.Null(answer["warning"]);
    }

    [Fact]
    public async Task ExplainMany_GivesWhatExplainGives()
    {
        await using ApiServer server = await ApiServer.StartAsync(new ApiOptions { MostExplained = 3 });
        string sketch = await server.SketchAsync(ToyOnnx.Pairwise());
        JsonNode one = (await server.GetAsync($"{sketch}/explain?sequence={Sequence}&index=faith-shap&order=2&id=a")).Json;
        JsonNode many = (await server.PostAsync($"{sketch}/explain", $$"""{"sequences":[{"id":"a","sequence":"{{Sequence}}"},{"id":"b","sequence":"NNATACGTAC"}],"index":"faith-shap","order":2}""")).Json;
        JsonNode first = many["explanations"]![0]!;
        foreach (string field in (string[])["id", "phi", "predictionFromSketch", "interactions", "missingLetters"])
            Assert.True(JsonNode.DeepEquals(one[field], first[field]), field);
        Assert.True(JsonNode.DeepEquals(one["baseValue"], many["baseValue"]));
        Assert.NotNull(one["phiBand"]);
        Assert.True(JsonNode.DeepEquals(one["phiBand"], many["phiBand"]));
        Assert.Equal("faith-shap", (string?)first["interactions"]![0]!["index"]);
        Assert.Equal(2, (int)many["explanations"]![1]!["missingLetters"]!);
        (await server.PostAsync($"{sketch}/explain", """{"sequences":[{"sequence":"A"},{"sequence":"A"},{"sequence":"A"},{"sequence":"A"}]}""")).Problem("too-large", 413);
        (await server.PostAsync($"{sketch}/explain", """{"sequences":">a\nACGT"}""")).Problem("sketch-mismatch", 400);
        Assert.Contains("position 1", (await server.PostAsync($"{sketch}/explain", """{"sequences":[{"id":"a","sequence":"A-GTACGTAC"}]}""")).Problem("bad-sequence", 400), StringComparison.Ordinal);
        (await server.PostAsync($"{sketch}/explain", """{"sequences":""")).Problem("malformed-json", 400);
        (await server.PostAsync($"{sketch}/explain", "{}", "text/plain")).Problem("unsupported-media-type", 415);
    }

    [Theory]
    [InlineData("sequence=ACATACGTAZ", "bad-sequence", "position 9: 'Z'")]
    [InlineData("sequence=ACAT", "sketch-mismatch", "sequences of 10")]
    [InlineData("", "bad-sequence", "?sequence=")]
    [InlineData("sequence=ACATACGTAC&top=-1", "bad-option", "top -1")]
    [InlineData("sequence=ACATACGTAC&top=1000000", "bad-option", "top 1000000")]
    [InlineData("sequence=ACATACGTAC&top=many", "bad-option", "many")]
    [InlineData("sequence=ACATACGTAC&index=best", "bad-index", "best")]
    [InlineData("sequence=ACATACGTAC&index=faith-shap&order=9", "bad-order", "9")]
    public async Task Explain_OfAWrongQuery_SaysWhat(string query, string kind, string said)
    {
        await using ApiServer server = await ApiServer.StartAsync();
        string sketch = await server.SketchAsync(ToyOnnx.Additive(), 600);
        Assert.Contains(said, (await server.GetAsync($"{sketch}/explain?{query}")).Problem(kind, 400), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Global_NamesTheStrongestSupports()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        string sketch = await server.SketchAsync(ToyOnnx.Pairwise());
        JsonNode view = (await server.GetAsync($"{sketch}/global?top=3")).Json;
        // Of the additive part the last position moves most: (l + 1)·{−1.5, −0.5, 0.5, 1.5}/10.
        Assert.Equal("[9]", view["supports"]![0]!["positions"]!.ToJsonString());
        Assert.Equal(3, view["supports"]!.AsArray().Count);
        Assert.True((int)view["supportsInAll"]! > 3);
        Assert.Equal(1, view["energyByOrder"]!.AsArray().Sum(static e => (double)e!), 9);
        Assert.True((double)view["r2"]! > 0.99);
        Assert.Equal("[2,7]", view["interactionsByOrder"]![1]![0]!["positions"]!.ToJsonString());
    }

    [Fact]
    public async Task Get_DescribesTheSketch_AndListHasIt()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        string sketch = await server.SketchAsync(ToyOnnx.Pairwise(), 1000);
        JsonNode details = (await server.GetAsync(sketch)).Json;
        Assert.Equal("toy", (string?)details["model"]);
        Assert.Equal(10, (int)details["length"]!);
        Assert.Equal(1000, (int)details["modelRows"]!);
        Assert.Equal(100, (int)details["testRows"]!);
        JsonNode listed = (await server.GetAsync("/api/sketches")).Json.AsArray().Single()!;
        Assert.True(JsonNode.DeepEquals(details["id"], listed["id"]));
        Assert.True(JsonNode.DeepEquals(details["r2"], listed["r2"]));
    }

    [Fact]
    public async Task Explain_OfAConstantModel_SaysThatNothingIsExplained()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        string sketch = await server.SketchAsync(ToyOnnx.Constant(), 600);
        JsonNode answer = (await server.GetAsync($"{sketch}/explain?sequence={Sequence}")).Json;
        Assert.All(Phi(answer), static phi => Assert.Equal(0, phi));
        Assert.Null(answer["r2"]);
        Assert.Contains("undefined", (string)answer["warning"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SketchesInMemory_AreBounded_AndOneThatLeftAnswersAsBefore()
    {
        await using ApiServer server = await ApiServer.StartAsync(new ApiOptions { HotSketchBytes = 1 });
        var hot = server.Services.GetRequiredService<HotSketches>();
        string first = await server.SketchAsync(ToyOnnx.Additive(), 600);
        Answer before = await server.GetAsync($"{first}/explain?sequence={Sequence}");
        long one = hot.Bytes;
        string second = await server.SketchAsync(ToyOnnx.Constant(), 600);
        await server.GetAsync($"{second}/explain?sequence={Sequence}");
        Assert.True(one > 0);
        Assert.True(hot.Bytes < one, $"{hot.Bytes} bytes: the constant sketch alone is smaller than {one}");
        Assert.Equal(before.Body, (await server.GetAsync($"{first}/explain?sequence={Sequence}")).Body);
        Assert.Equal(one, hot.Bytes);
    }

    [Fact]
    public async Task UnknownSketch_Is404Everywhere_AndSoIsOneThatWentWithItsRun()
    {
        await using ApiServer server = await ApiServer.StartAsync(new ApiOptions { HotSketchTrust = TimeSpan.Zero });
        foreach (string path in (string[])["", "/global", "/explain?sequence=A"])
            (await server.GetAsync("/api/sketches/x" + path)).Problem("unknown-sketch", 404);
        string sketch = await server.SketchAsync(ToyOnnx.Additive(), 600);
        Assert.Equal(HttpStatusCode.OK, (await server.GetAsync($"{sketch}/explain?sequence={Sequence}")).Status);
        string run = (string)(await server.GetAsync(sketch)).Json["run"]!;
        Assert.Equal(HttpStatusCode.NoContent, (await server.DeleteAsync($"/api/runs/{run}")).Status);
        (await server.GetAsync($"{sketch}/explain?sequence={Sequence}")).Problem("unknown-sketch", 404);
    }

    [Fact]
    public async Task SketchInMemory_WhoseRecordHasAnotherETag_IsReadAnew_AndOtherwiseNot()
    {
        await using ApiServer server = await ApiServer.StartAsync(new ApiOptions { HotSketchTrust = TimeSpan.Zero });
        string id = (await server.SketchAsync(ToyOnnx.Additive(), 600)).Split('/')[^1];
        HotSketches hot = server.Services.GetRequiredService<HotSketches>();
        ICatalog catalog = server.Services.GetRequiredService<ICatalog>();
        HotSketch first = await hot.GetAsync(id, "", CancellationToken.None);
        Assert.Same(first, await hot.GetAsync(id, "", CancellationToken.None));
        CatalogEntry record = (await catalog.FindAsync("sketches", id))!;
        JsonNode changed = JsonNode.Parse(record.Json)!;
        changed["summary"]!["target"] = "renamed";
        await catalog.PutAsync("sketches", id, changed.ToJsonString(), record.ETag);
        HotSketch[] second = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => hot.GetAsync(id, "", CancellationToken.None).AsTask()));
        Assert.All(second, s => Assert.Equal("renamed", s.Entry.Summary.Target));
        Assert.Single(second.Distinct());
        // The old one has left: memory holds one.
        Assert.Equal(first.Bytes, hot.Bytes);
    }

    [Fact]
    public async Task Sketch_IsSeenByTheOwnersOfRunsThatMadeIt_AndByNobodyElse()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        string id = (await server.SketchAsync(ToyOnnx.Additive(), 600)).Split('/')[^1];
        RunBook runs = server.Services.GetRequiredService<RunBook>();
        SketchBook book = server.Services.GetRequiredService<SketchBook>();
        HotSketches hot = server.Services.GetRequiredService<HotSketches>();
        RunEntry run = (await runs.ListAsync(CancellationToken.None)).Single();
        // The same sketch, made by two callers.
        foreach (string owner in (string[])["alice", "bob"])
        {
            await runs.PutAsync(run with { Id = owner, Owner = owner, Phase = RunPhase.Running, SketchId = null }, CancellationToken.None);
            CopyFiles(server, run.Id, owner);
            await runs.FinishAsync(owner, CancellationToken.None);
        }

        await runs.RemoveAsync(run, CancellationToken.None);
        foreach (string owner in (string[])["alice", "bob"])
        {
            // Each with a run of his own.
            Assert.Equal(owner, Assert.Single(await book.ListAsync(owner, CancellationToken.None)).Run);
            Assert.Equal(id, (await hot.GetAsync(id, owner, CancellationToken.None)).Query.Sketch.Id);
        }

        Assert.Empty(await book.ListAsync("carol", CancellationToken.None));
        Assert.Null(await book.FindAsync(id, "carol", CancellationToken.None));
        Assert.Contains("there is none of that id", (await Assert.ThrowsAsync<InputException>(() => hot.GetAsync(id, "carol", CancellationToken.None).AsTask())).Message, StringComparison.Ordinal);
        // Its run removed, it is no longer Alice's; Bob's stays.
        await runs.RemoveAsync((await runs.FindAsync("alice", CancellationToken.None))!, CancellationToken.None);
        Assert.Null(await book.FindAsync(id, "alice", CancellationToken.None));
        Assert.Equal("bob", (await book.FindAsync(id, "bob", CancellationToken.None))!.Run);
    }

    [Fact]
    public async Task Sketch_NotedByAnEarlierVersion_IsEveryones()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        string sketch = await server.SketchAsync(ToyOnnx.Additive(), 600);
        ICatalog catalog = server.Services.GetRequiredService<ICatalog>();
        CatalogEntry record = (await catalog.FindAsync("sketches", sketch.Split('/')[^1]))!;
        await catalog.PutAsync("sketches", record.Id, JsonNode.Parse(record.Json)!["summary"]!.ToJsonString(), record.ETag);
        Assert.Equal("toy", (string?)(await server.GetAsync("/api/sketches")).Json.AsArray().Single()!["model"]);
        Assert.Equal(HttpStatusCode.OK, (await server.GetAsync($"{sketch}/explain?sequence={Sequence}")).Status);
    }

    [Fact]
    public async Task SketchOfARunThatIsRemovedWhileItEnds_GoesWithIt()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        string id = (await server.SketchAsync(ToyOnnx.Additive(), 600)).Split('/')[^1];
        ICatalog catalog = server.Services.GetRequiredService<ICatalog>();
        RunEntry run = (await server.Services.GetRequiredService<RunBook>().ListAsync(CancellationToken.None)).Single();
        // The record goes between the sketch's note and the run's.
        var removed = new RunBook(new Vanishing(catalog, run.Id), server.Services.GetRequiredService<IArtifactStore>(), server.Services.GetRequiredService<SketchBook>(), TimeProvider.System);
        await removed.FinishAsync(run.Id, CancellationToken.None);
        Assert.Null(await catalog.FindAsync("sketches", id));
    }

    [Fact]
    public async Task SketchThatAnotherRunMakesWhileItsRunIsRemoved_IsThatRuns()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        string id = (await server.SketchAsync(ToyOnnx.Additive(), 600)).Split('/')[^1];
        RunBook runs = server.Services.GetRequiredService<RunBook>();
        SketchBook book = server.Services.GetRequiredService<SketchBook>();
        RunEntry run = (await runs.ListAsync(CancellationToken.None)).Single();
        await runs.PutAsync(run with { Id = "alice", Owner = "alice", Phase = RunPhase.Running, SketchId = null }, CancellationToken.None);
        CopyFiles(server, run.Id, "alice");
        // Alice's run ends just after the removal has looked which runs are left.
        var late = new Late(server.Services.GetRequiredService<ICatalog>(), () => runs.FinishAsync("alice", CancellationToken.None));
        await new RunBook(late, server.Services.GetRequiredService<IArtifactStore>(), book, TimeProvider.System).RemoveAsync(run, CancellationToken.None);
        Assert.Equal("alice", (await book.FindAsync(id, "alice", CancellationToken.None))?.Run);
        Assert.Null(await book.FindAsync(id, "bob", CancellationToken.None));
    }

    private static void CopyFiles(ApiServer server, string from, string to)
    {
        string target = Path.Combine(server.Home, RunBook.FolderOf(to));
        Directory.CreateDirectory(target);
        foreach (string file in Directory.EnumerateFiles(Path.Combine(server.Home, RunBook.FolderOf(from)))) File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
    }

    /// <summary>A catalog in which something happens after each list.</summary>
    private sealed class Late(ICatalog inner, Func<Task> then) : ICatalog
    {
        public Task<CatalogEntry?> FindAsync(string kind, string id, CancellationToken cancellationToken = default) => inner.FindAsync(kind, id, cancellationToken);

        public async IAsyncEnumerable<CatalogEntry> ListAsync(string kind, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await foreach (CatalogEntry entry in inner.ListAsync(kind, cancellationToken)) yield return entry;
            await then();
        }

        public Task<CatalogEntry> PutAsync(string kind, string id, string json, string? expectedETag, CancellationToken cancellationToken = default) => inner.PutAsync(kind, id, json, expectedETag, cancellationToken);

        public Task DeleteAsync(string kind, string id, CancellationToken cancellationToken = default) => inner.DeleteAsync(kind, id, cancellationToken);
    }

    /// <summary>A catalog whose run is found once.</summary>
    private sealed class Vanishing(ICatalog inner, string run) : ICatalog
    {
        private int _found;

        public Task<CatalogEntry?> FindAsync(string kind, string id, CancellationToken cancellationToken = default) =>
            kind == "runs" && id == run && _found++ > 0 ? Task.FromResult<CatalogEntry?>(null) : inner.FindAsync(kind, id, cancellationToken);

        public IAsyncEnumerable<CatalogEntry> ListAsync(string kind, CancellationToken cancellationToken = default) => inner.ListAsync(kind, cancellationToken);

        public Task<CatalogEntry> PutAsync(string kind, string id, string json, string? expectedETag, CancellationToken cancellationToken = default) => inner.PutAsync(kind, id, json, expectedETag, cancellationToken);

        public Task DeleteAsync(string kind, string id, CancellationToken cancellationToken = default) => inner.DeleteAsync(kind, id, cancellationToken);
    }
}
