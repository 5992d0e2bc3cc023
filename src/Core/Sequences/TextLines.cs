using System.Text;

namespace GenoXai.Core.Sequences;

/// <summary>The lines of a text that a person gave, plain or gzip (told by its content), counted as they are read.</summary>
internal sealed class TextLines : IDisposable
{
    private readonly StreamReader _reader;

    /// <param name="stream">The text.</param>
    /// <param name="name">What errors call it.</param>
    public TextLines(Stream stream, string name)
    {
        Name = name;
        _reader = new StreamReader(Decompress(stream, name), new UTF8Encoding(false), true, 1 << 16);
    }

    public string Name { get; }

    /// <summary>Number of the line read last, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>The next line; null at the end.</summary>
    public string? Next()
    {
        try
        {
            string? line = _reader.ReadLine();
            if (line is not null) Number++;
            return line;
        }
        catch (InvalidDataException error)
        {
            throw Damaged(Name, Number, error);
        }
    }

    public void Dispose() => _reader.Dispose();

    /// <summary>The bytes of a text, decompressed where they are gzip.</summary>
    internal static BufferedStream Decompress(Stream stream, string name)
    {
        var buffered = new BufferedStream(new PeekStream(stream, out bool gzip), 1 << 16);
        if (!gzip) return buffered;
        try
        {
            return new BufferedStream(new PeekStream(new TruncationCheckedGzip(buffered, name), out _), 1 << 16);
        }
        catch (InvalidDataException error)
        {
            throw Damaged(name, 0, error);
        }
    }

    private static InputException Damaged(string name, long line, Exception error) =>
        new($"{name}, after line {line}: the gzip data are damaged or cut off ({error.Message}).", "bad-sequence", error);
}
