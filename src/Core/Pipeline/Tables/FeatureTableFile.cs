using System.Globalization;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline.Tables;

/// <summary>Reads tables of numbers: <c>.npy</c>, <c>.npz</c>, <c>.csv</c>, <c>.tsv</c>, <c>.mtx</c>, the text ones also with <c>.gz</c>.</summary>
public static class FeatureTableFile
{
    /// <summary>Reads a table.</summary>
    /// <param name="path">The file.</param>
    /// <param name="array">Which array of an <c>.npz</c>; the only one, or <c>X</c>, <c>x</c> or <c>data</c>, when absent.</param>
    /// <exception cref="InputException">It is not a table of numbers; file, line and column are named.</exception>
    public static FeatureTable Read(string path, string? array = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        string name = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        string extension = Path.GetExtension(name).ToLowerInvariant();
        if (array is not null && extension != ".npz") throw new InputException($"{path}: has no named arrays; only .npz files have.", "bad-option");
        return extension switch
        {
            ".npy" => Npy(path),
            ".npz" => Npz(path, array),
            ".csv" => TextTable.Read(path, ','),
            ".tsv" or ".txt" or ".tab" => TextTable.Read(path, '\t'),
            ".mtx" => MatrixMarket.Read(path),
            _ => throw new InputException($"{path}: what it holds is told by its name; .npy, .npz, .csv, .tsv and .mtx are read.", "bad-data"),
        };
    }

    /// <summary>Reads a table that is a text in memory: with commas, or with tabs where the header has one.</summary>
    /// <param name="text">A header line with the names of the columns, and a line for each row.</param>
    /// <param name="source">What messages call it.</param>
    /// <exception cref="InputException">It is not a table of numbers; line and column are named.</exception>
    public static FeatureTable OfText(string text, string source)
    {
        ArgumentNullException.ThrowIfNull(text);
        using var reader = new StringReader(text);
        return TextTable.Read(reader, source, text.AsSpan(0, Math.Max(0, text.IndexOf('\n', StringComparison.Ordinal))).Contains('\t') ? '\t' : ',');
    }

    /// <summary>Opens a text file, gzip or plain as its content tells.</summary>
    internal static StreamReader OpenText(string path) => new(new WholeText(TextLines.Decompress(InputFile.OpenRead(path, "table"), path), path));

    private static FeatureTable Npy(string path)
    {
        using var reader = new NpyReader(InputFile.OpenRead(path, "array file"), path);
        return Of(path, reader.ReadAll<float>());
    }

    private static FeatureTable Npz(string path, string? array)
    {
        using var npz = new NpzReader(InputFile.OpenRead(path, "array file"), path);
        string chosen = array ?? Only(path, npz);
        FeatureTable table = Of($"{path}, array \"{chosen}\"", npz.Read<float>(chosen));
        return table.Named(Names(npz, table.Rows, "ids", "obs_names", "barcodes"), Names(npz, table.Columns, "features", "var_names", "genes"), []);
    }

    private static string Only(string path, NpzReader npz)
    {
        var numbers = new List<string>();
        foreach (string name in npz.Names)
        {
            using NpyReader reader = npz.Open(name);
            if (reader.Header.Type.Kind != 'U' && reader.Header.Shape.Length >= 2) numbers.Add(name);
        }

        return numbers.FirstOrDefault(static n => n is "X" or "x" or "data") ?? (numbers.Count == 1
            ? numbers[0]
            : throw new InputException($"{path}: {(numbers.Count == 0 ? "there is no array of two or more axes" : $"several arrays could be meant: {string.Join(", ", numbers)}; say which by --array")}.", "bad-data"));
    }

    private static string[] Names(NpzReader npz, int count, params ReadOnlySpan<string> candidates)
    {
        foreach (string name in candidates)
        {
            if (!npz.Names.Contains(name)) continue;
            using NpyReader reader = npz.Open(name);
            if (reader.Header.Type.Kind == 'U' && reader.Header.Count == count) return reader.ReadAllText().Values;
        }

        return [];
    }

    private static FeatureTable Of(string source, NpyArray<float> array)
    {
        long[] shape = array.Shape;
        if (shape.Length == 0 || array.Values.Length == 0) throw new InputException($"{source}: it is empty; a table has a row for each input.", "bad-data");
        // One axis: one input.
        long rows = shape.Length == 1 ? 1 : shape[0], columns = array.Values.Length / rows;
        if (columns > int.MaxValue || rows > int.MaxValue) throw new InputException($"{source}: a table of {string.Join(" × ", shape.Select(static s => s.ToString(CultureInfo.InvariantCulture)))} is too large.", "bad-data");
        return FeatureTable.Dense(source, (int)rows, (int)columns, array.Values, shape.Length <= 2 ? [] : shape[1..]);
    }

    /// <summary>Says of damaged gzip data whose they are.</summary>
    private sealed class WholeText(Stream inner, string path) : ForwardStream
    {
        public override int Read(Span<byte> buffer)
        {
            try
            {
                return inner.Read(buffer);
            }
            catch (InvalidDataException error)
            {
                throw new InputException($"{path}: the gzip data are damaged ({error.Message}). Copy or download the file again.", "bad-data", error);
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
