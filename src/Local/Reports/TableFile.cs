using System.Text;
using GenoXai.Core.Sequences;

namespace GenoXai.Local.Reports;

/// <summary>Reads the tables that <see cref="Core.Results.TsvWriter"/> writes, line by line.</summary>
internal static class TableFile
{
    /// <summary>The rows of some columns.</summary>
    /// <param name="path">Path of the table.</param>
    /// <param name="columns">Names of the columns wanted.</param>
    /// <returns>Cells in the order of <paramref name="columns"/>; each array is new.</returns>
    /// <exception cref="InputException">A column is missing, or a line has too few or too many cells; the line is named.</exception>
    public static IEnumerable<string[]> Read(string path, params string[] columns)
    {
        using var reader = new StreamReader(path, new UTF8Encoding(false));
        string[] header = (reader.ReadLine() ?? throw new InputException($"{path}: is empty; a table has a header line.", "bad-table")).Split('\t');
        int[] places = Array.ConvertAll(columns, column => Array.IndexOf(header, column) is >= 0 and var place
            ? place
            : throw new InputException($"{path}, line 1: there is no column \"{column}\"; there are {string.Join(", ", header)}.", "bad-table"));
        long number = 1;
        while (reader.ReadLine() is { } line)
        {
            number++;
            string[] cells = line.Split('\t');
            if (cells.Length != header.Length) throw new InputException($"{path}, line {number}: {cells.Length} cells under {header.Length} columns.", "bad-table");
            yield return Array.ConvertAll(places, place => Unescaped(cells[place]));
        }
    }

    private static string Unescaped(string cell)
    {
        if (!cell.Contains('\\', StringComparison.Ordinal)) return cell;
        var text = new StringBuilder(cell.Length);
        for (int i = 0; i < cell.Length; i++)
        {
            char next = cell[i] == '\\' && i + 1 < cell.Length ? cell[++i] : '\0';
            text.Append(next switch { '\0' => cell[i], 't' => '\t', 'n' => '\n', 'r' => '\r', _ => next });
        }

        return text.ToString();
    }
}
