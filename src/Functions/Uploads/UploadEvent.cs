using System.Text.Json;
using GenoXai.Core.Sequences;

namespace GenoXai.Functions.Uploads;

/// <summary>Which blob an Event Grid message speaks of.</summary>
/// <param name="Container">Its container.</param>
/// <param name="Name">Its name.</param>
internal sealed record UploadEvent(string Container, string Name)
{
    private const string Containers = "/blobServices/default/containers/", Blobs = "/blobs/", Created = "Microsoft.Storage.BlobCreated";

    /// <summary>Reads a message, in Event Grid's own schema or as a cloud event.</summary>
    /// <returns>Null for an event of another kind.</returns>
    /// <exception cref="InputException">It is no event.</exception>
    public static UploadEvent? Parse(string message)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(message, new JsonDocumentOptions { MaxDepth = 16 });
            JsonElement root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object) throw new InputException("The message is no event: an object is expected.", "malformed-json");
            if ((Text(root, "eventType") ?? Text(root, "type")) != Created) return null;
            string subject = Text(root, "subject") ?? "";
            int blobs = subject.IndexOf(Blobs, StringComparison.Ordinal);
            return subject.StartsWith(Containers, StringComparison.Ordinal) && blobs > Containers.Length
                ? new UploadEvent(subject[Containers.Length..blobs], subject[(blobs + Blobs.Length)..])
                : throw new InputException("The event names no blob in its subject.", "malformed-json");
        }
        catch (JsonException error)
        {
            throw new InputException("The message is no event: it is not JSON.", "malformed-json", error);
        }
    }

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
