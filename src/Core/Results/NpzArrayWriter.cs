using System.Runtime.InteropServices;

namespace GenoXai.Core.Results;

/// <summary>One array of numbers of an NPZ file, written piece by piece in C order.</summary>
/// <typeparam name="T">float, double, byte, int or long.</typeparam>
public sealed class NpzArrayWriter<T> : IDisposable
    where T : unmanaged
{
    private readonly NpzWriter _file;
    private readonly NpzEntry _entry;
    private long _left;

    internal NpzArrayWriter(NpzWriter file, NpzEntry entry, NpyHeader header) =>
        (_file, _entry, Header, _left) = (file, entry, header, header.Count);

    /// <summary>Type and shape of the array.</summary>
    public NpyHeader Header { get; }

    /// <summary>Writes the next cells.</summary>
    /// <param name="cells">Any number of cells, row-major, following those written before.</param>
    /// <exception cref="InvalidOperationException">More cells than the shape has; nothing of this piece is written.</exception>
    public void Write(ReadOnlySpan<T> cells)
    {
        if (cells.Length > _left)
        {
            throw new InvalidOperationException(
                $"Array \"{_entry.ArrayName}\" of shape {Header.ShapeText} has room for {_left} more cells, not {cells.Length}.");
        }

        _left -= cells.Length;
        // A span's byte count must fit an int: 256 Mi cells of 8 bytes do not.
        const int step = 1 << 24;
        for (; cells.Length > 0; cells = cells[Math.Min(step, cells.Length)..])
            _file.Append(_entry, MemoryMarshal.AsBytes(cells[..Math.Min(step, cells.Length)]));
    }

    /// <summary>
    /// Ends the array. Missing cells are reported by the file's next array or its
    /// <see cref="NpzWriter.Finish"/>, not here: an exception on its way must not be hidden by another.
    /// </summary>
    public void Dispose()
    {
        // Nothing is held: the cells are in the file already.
    }

    internal void RequireAll() => _entry.RequireComplete();
}
