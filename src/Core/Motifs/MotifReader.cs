using GenoXai.Core.Sequences;

namespace GenoXai.Core.Motifs;

/// <summary>
/// Reads motif files, plain or gzip: MEME (DNA, RNA, protein), JASPAR, TRANSFAC, and counts or probabilities in rows or
/// columns. The format is told by the content, never by the name of the file.
/// </summary>
/// <remarks>docs/motif-files.md says what is taken for what.</remarks>
public static class MotifReader
{
    /// <summary>Reads a file, or standard input when the path is <c>-</c>.</summary>
    /// <param name="path">The path, or <c>-</c>.</param>
    /// <returns>One motif or more.</returns>
    /// <exception cref="InputException">Missing file, or no motif file; the message names file and line.</exception>
    public static MotifSet ReadFile(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        using Stream stream = path == "-" ? Console.OpenStandardInput() : InputFile.OpenRead(path, "motif file");
        return Read(stream, path == "-" ? "standard input" : path);
    }

    /// <summary>Reads a stream.</summary>
    /// <param name="stream">The motifs, plain or gzip.</param>
    /// <param name="name">What errors call the stream; its stem names motifs that have no name of their own.</param>
    /// <exception cref="InputException">No motif file; the message names the line and what to do.</exception>
    public static MotifSet Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        var text = new MotifText(stream, name);
        return text.Lines switch
        {
            [] => throw MotifText.Bad($"{name}: the file is empty. A motif file is MEME, JASPAR, TRANSFAC, or rows of counts."),
            [var first, ..] when first.Text.StartsWith("MEME", StringComparison.OrdinalIgnoreCase) || text.Lines.Any(static line => MemeReader.BeginsMatrix(line.Text)) => MemeReader.Read(text),
            _ when text.Lines.Any(static line => TransfacReader.IsMatrixHead(line.Text)) => TransfacReader.Read(text),
            _ => MatrixReader.Read(text),
        };
    }
}
