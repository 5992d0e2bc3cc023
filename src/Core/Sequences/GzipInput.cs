using System.IO.Compression;

namespace GenoXai.Core.Sequences;

/// <summary>
/// A forward-only stream that was looked at: tells whether it begins with gzip's two magic bytes.
/// The first read gives at least four bytes where there are as many: a text reader looks for a
/// byte order mark in its first read only.
/// </summary>
internal sealed class PeekStream : ForwardStream
{
    private readonly Stream _inner;
    private readonly byte[] _head = new byte[4];
    private readonly int _headLength;
    private int _headRead;

    public PeekStream(Stream inner, out bool gzip)
    {
        _inner = inner;
        _headLength = inner.ReadAtLeast(_head, _head.Length, throwOnEndOfStream: false);
        gzip = _headLength >= 2 && _head[0] == 0x1f && _head[1] == 0x8b;
    }

    public override int Read(Span<byte> buffer)
    {
        if (_headRead == _headLength) return _inner.Read(buffer);
        int count = Math.Min(buffer.Length, _headLength - _headRead);
        _head.AsSpan(_headRead, count).CopyTo(buffer);
        _headRead += count;
        return count;
    }
}

/// <summary>
/// Gzip that does not take a file cut off in the middle for its end: .NET's reader ends quietly
/// there, and half a FASTA file would be explained as if it were whole.
/// </summary>
internal sealed class TruncationCheckedGzip : ForwardStream
{
    private readonly TailStream _compressed;
    private readonly GZipStream _gzip;
    private readonly string _name;
    private long _length;

    public TruncationCheckedGzip(Stream compressed, string name)
    {
        _compressed = new TailStream(compressed);
        _gzip = new GZipStream(_compressed, CompressionMode.Decompress);
        _name = name;
    }

    public override int Read(Span<byte> buffer)
    {
        int count = _gzip.Read(buffer);
        _length += count;

        // The last four bytes of a gzip member are its length. Members may be concatenated (bgzip); then the
        // last one is shorter than all that was read, which a cut file almost never looks like.
        if (count == 0 && buffer.Length > 0 && !_compressed.EndsLikeGzip(_length))
            throw new InputException($"{_name}: the gzip data are cut off. Copy or download the file again.", "bad-sequence");
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _gzip.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Remembers the last bytes that went through.</summary>
    private sealed class TailStream(Stream inner) : ForwardStream
    {
        private readonly byte[] _tail = new byte[4];
        private long _count;

        public override int Read(Span<byte> buffer)
        {
            int count = inner.Read(buffer);
            foreach (byte b in buffer[Math.Max(0, count - 4)..count])
            {
                _tail.AsSpan(1).CopyTo(_tail);
                _tail[3] = b;
            }

            _count += count;
            return count;
        }

        public bool EndsLikeGzip(long length)
        {
            uint stored = BitConverter.ToUInt32(_tail);
            return _count >= 18 && (stored == unchecked((uint)length) || stored < length);
        }
    }
}

/// <summary>Base of streams that can only be read, front to back.</summary>
internal abstract class ForwardStream : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public abstract override int Read(Span<byte> buffer);

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
