using System.IO.Compression;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Results;

/// <summary>Reads the named NumPy arrays of an NPZ file, plain or compressed; checksums are verified.</summary>
public sealed class NpzReader : IDisposable
{
    private readonly ZipArchive _zip;
    private readonly string _name;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.Ordinal);

    /// <summary>Opens a file.</summary>
    /// <param name="stream">The file, seekable; closed by <see cref="Dispose"/>.</param>
    /// <param name="name">How an error names it, e.g. the path.</param>
    /// <exception cref="InputException">It is not an NPZ file, or it is cut off.</exception>
    public NpzReader(Stream stream, string name)
    {
        _name = name;
        try
        {
            _zip = new ZipArchive(stream, ZipArchiveMode.Read);
            foreach (ZipArchiveEntry entry in _zip.Entries)
                if (entry.FullName.EndsWith(".npy", StringComparison.Ordinal)) _entries[entry.FullName[..^4]] = entry;
        }
        catch (InvalidDataException inner)
        {
            throw new InputException($"{name}: not an NPZ file, or it is cut off. Write it with numpy.savez.", "bad-array", inner);
        }

        Names = [.. _entries.Keys];
    }

    /// <summary>Names of the arrays, in the order of the file.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Opens one array.</summary>
    /// <param name="array">Its name.</param>
    /// <exception cref="InputException">There is no such array; the message lists those there are.</exception>
    public NpyReader Open(string array)
    {
        if (!_entries.TryGetValue(array, out ZipArchiveEntry? entry))
            throw new InputException($"{_name}: there is no array \"{array}\"; there {(Names.Count == 1 ? "is" : "are")} {string.Join(", ", Names)}.", "bad-array");
        try
        {
            return new NpyReader(entry.Open(), $"{_name}, array \"{array}\"", entry.Length, entry.Crc32);
        }
        catch (InvalidDataException inner)
        {
            throw new InputException($"{_name}, array \"{array}\": the zip entry is damaged ({inner.Message}).", "bad-array", inner);
        }
    }

    /// <summary>Reads one whole array of numbers.</summary>
    /// <param name="array">Its name.</param>
    /// <typeparam name="T">A number type, e.g. float.</typeparam>
    public NpyArray<T> Read<T>(string array)
        where T : unmanaged, System.Numerics.INumber<T>
    {
        using NpyReader reader = Open(array);
        return reader.ReadAll<T>();
    }

    /// <summary>Reads one whole array of texts.</summary>
    /// <param name="array">Its name.</param>
    public NpyArray<string> ReadText(string array)
    {
        using NpyReader reader = Open(array);
        return reader.ReadAllText();
    }

    /// <inheritdoc/>
    public void Dispose() => _zip.Dispose();
}
