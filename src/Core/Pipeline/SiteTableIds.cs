using GenoXai.Core.Attribution;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>Tells which ids of a table of sites are no sequence's: such sites take no part.</summary>
internal sealed class SiteTableIds(IReadOnlyList<FeatureSite> sites)
{
    private const int MostNamed = 3;
    private readonly HashSet<string> _left = [.. sites.Select(static s => s.Sequence).Where(static id => id != "*")];

    /// <summary>A sequence that is there.</summary>
    public void Add(string id) => _left.Remove(id);

    /// <summary>What is to be said; null for nothing.</summary>
    public string? Warning()
    {
        if (_left.Count == 0) return null;
        string[] named = [.. sites.Select(static s => s.Sequence).Where(_left.Contains).Distinct().Take(MostNamed).Select(static id => $"\"{id}\"")];
        return $"{Counted.Of(_left.Count, "id of the table of sites is", "ids of the table of sites are")} no sequence's: {string.Join(", ", named)}{(_left.Count > named.Length ? ", …" : "")}.";
    }
}
