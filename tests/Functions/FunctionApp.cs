using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using GenoXai.Functions;
using GenoXai.Tests.Api;
using GenoXai.Tests.Functions.Storage;
using GenoXai.Tests.Local;
using GenoXai.Tests.Onnx;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GenoXai.Tests.Functions;

/// <summary>
/// The function app's own services and functions over the storage emulator. The Functions host is left out: a
/// function is called with the request that the host would give it, and its result is executed as the worker does.
/// </summary>
internal sealed class FunctionApp : IDisposable
{
    public const string Alice = "alice@example.org", Bob = "bob@example.org";
    private readonly TemporaryFolder _folder = new();
    private readonly ServiceProvider _services;

    /// <param name="azurite">Where everything lies.</param>
    /// <param name="options">Settings; those of a plain app when left out.</param>
    /// <param name="sharesWith">Another replica of the same app, with the same storage and hub.</param>
    public FunctionApp(Azurite azurite, AzureOptions? options = null, FunctionApp? sharesWith = null)
    {
        Blobs = sharesWith?.Blobs ?? azurite.NewAccount();
        Tables = sharesWith?.Tables ?? azurite.NewTables();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Information).AddProvider(new Lines(Log)));
        services.AddGenoXaiAzure((options ?? new AzureOptions()) with { CacheFolder = _folder.Path("cache") }, Blobs, Tables);
        _services = services.BuildServiceProvider();
        Hub = sharesWith?.Hub ?? new DrivenHub(_services);
    }

    public BlobServiceClient Blobs { get; }

    public TableServiceClient Tables { get; }

    public DrivenHub Hub { get; }

    public ConcurrentQueue<string> Log { get; } = [];

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>A class of functions, made as the worker makes it.</summary>
    public T Make<T>() => ActivatorUtilities.CreateInstance<T>(_services);

    public Task<Answer> StartAsync(string json, string? caller = Alice) => StartAsync(Request("POST", caller, Encoding.UTF8.GetBytes(json), "application/json"));

    public async Task<Answer> StartAsync(HttpRequest request) => await AnswerAsync(request, Make<RunTriggers>().StartAsync(request, Hub, CancellationToken.None));

    /// <summary>Posts a run and waits for its end.</summary>
    public async Task<JsonNode> RunAsync(string json, string? caller = Alice)
    {
        Answer started = await StartAsync(json, caller);
        Assert.True(started.Status == HttpStatusCode.Accepted, Encoding.UTF8.GetString(started.Body));
        string id = (string)started.Json["id"]!;
        await Hub.EndAsync(id);
        JsonNode status = (await GetAsync(id, caller)).Json;
        Assert.True((string?)status["status"] is "done" or "failed", $"{status} {Hub.FailureOf(id)}");
        return status;
    }

    public async Task<Answer> GetAsync(string id, string? caller = Alice)
    {
        HttpRequest request = Request("GET", caller);
        return await AnswerAsync(request, Make<RunTriggers>().GetAsync(request, id, Hub, CancellationToken.None));
    }

    public async Task<Answer> ListAsync(string? caller = Alice)
    {
        HttpRequest request = Request("GET", caller);
        return await AnswerAsync(request, Make<RunTriggers>().ListAsync(request, Hub, CancellationToken.None));
    }

    public async Task<Answer> DeleteAsync(string id, string? caller = Alice)
    {
        HttpRequest request = Request("DELETE", caller);
        return await AnswerAsync(request, Make<RunTriggers>().DeleteAsync(request, id, Hub, CancellationToken.None));
    }

    public async Task<Answer> ResultAsync(string id, string? file = null, string? caller = Alice)
    {
        HttpRequest request = Request("GET", caller);
        if (file is not null) request.QueryString = QueryString.Create("file", file);
        return await AnswerAsync(request, Make<RunTriggers>().GetResultAsync(request, id, CancellationToken.None));
    }

    public Task<Answer> PutModelAsync(string id, TestGraph model) => PutModelAsync(id, model.Proto.ToByteArray());

    public async Task<Answer> PutModelAsync(string id, byte[] onnx, string query = "?overwrite=true")
    {
        HttpRequest request = Request("PUT", Alice, onnx, "application/octet-stream");
        request.QueryString = new QueryString(query);
        return await AnswerAsync(request, Make<ModelTriggers>().PutAsync(request, id, CancellationToken.None));
    }

    public HttpRequest Request(string method, string? caller, byte[]? body = null, string? type = null)
    {
        var context = new DefaultHttpContext { RequestServices = _services };
        context.Request.Method = method;
        if (caller is not null) context.Request.Headers[Callers.PrincipalHeader] = caller;
        if (body is not null) (context.Request.Body, context.Request.ContentLength, context.Request.ContentType) = (new MemoryStream(body), body.Length, type);
        context.Response.Body = new MemoryStream();
        return context.Request;
    }

    public static async Task<Answer> AnswerAsync(HttpRequest request, Task<IResult> result)
    {
        HttpContext context = request.HttpContext;
        await (await result).ExecuteAsync(context);
        var response = new HttpResponseMessage((HttpStatusCode)context.Response.StatusCode);
        string? type = context.Response.ContentType;
        return new Answer(
            response.StatusCode, type is null ? null : MediaTypeHeaderValue.Parse(type).MediaType, ((MemoryStream)context.Response.Body).ToArray(), response);
    }

    public void Dispose()
    {
        _services.Dispose();
        _folder.Dispose();
    }

    private sealed class Lines(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{logLevel}: {formatter(state, exception)}");

        public void Dispose()
        {
        }
    }
}
