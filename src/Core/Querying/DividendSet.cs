using GenoXai.Core.Sketching;

namespace GenoXai.Core.Querying;

/// <summary>
/// A surrogate as sums of dividends: v(T) = base + Σ_{S ⊆ T} a(S)(x_S), where v(T) is the mean of
/// f̂ over the background with x_T held. Everything a query answers is a weighted sum of these.
/// </summary>
internal sealed class DividendSet
{
    public DividendSet(SketchDomain domain, double baseValue, List<DividendTable> tables)
    {
        (Domain, BaseValue) = (domain, baseValue);
        tables.Sort(static (a, b) => a.Order != b.Order ? a.Order.CompareTo(b.Order) : a.Positions.AsSpan().SequenceCompareTo(b.Positions));
        Tables = [.. tables];
        HighestOrder = Tables.Length == 0 ? 0 : Tables[^1].Order;
        LetterCounts = LetterCountsOf(domain);
    }

    public SketchDomain Domain { get; }

    /// <summary>v(∅): the mean of f̂ over the background.</summary>
    public double BaseValue { get; }

    /// <summary>By order, then by positions.</summary>
    public DividendTable[] Tables { get; }

    public int HighestOrder { get; }

    public int[] LetterCounts { get; }

    public static int[] LetterCountsOf(SketchDomain domain)
    {
        var counts = new int[domain.Length];
        Array.Fill(counts, domain.LetterCount);
        return counts;
    }

    /// <summary>Uniform letters: the ANOVA tables are the dividends (METHODS 4.4).</summary>
    public static DividendSet Uniform(DecodedFunction function)
    {
        int[] counts = LetterCountsOf(function.Domain);
        var tables = new List<DividendTable>(function.Tables.Count);
        foreach (AnovaTable table in function.Tables) tables.Add(DividendTable.From(table, counts));
        return new DividendSet(function.Domain, function.BaseValue, tables);
    }
}
