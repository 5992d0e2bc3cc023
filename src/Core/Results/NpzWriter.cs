namespace GenoXai.Core.Results;

/// <summary>
/// Writes several named NumPy arrays into one NPZ file, each in as many pieces as the caller
/// likes, so that memory is bounded by a piece. <see cref="Finish"/> completes the file; without
/// it the file cannot be read, so that a run that stopped half way is not mistaken for a result.
/// </summary>
/// <remarks>
/// A zip file of stored entries (PKWARE APPNOTE 6.3), zip64 fields where 4 GiB are passed. All
/// times are 1980-01-01 and nothing of the machine is recorded: the same arrays give the same bytes.
/// </remarks>
public sealed class NpzWriter : IDisposable
{
    internal const uint NeedsZip64 = uint.MaxValue;
    private readonly Stream _stream;
    private readonly bool _leaveOpen;
    private readonly long _zip64From;
    private readonly List<NpzEntry> _entries = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private NpzEntry? _open;
    private long _position;
    private bool _finished;

    /// <summary>Begins a file.</summary>
    /// <param name="stream">Where to write, at its start. Written front to back; it need not seek.</param>
    /// <param name="leaveOpen">Whether <see cref="Dispose"/> leaves the stream open.</param>
    public NpzWriter(Stream stream, bool leaveOpen = false)
        : this(stream, leaveOpen, NeedsZip64)
    {
    }

    // Tests lower the size from which zip64 fields are written.
    internal NpzWriter(Stream stream, bool leaveOpen, long zip64From)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!BitConverter.IsLittleEndian) throw new PlatformNotSupportedException("Arrays are written on little-endian machines only.");
        (_stream, _leaveOpen, _zip64From) = (stream, leaveOpen, zip64From);
    }

    /// <summary>Begins an array of numbers.</summary>
    /// <param name="name">Its name, by which numpy finds it.</param>
    /// <param name="shape">Extent of each axis; empty for a single number.</param>
    /// <typeparam name="T">float, double, byte, int or long.</typeparam>
    public NpzArrayWriter<T> Begin<T>(string name, params ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        var header = new NpyHeader(NpyType.Of<T>(), shape.ToArray());
        return new NpzArrayWriter<T>(this, Open(name, header), header);
    }

    /// <summary>Writes a whole array of numbers.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="values">All cells, row-major.</param>
    /// <param name="shape">Extent of each axis; left out for one axis.</param>
    /// <typeparam name="T">float, double, byte, int or long.</typeparam>
    public void Write<T>(string name, ReadOnlySpan<T> values, params ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        using NpzArrayWriter<T> array = shape.IsEmpty ? Begin<T>(name, values.Length) : Begin<T>(name, shape);
        array.Write(values);
        array.RequireAll();
    }

    /// <summary>Writes a single number as an array without axes.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">The number.</param>
    /// <typeparam name="T">float, double, byte, int or long.</typeparam>
    public void WriteScalar<T>(string name, T value)
        where T : unmanaged
    {
        using NpzArrayWriter<T> array = Begin<T>(name);
        array.Write([value]);
    }

    /// <summary>Begins an array of texts along one axis, e.g. of sequence ids.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="count">How many texts.</param>
    /// <param name="width">The longest text's Unicode characters; see <see cref="NpzTextWriter.Width"/>.</param>
    public NpzTextWriter BeginText(string name, long count, int width)
    {
        var header = new NpyHeader(NpyType.Text(Math.Max(1, width)), [count]);
        return new NpzTextWriter(this, Open(name, header), header);
    }

    /// <summary>Writes an array of texts along one axis, e.g. of sequence ids or target names.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="texts">The texts.</param>
    public void WriteText(string name, IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        int width = 1;
        foreach (string text in texts) width = Math.Max(width, NpzTextWriter.Width(text));
        using NpzTextWriter array = BeginText(name, texts.Count, width);
        foreach (string text in texts) array.Write(text);
    }

    /// <summary>Completes the file: every array must have got all of its cells.</summary>
    /// <exception cref="InvalidOperationException">An array is incomplete; the message names it.</exception>
    public void Finish()
    {
        ObjectDisposedException.ThrowIf(_finished, this);
        _open?.RequireComplete();
        if (_entries.Count == 0) throw new InvalidOperationException("An NPZ file has at least one array.");
        long directory = _position;
        foreach (NpzEntry entry in _entries) Put(entry.DirectoryRecord(_zip64From));
        Put(NpzEntry.EndOfDirectory(_entries.Count, directory, _position - directory, _zip64From));
        _stream.Flush();
        _finished = true;
    }

    /// <summary>Closes the stream. Does not complete the file: see <see cref="Finish"/>.</summary>
    public void Dispose()
    {
        if (!_leaveOpen) _stream.Dispose();
    }

    internal void Append(NpzEntry entry, ReadOnlySpan<byte> cells)
    {
        if (!ReferenceEquals(entry, _open)) throw new InvalidOperationException($"Array \"{entry.ArrayName}\" is no longer open for writing.");
        entry.Account(cells);
        Put(cells);
        if (!entry.IsComplete) return;
        // The checksum is known only now, so it follows the cells instead of preceding them.
        Put(entry.DataDescriptor(_zip64From));
        _open = null;
    }

    private NpzEntry Open(string name, NpyHeader header)
    {
        ObjectDisposedException.ThrowIf(_finished, this);
        ArgumentException.ThrowIfNullOrEmpty(name);
        _open?.RequireComplete();
        if (!_names.Add(name)) throw new ArgumentException($"The array \"{name}\" has already been written.", nameof(name));
        if (_entries.Count >= ushort.MaxValue - 1) throw new InvalidOperationException("More arrays than a zip directory without extensions holds.");
        byte[] head = header.ToBytes();
        var entry = new NpzEntry(name, _position, checked(head.Length + header.ByteCount));
        _entries.Add(entry);
        _open = entry;
        Put(entry.LocalRecord(_zip64From));
        Append(entry, head);
        return entry;
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        _stream.Write(bytes);
        _position += bytes.Length;
    }
}
