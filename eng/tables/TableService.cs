using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Azure.Data.Tables;

public class TableClientOptions : ClientOptions;

public class TableServiceClient
{
    private readonly TablePipeline _pipeline;

    public TableServiceClient(string connectionString, TableClientOptions? options = null)
    {
        Dictionary<string, string> settings = connectionString.Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Select(static s => s.Split('=', 2)).ToDictionary(static s => s[0], static s => s[1]);
        _pipeline = new TablePipeline(new Uri(settings["TableEndpoint"]), options, new SharedKeyPolicy(settings["AccountName"], settings["AccountKey"]));
    }

    public TableServiceClient(Uri endpoint, TokenCredential tokenCredential, TableClientOptions? options = null) =>
        _pipeline = new TablePipeline(endpoint, options, new BearerTokenAuthenticationPolicy(tokenCredential, "https://storage.azure.com/.default"));

    protected TableServiceClient() => _pipeline = null!;

    public virtual TableClient GetTableClient(string tableName) => new(_pipeline, tableName);
}

/// <summary>Sends requests with the headers that every one of them has; retries as the Azure libraries do.</summary>
internal sealed class TablePipeline(Uri endpoint, TableClientOptions? options, HttpPipelinePolicy authentication)
{
    private readonly HttpPipeline _pipeline = HttpPipelineBuilder.Build(options ?? new TableClientOptions(), authentication);

    public async Task<Response> SendAsync(RequestMethod method, string path, byte[]? body, Action<Request>? change, CancellationToken cancellationToken)
    {
        using HttpMessage message = _pipeline.CreateMessage();
        message.Request.Method = method;
        message.Request.Uri.Reset(new Uri(endpoint.AbsoluteUri.TrimEnd('/') + "/" + path));
        message.Request.Headers.Add("x-ms-version", "2019-02-02");
        message.Request.Headers.Add("DataServiceVersion", "3.0");
        message.Request.Headers.Add("Accept", "application/json;odata=minimalmetadata");
        if (body is not null)
        {
            message.Request.Headers.Add("Content-Type", "application/json");
            message.Request.Headers.Add("Prefer", "return-no-content");
            message.Request.Content = RequestContent.Create(body);
        }

        change?.Invoke(message.Request);
        await _pipeline.SendAsync(message, cancellationToken);
        return message.Response;
    }
}

/// <summary>Signs as Shared Key Lite: the emulator's account only, as the program itself has no keys.</summary>
internal sealed class SharedKeyPolicy(string account, string key) : HttpPipelineSynchronousPolicy
{
    private readonly byte[] _key = Convert.FromBase64String(key);

    public override void OnSendingRequest(HttpMessage message)
    {
        string date = DateTimeOffset.UtcNow.ToString("R", CultureInfo.InvariantCulture);
        message.Request.Headers.SetValue("x-ms-date", date);
        string signature = Convert.ToBase64String(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{date}\n/{account}{message.Request.Uri.ToUri().AbsolutePath}")));
        message.Request.Headers.SetValue("Authorization", $"SharedKeyLite {account}:{signature}");
    }
}
