using GenoXai.Core.Sequences;

namespace GenoXai.Core.Sketching;

/// <summary>
/// The sketch file, <c>.gxs</c>: a versioned, checksummed binary file whose byte layout is in
/// docs/results-format.md. The same sketch always gives the same bytes.
/// </summary>
public static class SketchFile
{
    /// <summary>Extension of sketch files.</summary>
    public const string Extension = ".gxs";

    /// <summary>The format version written, and the newest that can be read.</summary>
    public const int FormatVersion = 1;

    /// <summary>Writes a sketch; table by table, so memory does not grow with its size.</summary>
    /// <param name="sketch">The sketch.</param>
    /// <param name="stream">Where to; left open.</param>
    public static void Write(Sketch sketch, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(sketch);
        ArgumentNullException.ThrowIfNull(stream);
        SketchFileWriter.Write(sketch, stream);
    }

    /// <summary>Writes a sketch to a file that appears whole or not at all.</summary>
    /// <param name="sketch">The sketch.</param>
    /// <param name="path">Path of the file; an existing one is replaced.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void Write(Sketch sketch, string path)
    {
        ArgumentNullException.ThrowIfNull(sketch);
        ArgumentException.ThrowIfNullOrEmpty(path);
        string part = path + ".part";
        try
        {
            using (FileStream stream = File.Create(part)) SketchFileWriter.Write(sketch, stream);
            File.Move(part, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"sketch \"{path}\" cannot be written: {error.Message} Choose a folder that exists and is writable.", "unwritable-output", error);
        }
    }

    /// <summary>Reads and checks a sketch file.</summary>
    /// <param name="path">Path of the file.</param>
    /// <exception cref="InputException">It is missing, unreadable, not a sketch, truncated, damaged, or of a newer version.</exception>
    public static Sketch Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using FileStream stream = File.OpenRead(path);
            return SketchFileReader.Read(stream, $"sketch \"{path}\"");
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InputException($"sketch \"{path}\": there is no such file. Give the path of a {Extension} file made by 'genoxai sketch'.", "missing-file", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"sketch \"{path}\" cannot be read: {error.Message}", "unreadable-file", error);
        }
    }

    /// <summary>Reads and checks a sketch.</summary>
    /// <param name="stream">The bytes; one that cannot seek is first copied to memory. Left open.</param>
    /// <param name="name">How an error names it, e.g. <c>sketch "donor"</c>.</param>
    /// <exception cref="InputException">It is not a sketch, truncated, damaged, or of a newer version.</exception>
    public static Sketch Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (stream.CanSeek) return SketchFileReader.Read(stream, name);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        copy.Position = 0;
        return SketchFileReader.Read(copy, name);
    }

    internal static string IdOf(Sketch sketch) => IdOf(SketchFileWriter.Write(sketch, Stream.Null));

    internal static string IdOf(ReadOnlySpan<byte> sha256) => Convert.ToHexStringLower(sha256[..16]);
}
