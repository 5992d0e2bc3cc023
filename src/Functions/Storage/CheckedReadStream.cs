using System.Security.Cryptography;

namespace GenoXai.Functions.Storage;

/// <summary>Hashes what is read and, at the end, says so when it is not what was written.</summary>
internal sealed class CheckedReadStream(Stream inner, string key, long length, string sha256) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _read;
    private bool _good;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        int read = inner.Read(buffer);
        return Checked(buffer[..read], buffer.Length);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await inner.ReadAsync(buffer, cancellationToken);
        return Checked(buffer.Span[..read], buffer.Length);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Checked(ReadOnlySpan<byte> part, int wanted)
    {
        _hash.AppendData(part);
        _read += part.Length;
        // A reader that knows the length may never ask for more than the last byte: it is told with that byte.
        bool ended = _read >= length || (part.Length == 0 && wanted > 0);
        if (_good || !ended) return part.Length;
        if (_read != length || Convert.ToHexStringLower(_hash.GetHashAndReset()) != sha256)
            throw new InvalidDataException($"{key} is damaged: it is not what was written.");
        _good = true;
        return part.Length;
    }
}
