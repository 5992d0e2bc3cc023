namespace GenoXai.Api.Contracts;

/// <summary>A table: as CSV or TSV with a header, or as rows of numbers. Kept with a run it is empty: the table lies at <see cref="RunBook.DataKey"/>.</summary>
public sealed record FeatureData
{
    /// <summary>The table as text: a header line with the names of the columns, then a line for each row.</summary>
    public string? Csv { get; init; }

    /// <summary>The table as numbers, one list for each row.</summary>
    public IReadOnlyList<IReadOnlyList<float>>? Rows { get; init; }

    /// <summary>With rows: their names.</summary>
    public IReadOnlyList<string>? Ids { get; init; }

    /// <summary>With rows: the names of their columns.</summary>
    public IReadOnlyList<string>? Columns { get; init; }
}
