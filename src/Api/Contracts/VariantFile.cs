namespace GenoXai.Api.Contracts;

/// <summary>The variants that a run is on: a VCF, which lies at <see cref="RunBook.VariantsKey"/>, and the genome it counts in.</summary>
/// <param name="Sha256">SHA-256 of the VCF.</param>
/// <param name="Records">Its records.</param>
/// <param name="Genome">Id of a registered genome.</param>
/// <param name="GenomeSha256">SHA-256 of that genome.</param>
public sealed record VariantFile(string Sha256, long Records, string Genome, string GenomeSha256);
