namespace GenoXai.Core.Sequences;

/// <summary>Opens files that a person named, with errors a person understands.</summary>
public static class InputFile
{
    /// <summary>Opens a file for reading.</summary>
    /// <param name="path">The path as it was given.</param>
    /// <param name="kind">What it should be, e.g. <c>FASTA file</c>.</param>
    /// <exception cref="InputException">It is not there, is a folder, or may not be read.</exception>
    public static FileStream OpenRead(string path, string kind)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InputException(Describe(path, kind, error), "missing-file", error);
        }
    }

    /// <summary>Reads a whole file.</summary>
    /// <param name="path">The path as it was given.</param>
    /// <param name="kind">What it should be.</param>
    /// <exception cref="InputException">It is not there, is a folder, or may not be read.</exception>
    public static byte[] ReadAllBytes(string path, string kind)
    {
        using FileStream stream = OpenRead(path, kind);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static string Describe(string path, string kind, Exception error) =>
        Directory.Exists(path) ? $"{kind} {path}: is a folder, not a file."
        : error is FileNotFoundException or DirectoryNotFoundException || !File.Exists(path) ? $"{kind} {path}: there is no such file."
        : $"{kind} {path}: cannot be read ({error.Message}).";
}
