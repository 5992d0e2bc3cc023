using System.Net;
using System.Text.Json.Nodes;
using GenoXai.Api;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Sequences;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GenoXai.Tests.Api;

public sealed class ProblemsTests
{
    [Theory]
    [InlineData("unknown-model", 404)]
    [InlineData("bad-sequence", 400)]
    [InlineData("manifest-mismatch", 422)]
    [InlineData("too-large", 413)]
    [InlineData("conflict", 409)]
    [InlineData("a-kind-nobody-thought-of", 400)]
    public void InputException_HasTheStatusOfItsKind(string kind, int status)
    {
        ProblemHttpResult problem = Problems.Of(new InputException("what to do", kind));
        Assert.Equal(status, problem.StatusCode);
        Assert.Equal("urn:genoxai:problem:" + kind, problem.ProblemDetails.Type);
        Assert.Equal("what to do", problem.ProblemDetails.Detail);
    }

    [Fact]
    public void UnexpectedException_TellsNothingOfWhatIsInside()
    {
        ProblemHttpResult problem = Problems.Of(new InvalidOperationException("secret of /home/me"));
        Assert.Equal(500, problem.StatusCode);
        Assert.DoesNotContain("secret", problem.ProblemDetails.Detail + problem.ProblemDetails.Title, StringComparison.Ordinal);
        Assert.Equal(409, Problems.Of(new CatalogConflictException("models", "x")).StatusCode);
    }

    [Fact]
    public async Task AddressesThatNoRouteMatches_AreProblemsToo()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        (await server.GetAsync("/api/nothing")).Problem("not-found", 404);
        (await server.DeleteAsync("/api/models/x")).Problem("method-not-allowed", 405);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/health");
        request.Headers.Host = "evil.example";
        (await Answer.OfAsync(await server.Client.SendAsync(request))).Problem("misdirected", 421);
        Answer health = await server.GetAsync("/api/health");
        Assert.Equal(HttpStatusCode.OK, health.Status);
        Assert.Equal("ok", (string?)health.Json["status"]);
        Assert.False(health.Response.Headers.Contains("Server"));
    }

    [Fact]
    public async Task Page_IsHtmlThatFetchesNothingFromElsewhere()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        Answer page = await server.GetAsync("/");
        Assert.Equal("text/html", page.Type);
        string html = System.Text.Encoding.UTF8.GetString(page.Body);
        Assert.Contains("/api/sketches", html, StringComparison.Ordinal);
        Assert.DoesNotContain("http://", html, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", html, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", page.Response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task DamagedSketchFile_IsTheServersFault_AndSaysNothingOfThePath()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        string sketch = await server.SketchAsync(ToyModels.ToyOnnx.Additive(), 600);
        string file = Directory.GetFiles(server.Home, "sketch.gxs", SearchOption.AllDirectories).Single();
        byte[] bytes = await File.ReadAllBytesAsync(file);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);
        string detail = (await server.GetAsync($"{sketch}/explain?sequence=ACGTACGTAC")).Problem("bad-sketch", 500);
        Assert.DoesNotContain(server.Home, detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenApi_DescribesEveryRoute()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        JsonNode document = (await server.GetAsync("/openapi/v1.json")).Json;
        string[] routes = [.. document["paths"]!.AsObject().SelectMany(static p => p.Value!.AsObject().Select(o => $"{o.Key} {p.Key}")).Order(StringComparer.Ordinal)];
        Assert.Equal(
            [
                "delete /api/runs/{id}", "get /api/health", "get /api/models", "get /api/models/{id}", "get /api/runs", "get /api/runs/{id}",
                "get /api/runs/{id}/result", "get /api/sketches", "get /api/sketches/{id}", "get /api/sketches/{id}/explain",
                "get /api/sketches/{id}/global", "post /api/runs", "post /api/sketches/{id}/explain", "put /api/models/{id}",
            ],
            routes);
        JsonNode explain = document["paths"]!["/api/sketches/{id}/explain"]!["get"]!;
        Assert.Equal(["id", "id", "index", "order", "sequence", "top"], explain["parameters"]!.AsArray().Select(static p => (string)p!["name"]!).Order(StringComparer.Ordinal));
        Assert.All(document["paths"]!.AsObject().SelectMany(static p => p.Value!.AsObject()), static o => Assert.False(string.IsNullOrEmpty((string?)o.Value!["summary"])));
    }
}
