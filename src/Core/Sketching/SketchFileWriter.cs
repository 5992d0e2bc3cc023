using System.Buffers.Binary;
using System.Security.Cryptography;

namespace GenoXai.Core.Sketching;

/// <summary>Writes the bytes of a sketch file while hashing them.</summary>
internal sealed class SketchFileWriter : IDisposable
{
    private readonly Stream _stream;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _buffer = new byte[1 << 16];
    private int _used;

    private SketchFileWriter(Stream stream) => _stream = stream;

    /// <summary>Writes it all and returns the SHA-256 that ends it.</summary>
    public static byte[] Write(Sketch sketch, Stream stream)
    {
        byte[] header = SketchFileHeader.Write(sketch);
        long length = SketchFileLayout.PrefixLength + header.Length + SketchFileLayout.ChecksumLength;
        foreach (AnovaTable table in sketch.Function.Tables) length += SketchFileLayout.TableLength(table);

        using var writer = new SketchFileWriter(stream);
        writer.Bytes(SketchFileLayout.Magic);
        writer.Integer(SketchFile.FormatVersion);
        writer.Integer(header.Length);
        BinaryPrimitives.WriteInt64LittleEndian(writer.Room(8), length);
        writer.Bytes(header);
        foreach (AnovaTable table in sketch.Function.Tables)
        {
            writer.Integer(table.Order);
            foreach (int position in table.Positions) writer.Integer(position);
            foreach (double value in table.Values) BinaryPrimitives.WriteDoubleLittleEndian(writer.Room(8), value);
        }

        writer.Flush();
        byte[] checksum = writer._hash.GetHashAndReset();
        stream.Write(checksum);
        stream.Flush();
        return checksum;
    }

    public void Dispose() => _hash.Dispose();

    private void Integer(int value) => BinaryPrimitives.WriteInt32LittleEndian(Room(4), value);

    private void Bytes(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            int count = Math.Min(bytes.Length, _buffer.Length);
            bytes[..count].CopyTo(Room(count));
            bytes = bytes[count..];
        }
    }

    private Span<byte> Room(int count)
    {
        if (_used + count > _buffer.Length) Flush();
        _used += count;
        return _buffer.AsSpan(_used - count, count);
    }

    private void Flush()
    {
        _hash.AppendData(_buffer, 0, _used);
        _stream.Write(_buffer, 0, _used);
        _used = 0;
    }
}
