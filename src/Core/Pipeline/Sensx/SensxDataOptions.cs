namespace GenoXai.Core.Pipeline.Sensx;

/// <summary>Where SensX finds its table and what of it takes part.</summary>
public sealed record SensxDataOptions
{
    /// <summary>The table: .npy, .npz, .csv, .tsv or .mtx.</summary>
    public required string Data { get; init; }

    /// <summary>Which array of an .npz.</summary>
    public string? Array { get; init; }

    /// <summary><c>data</c>, two numbers <c>lo,hi</c>, two files <c>lo.npy,hi.npy</c>, or one file of rows whose range it is.</summary>
    public string Domain { get; init; } = "data";

    /// <summary><c>rows</c> or <c>columns</c>: which of them are the inputs; found out when absent.</summary>
    public string? Inputs { get; init; }

    /// <summary>Which inputs are explained: ids, numbers or START:END, separated by commas; all when absent.</summary>
    public string? Explain { get; init; }

    /// <summary>File of the model's feature names in its order, one a line.</summary>
    public string? FeatureNames { get; init; }

    /// <summary>The same names, given instead of a file.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>Features that take part: names or numbers separated by commas, or a file of them; all when absent.</summary>
    public string? Features { get; init; }

    /// <summary>The same, given one by one.</summary>
    public IReadOnlyList<string>? FeatureList { get; init; }

    /// <summary>Array of D numbers, 0 where a feature takes no part.</summary>
    public string? Mask { get; init; }

    /// <summary>Table of feature and group, or an array of D group numbers, negative where a feature takes no part.</summary>
    public string? Groups { get; init; }

    /// <summary>The same, by name: the features of each group, by name or number; features of none take no part.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? GroupLists { get; init; }

    /// <summary>Whether options may name files; not where they come from another machine.</summary>
    public bool AllowsFiles { get; init; } = true;

    /// <summary>What messages call an option.</summary>
    internal string Option(string name) => (AllowsFiles ? "--" : "options.") + name;
}
