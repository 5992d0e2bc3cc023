using System.Buffers.Binary;

namespace GenoXai.Core.Results;

/// <summary>One array of an NPZ file being written, with its records in the zip format.</summary>
/// <param name="ArrayName">The array's name, without <c>.npy</c>.</param>
/// <param name="Offset">Where its local record begins in the file.</param>
/// <param name="Size">Bytes of the head and all cells.</param>
/// <remarks>PKWARE APPNOTE 6.3.10, sections 4.3.7 (local), 4.3.9 (descriptor), 4.3.12 (directory), 4.3.14 to 4.3.16 (end).</remarks>
internal sealed record NpzEntry(string ArrayName, long Offset, long Size)
{
    private const ushort Version = 20;
    private const ushort Zip64Version = 45;
    // Bit 3: checksum after the data; bit 11: names are UTF-8.
    private const ushort Flags = 0x0808;
    // 1980-01-01, the first day a zip file can name.
    private const ushort Date = 0x0021;
    private uint _checksum;
    private long _written;

    public bool IsComplete => _written == Size;

    public void Account(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > Size - _written) throw new InvalidOperationException($"Array \"{ArrayName}\" got more cells than its shape has.");
        _checksum = Crc32.Append(_checksum, bytes);
        _written += bytes.Length;
    }

    public void RequireComplete()
    {
        if (!IsComplete) throw new InvalidOperationException($"Array \"{ArrayName}\" got {_written} of {Size} bytes: cells are missing.");
    }

    public byte[] LocalRecord(long zip64From)
    {
        bool wide = Size >= zip64From;
        var record = new ZipRecord();
        record.UInt32(0x04034B50).UInt16(wide ? Zip64Version : Version).UInt16(Flags).UInt16(0).UInt16(0).UInt16(Date);
        // The sizes stand here although the checksum follows: readers without a directory then know where to stop.
        record.UInt32(0).UInt32(wide ? NpzWriter.NeedsZip64 : (uint)Size).UInt32(wide ? NpzWriter.NeedsZip64 : (uint)Size);
        byte[] name = FileName();
        record.UInt16((ushort)name.Length).UInt16(wide ? (ushort)20 : (ushort)0).Bytes(name);
        if (wide) record.UInt16(1).UInt16(16).UInt64(Size).UInt64(Size);
        return record.ToArray();
    }

    public byte[] DataDescriptor(long zip64From)
    {
        ZipRecord record = new ZipRecord().UInt32(0x08074B50).UInt32(_checksum);
        return (Size >= zip64From ? record.UInt64(Size).UInt64(Size) : record.UInt32((uint)Size).UInt32((uint)Size)).ToArray();
    }

    public byte[] DirectoryRecord(long zip64From)
    {
        bool wideSize = Size >= zip64From, wideOffset = Offset >= zip64From;
        int extra = (wideSize ? 16 : 0) + (wideOffset ? 8 : 0);
        ushort version = extra > 0 ? Zip64Version : Version;
        uint size = wideSize ? NpzWriter.NeedsZip64 : (uint)Size;
        byte[] name = FileName();
        var record = new ZipRecord();
        record.UInt32(0x02014B50).UInt16(version).UInt16(version).UInt16(Flags).UInt16(0).UInt16(0).UInt16(Date);
        record.UInt32(_checksum).UInt32(size).UInt32(size).UInt16((ushort)name.Length).UInt16((ushort)(extra > 0 ? extra + 4 : 0));
        record.UInt16(0).UInt16(0).UInt16(0).UInt32(0).UInt32(wideOffset ? NpzWriter.NeedsZip64 : (uint)Offset).Bytes(name);
        if (extra > 0) record.UInt16(1).UInt16((ushort)extra);
        if (wideSize) record.UInt64(Size).UInt64(Size);
        if (wideOffset) record.UInt64(Offset);
        return record.ToArray();
    }

    public static byte[] EndOfDirectory(int count, long offset, long size, long zip64From)
    {
        var record = new ZipRecord();
        bool wide = offset >= zip64From || size >= zip64From;
        if (wide)
        {
            record.UInt32(0x06064B50).UInt64(44).UInt16(Zip64Version).UInt16(Zip64Version).UInt32(0).UInt32(0);
            record.UInt64(count).UInt64(count).UInt64(size).UInt64(offset);
            record.UInt32(0x07064B50).UInt32(0).UInt64(offset + size).UInt32(1);
        }

        record.UInt32(0x06054B50).UInt16(0).UInt16(0).UInt16((ushort)count).UInt16((ushort)count);
        record.UInt32(wide ? NpzWriter.NeedsZip64 : (uint)size).UInt32(wide ? NpzWriter.NeedsZip64 : (uint)offset).UInt16(0);
        return record.ToArray();
    }

    private byte[] FileName() => System.Text.Encoding.UTF8.GetBytes(ArrayName + ".npy");

    /// <summary>Little-endian fields of one record, in order.</summary>
    private sealed class ZipRecord
    {
        private readonly List<byte> _bytes = new(96);

        public ZipRecord UInt16(ushort value) => Number(value, 2);

        public ZipRecord UInt32(uint value) => Number(value, 4);

        public ZipRecord UInt64(long value) => Number((ulong)value, 8);

        public ZipRecord Bytes(ReadOnlySpan<byte> bytes)
        {
            _bytes.AddRange(bytes);
            return this;
        }

        public byte[] ToArray() => _bytes.ToArray();

        private ZipRecord Number(ulong value, int size)
        {
            Span<byte> bytes = stackalloc byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
            return Bytes(bytes[..size]);
        }
    }
}
