using System.Globalization;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline.Tables;

/// <summary>Reads a table of numbers with a header line of column names and, mostly, a first column of row names.</summary>
internal static class TextTable
{
    private static readonly HashSet<string> NamesOfNames = new(StringComparer.OrdinalIgnoreCase) { "", "id", "ids", "name", "cell", "cells", "barcode", "gene", "genes", "feature", "features", "sample", "index", "symbol" };

    public static FeatureTable Read(string path, char separator)
    {
        using StreamReader reader = FeatureTableFile.OpenText(path);
        return Read(reader, path, separator);
    }

    /// <summary>Reads an open text.</summary>
    public static FeatureTable Read(TextReader reader, string path, char separator)
    {
        List<string> header = Split(reader.ReadLine() ?? throw Bad(path, 1, "the file is empty; a table has a header line with the names of its columns."), separator, path, 1);
        var rowNames = new List<string>();
        var values = new List<float>();
        int columns = -1, line = 1;
        bool named = false;
        while (reader.ReadLine() is { } text)
        {
            line++;
            if (text.Length == 0) continue;
            List<string> cells = Split(text, separator, path, line);
            if (columns < 0)
            {
                // R leaves out the name of the first column.
                named = cells.Count == header.Count + 1 || NamesOfNames.Contains(header[0].Trim()) || !IsNumber(cells[0]);
                if (named && cells.Count == header.Count) header.RemoveAt(0);
                columns = header.Count;
                CheckHeader(path, header, separator);
            }

            if (cells.Count != columns + (named ? 1 : 0)) throw Bad(path, line, $"{cells.Count} cells where the header has {columns} columns{(named ? " after the names" : "")}.");
            if (named) rowNames.Add(cells[0]);
            for (int i = named ? 1 : 0; i < cells.Count; i++)
            {
                if (!TryNumber(cells[i], out float value)) throw Bad(path, line, $"column \"{header[i - (named ? 1 : 0)]}\" holds \"{cells[i]}\", which is no finite number. Replace or remove it.");
                values.Add(value);
            }
        }

        if (columns < 1) throw Bad(path, line, "there is no row of numbers below the header.");
        return FeatureTable.Dense(path, values.Count / columns, columns, [.. values]).Named(rowNames, header, []);
    }

    private static void CheckHeader(string path, List<string> header, char separator)
    {
        if (header.Count == 0) throw Bad(path, 1, $"the header names no column. Columns are separated by {(separator == ',' ? "commas" : "tabs")} here.");
        bool counted = header.Select(static (h, i) => h == i.ToString(CultureInfo.InvariantCulture)).All(static same => same);
        if (!counted && header.All(IsNumber)) throw Bad(path, 1, "only numbers where the header with the names of the columns should be. Write one.");
        if (header.GroupBy(static h => h, StringComparer.Ordinal).FirstOrDefault(static g => g.Count() > 1) is { } twice) throw Bad(path, 1, $"the column name \"{twice.Key}\" stands twice.");
    }

    private static bool IsNumber(string cell) => float.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static bool TryNumber(string cell, out float value) => float.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && float.IsFinite(value);

    /// <summary>Cells of a line; a cell in quotation marks may hold the separator.</summary>
    internal static List<string> Split(string line, char separator, string path, int number)
    {
        var cells = new List<string>();
        if (!line.Contains('"', StringComparison.Ordinal))
        {
            cells.AddRange(line.Split(separator));
            return cells;
        }

        var cell = new System.Text.StringBuilder();
        bool quoted = false;
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            if (c == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"') cell.Append(line[++i]);
            else if (c == '"') quoted = !quoted;
            else if (c == separator && !quoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else cell.Append(c);
        }

        if (quoted) throw Bad(path, number, "a quotation mark is not closed.");
        cells.Add(cell.ToString());
        return cells;
    }

    private static InputException Bad(string path, int line, string problem) => new($"{path}, line {line}: {problem}", "bad-data");
}
