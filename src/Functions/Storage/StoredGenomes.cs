using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Sequences;

namespace GenoXai.Functions.Storage;

/// <summary>The registered genomes: the FASTA stays where it was uploaded, its index lies among the artifacts.</summary>
/// <param name="blobs">The account.</param>
/// <param name="catalog">Which genomes there are.</param>
/// <param name="store">Their indexes.</param>
public sealed class StoredGenomes(BlobServiceClient blobs, ICatalog catalog, IArtifactStore store)
{
    internal const string Container = "genomes";

    private const string Kind = "genomes";

    /// <summary>A genome by its id; null when none is registered.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public async Task<GenomeRecord?> FindAsync(string id, CancellationToken cancellationToken) =>
        await catalog.FindAsync(Kind, id, cancellationToken) is { } entry
            ? JsonSerializer.Deserialize(entry.Json, GenomeJson.Default.GenomeRecord) ?? throw new InvalidDataException($"catalog: genome {id} is empty.")
            : null;

    /// <summary>SHA-256 of a genome by its id; null when none is registered.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public async Task<string?> HashOfAsync(string id, CancellationToken cancellationToken) => (await FindAsync(id, cancellationToken))?.Sha256;

    /// <summary>Registers a genome: its index first, so that whoever finds it can read it.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="blob">The FASTA, below the container of genomes.</param>
    /// <param name="path">The same file on this machine.</param>
    /// <param name="sha256">Its SHA-256.</param>
    /// <param name="version">The blob's version.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="InputException">It is no FASTA of DNA that has an index.</exception>
    public async Task RegisterAsync(string id, string blob, string path, string sha256, string version, CancellationToken cancellationToken)
    {
        FaiIndex index;
        await using (FileStream file = File.OpenRead(path)) index = FaiIndex.Make(file, blob);
        await store.PutAsync(IndexKey(id, sha256), index.Write, cancellationToken);
        string? before = (await FindAsync(id, cancellationToken))?.Sha256;
        await PutAsync(new GenomeRecord(id, sha256, blob, index.Contigs.Count, index.Contigs.Sum(static c => c.Length), version), cancellationToken);
        if (before is not null && before != sha256) await store.DeleteAsync(IndexKey(id, before), cancellationToken);
    }

    /// <summary>Notes that the same content was uploaded again, as another version of the blob.</summary>
    /// <param name="id">The genome's id.</param>
    /// <param name="sha256">SHA-256 of the content.</param>
    /// <param name="version">The blob's version.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public async Task RenewAsync(string id, string sha256, string version, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is { } known && known.Sha256 == sha256 && known.ETag != version) await PutAsync(known with { ETag = version }, cancellationToken);
    }

    /// <summary>Opens a genome; its letters are read where they lie, as they are asked for.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="sha256">The content that is meant.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="InputException">It is gone, or another by now.</exception>
    public async Task<GenomeFasta> OpenAsync(string id, string sha256, CancellationToken cancellationToken)
    {
        GenomeRecord? genome = await FindAsync(id, cancellationToken);
        if (genome is null || genome.Sha256 != sha256)
            throw new InputException($"genome {id}: was {(genome is null ? "removed" : "replaced by another")} since the variants were taken. Upload them again.", "genome-mismatch");
        FaiIndex index;
        await using (Stream stream = await store.OpenReadAsync(IndexKey(id, sha256), cancellationToken)) index = FaiIndex.Read(stream, $"index of genome {id}", long.MaxValue);
        return new GenomeFasta(genome.Blob, index, new BlobBlocks(blobs.GetBlobContainerClient(Container).GetBlobClient(genome.Blob), new ETag(genome.ETag)).Read);
    }

    private Task<CatalogEntry> PutAsync(GenomeRecord genome, CancellationToken cancellationToken) =>
        catalog.PutAsync(Kind, genome.Id, JsonSerializer.Serialize(genome, GenomeJson.Default.GenomeRecord), "*", cancellationToken);

    private static string IndexKey(string id, string sha256) => $"genomes/{id}/{sha256}.fai";
}
