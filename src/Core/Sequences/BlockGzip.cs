using System.Buffers.Binary;
using System.IO.Compression;

namespace GenoXai.Core.Sequences;

/// <summary>
/// A file compressed by bgzip (BGZF): gzip members of at most 64 KiB, each saying how long it is, so that any place is
/// read by inflating one or two of them. For one thread at a time.
/// </summary>
/// <remarks>SAM/BAM format specification, section 4.1. The blocks are found by their headers; no <c>.gzi</c> is needed.</remarks>
internal sealed class BlockGzip
{
    private const int HeaderBytes = 18, FooterBytes = 8, MostKept = 4, MostPlain = 1 << 16;
    private readonly string _name;
    private readonly ReadBytesAt _read;
    // Where each block begins, in the file and in what it holds; one entry more for the ends.
    private readonly List<long> _packed = [], _plain = [];
    private readonly Queue<(int Block, byte[] Bytes)> _kept = new();

    /// <summary>Finds the blocks of a file.</summary>
    /// <param name="name">What errors call it.</param>
    /// <param name="read">Reads its bytes as they are.</param>
    /// <exception cref="InputException">It ends within a block, or one says no length or one of more than 64 KiB.</exception>
    public BlockGzip(string name, ReadBytesAt read)
    {
        (_name, _read) = (name, read);
        long at = 0, plain = 0;
        Span<byte> header = stackalloc byte[HeaderBytes], footer = stackalloc byte[4];
        while (true)
        {
            _packed.Add(at);
            _plain.Add(plain);
            int count = _read(at, header);
            if (count == 0) break;
            if (count < HeaderBytes || !IsBlock(header)) throw Damaged(at);
            at += BinaryPrimitives.ReadUInt16LittleEndian(header[16..]) + 1L;
            if (at - _packed[^1] < HeaderBytes + FooterBytes || _read(at - 4, footer) < 4) throw Damaged(_packed[^1]);
            uint size = BinaryPrimitives.ReadUInt32LittleEndian(footer);
            if (size > MostPlain) throw Damaged(_packed[^1]);
            plain += size;
        }
    }

    /// <summary>Bytes of what it holds.</summary>
    public long Length => _plain[^1];

    /// <summary>Whether a file begins as bgzip writes it.</summary>
    /// <param name="header">Its first 18 bytes.</param>
    public static bool IsBlock(ReadOnlySpan<byte> header) =>
        header.Length >= HeaderBytes && header[..4].SequenceEqual<byte>([0x1f, 0x8b, 8, 4]) && header[10..16].SequenceEqual<byte>([6, 0, (byte)'B', (byte)'C', 2, 0]);

    /// <summary>As <see cref="ReadBytesAt"/>, of what it holds.</summary>
    public int Read(long offset, Span<byte> bytes)
    {
        int done = 0;
        while (done < bytes.Length && offset + done < Length)
        {
            int block = BlockOf(offset + done);
            ReadOnlySpan<byte> from = Inflated(block).AsSpan((int)(offset + done - _plain[block]));
            int count = Math.Min(from.Length, bytes.Length - done);
            from[..count].CopyTo(bytes[done..]);
            done += count;
        }

        return done;
    }

    /// <summary>The block that holds a byte; empty ones begin where the next does.</summary>
    private int BlockOf(long offset)
    {
        int found = _plain.BinarySearch(offset);
        if (found < 0) found = ~found - 1;
        while (_plain[found + 1] == _plain[found]) found++;
        return found;
    }

    private byte[] Inflated(int block)
    {
        foreach ((int kept, byte[] bytes) in _kept)
            if (kept == block) return bytes;
        var packed = new byte[_packed[block + 1] - _packed[block]];
        var plain = new byte[_plain[block + 1] - _plain[block]];
        if (_read(_packed[block], packed) < packed.Length) throw Damaged(_packed[block]);
        try
        {
            // Checks the sum of the block as well.
            using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
            gzip.ReadExactly(plain);
            if (gzip.ReadByte() >= 0) throw Damaged(_packed[block]);
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            throw Damaged(_packed[block], error);
        }

        if (_kept.Count == MostKept) _kept.Dequeue();
        _kept.Enqueue((block, plain));
        return plain;
    }

    private InputException Damaged(long at, Exception? inner = null) => new(
        FormattableString.Invariant($"genome {_name}: the bgzip block at byte {at} is damaged or cut off. Copy the file again, or compress it again: bgzip {Path.GetFileNameWithoutExtension(_name)}"), "bad-genome", inner);
}
