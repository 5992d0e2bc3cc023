using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using GenoXai.Api;
using GenoXai.Api.Contracts;
using GenoXai.Core.Models;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Sampling;
using GenoXai.Core.Sequences;
using GenoXai.Functions;
using GenoXai.Functions.Models;
using GenoXai.Local.Running;
using GenoXai.Local.Storage;
using GenoXai.Tests.Api;
using GenoXai.Tests.Functions.Storage;
using GenoXai.Tests.Local;
using GenoXai.Tests.ToyModels;
using Microsoft.AspNetCore.Http;

namespace GenoXai.Tests.Functions;

/// <summary>From a request to its result through the app's own functions, blobs and tables.</summary>
[Collection(AzuriteTests.Name)]
public sealed class FunctionAppTests(Azurite azurite)
{
    private const string Ism = """{"method":"ism","model":"toy","sequences":[{"id":"a","sequence":"ACGTACGTAC"},{"id":"b","sequence":"TTTTTTTTTT"}],"options":{"chunkRows":8,"batch":4}}""";

    [AzuriteFact]
    public async Task Run_GivesTheFilesOfTheLocalRunner()
    {
        using var app = new FunctionApp(azurite);
        Assert.Equal(HttpStatusCode.Created, (await app.PutModelAsync("toy", ToyOnnx.Additive())).Status);
        JsonNode status = await app.RunAsync(Ism);
        Assert.Equal("done", (string?)status["status"]);
        Assert.Equal(62, (int)status["rowsTotal"]!);

        using var folder = new TemporaryFolder();
        ToyOnnx.Additive().Save(folder.Path("toy.onnx"));
        using OnnxSequenceModel model = ModelLoader.Load(folder.Path("toy.onnx")).Open([], new ModelOptions { Threads = 1 });
        NamedSequence[] sequences = [new("a", model.Alphabet.Parse("ACGTACGTAC", "a")), new("b", model.Alphabet.Parse("TTTTTTTTTT", "b"))];
        var request = new RunRequest { Method = RunMethod.Ism, ChunkRows = 8, BatchRows = 4 };
        await new LocalRunner(new RunContext(request, model, new FolderArtifactStore(folder.Path("out")), sequences, "sequences"), folder.Path("out"), threads: 1)
            .RunAsync(null, CancellationToken.None);
        foreach (JsonNode? file in status["files"]!.AsArray())
        {
            string name = (string)file!["name"]!;
            byte[] bytes = (await app.ResultAsync((string)status["id"]!, name)).Body;
            if (name != RunKeys.Record) Assert.Equal(await File.ReadAllBytesAsync(folder.Path("out/" + name)), bytes);
        }

        Assert.Contains("ism.npz", Hashes(status).Keys);
        // The journal has gone with the end of the run.
        await foreach (var blob in app.Blobs.GetBlobContainerClient("artifacts").GetBlobsAsync()) Assert.DoesNotContain("journal", blob.Name, StringComparison.Ordinal);
    }

    [AzuriteFact]
    public async Task RunOnRuns_ReadsTheBlobsOfItsCallersRuns_AndOfNobodyElses()
    {
        using var app = new FunctionApp(azurite);
        await app.PutModelAsync("toy", ToyOnnx.Additive());
        JsonNode ism = await app.RunAsync(Ism), taylor = await app.RunAsync(Ism.Replace("\"ism\"", "\"taylor\"", StringComparison.Ordinal));
        string compare = $$"""{"method":"compare","runs":["{{(string?)ism["id"]}}","{{(string?)taylor["id"]}}"]}""";
        Assert.Contains($"run \"{(string?)ism["id"]}\": there is none of that id", (await app.StartAsync(compare, FunctionApp.Bob)).Problem("unknown-run", 404), StringComparison.Ordinal);
        JsonNode status = await app.RunAsync(compare);
        Assert.Equal("done", (string?)status["status"]);
        string pairs = System.Text.Encoding.UTF8.GetString((await app.ResultAsync((string)status["id"]!, "compare_pairs.tsv")).Body);
        Assert.StartsWith("ism\ttaylor\tvalues\tpearson\t", pairs.Split('\n')[1], StringComparison.Ordinal);
        Assert.Equal("done", (string?)(await app.RunAsync($$"""{"method":"ablate","model":"toy","runs":["{{(string?)ism["id"]}}"],"options":{"random":1,"copies":1,"shares":[0.5]} }"""))["status"]);
        Assert.Equal(HttpStatusCode.NoContent, (await app.DeleteAsync((string)taylor["id"]!)).Status);
        (await app.StartAsync(compare.Replace("\"compare\"", "\"compare\",\"options\":{\"pictures\":0}", StringComparison.Ordinal))).Problem("unknown-run", 404);
    }

