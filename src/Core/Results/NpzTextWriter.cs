using System.Buffers.Binary;
using System.Text;

namespace GenoXai.Core.Results;

/// <summary>One array of texts of an NPZ file, written text by text (numpy's <c>&lt;U</c>: UTF-32, padded with zeros).</summary>
public sealed class NpzTextWriter : IDisposable
{
    private readonly NpzWriter _file;
    private readonly NpzEntry _entry;
    private readonly byte[] _cell;
    private long _left;

    internal NpzTextWriter(NpzWriter file, NpzEntry entry, NpyHeader header)
    {
        (_file, _entry, Header, _left) = (file, entry, header, header.Count);
        _cell = new byte[header.Type.ItemSize];
    }

    /// <summary>Type and shape of the array.</summary>
    public NpyHeader Header { get; }

    /// <summary>Unicode characters (code points) of a text.</summary>
    /// <param name="text">The text.</param>
    public static int Width(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int width = 0;
        foreach (Rune _ in text.EnumerateRunes()) width++;
        return width;
    }

    /// <summary>Writes the next text.</summary>
    /// <param name="text">At most as many characters as the array has room for.</param>
    /// <exception cref="InvalidOperationException">The text is too long, or the array is full.</exception>
    public void Write(string text)
    {
        int width = Width(text);
        if (width > Header.Type.TextWidth)
            throw new InvalidOperationException($"Array \"{_entry.ArrayName}\" has room for {Header.Type.TextWidth} characters a text, not {width}.");
        if (_left == 0) throw new InvalidOperationException($"Array \"{_entry.ArrayName}\" of shape {Header.ShapeText} is full.");
        _left--;
        _cell.AsSpan().Clear();
        int offset = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            BinaryPrimitives.WriteInt32LittleEndian(_cell.AsSpan(offset), rune.Value);
            offset += 4;
        }

        _file.Append(_entry, _cell);
    }

    /// <summary>Ends the array; missing texts are reported as by <see cref="NpzArrayWriter{T}.Dispose"/>.</summary>
    public void Dispose()
    {
        // Nothing is held: the cells are in the file already.
    }
}
