using GenoXai.Core.Sequences;

namespace GenoXai.Core.Motifs;

/// <summary>The motif of a filter, from the letters of its sites.</summary>
/// <param name="Filter">Its channel, from 0.</param>
/// <param name="Sites">Its sites.</param>
/// <param name="Untrimmed">The motif of the filter's whole width.</param>
/// <param name="Motif">The motif without the ends that tell nothing; null when there are too few sites, or nothing is left.</param>
/// <param name="Start">Which position of the filter the motif begins at.</param>
/// <param name="Note">Why there is no motif; empty when there is one.</param>
public sealed record FilterMotif(int Filter, long Sites, Motif Untrimmed, Motif? Motif, int Start, string Note)
{
    /// <summary>Pseudocount of each letter.</summary>
    public const double Pseudocount = 1;

    /// <summary>Makes the motif of a filter.</summary>
    /// <param name="options">Least number of sites, trimming.</param>
    /// <param name="alphabet">The model's letters.</param>
    /// <param name="filter">The channel.</param>
    /// <param name="sites">Its sites.</param>
    /// <param name="counts">Letters of the sites, shape (width, q).</param>
    public static FilterMotif Of(FilterOptions options, Alphabet alphabet, int filter, long sites, ReadOnlySpan<long> counts)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(alphabet);
        var numbers = new double[counts.Length];
        for (int i = 0; i < numbers.Length; i++) numbers[i] = counts[i];
        Motif whole = Motifs.Motif.OfCounts(filter.ToString(System.Globalization.CultureInfo.InvariantCulture), alphabet, numbers, Pseudocount * alphabet.Count)
            with
        { Sites = (int)Math.Clamp(sites, 1, int.MaxValue) };
        if (sites < options.LeastSites) return new FilterMotif(filter, sites, whole, null, 0, sites == 0 ? "never active" : $"fewer than {options.LeastSites} sites");
        Motif? trimmed = whole.Trimmed(options.TrimBits, [], out int start);
        return new FilterMotif(filter, sites, whole, trimmed, start, trimmed is null ? "no information at any position" : "");
    }

    /// <summary>Information of the motif, summed over its positions, in bits; 0 without a motif.</summary>
    public double InformationContent => Motif is null ? 0 : Enumerable.Range(0, Motif.Width).Sum(position => Motif.InformationContent(position));
}