    [AzuriteFact]
    public async Task Run_WhoseStorageIsKilledAndStartedAgain_EndsWithTheSameHashes()
    {
        using var app = new FunctionApp(azurite);
        await app.PutModelAsync("toy", ToyOnnx.Additive());
        Dictionary<string, string> undisturbed = Hashes(await app.RunAsync(Ism));
        int chunks = 0, kills = 0;
        app.Hub.Before = name =>
        {
            if (name != RunWork.ModelRows || ++chunks % 4 != 2 || kills == 2) return;
            if (kills++ == 0)
            {
                // The emulator answers up to five seconds before what it keeps is on disk.
                Thread.Sleep(6000);
                azurite.Kill();
            }
            else
            {
                azurite.Stop();
            }

            _ = Task.Delay(300).ContinueWith(_ => azurite.Start(), TaskScheduler.Default);
        };
        // The same request of another caller is another run.
        Dictionary<string, string> disturbed = Hashes(await app.RunAsync(Ism, FunctionApp.Bob));
        Assert.True(kills == 2, $"{kills} kills, {chunks} chunks");
        Assert.Equal(undisturbed, disturbed);
    }

    [AzuriteFact]
    public async Task Start_OfTheSameRequestManyTimesAtOnceOnTwoReplicas_IsOneRun()
    {
        using var first = new FunctionApp(azurite);
        using var second = new FunctionApp(azurite, sharesWith: first);
        await first.PutModelAsync("toy", ToyOnnx.Additive());
        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => (i % 2 == 0 ? first : second).StartAsync(Ism))));
        string id = Assert.Single(answers.Select(static a => (string)a.Json["id"]!).Distinct());
        Assert.All(answers, static a => Assert.Equal(HttpStatusCode.Accepted, a.Status));
        await first.Hub.EndAsync(id);
        Assert.Equal(id, Assert.Single(first.Hub.Scheduled));
        Assert.Equal("done", (string?)(await second.GetAsync(id)).Json["status"]);
        Assert.Single((await second.ListAsync()).Json.AsArray());
    }

    [AzuriteFact]
    public async Task Run_OfAnotherCaller_IsNotThere()
    {
        using var app = new FunctionApp(azurite);
        await app.PutModelAsync("toy", ToyOnnx.Additive());
        string id = (string)(await app.RunAsync(Ism))["id"]!;
        string missing = (await app.GetAsync(new string('0', 32), FunctionApp.Bob)).Problem("unknown-run", 404);
        foreach (Answer answer in (Answer[])[await app.GetAsync(id, FunctionApp.Bob), await app.ResultAsync(id, "ism.npz", FunctionApp.Bob), await app.DeleteAsync(id, FunctionApp.Bob)])
            Assert.Equal(missing, answer.Problem("unknown-run", 404).Replace(id, new string('0', 32), StringComparison.Ordinal));
        Assert.Empty((await app.ListAsync(FunctionApp.Bob)).Json.AsArray());
        Assert.NotEqual(id, (string?)(await app.StartAsync(Ism, FunctionApp.Bob)).Json["id"]);
        // Nothing was done to Alice's.
        Assert.Equal("done", (string?)(await app.GetAsync(id)).Json["status"]);
        Assert.Equal(HttpStatusCode.OK, (await app.ResultAsync(id, "ism.npz")).Status);
    }

    [AzuriteFact]
    public async Task Sketch_OfAnotherCaller_IsNotThere()
    {
        using var app = new FunctionApp(azurite);
        await app.PutModelAsync("toy", ToyOnnx.Additive());
        string id = ((string)(await app.RunAsync("""{"method":"sketch","model":"toy","options":{"budget":600}}"""))["sketch"]!).Split('/')[^1];
        var functions = app.Make<SketchTriggers>();
        Assert.Equal(id, (string?)Assert.Single((await CallAsync(FunctionApp.Alice, functions.ListAsync)).Json.AsArray())!["id"]);
        Assert.Equal("[]", (await CallAsync(FunctionApp.Bob, functions.ListAsync)).Json.ToJsonString());
        foreach (Func<HttpRequest, string, CancellationToken, Task<IResult>> call in (Func<HttpRequest, string, CancellationToken, Task<IResult>>[])[functions.GetAsync, functions.GetGlobalAsync, functions.ExplainAsync, functions.ExplainManyAsync])
        {
            Answer own = await CallAsync(FunctionApp.Alice, (request, token) => call(request, id, token));
            Assert.True(own.Status == HttpStatusCode.OK, System.Text.Encoding.UTF8.GetString(own.Body));
            string hidden = (await CallAsync(FunctionApp.Bob, (request, token) => call(request, id, token))).Problem("unknown-sketch", 404);
            Assert.Equal(hidden.Replace(id, "none", StringComparison.Ordinal), (await CallAsync(FunctionApp.Bob, (request, token) => call(request, "none", token))).Problem("unknown-sketch", 404));
            (await CallAsync(null, (request, token) => call(request, id, token))).Problem("unauthenticated", 401);
        }

        Task<Answer> CallAsync(string? caller, Func<HttpRequest, CancellationToken, Task<IResult>> call)
        {
            HttpRequest request = app.Request("POST", caller, """{"sequences":">a\nACGTACGTAC\n"}"""u8.ToArray(), "application/json");
            request.QueryString = QueryString.Create("sequence", "ACGTACGTAC");
            return FunctionApp.AnswerAsync(request, call(request, CancellationToken.None));
        }
    }

    [AzuriteTheory]
    [InlineData(null)]
    [InlineData("")]
    public async Task Calls_OfNobody_AreRefused(string? caller)
    {
        using var app = new FunctionApp(azurite);
        (await app.ListAsync(caller)).Problem("unauthenticated", 401);
        (await app.StartAsync(Ism, caller)).Problem("unauthenticated", 401);
        (await app.GetAsync("x", caller)).Problem("unauthenticated", 401);
        HttpRequest two = app.Request("GET", FunctionApp.Alice);
        two.Headers.Append(Callers.PrincipalHeader, FunctionApp.Bob);
        (await FunctionApp.AnswerAsync(two, app.Make<RunTriggers>().ListAsync(two, app.Hub, CancellationToken.None))).Problem("unauthenticated", 401);
        using var one = new FunctionApp(azurite, new AzureOptions { TellsCallersApart = false });
        Assert.Equal(HttpStatusCode.OK, (await one.ListAsync(caller)).Status);
    }

    [AzuriteFact]
    public async Task Body_OfAHundredMegabytes_IsRefusedWithoutBeingReadToItsEnd()
    {
        using var app = new FunctionApp(azurite);
        foreach (bool said in (bool[])[true, false])
        {
            HttpRequest request = app.Request("POST", FunctionApp.Alice, [], "application/json");
            var body = new Zeros(100 << 20);
            (request.Body, request.ContentLength) = (body, said ? 100 << 20 : null);
            (await app.StartAsync(request)).Problem("too-large", 413);
            Assert.True(body.Position <= (said ? 0 : 65 << 20), $"{body.Position} bytes were read");
        }

        HttpRequest model = app.Request("PUT", FunctionApp.Alice, [], "application/octet-stream");
        (model.Body, model.ContentLength) = (new Zeros(1L << 40), 1L << 40);
        (await FunctionApp.AnswerAsync(model, app.Make<ModelTriggers>().PutAsync(model, "huge", CancellationToken.None))).Problem("too-large", 413);
    }

    [AzuriteTheory]
    [InlineData("../../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("weights.bin")]
    public async Task Model_WithDataOutsideItself_IsRefusedAndNotRegistered(string location)
    {
        using var app = new FunctionApp(azurite);
        (await app.PutModelAsync("evil", HostileModels.External(location))).Problem("bad-model", 422);
        Assert.Empty((await app.Get<ICatalog>().ListAsync("models").ToListAsync()));
        await foreach (var blob in app.Blobs.GetBlobContainerClient("artifacts").GetBlobsAsync()) Assert.Fail(blob.Name);
    }

    [AzuriteTheory]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a#b")]
    [InlineData("a?b")]
    [InlineData("..")]
    [InlineData("a\tb")]
    public async Task Ids_ThatAreNone_AreRefused(string id)
    {
        using var app = new FunctionApp(azurite);
        (await app.GetAsync(id)).Problem("unknown-run", 404);
        (await app.PutModelAsync(id, ToyOnnx.Additive())).Problem("bad-id", 400);
        HttpRequest sketch = app.Request("GET", FunctionApp.Alice), model = app.Request("GET", FunctionApp.Alice);
        (await FunctionApp.AnswerAsync(sketch, app.Make<SketchTriggers>().GetAsync(sketch, id, CancellationToken.None))).Problem("unknown-sketch", 404);
        (await FunctionApp.AnswerAsync(model, app.Make<ModelTriggers>().GetAsync(model, id, CancellationToken.None))).Problem("unknown-model", 404);
    }

    [AzuriteFact]
    public async Task Explain_OfAWarmSketch_TakesUnderFiveMilliseconds()
    {
        using var app = new FunctionApp(azurite);
        await app.PutModelAsync("toy", ToyOnnx.Additive());
        JsonNode status = await app.RunAsync("""{"method":"sketch","model":"toy","options":{"budget":2000}}""");
        string id = ((string)status["sketch"]!)["/api/sketches/".Length..];
        var functions = app.Make<SketchTriggers>();
        var times = new List<double>();
        for (int i = 0; i < 200; i++)
        {
            HttpRequest request = app.Request("GET", FunctionApp.Alice);
            request.QueryString = QueryString.Create("sequence", "ACGTACGTAC");
            long begin = Stopwatch.GetTimestamp();
            Answer answer = await FunctionApp.AnswerAsync(request, functions.ExplainAsync(request, id, CancellationToken.None));
            times.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
            Assert.Equal(HttpStatusCode.OK, answer.Status);
        }

        // The median: a busy machine may stop any one of them.
        Assert.True(times.Order().ElementAt(100) < 5, $"{times.Order().ElementAt(100)} ms");
    }

    [AzuriteFact]
    public async Task Sessions_AreOneForEachModel_AndTheProviderIsSaid()
    {
        using var app = new FunctionApp(azurite);
        await app.PutModelAsync("toy", ToyOnnx.Additive());
        await app.RunAsync(Ism);
        await app.RunAsync(Ism, FunctionApp.Bob);
        Assert.Equal(1, app.Get<ModelSessions>().Count);
        Assert.Single(app.Log, static line => line == "Information: model toy: rows are computed by the CPU provider");

        // No CUDA here: the rows are computed all the same, and that is said out loud.
        JsonNode status = await app.RunAsync(Ism.Replace("\"batch\":4", "\"batch\":4,\"provider\":\"cuda\"", StringComparison.Ordinal));
        Assert.Equal("done", (string?)status["status"]);
        Assert.Single(app.Log, static line => line.StartsWith("Warning: model toy: rows are computed by the CPU provider, although CUDA was asked for.", StringComparison.Ordinal));
    }

    [AzuriteFact]
    public async Task Sessions_OfAHostThatStops_StayOpenForTheWorkUnderWay()
    {
        using var app = new FunctionApp(azurite);
        await app.PutModelAsync("toy", ToyOnnx.Additive());
        JsonNode status = await app.RunAsync(Ism);
        RunEntry run = (await app.Get<RunBook>().FindAsync((string)status["id"]!, CancellationToken.None))!;
        var sessions = app.Get<ModelSessions>();
        using ModelLease<OnnxSequenceModel> first = await sessions.RentAsync(run, [], ExecutionProvider.Cpu, CancellationToken.None), second = await sessions.RentAsync(run, [], ExecutionProvider.Cpu, CancellationToken.None);
        sessions.Dispose();
        first.Dispose();
        first.Dispose();
        float[] predicted = RowPredictor.Predict(second.Model, new UniformRows(1, 4, 10, 0, 100), 10, 4);
        Assert.All(predicted, static value => Assert.True(value > 0));
    }

    [AzuriteFact]
    public async Task Model_ReplacedWhileARunOfItWaits_FailsTheRunWithTheReason()
    {
        using var app = new FunctionApp(azurite);
        await app.PutModelAsync("toy", ToyOnnx.Additive());
        bool replaced = false;
        app.Hub.Before = name =>
        {
            if (name != RunLedger.Begin || replaced) return;
            replaced = true;
            Assert.Equal(HttpStatusCode.OK, app.PutModelAsync("toy", ToyOnnx.Pairwise()).GetAwaiter().GetResult().Status);
        };
        JsonNode status = await app.RunAsync(Ism);
        Assert.Equal("failed", (string?)status["status"]);
        Assert.Equal("urn:genoxai:problem:conflict", (string?)status["error"]!["type"]);
        (await app.ResultAsync((string)status["id"]!)).Problem("run-failed", 409);
    }

    private static Dictionary<string, string> Hashes(JsonNode status) => status["files"]!.AsArray()
        .Where(static f => (string?)f!["name"] != RunKeys.Record).ToDictionary(static f => (string)f!["name"]!, static f => (string)f!["sha256"]!);

    private sealed class Zeros(long length) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position { get; set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            int read = (int)Math.Min(count, length - Position);
            // Blanks, which JSON allows before a value.
            buffer.AsSpan(offset, read).Fill((byte)' ');
            Position += read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
