using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using GenoXai.Core.Pipeline;

namespace GenoXai.Functions.Storage;

/// <summary>
/// Sends what is written to it as blocks, which nobody sees before <see cref="CommitAsync"/>. Its memory is one
/// block. Not committed, it leaves blocks that the service forgets after a week.
/// </summary>
internal sealed class BlockWriteStream(BlockBlobClient blob, CancellationToken cancellationToken) : HashedWriteStream
{
    /// <summary>Bytes of a block: 50,000 of them make the largest artifact, 400 GB.</summary>
    internal const int BlockSize = 8 << 20;

    private const int MostAttempts = 20;
    private readonly List<string> _blocks = [];
    // Blocks of two writers of the same blob must not be taken for each other's.
    private readonly Guid _writer = Guid.NewGuid();
    private byte[] _buffer = new byte[1 << 16];
    private int _used;

    public override void Flush()
    {
    }

    /// <summary>Makes the artifact visible, in place of the one that is there.</summary>
    /// <exception cref="IOException">Somebody else wrote something else there at the same time.</exception>
    public async Task<ArtifactInfo> CommitAsync(string key, CancellationToken cancellationToken)
    {
        ArtifactInfo info = End(key);
        var metadata = new Dictionary<string, string> { [BlobArtifactStore.HashName] = info.Sha256 };
        if (_blocks.Count > 0 && _used > 0) Stage();
        // First as a new blob; then, should one be there, in place of the version that is seen there.
        var conditions = new BlobRequestConditions { IfNoneMatch = ETag.All };
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await SendAsync(metadata, conditions, cancellationToken);
                return info;
            }
            catch (RequestFailedException error) when (error.Status is 409 or 412 && attempt < MostAttempts)
            {
                ETag? there = (await FindAsync(cancellationToken))?.ETag;
                conditions = there is { } version ? new BlobRequestConditions { IfMatch = version } : new BlobRequestConditions { IfNoneMatch = ETag.All };
            }
            catch (RequestFailedException error) when (error.ErrorCode == BlobErrorCode.InvalidBlockList)
            {
                // Another writer's commit made the service forget our blocks. A retried activity writes the same bytes.
                if (await FindAsync(cancellationToken) is { } there && there.Metadata.TryGetValue(BlobArtifactStore.HashName, out string? sha256) && sha256 == info.Sha256) return info;
                throw new IOException($"{key}: was written by somebody else at the same time. Nothing was changed; try again.", error);
            }
        }
    }

    protected override void Take(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            if (_used == BlockSize) Stage();
            int part = Math.Min(bytes.Length, BlockSize - _used);
            if (_used + part > _buffer.Length) Array.Resize(ref _buffer, Math.Min(BlockSize, Math.Max(2 * _buffer.Length, _used + part)));
            bytes[..part].CopyTo(_buffer.AsSpan(_used));
            _used += part;
            bytes = bytes[part..];
        }
    }

    /// <summary>Content of one block goes in one request, which is atomic too.</summary>
    private Task<Response<BlobContentInfo>> SendAsync(Dictionary<string, string> metadata, BlobRequestConditions conditions, CancellationToken cancellationToken) => _blocks.Count == 0
        ? blob.UploadAsync(new MemoryStream(_buffer, 0, _used), new BlobUploadOptions { Metadata = metadata, Conditions = conditions }, cancellationToken)
        : blob.CommitBlockListAsync(_blocks, new CommitBlockListOptions { Metadata = metadata, Conditions = conditions }, cancellationToken);

    private async Task<BlobProperties?> FindAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await blob.GetPropertiesAsync(cancellationToken: cancellationToken);
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return null;
        }
    }

    private void Stage()
    {
        Span<byte> id = stackalloc byte[20];
        _writer.TryWriteBytes(id);
        BitConverter.TryWriteBytes(id[16..], _blocks.Count);
        string name = Convert.ToBase64String(id);
        blob.StageBlock(name, new MemoryStream(_buffer, 0, _used), cancellationToken: cancellationToken);
        _blocks.Add(name);
        _used = 0;
    }
}
