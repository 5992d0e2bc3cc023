using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Results;

/// <summary>
/// Reads one NumPy array, whole or piece by piece. Numbers of any of numpy's types are converted
/// to the type asked for; a number that does not fit it is an error, rounding to float is not.
/// </summary>
public sealed class NpyReader : IDisposable
{
    private const int PieceBytes = 1 << 16;
    private readonly Stream _stream;
    private readonly string _name;
    private readonly uint? _checksum;
    private uint _sum;
    private byte[] _piece = [];
    private long _left;

    /// <summary>Opens an array file (<c>.npy</c>).</summary>
    /// <param name="stream">The file; closed by <see cref="Dispose"/>.</param>
    /// <param name="name">How an error names it, e.g. the path.</param>
    /// <exception cref="InputException">It is not an array that is read here, or it is shorter than its shape says.</exception>
    public NpyReader(Stream stream, string name)
        : this(stream, name, stream is { CanSeek: true } ? stream.Length : null, null)
    {
    }

    internal NpyReader(Stream stream, string name, long? length, uint? checksum)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!BitConverter.IsLittleEndian) throw new PlatformNotSupportedException("Arrays are read on little-endian machines only.");
        (_stream, _name, _checksum) = (checksum is null ? stream : new SummingStream(stream, this), name, checksum);
        Header = NpyHeader.Read(_stream, name);
        _left = Header.Count;
        long head = Header.HeadLength;
        // Checked before memory is taken for the cells.
        if (length is { } bytes && bytes - head < Header.ByteCount)
            throw NpyHeader.Wrong(name, $"its shape {Header.ShapeText} needs {Header.ByteCount} bytes but {Math.Max(0, bytes - head)} are there: the file is cut off.");
    }

    /// <summary>Type, shape and order of the array.</summary>
    public NpyHeader Header { get; }

    /// <summary>Reads the next cells, in the order of the file.</summary>
    /// <param name="destination">Filled as far as cells are left.</param>
    /// <returns>How many cells were read; 0 at the end.</returns>
    /// <typeparam name="T">A number type.</typeparam>
    /// <exception cref="InputException">The file is cut off or damaged, holds text, or a number does not fit.</exception>
    public int Read<T>(Span<T> destination)
        where T : unmanaged, INumber<T>
    {
        if (Header.Type.Kind == 'U') throw NpyHeader.Wrong(_name, "it holds text where numbers are needed.");
        int count = (int)Math.Min(_left, destination.Length);
        int size = Header.Type.ItemSize, step = PieceBytes / size;
        for (int done = 0; done < count; done += step)
        {
            int cells = Math.Min(step, count - done);
            NpyCells.Convert(NextBytes(cells * size), Header.Type, destination.Slice(done, cells), _name);
        }

        Account(count);
        return count;
    }

    /// <summary>Reads the whole array of numbers, transposed to C order if the file is in Fortran order.</summary>
    /// <typeparam name="T">A number type, e.g. float.</typeparam>
    /// <exception cref="InputException">As <see cref="Read{T}"/>, or more cells than fit in memory at once.</exception>
    public NpyArray<T> ReadAll<T>()
        where T : unmanaged, INumber<T>
    {
        var values = new T[WholeCount()];
        Read(values.AsSpan());
        return new NpyArray<T>(Header.Shape, Header.FortranOrder ? NpyCells.ToRowMajor(values, Header.Shape) : values);
    }

    /// <summary>Reads the whole array of texts, e.g. ids.</summary>
    /// <exception cref="InputException">It holds numbers, or the file is cut off or damaged.</exception>
    public NpyArray<string> ReadAllText()
    {
        if (Header.Type.Kind != 'U') throw NpyHeader.Wrong(_name, $"it holds {Header.Type} where text is needed.");
        var values = new string[WholeCount()];
        for (int i = 0; i < values.Length; i++) values[i] = Text(NextBytes(Header.Type.ItemSize));
        Account(values.Length);
        return new NpyArray<string>(Header.Shape, Header.FortranOrder ? NpyCells.ToRowMajor(values, Header.Shape) : values);
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private int WholeCount()
    {
        if (_left != Header.Count) throw new InvalidOperationException("Part of the array has been read already.");
        if (_left > Array.MaxLength) throw NpyHeader.Wrong(_name, $"the shape {Header.ShapeText} has more cells than can be read at once.");
        return (int)_left;
    }

    private ReadOnlySpan<byte> NextBytes(int count)
    {
        if (_piece.Length < count) _piece = new byte[Math.Max(count, PieceBytes)];
        Span<byte> bytes = _piece.AsSpan(0, count);
        try
        {
            if (_stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false) < count)
                throw NpyHeader.Wrong(_name, $"the file ends before all cells of its shape {Header.ShapeText}.");
        }
        catch (InvalidDataException inner)
        {
            throw new InputException($"{_name}: the compressed data are damaged ({inner.Message}).", "bad-array", inner);
        }

        return bytes;
    }

    private void Account(int cells)
    {
        _left -= cells;
        if (_left == 0 && _checksum is { } expected && _sum != expected)
            throw NpyHeader.Wrong(_name, "the checksum does not agree: the file is damaged.");
    }

    private string Text(ReadOnlySpan<byte> cell)
    {
        // numpy pads with zeros and drops them again.
        var text = new StringBuilder(cell.Length / 4);
        ReadOnlySpan<int> characters = MemoryMarshal.Cast<byte, int>(cell).TrimEnd(0);
        foreach (int character in characters)
        {
            if (!Rune.IsValid(character)) throw NpyHeader.Wrong(_name, $"a text holds {character}, which is no Unicode character.");
            text.Append(new Rune(character).ToString());
        }

        return text.ToString();
    }

    /// <summary>Sums every byte of a zip entry on its way, head included.</summary>
    private sealed class SummingStream(Stream inner, NpyReader owner) : Stream
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

        public override int Read(Span<byte> buffer)
        {
            int count = inner.Read(buffer);
            owner._sum = Crc32.Append(owner._sum, buffer[..count]);
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
