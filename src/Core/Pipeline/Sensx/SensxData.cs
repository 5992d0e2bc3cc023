using System.Globalization;
using GenoXai.Core.Models;
using GenoXai.Core.Pipeline.Tables;
using GenoXai.Core.Results;
using GenoXai.Core.Sensitivity;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline.Sensx;

/// <summary>Reads tables, domain, masks and groups into what SensX explains.</summary>
public static class SensxData
{
    /// <summary>Sizes of a row of a model, those that its graph leaves open as the table has them.</summary>
    /// <param name="options">Files and choices.</param>
    /// <param name="table">The table.</param>
    /// <param name="axes">Sizes of a row, null for the open ones.</param>
    /// <exception cref="InputException">The table does not settle them.</exception>
    public static IReadOnlyList<long> RowShape(SensxDataOptions options, FeatureTable table, IReadOnlyList<long?> axes)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(axes);
        if (axes.All(static a => a is not null)) return [.. axes.Select(static a => a!.Value)];
        if (axes.Count == 1 && table.RowShape.Count == 0)
            return [NamesOf(options) is { } names ? names.Count : options.Inputs == "columns" ? table.Rows : table.Columns];
        if (axes.Count == table.RowShape.Count) return table.RowShape;
        throw new InputException($"{table.Source}: the model leaves sizes of its input open, and rows of {(table.RowShape.Count == 0 ? $"{table.Columns} numbers" : $"({string.Join(", ", table.RowShape)})")} do not settle its {axes.Count}. Give an array with an axis for each.", "bad-data");
    }

    /// <summary>Reads everything.</summary>
    /// <param name="options">Files and choices.</param>
    /// <param name="given">The table.</param>
    /// <param name="model">The model they must fit.</param>
    /// <exception cref="InputException">Something does not fit or is not there; it is named.</exception>
    public static SensxInputs Read(SensxDataOptions options, FeatureTable given, OnnxVectorModel model)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(model);
        string[] names = NamesOf(options) is { } known ? Checked(known, options.FeatureNames ?? options.Option("featureNames"), model.Width) : [];
        SensxTable table = SensxTable.Fit(given, model.RowShape, names, options.Inputs);
        int[] chosen = Explained(options, table);
        var points = new List<(string, float[])>();
        CheckIds(options, table, chosen);
        foreach (int row in chosen) points.Add((IdOf(table, row), RowOf(table, row, model.Width)));
        (PerturbationBox box, string domain) = Domain(options, table, model);
        (int[] labels, string[] groups) = SensxGroups.Read(options, table.Names, model.Width);
        var inputs = new SensxInputs
        {
            Box = box,
            Labels = labels,
            Points = points,
            FeatureNames = table.Names,
            GroupNames = groups,
            Domain = domain,
            ImageShape = model.RowShape.Count == 3 ? model.RowShape : [],
            Notes = table.Order is not null ? ["The images' rows were given as (H, W, C) and are laid out as (C, H, W), as the model takes them."] : [],
        };
        _ = inputs.Groups;
        return inputs;
    }

    private static IReadOnlyList<string>? NamesOf(SensxDataOptions options) => options.Names ?? (options.FeatureNames is { } file ? NamesIn(file) : null);

    private static string[] Checked(IReadOnlyList<string> names, string file, int width)
    {
        if (names.Count != width) throw new InputException($"{file}: {names.Count} names, but the model takes {width} features. Give one name a line, in the model's order.", "bad-features");
        if (names.Any(string.IsNullOrEmpty)) throw new InputException($"{file}: a feature name is empty.", "bad-features");
        if (names.GroupBy(static n => n, StringComparer.Ordinal).FirstOrDefault(static g => g.Count() > 1) is { } twice)
            throw new InputException($"{file}: the feature name \"{twice.Key}\" stands twice.", "bad-features");
        return [.. names];
    }

    private static List<string> NamesIn(string file)
    {
        using StreamReader reader = FeatureTableFile.OpenText(file);
        var names = new List<string>();
        while (reader.ReadLine() is { } line)
            if (line.Trim() is { Length: > 0 } name) names.Add(name.Split('\t')[0]);
        return names;
    }

    private static string IdOf(SensxTable table, int row) =>
        table.Table.RowNames.Count > 0 ? table.Table.RowNames[row] : "row" + row.ToString(CultureInfo.InvariantCulture);

    /// <summary>Results are told apart by their ids.</summary>
    private static void CheckIds(SensxDataOptions options, SensxTable table, int[] chosen)
    {
        var rows = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (int row in chosen)
        {
            string id = IdOf(table, row);
            if (!rows.TryAdd(id, row))
                throw new InputException($"{table.Table.Source}: inputs {rows[id]} and {row} have the same id \"{id}\". Give each its own, or explain one of them by its number with {options.Option("explain")}.", "bad-data");
        }
    }

    private static float[] RowOf(SensxTable table, int row, int width)
    {
        var values = new float[width];
        table.CopyRow(row, values, new float[table.Table.Columns]);
        return values;
    }

    private static int[] Explained(SensxDataOptions options, SensxTable table)
    {
        if (options.Explain is not { } text) return [.. Enumerable.Range(0, table.Rows)];
        var chosen = new List<int>();
        var rows = new Dictionary<string, int>(StringComparer.Ordinal);
        var twice = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < table.Table.RowNames.Count; i++)
            if (!rows.TryAdd(table.Table.RowNames[i], i)) twice.Add(table.Table.RowNames[i]);
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string[] ends = part.Split(':');
            if (twice.Contains(part)) throw new InputException($"{options.Option("explain")} {part}: {table.Table.Source} has several inputs of that id. Choose one by its number.", "bad-option");
            if (rows.TryGetValue(part, out int named)) chosen.Add(named);
            else if (int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int row) && row < table.Rows) chosen.Add(row);
            else if (ends.Length == 2 && Bound(ends[0], 0) is { } from && Bound(ends[1], table.Rows) is { } to && from < to && to <= table.Rows) chosen.AddRange(Enumerable.Range(from, to - from));
            else throw new InputException($"{options.Option("explain")} {part}: {table.Table.Source} has no such input; it has {table.Rows}, 0 to {table.Rows - 1}{(table.Table.RowNames.Count > 0 ? $", e.g. {string.Join(", ", table.Table.RowNames.Take(3))}" : "")}.", "bad-option");
        }

        return chosen.Count > 0 ? [.. chosen.Distinct()] : throw new InputException($"{options.Option("explain")}: names no input.", "bad-option");
    }

    private static int? Bound(string text, int open) =>
        text.Length == 0 ? open : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    private static (PerturbationBox Box, string Text) Domain(SensxDataOptions options, SensxTable data, OnnxVectorModel model)
    {
        int width = model.Width;
        string text = options.Domain;
        string[] parts = text.Split(',', StringSplitOptions.TrimEntries);
        if (text == "data") return (RangeOf(data, width), FormattableString.Invariant($"the range of the data, {data.Rows:N0} rows"));
        if (parts.Length == 2 && Number(parts[0]) is { } lo && Number(parts[1]) is { } hi)
        {
            float[] low = new float[width], high = new float[width];
            low.AsSpan().Fill(lo);
            high.AsSpan().Fill(hi);
            return (PerturbationBox.FromBounds(low, high), FormattableString.Invariant($"[{lo}, {hi}] in every feature"));
        }

        if (!options.AllowsFiles) throw new InputException($"options.domain {text}: say data, or two numbers such as 0,1.", "bad-option");
        if (parts.Length == 2) return (PerturbationBox.FromBounds(Bounds("--domain", parts[0], width), Bounds("--domain", parts[1], width)), $"{parts[0]} to {parts[1]}");
        if (parts.Length == 1 && File.Exists(text))
        {
            SensxTable other = SensxTable.Fit(FeatureTableFile.Read(text), model.RowShape, data.Names, options.Inputs);
            return (RangeOf(other, width), FormattableString.Invariant($"the range of {text}, {other.Rows:N0} rows"));
        }

        throw new InputException($"--domain {text}: say data, two numbers such as 0,1, two files such as lo.npy,hi.npy, or a file of rows that is there.", "bad-option");
    }

    private static PerturbationBox RangeOf(SensxTable table, int width)
    {
        float[] lo = new float[width], hi = new float[width], row = new float[width], buffer = new float[table.Table.Columns];
        for (int r = 0; r < table.Rows; r++)
        {
            table.CopyRow(r, row, buffer);
            for (int i = 0; i < width; i++)
            {
                lo[i] = r == 0 ? row[i] : Math.Min(lo[i], row[i]);
                hi[i] = r == 0 ? row[i] : Math.Max(hi[i], row[i]);
            }
        }

        return PerturbationBox.FromBounds(lo, hi);
    }

    private static float? Number(string text) => float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) ? value : null;

    internal static float[] Bounds(string option, string file, int width)
    {
        if (!File.Exists(file)) throw new InputException($"{option} {file}: there is no such file{(option == "--domain" ? ", and it is no finite number" : "")}.", "missing-file");
        using var reader = new NpyReader(InputFile.OpenRead(file, "array file"), file);
        float[] values = reader.ReadAll<float>().Values;
        return values.Length == width ? values : throw new InputException($"{file}: {values.Length} numbers, but the model takes {width} features.", "bad-domain");
    }
}
