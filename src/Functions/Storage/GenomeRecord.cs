using System.Text.Json.Serialization;

namespace GenoXai.Functions.Storage;

/// <summary>What the catalog keeps of a genome.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Sha256">SHA-256 of the FASTA file.</param>
/// <param name="Blob">The file, below the container of genomes.</param>
/// <param name="Contigs">Number of sequences.</param>
/// <param name="Letters">Letters of them all.</param>
/// <param name="ETag">Version of the blob that has this content.</param>
public sealed record GenomeRecord(string Id, string Sha256, string Blob, long Contigs, long Letters, string ETag);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(GenomeRecord))]
internal sealed partial class GenomeJson : JsonSerializerContext;
