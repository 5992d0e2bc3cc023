using System.Globalization;

namespace GenoXai.Core.Sequences;

/// <summary>A line of a BED or narrowPeak file.</summary>
/// <param name="Line">Its line, from 1.</param>
/// <param name="Contig">Contig.</param>
/// <param name="Start">First position, from 0.</param>
/// <param name="End">The position after the last.</param>
/// <param name="Name">Name; empty for none.</param>
/// <param name="IsReverse">Whether its strand is −.</param>
/// <param name="Summit">The peak's summit, in positions of the contig; null for none.</param>
public sealed record BedRegion(long Line, string Contig, long Start, long End, string Name, bool IsReverse, long? Summit);

/// <summary>Reads BED (three columns and more) and narrowPeak (ten) line by line, plain or gzip. Memory is one line.</summary>
public static class BedReader
{
    private const int PeakColumns = 10, SummitColumn = 9;
    private const long MostPosition = 1L << 48;

    /// <summary>Reads a file, or standard input when the path is <c>-</c>.</summary>
    /// <param name="path">The path, or <c>-</c>.</param>
    /// <returns>The regions in their order; the file is open while they are enumerated.</returns>
    /// <exception cref="InputException">Missing file, a line that is no region, or none at all; the message names file and line.</exception>
    public static IEnumerable<BedRegion> ReadFile(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        using Stream stream = path == "-" ? Console.OpenStandardInput() : InputFile.OpenRead(path, "BED file");
        foreach (BedRegion region in Read(stream, path == "-" ? "standard input" : path)) yield return region;
    }

    /// <summary>Reads a stream.</summary>
    /// <param name="stream">BED, plain or gzip; left open.</param>
    /// <param name="name">What errors call the stream.</param>
    public static IEnumerable<BedRegion> Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var text = new TextLines(stream, name);
        bool any = false;
        while (text.Next() is { } line)
        {
            line = line.TrimEnd();
            if (line.Length == 0 || line.StartsWith('#') || IsWord(line, "track") || IsWord(line, "browser")) continue;
            any = true;
            yield return Region(line, name, text.Number);
        }

        if (!any) throw Bad($"{name}: no region in it. A region is a line of contig, start and end, separated by tabs.");
    }

    private static bool IsWord(string line, string word) => line.StartsWith(word, StringComparison.Ordinal) && (line.Length == word.Length || line[word.Length] is ' ' or '\t');

    private static BedRegion Region(string line, string name, long number)
    {
        string[] cells = line.Contains('\t', StringComparison.Ordinal) ? line.Split('\t') : line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (cells.Length < 3) throw Bad($"{name}, line {number}: {cells.Length} columns, but a region has contig, start and end. Is this a BED file?");
        foreach (string cell in cells.Take(4))
            if (cell.Any(char.IsControl)) throw Bad($"{name}, line {number}: a control character. Is this a BED file?");
        if (cells[0].Length == 0) throw Bad($"{name}, line {number}: the contig is empty.");
        long start = Position(cells[1]), end = Position(cells[2]);
        if (end <= start) throw Bad($"{name}, line {number}: start {start} is not below end {end}; positions count from 0 and the end is not included.");
        long? summit = null;
        if (cells.Length == PeakColumns && long.TryParse(cells[SummitColumn], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long offset) && offset >= 0)
            summit = offset < end - start ? start + offset : throw Bad($"{name}, line {number}: the summit {offset} lies behind the end of the region of {end - start} letters.");
        return new BedRegion(number, cells[0], start, end, cells.Length > 3 && cells[3] != "." ? cells[3] : "", cells.Length > 5 && cells[5] == "-", summit);

        long Position(string cell) => long.TryParse(cell, NumberStyles.None, CultureInfo.InvariantCulture, out long position) && position <= MostPosition
            ? position
            : throw Bad($"{name}, line {number}: \"{(cell.Length <= 40 ? cell : cell[..40] + "…")}\" is no position, a whole number.");
    }

    private static InputException Bad(string message) => new(message, "bad-bed");
}
