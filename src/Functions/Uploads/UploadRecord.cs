using System.Text.Json.Serialization;

namespace GenoXai.Functions.Uploads;

/// <summary>What became of an uploaded blob.</summary>
public enum UploadOutcome
{
    /// <summary>Nothing is to be done with it: an empty, replaced or repeated one, or no kind of file that is known.</summary>
    Ignored,

    /// <summary>It was taken.</summary>
    Accepted,

    /// <summary>It is wrong; uploading it again would not change that.</summary>
    Refused,
}

/// <summary>What the catalog keeps of an uploaded blob, so that the same content is not taken twice.</summary>
/// <param name="Container">Its container.</param>
/// <param name="Name">Its name.</param>
/// <param name="Sha256">SHA-256 of its content.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Message">Why, for a person.</param>
public sealed record UploadRecord(string Container, string Name, string Sha256, UploadOutcome Outcome, string Message)
{
    /// <summary>Runs that it started.</summary>
    public IReadOnlyList<string> Runs { get; init => field = value ?? []; } = [];
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(UploadRecord))]
internal sealed partial class UploadJson : JsonSerializerContext;
