using System.Globalization;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline.Tables;

/// <summary>
/// Reads Matrix Market files, sparse or dense, with the names that lie beside them as single-cell
/// programs write them: <c>features.tsv</c> or <c>genes.tsv</c> for the rows, <c>barcodes.tsv</c> for the columns, also with <c>.gz</c>.
/// </summary>
/// <remarks>NIST, The Matrix Market exchange formats, 1996.</remarks>
internal static class MatrixMarket
{
    // A few bytes that claim more would take all memory before the first value is read.
    private const int MostSide = 1 << 27;

    public static FeatureTable Read(string path)
    {
        using StreamReader reader = FeatureTableFile.OpenText(path);
        int line = 1;
        string[] kind = (reader.ReadLine() ?? "").ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (kind is not ["%%matrixmarket", "matrix", "coordinate" or "array", "real" or "integer" or "pattern" or "double", "general" or "symmetric"])
            throw Bad(path, 1, "a Matrix Market file begins \"%%MatrixMarket matrix coordinate real general\" (or array, integer, pattern, symmetric).");
        long[] sizes = Numbers(Next() ?? throw Bad(path, line, "the sizes are missing."));
        bool sparse = kind[2] == "coordinate";
        if (sizes.Length != (sparse ? 3 : 2) || sizes.Any(static s => s is < 1 or > int.MaxValue)) throw Bad(path, line, "expected the numbers of rows, columns and, for coordinates, entries, each 1 or more.");
        if (sizes[0] > MostSide || sizes[1] > MostSide || (!sparse && sizes[0] * sizes[1] > Array.MaxLength))
            throw Bad(path, line, $"a matrix of {sizes[0]:N0} × {sizes[1]:N0} is too large; {MostSide:N0} rows and columns are possible, and {Array.MaxLength:N0} values where they are all written.");
        FeatureTable table = sparse ? Sparse() : Dense();
        return table.Named(Names(path, table.Rows, 0, "features", "genes"), Names(path, table.Columns, 0, "barcodes"), Names(path, table.Rows, 1, "features", "genes"));

        string? Next()
        {
            string? text;
            do
            {
                text = reader.ReadLine();
                line++;
            }
            while (text is not null && (text.Length == 0 || text[0] == '%'));
            return text;
        }

        long[] Numbers(string text) => [.. text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(t => long.TryParse(t, CultureInfo.InvariantCulture, out long n) ? n : throw Bad(path, line, $"\"{t}\" is no whole number."))];

        float Value(string text) => float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && float.IsFinite(value) ? value : throw Bad(path, line, $"\"{text}\" is no finite number.");

        FeatureTable Sparse()
        {
            var cells = new List<(int, int, float)>((int)Math.Min(sizes[2], 1 << 24));
            for (long i = 0; i < sizes[2]; i++)
            {
                string[] parts = (Next() ?? throw Bad(path, line, $"the file ends after {i} of {sizes[2]} entries.")).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
                if (parts.Length != (kind[3] == "pattern" ? 2 : 3)) throw Bad(path, line, "expected row, column and value.");
                long[] at = Numbers($"{parts[0]} {parts[1]}");
                if (at[0] < 1 || at[0] > sizes[0] || at[1] < 1 || at[1] > sizes[1]) throw Bad(path, line, $"row {at[0]}, column {at[1]} lie outside {sizes[0]} × {sizes[1]}; they count from 1.");
                float value = kind[3] == "pattern" ? 1 : Value(parts[2]);
                cells.Add(((int)at[0] - 1, (int)at[1] - 1, value));
                if (kind[4] == "symmetric" && at[0] != at[1]) cells.Add(((int)at[1] - 1, (int)at[0] - 1, value));
            }

            if (Next() is not null) throw Bad(path, line, $"there are more than {sizes[2]} entries.");
            return FeatureTable.Sparse(path, (int)sizes[0], (int)sizes[1], cells);
        }

        FeatureTable Dense()
        {
            if (kind[4] == "symmetric") throw Bad(path, 1, "symmetric matrices are read as coordinates only.");
            // Column by column; as many as are there, whatever the sizes claim.
            var written = new List<float>();
            for (long left = sizes[0] * sizes[1]; left > 0; left--)
                written.Add(Value((Next() ?? throw Bad(path, line, $"the file ends before all {sizes[0] * sizes[1]:N0} values.")).Trim()));
            return FeatureTable.Dense(path, (int)sizes[1], (int)sizes[0], [.. written]).Transposed();
        }
    }

    private static string[] Names(string path, int count, int column, params ReadOnlySpan<string> files)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? ".";
        foreach (string file in files)
        {
            foreach (string ending in new[] { ".tsv", ".tsv.gz" })
            {
                string full = Path.Combine(folder, file + ending);
                if (!File.Exists(full)) continue;
                using StreamReader reader = FeatureTableFile.OpenText(full);
                var names = new List<string>();
                bool all = true;
                while (reader.ReadLine() is { } line)
                {
                    string[] cells = line.Split('\t');
                    all &= cells.Length > column;
                    names.Add(cells[Math.Min(column, cells.Length - 1)]);
                }

                if (names.Count != count) throw new InputException($"{full}: {names.Count} names for {count} of {path}. Put the files that belong together into one folder.", "bad-data");
                return all ? [.. names] : [];
            }
        }

        return [];
    }

    private static InputException Bad(string path, int line, string problem) => new($"{path}, line {line}: {problem}", "bad-data");
}
