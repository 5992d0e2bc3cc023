using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using GenoXai.Core.Pipeline;

namespace GenoXai.Functions.Storage;

/// <summary>
/// Artifacts as block blobs of one container. A blob becomes visible by one commit, with the SHA-256 of its content
/// in its metadata, and replaces only the version that was there when it was committed. Readers check the SHA-256.
/// </summary>
/// <param name="container">The container.</param>
public sealed class BlobArtifactStore(BlobContainerClient container) : IArtifactStore
{
    /// <summary>Metadata with the content's SHA-256, lower-case hexadecimal.</summary>
    internal const string HashName = "sha256";

    private const int DeletionsAtOnce = 8;

    /// <inheritdoc/>
    public async Task<bool> ExistsAsync(string key, CancellationToken cancellationToken = default) =>
        await BlobOf(key).ExistsAsync(cancellationToken);

    /// <inheritdoc/>
    /// <remarks>The stream is read front to back as it arrives; it throws <see cref="InvalidDataException"/> at its end when the content is not what was written.</remarks>
    public async Task<Stream> OpenReadAsync(string key, CancellationToken cancellationToken = default)
    {
        try
        {
            BlobDownloadStreamingResult found = await BlobOf(key).DownloadStreamingAsync(new BlobDownloadOptions(), cancellationToken);
            if (found.Details.Metadata.TryGetValue(HashName, out string? sha256)) return new CheckedReadStream(found.Content, key, found.Details.ContentLength, sha256);
            await found.Content.DisposeAsync();
            throw new InvalidDataException($"{key} has no checksum: it was not written by this program.");
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            throw new FileNotFoundException($"{key}: there is no such artifact.", key, missing);
        }
    }

    /// <inheritdoc/>
    public async Task<ArtifactInfo> PutAsync(string key, Func<Stream, Task> write, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(write);
        await using var blocks = new BlockWriteStream(BlobOf(key), cancellationToken);
        await write(blocks);
        cancellationToken.ThrowIfCancellationRequested();
        return await blocks.CommitAsync(key, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(string key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (!key.EndsWith('/'))
        {
            await BlobOf(key).DeleteIfExistsAsync(DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellationToken);
            return;
        }

        string prefix = BlobNames.Check(key[..^1]) + "/";
        var options = new ParallelOptions { MaxDegreeOfParallelism = DeletionsAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(
            container.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, cancellationToken), options,
            async (blob, token) => await container.GetBlobClient(blob.Name).DeleteIfExistsAsync(DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: token));
    }

    private BlockBlobClient BlobOf(string key) => container.GetBlockBlobClient(BlobNames.Check(key));
}
