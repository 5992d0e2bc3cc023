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

/// <summary>What the catalog keeps of a genome.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Sha256">SHA-256 of the FASTA file.</param>
/// <param name="Blob">The file, below the container of genomes.</param>
/// <param name="Contigs">Number of sequences.</param>
/// <param name="Letters">Letters of them all.</param>
public sealed record GenomeRecord(string Id, string Sha256, string Blob, long Contigs, long Letters);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(UploadRecord))]
[JsonSerializable(typeof(GenomeRecord))]
internal sealed partial class UploadJson : JsonSerializerContext;
