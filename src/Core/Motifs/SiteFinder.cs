using System.Runtime.CompilerServices;
using GenoXai.Core.Attribution;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Motifs;

/// <summary>Which sites of sequences count.</summary>
public sealed record SiteOptions
{
    /// <summary>Motifs whose hits are sites.</summary>
    public IReadOnlyList<PerturbationMotif> Motifs { get; init; } = [];

    /// <summary>The highest p-value of a hit.</summary>
    public double PValue { get; init; } = MotifScanner.DefaultPValue;

    /// <summary>Sites that are given.</summary>
    public IReadOnlyList<FeatureSite> Sites { get; init; } = [];

    /// <summary>Throws where options are out of range.</summary>
    /// <exception cref="InputException">Which, and what is possible.</exception>
    public void Check()
    {
        if (!(PValue is > 0 and <= 1)) throw new InputException(FormattableString.Invariant($"p-value {PValue}: above 0, at most 1."), "bad-option");
        if (Motifs.Count > PerturbationOptions.MostMotifs) throw new InputException($"motifs: {Motifs.Count} are more than {PerturbationOptions.MostMotifs}; choose some by name.", "bad-option");
        foreach (FeatureSite site in Sites)
            if (site.Start < 0 || site.End <= site.Start) throw new InputException($"site {site.Start} to {site.End} of \"{site.Sequence}\": positions count from 0 and the end, which is not included, must be larger than the start.", "bad-sites");
    }
}

/// <summary>Finds the sites of sequences. Threads may share it.</summary>
public sealed class SiteFinder
{
    private static readonly ConditionalWeakTable<SiteOptions, SiteFinder> Known = [];

    private readonly SiteOptions _options;
    private readonly (MotifScanner Scanner, byte[] Lowest, byte[] LowestReverse)[] _scanners;

    /// <summary>Prepares the motifs.</summary>
    /// <param name="options">Which sites.</param>
    /// <param name="alphabet">The model's letters.</param>
    /// <exception cref="InputException">A motif is of other letters, or no word is probable enough to be a hit.</exception>
    public SiteFinder(SiteOptions options, Alphabet alphabet)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(alphabet);
        options.Check();
        _options = options;
        bool complements = alphabet.Complement() is not null;
        _scanners = [.. options.Motifs.Select(m => m.ToMotif().In(alphabet)).Select(m =>
            (new MotifScanner(m, alphabet, pValue: options.PValue), Extreme(m, most: false), complements ? Extreme(m.ReverseComplement(), most: false) : []))];
        if (_scanners.Length > 0 && Array.TrueForAll(_scanners, static s => s.Scanner.Threshold > s.Scanner.BestPossible))
            throw new InputException(FormattableString.Invariant($"p-value {options.PValue}: no word of these motifs is so improbable. Raise it."), "bad-option");
    }

    /// <summary>That of a request; made once.</summary>
    /// <param name="options">The request's.</param>
    /// <param name="alphabet">The model's letters.</param>
    public static SiteFinder Of(SiteOptions options, Alphabet alphabet) => Known.GetValue(options, o => new SiteFinder(o, alphabet));

    /// <summary>The sites of a sequence, by start. Of overlapping hits of one motif the better one stays.</summary>
    /// <param name="sequence">The sequence.</param>
    public IReadOnlyList<PerturbedSite> Of(NamedSequence sequence)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        var found = new List<PerturbedSite>();
        foreach (FeatureSite site in _options.Sites)
            if (site.Sequence == "*" || site.Sequence == sequence.Id) found.Add(new PerturbedSite(site.Start, site.End, site.Label, false, double.NaN, double.NaN, []));
        foreach (var scanner in _scanners) AddHits(scanner, sequence.Letters, found);
        return [.. found.OrderBy(static s => s.Start).ThenBy(static s => s.End).ThenBy(static s => s.Name, StringComparer.Ordinal)];
    }

    /// <summary>Throws unless every motif and site fits into a sequence.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="where">How the message names it.</param>
    /// <exception cref="InputException">What does not fit.</exception>
    public void Check(NamedSequence sequence, string where)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        int length = sequence.Length;
        foreach ((MotifScanner scanner, _, _) in _scanners)
            if (scanner.Width > length) throw new InputException($"{where}: the motif \"{scanner.Motif.Name}\" of {scanner.Width} positions is longer than its {length} letters. Leave it out, or choose others by --motif.", "bad-motif");
        if (_options.Sites.FirstOrDefault(s => (s.Sequence == "*" || s.Sequence == sequence.Id) && s.End > length) is { } site)
            throw new InputException($"{where}: the site {site.Start} to {site.End} ends beyond its {length} letters.", "bad-sites");
    }

    private static void AddHits((MotifScanner Scanner, byte[] Lowest, byte[] LowestReverse) motif, byte[] letters, List<PerturbedSite> found)
    {
        var taken = new List<(int Start, int End)>();
        foreach (MotifHit hit in motif.Scanner.Scan(letters).OrderBy(static h => h.PValue).ThenByDescending(static h => h.Score).ThenBy(static h => h.Start).ThenBy(static h => h.IsReverse))
        {
            int end = hit.Start + motif.Scanner.Width;
            if (taken.Exists(t => hit.Start < t.End && t.Start < end)) continue;
            taken.Add((hit.Start, end));
            found.Add(new PerturbedSite(hit.Start, end, motif.Scanner.Motif.Name, hit.IsReverse, hit.Score, hit.PValue, hit.IsReverse ? motif.LowestReverse : motif.Lowest));
        }
    }

    /// <summary>The most or least probable letter of each position; the first of equals.</summary>
    internal static byte[] Extreme(Motif motif, bool most)
    {
        var word = new byte[motif.Width];
        for (int position = 0; position < word.Length; position++)
        {
            ReadOnlySpan<double> row = motif[position];
            for (int letter = 1; letter < row.Length; letter++)
                if (most ? row[letter] > row[word[position]] : row[letter] < row[word[position]]) word[position] = (byte)letter;
        }

        return word;
    }
}
