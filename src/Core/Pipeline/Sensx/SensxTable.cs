using GenoXai.Core.Pipeline.Tables;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline.Sensx;

/// <summary>A table as a model takes it: a row for each input, a column for each of the model's features in its order.</summary>
/// <param name="Table">The table, inputs as rows.</param>
/// <param name="Columns">Of each feature of the model its column; null where they are in order.</param>
/// <param name="Names">Names of the model's features; empty when not known.</param>
/// <param name="Order">Of a row laid out otherwise (H, W, C for C, H, W) the place of each feature; null where it is as the model's.</param>
internal sealed record SensxTable(FeatureTable Table, int[]? Columns, IReadOnlyList<string> Names, int[]? Order)
{
    public int Rows => Table.Rows;

    /// <summary>One input, checked to be finite.</summary>
    public void CopyRow(int row, Span<float> destination, float[] buffer)
    {
        Table.CopyRow(row, buffer);
        Table.CheckFinite(row, buffer);
        int[]? places = Columns ?? Order;
        if (places is null) buffer.AsSpan().CopyTo(destination);
        else
            for (int i = 0; i < destination.Length; i++) destination[i] = buffer[places[i]];
    }

    /// <summary>Finds which way a table lies and which of its columns the model's features are.</summary>
    /// <param name="table">The table as it was read.</param>
    /// <param name="shape">Sizes of a row of the model.</param>
    /// <param name="names">Names of the model's features; empty when not known.</param>
    /// <param name="inputs"><c>rows</c> or <c>columns</c>; null to find out.</param>
    /// <exception cref="InputException">It does not fit the model, or both ways would.</exception>
    public static SensxTable Fit(FeatureTable table, IReadOnlyList<long> shape, IReadOnlyList<string> names, string? inputs)
    {
        int width = (int)shape.Aggregate(1L, static (a, b) => a * b);
        if (table.RowShape.Count > 0) return new SensxTable(table, null, names, PixelOrder(table, shape, width));
        if (inputs is not (null or "rows" or "columns")) throw new InputException($"--inputs {inputs}: rows or columns.", "bad-option");
        if (names.Count > 0 && ByNames(table, names, inputs) is { } named) return named;
        bool rows = table.Columns == width, columns = table.Rows == width;
        if (inputs is null && rows && columns && table.Rows > 1)
            throw new InputException($"{table.Source}: {table.Rows} rows and {table.Columns} columns both fit the model's {width} features. Say --inputs rows or --inputs columns.", "bad-data");
        bool turned = inputs == "columns" || (inputs is null && columns && !rows);
        if (turned ? !columns : !rows)
        {
            string how = (names.Count > 0 ? ", and its names are not the model's features" : "") + (inputs is null ? "" : $"; its {inputs} are the inputs, as --inputs says");
            throw new InputException(
                $"{table.Source}: {table.Rows} rows of {table.Columns} columns, but the model takes {width} features{how}. "
                + (names.Count > 0 ? "Give the table with one row or one column for each feature." : "Give one row for each input and one column for each feature (or the other way round), or name the model's features by --feature-names to pick them from a wider table."), "bad-data");
        }

        FeatureTable upright = turned ? table.Transposed() : table;
        return new SensxTable(upright, null, names.Count > 0 ? names : upright.ColumnNames, null);
    }

    /// <summary>Picks the model's features by their names; null where the table has no names.</summary>
    private static SensxTable? ByNames(FeatureTable table, IReadOnlyList<string> names, string? inputs)
    {
        if (inputs != "columns" && Places(table, table.ColumnNames, names) is { } columns) return new SensxTable(table, columns, names, null);
        if (inputs != "rows" && (Places(table, table.RowNames, names) ?? Places(table, table.OtherRowNames, names)) is { } rows) return new SensxTable(table.Transposed(), rows, names, null);
        if (table.ColumnNames.Count == 0 && table.RowNames.Count == 0) return null;
        IReadOnlyList<string> best = new[] { table.ColumnNames, table.RowNames, table.OtherRowNames }.MaxBy(has => names.Count(new HashSet<string>(has, StringComparer.Ordinal).Contains))!;
        var there = new HashSet<string>(best, StringComparer.Ordinal);
        string[] missing = [.. names.Where(n => !there.Contains(n))];
        // Nothing in common: the names may be of another kind, and the sizes decide.
        if (missing.Length == names.Count) return null;
        throw new InputException($"{table.Source}: {missing.Length} of the model's {names.Count} features are not in it, e.g. {string.Join(", ", missing.Take(5))}. Add them.", "bad-data");
    }

    private static int[]? Places(FeatureTable table, IReadOnlyList<string> has, IReadOnlyList<string> names)
    {
        if (has.Count < names.Count) return null;
        var places = new Dictionary<string, int>(has.Count, StringComparer.Ordinal);
        var twice = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < has.Count; i++)
            if (!places.TryAdd(has[i], i)) twice.Add(has[i]);
        var found = new int[names.Count];
        for (int i = 0; i < names.Count; i++)
            if (!places.TryGetValue(names[i], out found[i])) return null;
        // Gene symbols are not unique: which of two is meant only a person can tell.
        return names.FirstOrDefault(twice.Contains) is { } ambiguous
            ? throw new InputException($"{table.Source}: the feature \"{ambiguous}\" stands in it twice. Remove or rename one of the two.", "bad-data")
            : found;
    }

    private static int[]? PixelOrder(FeatureTable table, IReadOnlyList<long> shape, int width)
    {
        long[] own = [.. table.RowShape];
        if (own.SequenceEqual(shape) || (shape.Count == 1 && table.Columns == width)) return null;
        if (own is [var height, var columns, var channels] && shape is [var c, var h, var w] && (channels, height, columns) == (c, h, w))
        {
            var order = new int[width];
            for (int i = 0; i < width; i++) order[i] = (int)(i % (h * w) * c + i / (h * w));
            return order;
        }

        throw new InputException($"{table.Source}: rows of ({string.Join(", ", own)}), but the model takes ({string.Join(", ", shape)}).", "bad-data");
    }
}
