using System.Security.Cryptography;

namespace GenoXai.Core.Pipeline;

/// <summary>What a store gives to the writer of an artifact: forward only, counting bytes and taking their SHA-256 on the way.</summary>
public abstract class HashedWriteStream : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _length;

    /// <inheritdoc/>
    public sealed override bool CanRead => false;

    /// <inheritdoc/>
    public sealed override bool CanSeek => false;

    /// <inheritdoc/>
    public sealed override bool CanWrite => true;

    /// <summary>Bytes written.</summary>
    public sealed override long Length => _length;

    /// <summary>Bytes written; it cannot be set.</summary>
    public sealed override long Position
    {
        get => _length;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public sealed override void Write(ReadOnlySpan<byte> buffer)
    {
        Take(buffer);
        _hash.AppendData(buffer);
        _length += buffer.Length;
    }

    /// <inheritdoc/>
    public sealed override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public sealed override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public sealed override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public sealed override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Brings bytes to where the store keeps them.</summary>
    /// <param name="bytes">The next bytes of the artifact.</param>
    protected abstract void Take(ReadOnlySpan<byte> bytes);

    /// <summary>Says what was written; nothing more can be after that.</summary>
    /// <param name="key">The artifact's key.</param>
    protected ArtifactInfo End(string key) => new(key, _length, Convert.ToHexStringLower(_hash.GetHashAndReset()));

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _hash.Dispose();
        base.Dispose(disposing);
    }
}
