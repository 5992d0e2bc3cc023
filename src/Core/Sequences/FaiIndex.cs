using System.Globalization;
using System.Text;

namespace GenoXai.Core.Sequences;

/// <summary>Where a sequence of a FASTA file lies: a line of its <c>.fai</c>.</summary>
/// <param name="Name">The first word of its header.</param>
/// <param name="Length">Letters.</param>
/// <param name="Offset">Byte of the first letter.</param>
/// <param name="LineLetters">Letters of a line.</param>
/// <param name="LineBytes">Bytes of a line with its end.</param>
public sealed record FaiContig(string Name, long Length, long Offset, int LineLetters, int LineBytes)
{
    /// <summary>Byte of a letter.</summary>
    /// <param name="position">From 0.</param>
    internal long ByteOf(long position) => Offset + position / LineLetters * LineBytes + position % LineLetters;
}

/// <summary>The index of a FASTA file (samtools' <c>.fai</c>), by which any stretch of it is read without the rest.</summary>
public sealed class FaiIndex
{
    private readonly Dictionary<string, FaiContig> _byName;

    private FaiIndex(IReadOnlyList<FaiContig> contigs, string name)
    {
        Contigs = contigs;
        _byName = new Dictionary<string, FaiContig>(contigs.Count, StringComparer.Ordinal);
        foreach (FaiContig contig in contigs)
            if (!_byName.TryAdd(contig.Name, contig)) throw new InputException($"{name}: the sequence \"{contig.Name}\" stands in it twice. Give each its own name.", "bad-genome");
    }

    /// <summary>The sequences in the file's order.</summary>
    public IReadOnlyList<FaiContig> Contigs { get; }

    /// <summary>A sequence by its name; null when there is none.</summary>
    /// <param name="name">Its name.</param>
    public FaiContig? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Makes the index of a FASTA file in one pass.</summary>
    /// <param name="stream">Plain FASTA, from its first byte.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="InputException">It is no FASTA, or the lines of a sequence have different lengths.</exception>
    public static FaiIndex Make(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new FaiIndex(new FaiScan(name).Run(stream), name);
    }

    /// <summary>Reads a <c>.fai</c>.</summary>
    /// <param name="stream">Its content.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="fastaLength">Bytes of the FASTA file; an index that points behind its end is another's.</param>
    /// <exception cref="InputException">It is no index, or not of this file.</exception>
    public static FaiIndex Read(Stream stream, string name, long fastaLength)
    {
        var contigs = new List<FaiContig>();
        var text = new TextLines(stream, name);
        while (text.Next() is { } line)
        {
            if (line.Length == 0) continue;
            string[] cells = line.Split('\t');
            if (cells.Length < 5 || cells[0].Length == 0 || !Number(cells[1], out long length) || !Number(cells[2], out long offset)
                || !Number(cells[3], out long letters) || !Number(cells[4], out long bytes)
                || letters is < 1 or > int.MaxValue || bytes < letters || bytes > int.MaxValue || offset > fastaLength)
                throw Bad($"{name}, line {text.Number}: is no line of an index (name, length, offset, letters and bytes of a line). Delete the file, and it is made again.");
            var contig = new FaiContig(cells[0], length, offset, (int)letters, (int)bytes);
            if (length > fastaLength || (length > 0 && contig.ByteOf(length - 1) >= fastaLength))
                throw Bad($"{name}: \"{contig.Name}\" ends behind the end of the FASTA file: the index is of another file. Delete it, and it is made again.");
            contigs.Add(contig);
        }

        return contigs.Count > 0 ? new FaiIndex(contigs, name) : throw Bad($"{name}: is empty. Delete it, and it is made again.");
    }

    /// <summary>Writes it as a <c>.fai</c>.</summary>
    /// <param name="stream">Where to write; left open.</param>
    public void Write(Stream stream)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), 1 << 16, leaveOpen: true) { NewLine = "\n" };
        foreach (FaiContig contig in Contigs)
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{contig.Name}\t{contig.Length}\t{contig.Offset}\t{contig.LineLetters}\t{contig.LineBytes}"));
    }

    private static bool Number(string text, out long value) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static InputException Bad(string message) => new(message, "bad-genome");
}
