using System.Globalization;

namespace GenoXai.Core.Sequences;

/// <summary>A line of a VCF file, as far as a sequence model needs it.</summary>
/// <param name="Line">Its line, from 1.</param>
/// <param name="Contig">CHROM.</param>
/// <param name="Position">POS: position of the first letter of REF, from 1.</param>
/// <param name="Id">ID; <c>.</c> for none.</param>
/// <param name="Reference">REF, as it is written.</param>
/// <param name="Alternatives">ALT, split at its commas; letters, or what VCF has for other alleles: <c>&lt;DEL&gt;</c>, <c>*</c>, <c>.</c>, breakends.</param>
public sealed record VcfRecord(long Line, string Contig, long Position, string Id, string Reference, IReadOnlyList<string> Alternatives)
{
    /// <summary>Whether an allele is written as letters, so that it can be put into a sequence.</summary>
    /// <param name="allele">An allele.</param>
    public static bool IsLetters(string allele)
    {
        ArgumentNullException.ThrowIfNull(allele);
        foreach (char letter in allele)
            if (!Alphabet.Dna.TryIndex(letter, out _)) return false;
        return allele.Length > 0;
    }
}

/// <summary>Reads VCF (version 4) line by line, plain or gzip: the first five columns. Memory is one line.</summary>
public static class VcfReader
{
    private const int Columns = 5;
    private const long MostPosition = 1L << 48;

    /// <summary>Reads a file, or standard input when the path is <c>-</c>.</summary>
    /// <param name="path">The path, or <c>-</c>.</param>
    /// <returns>The records in their order; the file is open while they are enumerated.</returns>
    /// <exception cref="InputException">Missing file, a line that is no record, or none at all; the message names file and line.</exception>
    public static IEnumerable<VcfRecord> ReadFile(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        using Stream stream = path == "-" ? Console.OpenStandardInput() : InputFile.OpenRead(path, "VCF file");
        foreach (VcfRecord record in Read(stream, path == "-" ? "standard input" : path)) yield return record;
    }

    /// <summary>Reads a stream.</summary>
    /// <param name="stream">VCF, plain or gzip; left open.</param>
    /// <param name="name">What errors call the stream.</param>
    public static IEnumerable<VcfRecord> Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var text = new TextLines(stream, name);
        bool any = false;
        while (text.Next() is { } line)
        {
            if (line.StartsWith('#') || line.AsSpan().Trim().Length == 0) continue;
            any = true;
            yield return Record(line, name, text.Number);
        }

        if (!any) throw Bad($"{name}: no variant in it. A variant is a line CHROM, POS, ID, REF, ALT, …, separated by tabs.");
    }

    private static VcfRecord Record(string line, string name, long number)
    {
        Span<Range> cells = stackalloc Range[Columns + 1];
        int count = line.AsSpan().Split(cells, '\t');
        if (count < Columns)
            throw Bad($"{name}, line {number}: {count} columns, but a variant has at least {Columns} (CHROM, POS, ID, REF, ALT), separated by tabs. Is this a VCF file?");
        for (int i = 0; i < Columns; i++)
        {
            ReadOnlySpan<char> cell = line.AsSpan(cells[i]);
            if (cell.IsEmpty) throw Bad($"{name}, line {number}: column {i + 1} is empty. VCF writes \".\" for a missing value.");
            foreach (char c in cell)
            {
                // They would end up in tables and terminals.
                if (char.IsControl(c)) throw Bad($"{name}, line {number}: the control character U+{(int)c:X4} in column {i + 1}. Is this a VCF file?");
            }
        }

        string position = line[cells[1]], reference = line[cells[3]];
        if (!long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out long at) || at > MostPosition)
            throw Bad($"{name}, line {number}: POS \"{Shown(position)}\" is no position, a whole number.");
        if (!VcfRecord.IsLetters(reference))
            throw Bad($"{name}, line {number}: REF \"{Shown(reference)}\" is not written in letters of DNA.");
        string[] alternatives = line[cells[4]].TrimEnd('\r').Split(',');
        if (alternatives.Any(static a => a.Length == 0)) throw Bad($"{name}, line {number}: an ALT allele is empty.");
        return new VcfRecord(number, line[cells[0]], at, line[cells[2]], reference, alternatives);
    }

    private static string Shown(string text) => text.Length <= 40 ? text : text[..40] + "…";

    private static InputException Bad(string message) => new(message, "bad-vcf");
}
