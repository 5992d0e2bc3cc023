using GenoXai.Core.Models;

namespace GenoXai.Functions.Uploads;

/// <summary>What a blob is by its place.</summary>
/// <param name="Container">Its container.</param>
/// <param name="Id">The model's or the genome's id.</param>
/// <param name="Main">The blob that counts; a manifest's is its model.</param>
/// <param name="Other">One that belongs to it if it is there.</param>
public sealed record UploadKind(string Container, string Id, string Main, string? Other = null)
{
    internal const string Models = "models", Genomes = "genomes", Uploads = "uploads", ModelName = "model.onnx", GenomeName = "genome.fa";

    internal const long MostManifestBytes = 4 << 20;

    private static readonly string[] SequenceEndings = [".fa", ".fa.gz", ".fasta", ".fasta.gz", ".vcf", ".vcf.gz"];

    /// <summary>Whether the file holds variants, not sequences.</summary>
    internal bool IsVariants => Main.EndsWith(".vcf", StringComparison.Ordinal) || Main.EndsWith(".vcf.gz", StringComparison.Ordinal);

    /// <summary>The file's name on this machine: never one that came from outside.</summary>
    internal string MainFile => Container switch
    {
        Models => ModelName,
        Genomes => GenomeName,
        _ => (IsVariants ? "variants.vcf" : "sequences.fa") + (Main.EndsWith(".gz", StringComparison.Ordinal) ? ".gz" : ""),
    };

    /// <summary>What a blob is; null for anything else.</summary>
    /// <param name="container">Its container.</param>
    /// <param name="name">Its name, checked to be safe.</param>
    public static UploadKind? Of(string container, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string[] parts = name.Split('/');
        if (parts.Length < 2 || !ManifestFile.IsId(parts[0])) return null;
        string id = parts[0], rest = name[(id.Length + 1)..];
        return container switch
        {
            Models when rest is ModelName or ManifestFile.Name => new UploadKind(container, id, $"{id}/{ModelName}", $"{id}/{ManifestFile.Name}"),
            Genomes when rest == GenomeName => new UploadKind(container, id, name),
            Uploads when SequenceEndings.Any(e => rest.EndsWith(e, StringComparison.Ordinal)) => new UploadKind(container, id, name),
            _ => null,
        };
    }
}
