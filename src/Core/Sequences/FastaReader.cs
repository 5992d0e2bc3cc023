using System.Security.Cryptography;

namespace GenoXai.Core.Sequences;

/// <summary>
/// Reads FASTA record by record: plain or gzip (told by its content), from a file or standard
/// input. Memory is one record plus a 16-byte fingerprint and a line number per id, by which repeated ids are found.
/// </summary>
public static class FastaReader
{
    /// <summary>Reads a file, or standard input when the path is <c>-</c>.</summary>
    /// <param name="path">The path, or <c>-</c>.</param>
    /// <param name="alphabet">The model's letters; lower case is accepted.</param>
    /// <returns>The records in their order; the file is open while they are enumerated.</returns>
    /// <exception cref="InputException">Missing or empty file, text before the first header, a record without
    /// letters, a repeated id, or a letter outside the alphabet; the message names file, line and column.</exception>
    public static IEnumerable<NamedSequence> ReadFile(string path, Alphabet alphabet)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(alphabet);
        string name = path == "-" ? "standard input" : path;
        using Stream stream = path == "-" ? Console.OpenStandardInput() : InputFile.OpenRead(path, "FASTA file");
        foreach (NamedSequence record in Read(stream, alphabet, name)) yield return record;
    }

    /// <summary>Whether a path can be read more than once: not so standard input and pipes such as <c>&lt;(zcat x.gz)</c>.</summary>
    /// <param name="path">The path, or <c>-</c>.</param>
    public static bool CanReadAgain(string path)
    {
        if (path == "-" || !File.Exists(path)) return false;
        // A pipe has no length of its own; a link to one in /dev or /proc shows the link's.
        string full = Path.GetFullPath(path);
        return new FileInfo(full).Length > 0 && !full.StartsWith("/dev/", StringComparison.Ordinal) && !full.StartsWith("/proc/", StringComparison.Ordinal);
    }

    /// <summary>Reads a stream.</summary>
    /// <param name="stream">FASTA, plain or gzip.</param>
    /// <param name="alphabet">The model's letters.</param>
    /// <param name="name">What errors call the stream.</param>
    /// <returns>The records in their order.</returns>
    public static IEnumerable<NamedSequence> Read(Stream stream, Alphabet alphabet, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(alphabet);
        // Not disposed: the stream is the caller's.
        var text = new TextLines(stream, name);
        var lines = new Dictionary<UInt128, long>();
        var letters = new List<byte>();
        string? id = null;
        long headerLine = 0;
        while (text.Next() is { } line)
        {
            long number = text.Number;
            if (line.StartsWith('>'))
            {
                if (id is not null) yield return Finish(id, letters, headerLine, name);
                id = HeaderId(line, name, number);
                if (!lines.TryAdd(Fingerprint(id), number))
                    throw Bad($"{name}, line {number}: the id \"{id}\" was used before, in line {lines[Fingerprint(id)]}. Give every record its own id.");
                headerLine = number;
                letters.Clear();
            }
            else if (!line.StartsWith(';'))
            {
                string part = line.TrimEnd();
                if (part.Length == 0) continue;
                if (id is null) throw Bad($"{name}, line {number}: letters before the first header. A FASTA record starts with a line \">id\".");
                Append(part, alphabet, letters, id, name, number);
            }
        }

        if (id is null) throw Bad($"{name}: no FASTA record in it. A record is a line \">id\" and one or more lines of letters.");
        yield return Finish(id, letters, headerLine, name);
    }

    private static void Append(string text, Alphabet alphabet, List<byte> letters, string id, string name, long number)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (!alphabet.TryIndex(text[i], out byte index))
            {
                string shown = char.IsControl(text[i]) ? $"the character U+{(int)text[i]:X4}" : $"'{text[i]}'";
                throw new InputException(
                    $"{name}, line {number}, column {i + 1}: {shown} in record \"{id}\" (position {letters.Count}) is not a letter of the alphabet "
                    + $"{alphabet.Letters}{(alphabet.IsNucleotide ? " or an IUPAC code such as N" : "")}.", "bad-sequence");
            }

            letters.Add(index);
        }
    }

    private static NamedSequence Finish(string id, List<byte> letters, long line, string name) => letters.Count > 0
        ? new NamedSequence(id, [.. letters]) { Line = line }
        : throw Bad($"{name}, line {line}: record \"{id}\" has no letters.");

    private static string HeaderId(string line, string name, long number)
    {
        ReadOnlySpan<char> rest = line.AsSpan(1).Trim();
        int end = rest.IndexOfAny(' ', '\t');
        string id = (end < 0 ? rest : rest[..end]).ToString();
        foreach (char c in id)
        {
            // It would end up in tables, pictures and terminals.
            if (char.IsControl(c)) throw Bad($"{name}, line {number}: the control character U+{(int)c:X4} in the id. Is this a FASTA file?");
        }

        return id.Length > 0 ? id : throw Bad($"{name}, line {number}: a header without an id. Write \">id\".");
    }

    private static UInt128 Fingerprint(string id)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(id), hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    private static InputException Bad(string message) => new(message, "bad-sequence");
}
