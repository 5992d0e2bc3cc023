using System.Buffers.Binary;
using System.Security.Cryptography;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Sketching;

/// <summary>
/// Reads a sketch file in two passes: first that every byte is there and as written, then what
/// they mean. So a damaged file is always called damaged, whatever its bytes seem to say, and
/// nothing is allocated by a size that the file itself cannot hold.
/// </summary>
internal sealed class SketchFileReader
{
    private readonly Stream _stream;
    private readonly string _name;
    private readonly byte[] _buffer = new byte[1 << 16];
    private long _left;

    private SketchFileReader(Stream stream, string name) => (_stream, _name) = (stream, name);

    public static Sketch Read(Stream stream, string name)
    {
        long start = stream.Position;
        byte[] checksum = Verify(stream, name, stream.Length - start);
        stream.Position = start;
        return new SketchFileReader(stream, name) { _left = stream.Length - start - SketchFileLayout.ChecksumLength }.ReadBody(checksum);
    }

    /// <summary>Checks magic, length and checksum; returns the checksum.</summary>
    private static byte[] Verify(Stream stream, string name, long length)
    {
        Span<byte> prefix = stackalloc byte[SketchFileLayout.PrefixLength];
        int got = stream.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false);
        ReadOnlySpan<byte> start = prefix[..Math.Min(got, SketchFileLayout.Magic.Length)];
        if (got == 0) throw new InputException($"{name} is empty. Make the sketch again, or copy the file again.", "bad-sketch");
        if (!start.SequenceEqual(SketchFileLayout.Magic[..start.Length]))
            throw new InputException($"{name} is not a sketch file: it does not begin as one. Give a {SketchFile.Extension} file made by 'genoxai sketch'.", "bad-sketch");

        long declared = got == prefix.Length ? BinaryPrimitives.ReadInt64LittleEndian(prefix[16..]) : long.MaxValue;
        if (got < prefix.Length || length < SketchFileLayout.PrefixLength + SketchFileLayout.ChecksumLength || length < declared)
        {
            string whole = declared is > 0 and < long.MaxValue ? $" of {declared}" : "";
            throw new InputException($"{name} is truncated: {length}{whole} bytes are there. Copy the file again, or make the sketch again.", "bad-sketch");
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(prefix);
        var buffer = new byte[1 << 16];
        for (long left = length - prefix.Length - SketchFileLayout.ChecksumLength; left > 0;)
        {
            int count = (int)Math.Min(left, buffer.Length);
            stream.ReadExactly(buffer, 0, count);
            hash.AppendData(buffer, 0, count);
            left -= count;
        }

        var stored = new byte[SketchFileLayout.ChecksumLength];
        stream.ReadExactly(stored);
        return length == declared && stored.AsSpan().SequenceEqual(hash.GetHashAndReset())
            ? stored
            : throw new InputException($"{name} is damaged: its checksum does not fit its bytes. Copy the file again, or make the sketch again.", "bad-sketch");
    }

    private Sketch ReadBody(byte[] checksum)
    {
        Take(SketchFileLayout.Magic.Length);
        uint version = BinaryPrimitives.ReadUInt32LittleEndian(Take(4));
        if (version > SketchFile.FormatVersion)
            throw new InputException($"{_name} has format version {version}; this program reads up to {SketchFile.FormatVersion}. Update genoxai, or make the sketch again.", "newer-sketch");
        if (version < 1) throw Fail($"format version {version} does not exist");
        int headerLength = Integer();
        Take(8);
        if (headerLength < 0 || headerLength > SketchFileLayout.LongestHeader || headerLength > _left) throw Fail($"a header of {headerLength} bytes is impossible");
        var utf8 = new byte[headerLength];
        _stream.ReadExactly(utf8);
        _left -= headerLength;

        SketchFileHeader header = SketchFileHeader.Read(utf8, _name);
        List<AnovaTable> tables = ReadTables(header);
        try
        {
            var function = new DecodedFunction(header.Domain, header.BaseValue, tables, header.Notes);
            return new Sketch(function, header.Quality, header.Provenance, SketchFile.IdOf(checksum));
        }
        catch (ArgumentException error)
        {
            throw SketchFileField.Fail(_name, error.Message.TrimEnd('.'), error);
        }
    }

    private List<AnovaTable> ReadTables(SketchFileHeader header)
    {
        // The smallest table has one position and two values.
        if (header.Tables > _left / 24) throw Fail($"{header.Tables} tables do not fit in {_left} bytes");
        var tables = new List<AnovaTable>(header.Tables);
        for (int t = 0; t < header.Tables; t++)
        {
            int order = Integer();
            if (order < 1 || order > header.Domain.Length || order > _left / 4) throw Fail($"table {t} has the impossible order {order}");
            var positions = new int[order];
            long size = 1;
            for (int i = 0; i < order; i++)
            {
                positions[i] = Integer();
                if (positions[i] < 0 || positions[i] >= header.Domain.Length || (i > 0 && positions[i] <= positions[i - 1]))
                    throw Fail($"table {t} names position {positions[i]}, out of order or outside the length {header.Domain.Length}");
                size *= header.Domain.LetterCount;
                if (size > Math.Min(_left / 8, Array.MaxLength)) throw Fail($"table {t} needs more bytes than are there");
            }

            tables.Add(new AnovaTable(positions, Numbers((int)size, t)));
        }

        return _left == 0 ? tables : throw Fail($"{_left} bytes follow the last table");
    }

    private double[] Numbers(int count, int table)
    {
        var values = new double[count];
        for (int done = 0; done < count;)
        {
            int now = Math.Min(count - done, _buffer.Length / 8);
            ReadOnlySpan<byte> bytes = Take(now * 8);
            for (int i = 0; i < now; i++)
            {
                double value = BinaryPrimitives.ReadDoubleLittleEndian(bytes[(i * 8)..]);
                if (!double.IsFinite(value)) throw Fail($"table {table} holds a number that is not finite");
                values[done + i] = value;
            }

            done += now;
        }

        return values;
    }

    private int Integer() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _left) throw Fail("its tables end early");
        _stream.ReadExactly(_buffer, 0, count);
        _left -= count;
        return _buffer.AsSpan(0, count);
    }

    private InputException Fail(string what) => SketchFileField.Fail(_name, what);
}
