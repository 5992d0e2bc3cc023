using System.Security.Cryptography;
using System.Text.Json;
using Azure.Storage.Blobs;
using GenoXai.Api;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Sequences;
using GenoXai.Functions.Storage;
using Microsoft.Extensions.Logging;

namespace GenoXai.Functions.Uploads;

/// <summary>
/// Takes what was dropped as a blob: a model, a genome, sequences to explain. Told of the same blob twice, or of one
/// with the same content, it does nothing again. What is wrong is noted and never tried again; what did not work is
/// thrown, so that the host tries again and at last sets the message aside.
/// </summary>
/// <param name="blobs">The account.</param>
/// <param name="catalog">Where it is noted.</param>
/// <param name="intake">Takes what is in it.</param>
/// <param name="options">Limits.</param>
/// <param name="api">Limits of models.</param>
/// <param name="logger">Told what became of it.</param>
public sealed partial class UploadHandler(BlobServiceClient blobs, ICatalog catalog, UploadIntake intake, AzureOptions options, ApiOptions api, ILogger<UploadHandler> logger)
{
    private const string Kind = "uploads";

    /// <summary>Takes a blob.</summary>
    /// <param name="container">Its container: models, genomes or uploads.</param>
    /// <param name="name">Its name, as an event gave it: not to be trusted.</param>
    /// <param name="host">Does the runs that it starts.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public async Task<UploadRecord> HandleAsync(string container, string name, IRunHost host, CancellationToken cancellationToken)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("genoxai-upload-");
        try
        {
            UploadRecord record = await TakeAsync(container, name, folder.FullName, host, cancellationToken);
            LogOutcome(record.Outcome, container, Shown(name), record.Message);
            return record;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<UploadRecord> TakeAsync(string container, string name, string folder, IRunHost host, CancellationToken cancellationToken)
    {
        var ignored = new UploadRecord(container, name, "", UploadOutcome.Ignored, "");
        try
        {
            BlobNames.Check(name);
        }
        catch (InputException bad)
        {
            return ignored with { Outcome = UploadOutcome.Refused, Message = bad.Message };
        }

        if (UploadKind.Of(container, name) is not { } kind) return ignored with { Message = "is neither a model, a genome nor sequences of a model" };
        string id = Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{container}/{kind.Main}")))[..32];
        var files = new List<UploadedFile>();
        string sha256 = "";
        try
        {
            BlobContainerClient place = blobs.GetBlobContainerClient(container);
            long most = container == UploadKind.Uploads ? options.MostUploadBytes : container == UploadKind.Models ? api.MostModelBytes : long.MaxValue;
            if (await UploadedFile.BringAsync(place.GetBlobClient(kind.Main), Path.Combine(folder, kind.MainFile), most, cancellationToken) is not { } main)
                return ignored with { Message = "is gone, still empty or was replaced meanwhile" };
            files.Add(main);
            if (kind.Other is { } other && await UploadedFile.BringAsync(place.GetBlobClient(other), Path.Combine(folder, Path.GetFileName(other)), UploadKind.MostManifestBytes, cancellationToken) is { } beside)
                files.Add(beside);
            sha256 = string.Join('+', files.Select(static f => f.Sha256));
            if (await catalog.FindAsync(Kind, id, cancellationToken) is { } known && Read(known) is { Outcome: UploadOutcome.Accepted } taken && taken.Sha256 == sha256)
            {
                await intake.RenewAsync(kind, main, cancellationToken);
                return ignored with { Sha256 = sha256, Message = "was taken before with the same content" };
            }

            UploadTaken done = await intake.TakeAsync(kind, folder, main, host, cancellationToken);
            return await NoteAsync(id, new UploadRecord(container, name, sha256, UploadOutcome.Accepted, done.NotStarted.Count == 0 ? "was taken" : "was taken, but not all runs were started: " + string.Join(" ", done.NotStarted)) { Runs = done.Runs }, cancellationToken);
        }
        catch (Exception wrong) when (wrong is InputException { Problem: not "queue-full" } or RequestException)
        {
            // The person knows nothing of the folder on the way.
            string message = wrong.Message.Replace(folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
            return await NoteAsync(id, new UploadRecord(container, name, sha256, UploadOutcome.Refused, message), cancellationToken);
        }
    }

    private async Task<UploadRecord> NoteAsync(string id, UploadRecord record, CancellationToken cancellationToken)
    {
        await catalog.PutAsync(Kind, id, JsonSerializer.Serialize(record, UploadJson.Default.UploadRecord), "*", cancellationToken);
        return record;
    }

    private static UploadRecord Read(CatalogEntry entry) =>
        JsonSerializer.Deserialize(entry.Json, UploadJson.Default.UploadRecord) ?? throw new InvalidDataException($"catalog: upload {entry.Id} is empty.");

    private static string Shown(string name) => string.Concat(name.Take(200).Select(static c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));

    [LoggerMessage(Level = LogLevel.Information, Message = "upload {Outcome}: {Container}/{Name}: {Message}")]
    private partial void LogOutcome(UploadOutcome outcome, string container, string name, string message);
}
