using Azure.Storage.Blobs;
using GenoXai.Api;
using GenoXai.Core.Sequences;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace GenoXai.Functions.Uploads;

/// <summary>
/// Told of uploaded blobs by Event Grid: directly, which needs an address that Event Grid reaches, or, where the app is
/// private, by way of a storage queue. An app registers the one or the other (docs/operations.md).
/// </summary>
public sealed partial class UploadTriggers(UploadHandler uploads, RunBook book, TimeProvider clock, ILogger<UploadTriggers> logger)
{
    /// <summary>A model or its manifest was uploaded.</summary>
    [Function("ModelUploaded")]
    public Task ModelAsync(
        [BlobTrigger("models/{name}", Connection = AzureOptions.Connection, Source = BlobTriggerSource.EventGrid)] BlobClient blob, string name,
        [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) => uploads.HandleAsync(UploadKind.Models, name, Host(client), cancellationToken);

    /// <summary>A genome was uploaded.</summary>
    [Function("GenomeUploaded")]
    public Task GenomeAsync(
        [BlobTrigger("genomes/{name}", Connection = AzureOptions.Connection, Source = BlobTriggerSource.EventGrid)] BlobClient blob, string name,
        [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) => uploads.HandleAsync(UploadKind.Genomes, name, Host(client), cancellationToken);

    /// <summary>Sequences were uploaded.</summary>
    [Function("SequencesUploaded")]
    public Task SequencesAsync(
        [BlobTrigger("uploads/{name}", Connection = AzureOptions.Connection, Source = BlobTriggerSource.EventGrid)] BlobClient blob, string name,
        [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) => uploads.HandleAsync(UploadKind.Uploads, name, Host(client), cancellationToken);

    /// <summary>Something was uploaded: the same, from the queue.</summary>
    [Function("UploadQueued")]
    public async Task QueuedAsync(
        [QueueTrigger("arrivals", Connection = AzureOptions.Connection)] string message,
        [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        UploadEvent? upload;
        try
        {
            upload = UploadEvent.Parse(message);
        }
        catch (InputException bad)
        {
            // No event at all: another try would read the same.
            LogBadMessage(bad.Message);
            return;
        }

        // What is thrown here is worth another try: the host gives the message back, and at last sets it aside.
        if (upload is not null) await uploads.HandleAsync(upload.Container, upload.Name, Host(client), cancellationToken);
    }

    private DurableRunHost Host(DurableTaskClient client) => new(client, book, clock);

    [LoggerMessage(Level = LogLevel.Warning, Message = "a message of the upload queue was dropped: {Reason}")]
    private partial void LogBadMessage(string reason);
}
