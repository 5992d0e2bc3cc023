using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using GenoXai.Api;
using GenoXai.Core.Models;
using GenoXai.Local.Commands;
using GenoXai.Local.Running;
using GenoXai.Tests.Local;
using GenoXai.Tests.Onnx;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;

namespace GenoXai.Tests.Api;

/// <summary>The real server on a free port over a home folder of its own, and a client that speaks to it.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private readonly TemporaryFolder? _own;
    private readonly WebApplication _app;

    private ApiServer(WebApplication app, string home, TemporaryFolder? own)
    {
        (_app, Home, _own) = (app, home, own);
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public HttpClient Client { get; }

    public string Home { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<ApiServer> StartAsync(ApiOptions? options = null, string? home = null)
    {
        TemporaryFolder? own = home is null ? new TemporaryFolder() : null;
        home ??= own!.Path("home");
        Directory.CreateDirectory(home);
        WebApplication app = LocalServer.Create(ModelHome.Open(home), 0, new ModelOptions { Threads = 2 }, options ?? new ApiOptions());
        await app.StartAsync();
        return new ApiServer(app, home, own);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _own?.Dispose();
    }

    public async Task<Answer> GetAsync(string path) => await Answer.OfAsync(await Client.GetAsync(path));

    public async Task<Answer> DeleteAsync(string path) => await Answer.OfAsync(await Client.DeleteAsync(path));

    public async Task<Answer> PostAsync(string path, string json, string type = "application/json") =>
        await Answer.OfAsync(await Client.PostAsync(path, new StringContent(json, Encoding.UTF8, type)));

    public async Task<Answer> PutModelAsync(string path, byte[] onnx, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = new ByteArrayContent(onnx) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return await Answer.OfAsync(await Client.SendAsync(request));
    }

    /// <summary>Registers a toy and posts a run of it.</summary>
    public async Task<string> StartRunAsync(TestGraph model, string json)
    {
        await PutModelAsync("/api/models/toy?overwrite=true", Bytes(model));
        Answer answer = await PostAsync("/api/runs", json);
        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        return (string)answer.Json["id"]!;
    }

    /// <summary>Waits until a run has ended, or is as far as is asked.</summary>
    public async Task<JsonNode> WaitAsync(string id, Func<JsonNode, bool>? until = null)
    {
        for (int attempt = 0; attempt < 3000; attempt++)
        {
            JsonNode status = (await GetAsync($"/api/runs/{id}")).Json;
            if (until is not null && until(status)) return status;
            if ((string)status["status"]! is "done" or "failed" or "cancelled") return status;
            await Task.Delay(20);
        }

        throw new TimeoutException($"Run {id} did not end within a minute.");
    }

    /// <summary>Sketches a toy and gives the sketch's address.</summary>
    public async Task<string> SketchAsync(TestGraph model, int budget = 2000)
    {
        string id = await StartRunAsync(model, $$"""{"method":"sketch","model":"toy","targets":["y[0]"],"options":{"budget":{{budget}} } }""");
        JsonNode status = await WaitAsync(id);
        Assert.Equal("done", (string?)status["status"]);
        return (string)status["sketch"]!;
    }

    public static byte[] Bytes(TestGraph graph) => graph.Proto.ToByteArray();
}

/// <summary>An HTTP answer, read whole.</summary>
internal sealed record Answer(HttpStatusCode Status, string? Type, byte[] Body, HttpResponseMessage Response)
{
    public JsonNode Json => JsonNode.Parse(Body)!;

    public static async Task<Answer> OfAsync(HttpResponseMessage response) =>
        new(response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsByteArrayAsync(), response);

    /// <summary>Checks that it is the problem of that kind, and gives its message.</summary>
    public string Problem(string kind, int status)
    {
        Assert.Equal("application/problem+json", Type);
        Assert.Equal(status, (int)Status);
        Assert.Equal("urn:genoxai:problem:" + kind, (string?)Json["type"]);
        Assert.Equal(status, (int)Json["status"]!);
        return (string?)Json["detail"] ?? "";
    }
}
