using System.Globalization;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Attribution;

/// <summary>
/// Reads sites from a table of tab-separated values: id, start, end and a name that may be left out, one site a line; a
/// header line that begins with <c>id</c> is skipped, and so are empty lines and those that begin with #.
/// </summary>
public static class FeatureSiteTable
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InputException">It cannot be read, or a line is no site; the line is named.</exception>
    public static IReadOnlyList<FeatureSite> ReadFile(string path)
    {
        using var reader = new StreamReader(InputFile.OpenRead(path, "sites"));
        var lines = new List<string>();
        while (reader.ReadLine() is { } line) lines.Add(line);
        return Read(lines, path);
    }

    /// <summary>Reads lines.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="name">How messages call them.</param>
    /// <exception cref="InputException">A line is no site, or there is none; the line is named.</exception>
    public static IReadOnlyList<FeatureSite> Read(IEnumerable<string> lines, string name)
    {
        ArgumentNullException.ThrowIfNull(lines);
        var sites = new List<FeatureSite>();
        int number = 0;
        foreach (string line in lines)
        {
            number++;
            string[] cells = line.TrimEnd('\r').Split('\t');
            if (line.Length == 0 || line[0] == '#' || (number == 1 && cells[0].Equals("id", StringComparison.OrdinalIgnoreCase))) continue;
            if (cells.Length < 3 || !TryParse(cells[1], out int start) || !TryParse(cells[2], out int end) || end <= start)
                throw new InputException($"{name}, line {number}: write id, start, end and, where there is one, a name, separated by tabs; positions count from 0 and the end, which is not included, is larger than the start.", "bad-sites");
            sites.Add(new FeatureSite(cells[0], start, end, cells.Length > 3 ? cells[3] : ""));
        }

        return sites.Count > 0 ? sites : throw new InputException($"{name}: holds no site.", "bad-sites");
    }

    private static bool TryParse(string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
