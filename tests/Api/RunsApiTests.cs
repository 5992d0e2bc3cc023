using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using GenoXai.Api;
using GenoXai.Core.Results;
using GenoXai.Tests.ToyModels;

namespace GenoXai.Tests.Api;

public sealed class RunsApiTests
{
    private const string Ism = """{"method":"ism","model":"toy","sequences":[{"id":"a","sequence":"ACGTACGTAC"},{"id":"b","sequence":"TTTTTTTTTT"}]}""";

    [Fact]
    public async Task Post_OfIsm_GivesTheEffectsKnownByHand()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        string id = await server.StartRunAsync(ToyOnnx.Additive(), Ism);
        JsonNode status = await server.WaitAsync(id);
        Assert.Equal("done", (string?)status["status"]);
        Assert.Equal(2 * (1 + (3 * 10)), (int)status["rowsTotal"]!);
        Assert.Equal((int)status["rowsTotal"]!, (int)status["rowsDone"]!);

        JsonNode file = status["files"]!.AsArray().Single(static f => (string?)f!["name"] == "ism.npz")!;
        Answer npz = await server.GetAsync((string)file["href"]!);
        Assert.Equal((string?)file["sha256"], Convert.ToHexStringLower(SHA256.HashData(npz.Body)));
        Assert.Equal($"\"{(string?)file["sha256"]}\"", npz.Response.Headers.ETag!.Tag);
        using var reader = new NpzReader(new MemoryStream(npz.Body), "ism.npz");
        float[] values = reader.Read<float>("values").Values;
        // b is all T: putting letter c at position l changes the sum by (l + 1)(c − 3)/10.
        for (int c = 0; c < 4; c++)
            for (int l = 0; l < 10; l++)
                Assert.Equal((l + 1) * (c - 3) / 10.0, values[40 + (c * 10) + l], 5);
    }

    [Theory]
    [InlineData("""{"method":"taylor","model":"toy","sequences":">a\nAAAAAAAAAA\n>b\nTTTTTTTTTT\n","options":{"check":2}}""", "taylor.npz")]
    [InlineData("""{"method":"attribute","model":"toy","sequences":">a\nAAAAAAAAAA\n>b\nTTTTTTTTTT\n","options":{"attribution":"hypothetical","baselines":["AAAAAAAAAA","TTTTTTTTTT"]}}""", "attribute.npz")]
    public async Task Run_ByGradients_GivesItsMapsAsAFile(string json, string name)
    {
        await using ApiServer server = await ApiServer.StartAsync();
        string id = await server.StartRunAsync(ToyOnnx.Additive(), json);
        JsonNode status = await server.WaitAsync(id);
        Assert.Equal("done", (string?)status["status"]);
        using var reader = new NpzReader(new MemoryStream((await server.GetAsync($"/api/runs/{id}/result?file={name}")).Body), name);
        float[] values = reader.Read<float>("values").Values;
        // Taylor: against the letter that stands there, T in b; hypothetical: against the mean of the baselines, A and T.
        for (int c = 0; c < 4; c++)
            for (int l = 0; l < 10; l++)
                Assert.Equal((l + 1) * (c - (name == "taylor.npz" ? 3 : 1.5)) / 10.0, values[40 + (c * 10) + l], 5);
    }

    [Fact]
    public async Task Run_OnPairs_GivesTheirEffects()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        string id = await server.StartRunAsync(ToyOnnx.Additive(), """{"method":"variants","model":"toy","pairs":[{"id":"one","reference":"AAAAAAAAAA","alternative":"AATAAAAAAA"},{"id":"two","reference":"CAAAAAAAAA","alternative":"CAAAAAAAAA"}],"options":{"effect":"log2-ratio","bothStrands":true}}""");
        Assert.Equal("done", (string?)(await server.WaitAsync(id))["status"]);
        string[] lines = System.Text.Encoding.UTF8.GetString((await server.GetAsync($"/api/runs/{id}/result?file=variants.tsv")).Body).Split('\n');
        // All A weighs 5.5; T at 2 adds 0.9; the reverse complement, all T, weighs 22, and loses 3·8/10 to the A at 7.
        double before = (5.5 + 22) / 2, after = (5.5 + 0.9 + 22 - 2.4) / 2;
        string[] one = lines[1].Split('\t'), two = lines[2].Split('\t');
        Assert.Equal([".", "3", "one", "A", "T"], one[..5]);
        Assert.Equal(Math.Log2(after / before), double.Parse(one[8], System.Globalization.CultureInfo.InvariantCulture), 5);
        Assert.Equal(("two", "0"), (two[2], two[8]));
    }

    [Fact]
    public async Task Run_OfOcclusion_GivesItsWindows()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        string id = await server.StartRunAsync(ToyOnnx.Additive(), """{"method":"occlusion","model":"toy","sequences":">a\nAAAAAAAAAA\n","options":{"window":5,"stride":5}}""");
        Assert.Equal("done", (string?)(await server.WaitAsync(id))["status"]);
        using var reader = new NpzReader(new MemoryStream((await server.GetAsync($"/api/runs/{id}/result?file=occlusion.npz")).Body), "occlusion.npz");
        Assert.Equal([-1.5f, -4f], reader.Read<float>("windows").Values, (a, b) => Math.Abs(a - b) < 1e-4);
    }

    [Fact]
    public async Task Run_OfInteractions_GivesTheirTable()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        string id = await server.StartRunAsync(ToyOnnx.Pairwise(), """{"method":"interactions","model":"toy","targets":["y[0]"],"sequences":">a\nCGATTCATGA\n","options":{"interactions":"dfim","attribution":"gradient-input","sites":"*\t1\t4\tleft\n*\t6\t8\tright","fill":"uniform","shuffles":2}}""");
        Assert.Equal("done", (string?)(await server.WaitAsync(id))["status"]);
        string table = System.Text.Encoding.UTF8.GetString((await server.GetAsync($"/api/runs/{id}/result?file=features.tsv")).Body);
        Assert.Contains("a\tleft\t1\t4\tright\t6\t8\t2.2", table, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OfFilters_TakesKnownMotifsAsText_AndOfNodes_RanksThem()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        string sequences = string.Concat(Enumerable.Range(0, 12).Select(static n => $">s{n}\\nTACGTTA{"ACGT"[n % 4]}AA\\n"));
        string id = await server.StartRunAsync(ToyOnnx.Filters(), $$"""{"method":"filters","model":"toy","sequences":"{{sequences}}","options":{"filterThreshold":"ai-tac","motifs":">k ACG\nA [9 0 0]\nC [0 9 0]\nG [0 0 9]\nT [0 0 0]\n"} }""");
        Assert.Equal("done", (string?)(await server.WaitAsync(id))["status"]);
        Assert.StartsWith("filter\tmotif\tp_value\tq_value\toffset\tstrand\n0\tk\t", System.Text.Encoding.UTF8.GetString((await server.GetAsync($"/api/runs/{id}/result?file=annotations.tsv")).Body), StringComparison.Ordinal);
        id = await server.StartRunAsync(ToyOnnx.Filters(), $$"""{"method":"nodes","model":"toy","sequences":"{{sequences}}","options":{"layer":"r","replace":"zero"} }""");
        Assert.Equal("done", (string?)(await server.WaitAsync(id))["status"]);
        // Without the first filter's ACG, of weight 1, the prediction of 2 and more loses 2.
        Assert.StartsWith("1\t0\t4\t0\t", System.Text.Encoding.UTF8.GetString((await server.GetAsync($"/api/runs/{id}/result?file=nodes.tsv")).Body).Split('\n')[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OfInsertion_NeedsNoSequences()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        string id = await server.StartRunAsync(ToyOnnx.Pairwise(), """{"method":"insert","model":"toy","targets":["y[0]"],"options":{"motifs":">A first\nA [9 0]\nC [0 9]\nG [0 0]\nT [0 0]\n","backgrounds":5,"forwardOnly":true,"positions":"0:9:2"}}""");
        Assert.Equal("done", (string?)(await server.WaitAsync(id))["status"]);
        Assert.Equal(5 * (1 + 5), (int)(await server.GetAsync($"/api/runs/{id}/result")).Json["model_rows"]!);
        // The backgrounds that were kept are the same run again: what a reanalysis relies on.
        string kept = File.ReadAllText(Path.Combine(server.Home, RunBook.SequencesKey(id))).ReplaceLineEndings("\\n");
        string again = """{"method":"insert","model":"toy","targets":["y[0]"],"sequences":"KEPT","options":{"asIs":true,"motifs":">A first\nA [9 0]\nC [0 9]\nG [0 0]\nT [0 0]\n","backgrounds":5,"forwardOnly":true,"positions":"0:9:2"}}""".Replace("KEPT", kept, StringComparison.Ordinal);
        Assert.Equal(id, (string?)(await server.PostAsync("/api/runs", again)).Json["id"]);
    }

    [Fact]
    public async Task Result_IsTheRecordUnlessAFileIsNamed()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        string id = await server.StartRunAsync(ToyOnnx.Additive(), """{"method":"predict","model":"toy","sequences":">a\nAAAAAAAAAA\n>b\nTTTTTTTTTT\n"}""");
        await server.WaitAsync(id);
        Answer record = await server.GetAsync($"/api/runs/{id}/result");
        Assert.Equal("application/json", record.Type);
        Assert.Equal(2, (int)record.Json["model_rows"]!);
        Assert.NotNull(record.Response.Headers.ETag);
        string table = System.Text.Encoding.UTF8.GetString((await server.GetAsync($"/api/runs/{id}/result?file=predictions.tsv")).Body);
        Assert.Contains("a\t5.5", table, StringComparison.Ordinal);
        Assert.Contains("b\t22", table, StringComparison.Ordinal);

        using var again = new HttpRequestMessage(HttpMethod.Get, $"/api/runs/{id}/result");
        again.Headers.IfNoneMatch.Add(record.Response.Headers.ETag!);
        Assert.Equal(HttpStatusCode.NotModified, (await server.Client.SendAsync(again)).StatusCode);
        using var part = new HttpRequestMessage(HttpMethod.Get, $"/api/runs/{id}/result");
        part.Headers.Range = new RangeHeaderValue(0, 0);
        Assert.Equal("{"u8.ToArray(), (await Answer.OfAsync(await server.Client.SendAsync(part))).Body);
    }

    [Theory]
    [InlineData("nope.npz")]
    [InlineData("../../models/toy/model.onnx")]
    [InlineData("sequences.fa")]
    public async Task Result_OfAFileThatTheRecordDoesNotList_Is404(string file)
    {
        await using ApiServer server = await ApiServer.StartAsync();
        string id = await server.StartRunAsync(ToyOnnx.Additive(), Ism);
        await server.WaitAsync(id);
        (await server.GetAsync($"/api/runs/{id}/result?file={Uri.EscapeDataString(file)}")).Problem("unknown-file", 404);
    }

    [Fact]
    public async Task Post_OfTheSameAgain_IsTheSameRunAndComputesNothing()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        string id = await server.StartRunAsync(ToyOnnx.Additive(), Ism);
        JsonNode first = await server.WaitAsync(id);
        Answer again = await server.PostAsync("/api/runs", Ism);
        Assert.Equal(HttpStatusCode.Accepted, again.Status);
        Assert.Equal($"/api/runs/{id}", again.Response.Headers.Location!.OriginalString);
        Assert.True(JsonNode.DeepEquals(first, again.Json));
        // FASTA or list, upper or lower case: the same sequences.
        Assert.Equal(id, (string?)(await server.PostAsync("/api/runs", """{"method":"ism","model":"toy","sequences":">a\nacgtacgtac\n>b text\nTTTTT\nTTTTT\n"}""")).Json["id"]);
        Assert.NotEqual(id, (string?)(await server.PostAsync("/api/runs", Ism.Replace("TTTTTTTTTT", "TTTTTTTTTA", StringComparison.Ordinal))).Json["id"]);
        Assert.NotEqual(id, (string?)(await server.PostAsync("/api/runs", Ism[..^1] + ",\"options\":{\"center\":true}}")).Json["id"]);
        Assert.Equal(3, (await server.GetAsync("/api/runs")).Json.AsArray().Count);
    }

    [Fact]
    public async Task Post_OfAWrongRequest_NamesEveryProblemAtOnce()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        await server.PutModelAsync("/api/models/toy", ApiServer.Bytes(ToyOnnx.Additive()));
        Answer answer = await server.PostAsync("/api/runs", """
            {"method":"ism","model":"toy","options":{"effect":"much","budget":3,"range":"5"},
             "sequences":[{"id":"a","sequence":"ACGTACGTAC"},{"id":"a","sequence":"ACGTACGTAC"},{"id":"b","sequence":"ACGTAC!TAC"}]}
            """);
        answer.Problem("bad-request", 400);
        var errors = answer.Json["errors"]!.AsObject();
        Assert.Equal(["options.budget", "options.effect", "options.range", "sequences[1]", "sequences[2]"], errors.Select(static e => e.Key).Order(StringComparer.Ordinal));
        string letter = (string)errors["sequences[2]"]![0]!;
        Assert.Contains("position 6", letter, StringComparison.Ordinal);
        Assert.Contains("'!'", letter, StringComparison.Ordinal);
        Assert.Empty((await server.GetAsync("/api/runs")).Json.AsArray());
    }

    [Theory]
    [InlineData("""{"method":"predict","model":"toy","sequences":">a\nACGTACGTAZ\n"}""", "bad-sequence", 400, "column 10")]
    [InlineData("""{"method":"predict","model":"toy","sequences":">a\nACGT\n"}""", "bad-sequence", 400, "takes exactly 10")]
    [InlineData("""{"method":"predict","model":"toy","sequences":">a\nNNNNNNNNNN\n"}""", "bad-sequence", 400, "every letter is missing")]
    [InlineData("""{"method":"predict","model":"toy","sequences":""}""", "bad-sequence", 400, "no FASTA record")]
    [InlineData("""{"method":"predict","model":"toy","sequences":[]}""", "bad-sequence", 400, "one or more")]
    [InlineData("""{"method":"predict","model":"toy"}""", "bad-sequence", 400, "one or more")]
    [InlineData("""{"method":"predict","model":"toy","targets":["z"],"sequences":">a\nACGTACGTAC"}""", "ambiguous-target", 400, "\"z\"")]
    [InlineData("""{"method":"predict","model":"none","sequences":">a\nACGTACGTAC"}""", "unknown-model", 404, "none")]
    [InlineData("""{"method":"sketch","model":"toy","options":{"budget":10}}""", "budget-too-small", 400, "least that works")]
    [InlineData("""{"method":"sketch","model":"toy"}""", "bad-option", 400, "options.budget")]
    [InlineData("""{"method":"sketch","model":"toy","options":{"budget":999},"sequences":">a\nACGTACGTAC"}""", "bad-option", 400, "takes none")]
    [InlineData("""{"method":"sketch","model":"toy","options":{"budget":9999,"targetR2":1.5}}""", "bad-option", 400, "options.targetR2")]
    [InlineData("""{"method":"sketch","model":"toy","options":{"budget":9999,"targetR2":0.5,"wholeBudget":true}}""", "bad-option", 400, "cannot be combined")]
    [InlineData("""{"method":"sensx","model":"toy","sequences":">a\nACGTACGTAC","options":{"walks":0}}""", "bad-option", 400, "walks 0")]
    [InlineData("""{"method":"sensx","model":"toy","sequences":">a\nACGTACGTAC","options":{"sequenceFeatures":"words"}}""", "bad-option", 400, "substitutions, positions, channels")]
    [InlineData("""{"method":"ism","model":"toy","sequences":">a\nACGTACGTAC","options":{"walks":5}}""", "bad-option", 400, "is an option of sensx only")]
    [InlineData("""{"method":"fly","model":"toy","sequences":">a\nACGTACGTAC"}""", "bad-option", 400, "predict, ism, taylor, attribute, occlusion, attention, variants")]
    [InlineData("""{"method":"attribute","model":"toy","sequences":">a\nACGTACGTAC"}""", "bad-option", 400, "say one of gradient, corrected-gradient")]
    [InlineData("""{"method":"attribute","model":"toy","sequences":">a\nACGTACGTAC","options":{"attribution":"deepshap","shuffles":0}}""", "bad-option", 400, "shuffles 0")]
    [InlineData("""{"method":"taylor","model":"toy","sequences":">a\nACGTACGTAC","options":{"effect":"difference"}}""", "bad-option", 400, "is an option of ism and variants only")]
    [InlineData("""{"method":"predict","model":"toy","sequences":">a\nACGTACGTAC","options":{"batch":0}}""", "bad-option", 400, "options.batch")]
    [InlineData("""{"method":"variants","model":"toy"}""", "bad-sequence", 400, "send one or more")]
    [InlineData("""{"method":"variants","model":"toy","pairs":[{"id":"a","reference":"ACGTACGTAC","alternative":"ACGT"}]}""", "bad-sequence", 400, "pairs[0], the alternative T: 4 letters")]
    [InlineData("""{"method":"variants","model":"toy","pairs":[{"id":"a","reference":"ACGTACGTAC","alternative":"ACGTACGTAJ"}]}""", "bad-sequence", 400, "pairs[0], alternative, position 9: 'J'")]
    [InlineData("""{"method":"variants","model":"toy","pairs":[{"id":"a","reference":"ACGTACGTAC"}]}""", "bad-sequence", 400, "needs the letters of a reference and of an alternative")]
    [InlineData("""{"method":"variants","model":"toy","pairs":[{"id":"a\tb","reference":"ACGTACGTAC","alternative":"ACGTACGTAA"}]}""", "bad-sequence", 400, "needs an id")]
    [InlineData("""{"method":"ism","model":"toy","sequences":">a\nACGTACGTAC","pairs":[]}""", "bad-option", 400, "are for variants only")]
    [InlineData("""{"method":"occlusion","model":"toy","sequences":">a\nACGTACGTAC","options":{"window":11}}""", "bad-option", 400, "fewer than the window's 11")]
    [InlineData("""{"method":"occlusion","model":"toy","sequences":">a\nACGTACGTAC","options":{"fill":"noise"}}""", "bad-option", 400, "zeros, uniform, composition, shuffle")]
    [InlineData("""{"method":"interactions","model":"toy","sequences":">a\nACGTACGTAC"}""", "bad-option", 400, "second-order, hessian or dfim")]
    [InlineData("""{"method":"interactions","model":"toy","sequences":">a\nACGTACGTAC","options":{"interactions":"hessian","width":2}}""", "bad-option", 400, "are options of interactions by dfim")]
    [InlineData("""{"method":"interactions","model":"toy","targets":["y[0]","2*y[0]"],"sequences":">a\nACGTACGTAC","options":{"interactions":"second-order"}}""", "bad-option", 400, "are of one target, not of 2")]
    [InlineData("""{"method":"filters","model":"toy","sequences":">a\nACGTACGTAC"}""", "no-convolution", 400, "there is no convolution")]
    [InlineData("""{"method":"filters","model":"toy","sequences":">a\nACGTACGTAC","options":{"motifs":"MEME version 4\n"}}""", "bad-motif", 400, "options.motifs: no motif")]
    [InlineData("""{"method":"filters","model":"toy","sequences":">a\nACGTACGTAC","options":{"filterThreshold":"high"}}""", "bad-option", 400, "basset or ai-tac")]
    [InlineData("""{"method":"nodes","model":"toy","sequences":">a\nACGTACGTAC","options":{"layer":"z"}}""", "bad-tensor", 400, "no node of the graph makes")]
    [InlineData("""{"method":"insert","model":"toy"}""", "bad-option", 400, "say what to insert")]
    [InlineData("""{"method":"insert","model":"toy","options":{"word":"ACGTACGTACG"}}""", "bad-option", 400, "has 11 positions, more than the 10 letters")]
    [InlineData("""{"method":"insert","model":"toy","options":{"word":"AC","length":2000000000}}""", "bad-option", 400, "200,000,000 letters in all are possible")]
    [InlineData("""{"method":"insert","model":"toy","options":{"word":"AC","positions":"0:2000000000"}}""", "bad-option", 400, "more than 100000")]
    [InlineData("""{"method":"insert","model":"toy","sequences":">a\nACGTACGTAC\n>b\nACGT","options":{"word":"AC"}}""", "bad-sequence", 400, "backgrounds of one length")]
    [InlineData("""{"method":"insert","model":"toy","options":{"word":"AC","backgrounds":1}}""", "bad-option", 400, "backgrounds 1: 2 to 100000")]
    [InlineData("""{"metod":"predict"}""", "malformed-json", 400, "metod")]
    [InlineData("""{"method":7}""", "malformed-json", 400, "method")]
    [InlineData("""{"method":"predict","sequences":7}""", "malformed-json", 400, "sequences")]
    [InlineData("""{"method":""", "malformed-json", 400, "line 1")]
    [InlineData("""null""", "malformed-json", 400, "null")]
    public async Task Post_OfAWrongRequest_SaysWhat(string json, string kind, int status, string said)
    {
        await using ApiServer server = await ApiServer.StartAsync();
        await server.PutModelAsync("/api/models/toy", ApiServer.Bytes(ToyOnnx.Additive()));
        string detail = (await server.PostAsync("/api/runs", json)).Problem(kind, status);
        Assert.Contains(said, detail, StringComparison.Ordinal);
        Assert.DoesNotContain("GenoXai.", detail, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(server.Home, "runs")));
    }

    [Fact]
    public async Task Post_OfAnotherContentTypeOrTooMuch_IsRefused()
    {
        await using ApiServer server = await ApiServer.StartAsync(new ApiOptions { MostJsonBytes = 1000 });
        (await server.PostAsync("/api/runs", Ism, "text/plain")).Problem("unsupported-media-type", 415);
        (await server.PostAsync("/api/runs", Ism[..^1] + new string(' ', 1000) + "}")).Problem("too-large", 413);
    }

    [Fact]
    public async Task UnknownRun_Is404Everywhere()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        (await server.GetAsync("/api/runs/x")).Problem("unknown-run", 404);
        (await server.GetAsync("/api/runs/x/result")).Problem("unknown-run", 404);
        (await server.DeleteAsync("/api/runs/x")).Problem("unknown-run", 404);
    }

    [Fact]
    public async Task Delete_OfADoneRun_RemovesItWithItsFiles()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        string id = await server.StartRunAsync(ToyOnnx.Additive(), Ism);
        await server.WaitAsync(id);
        Assert.Equal(HttpStatusCode.NoContent, (await server.DeleteAsync($"/api/runs/{id}")).Status);
        (await server.GetAsync($"/api/runs/{id}")).Problem("unknown-run", 404);
        Assert.False(Directory.Exists(Path.Combine(server.Home, "runs", id)));
    }
}
