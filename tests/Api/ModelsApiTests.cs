using System.Net;
using System.Text;
using GenoXai.Api;
using GenoXai.Tests.ToyModels;

namespace GenoXai.Tests.Api;

public sealed class ModelsApiTests
{
    private static readonly byte[] Additive = ApiServer.Bytes(ToyOnnx.Additive()), Other = ApiServer.Bytes(ToyOnnx.Additive(12));

    private static MultipartFormDataContent Form(byte[] model, string manifest) => new()
    {
        { new ByteArrayContent(model), "model", "model.onnx" },
        { new StringContent(manifest, Encoding.UTF8, "application/json"), "manifest", "manifest.json" },
    };

    [Fact]
    public async Task Put_OfABareModel_DraftsItsManifest()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        Answer put = await server.PutModelAsync("/api/models/toy", Additive);
        Assert.Equal(HttpStatusCode.Created, put.Status);
        Assert.Equal("/api/models/toy", put.Response.Headers.Location!.OriginalString);
        Answer get = await server.GetAsync("/api/models/toy");
        Assert.Equal(put.Body, get.Body);
        Assert.Equal(put.Response.Headers.ETag, get.Response.Headers.ETag);
        Assert.Equal("toy", (string?)get.Json["manifest"]!["id"]);
        Assert.Equal(10, (int)get.Json["manifest"]!["input"]!["length"]!);
        Assert.Equal("y", (string?)get.Json["manifest"]!["targets"]![0]!["name"]);
        Answer list = await server.GetAsync("/api/models");
        Assert.Equal("toy", (string?)list.Json.AsArray().Single()!["id"]);
    }

    [Fact]
    public async Task Put_OfTheSameModelAgain_IsNoConflict()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        await server.PutModelAsync("/api/models/toy", Additive);
        Assert.Equal(HttpStatusCode.OK, (await server.PutModelAsync("/api/models/toy", Additive)).Status);
    }

    [Fact]
    public async Task Put_OfAnotherModel_NeedsTheVersionItReplaces()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        string first = (await server.PutModelAsync("/api/models/toy", Additive)).Response.Headers.ETag!.ToString();
        Assert.Contains(first, (await server.PutModelAsync("/api/models/toy", Other)).Problem("conflict", 409), StringComparison.Ordinal);
        Answer second = await server.PutModelAsync("/api/models/toy", Other, ifMatch: first);
        Assert.Equal(HttpStatusCode.OK, second.Status);
        (await server.PutModelAsync("/api/models/toy", Additive, ifMatch: first)).Problem("precondition-failed", 412);
        Assert.Equal(HttpStatusCode.OK, (await server.PutModelAsync("/api/models/toy?overwrite=true", Additive)).Status);
        Assert.Equal(10, (int)(await server.GetAsync("/api/models/toy")).Json["manifest"]!["input"]!["length"]!);
    }

    [Fact]
    public async Task Put_OfAForm_TakesTheManifest()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        const string manifest = """{"id":"other","name":"Toy","input":{"name":"x","axes":"NLC"},"targets":[{"name":"sum","output":"y","index":"0"}]}""";
        Answer answer = await Answer.OfAsync(await server.Client.PutAsync("/api/models/toy", Form(Additive, manifest)));
        Assert.Equal(HttpStatusCode.Created, answer.Status);
        Assert.Equal("toy", (string?)answer.Json["manifest"]!["id"]);
        Assert.Equal("sum", (string?)answer.Json["manifest"]!["targets"]![0]!["name"]);
    }

    [Theory]
    [InlineData("""{"id":"toy","input":{"name":"nope","axes":"NLC"}}""", "manifest-mismatch", "nope")]
    [InlineData("""{"id":"toy","input":{"name":"x","axes":"NLC","length":11}}""", "manifest-mismatch", "10 positions")]
    [InlineData("""{"id":"toy","input":{"name":"x","axes":"NLC"},"extra":1}""", "bad-manifest", "extra")]
    [InlineData("""{"id":"toy" """, "bad-manifest", "manifest.json")]
    public async Task Put_OfAWrongManifest_Is422AndRegistersNothing(string manifest, string kind, string said)
    {
        await using ApiServer server = await ApiServer.StartAsync();
        Answer answer = await Answer.OfAsync(await server.Client.PutAsync("/api/models/toy", Form(Additive, manifest)));
        string detail = answer.Problem(kind, 422);
        Assert.Contains(said, detail, StringComparison.Ordinal);
        Assert.DoesNotContain(Path.GetTempPath().TrimEnd('/'), detail, StringComparison.Ordinal);
        (await server.GetAsync("/api/models/toy")).Problem("unknown-model", 404);
        Assert.Empty((await server.GetAsync("/api/models")).Json.AsArray());
    }

    [Fact]
    public async Task Put_OfSomethingElse_SaysWhatIsWrong()
    {
        await using ApiServer server = await ApiServer.StartAsync(new ApiOptions { MostModelBytes = 4000 });
        (await server.PutModelAsync("/api/models/toy", "no model"u8.ToArray())).Problem("bad-model", 422);
        (await server.PutModelAsync("/api/models/toy", [])).Problem("bad-model", 422);
        (await server.PutModelAsync("/api/models/toy", new byte[4001])).Problem("too-large", 413);
        (await server.PutModelAsync("/api/models/.toy", Additive)).Problem("bad-id", 400);
        Answer text = await Answer.OfAsync(await server.Client.PutAsync("/api/models/toy", new StringContent("x")));
        text.Problem("unsupported-media-type", 415);
        using var noModel = new MultipartFormDataContent { { new StringContent("{}"), "manifest" } };
        (await Answer.OfAsync(await server.Client.PutAsync("/api/models/toy", noModel))).Problem("malformed-body", 400);
        using var cut = new ByteArrayContent("--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nabc"u8.ToArray());
        cut.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=b");
        (await Answer.OfAsync(await server.Client.PutAsync("/api/models/toy", cut))).Problem("malformed-body", 400);
    }

    [Fact]
    public async Task Put_OfATooLargeBodyWithoutALength_IsStoppedWhileItIsRead()
    {
        await using ApiServer server = await ApiServer.StartAsync(new ApiOptions { MostModelBytes = 1000 });
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/models/toy") { Content = new StreamContent(new MemoryStream(new byte[100_000])) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/octet-stream");
        request.Headers.TransferEncodingChunked = true;
        (await Answer.OfAsync(await server.Client.SendAsync(request))).Problem("too-large", 413);
    }

    [Fact]
    public async Task Get_OfAPathInsteadOfAnId_FindsNothing()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        (await server.GetAsync("/api/models/..%2F..%2Fetc%2Fpasswd")).Problem("unknown-model", 404);
        string path = Path.Combine(server.Home, "free.onnx");
        await File.WriteAllBytesAsync(path, Additive);
        (await server.GetAsync("/api/models/" + Uri.EscapeDataString(path))).Problem("unknown-model", 404);
        (await server.PostAsync("/api/runs", $$"""{"method":"predict","model":"{{path}}","sequences":">a\nACGTACGTAC"}""")).Problem("unknown-model", 404);
    }
}
