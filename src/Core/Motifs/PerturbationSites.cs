using System.Runtime.CompilerServices;
using GenoXai.Core.Numerics;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Motifs;

/// <summary>Finds the sites of a sequence and writes its rows: itself, then each site's edits. Threads may share it.</summary>
public sealed class PerturbationSites
{
    private static readonly ConditionalWeakTable<PerturbationOptions, PerturbationSites> Known = [];

    private readonly PerturbationOptions _options;
    private readonly Alphabet _alphabet;
    private readonly (string Name, byte[] Word)[] _words;
    private readonly SiteFinder? _finder;

    /// <summary>Prepares the motifs.</summary>
    /// <param name="options">Which sites.</param>
    /// <param name="alphabet">The model's letters.</param>
    /// <exception cref="InputException">A motif or word is of other letters, or no word is probable enough to be a hit.</exception>
    public PerturbationSites(PerturbationOptions options, Alphabet alphabet)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(alphabet);
        options.Check();
        (_options, _alphabet) = (options, alphabet);
        _words = options.Edit != SiteEdit.Insert ? [] :
            [.. options.Words.Select(w => (w, alphabet.Parse(w, $"word \"{w}\""))), .. options.Motifs.Select(m => (m.Name, SiteFinder.Extreme(m.ToMotif().In(alphabet), most: true)))];
        if (_words.FirstOrDefault(static w => w.Word.Length == 0) is { Name: not null }) throw new InputException("word: is empty.", "bad-option");
        if (options.Edit == SiteEdit.Insert) return;
        _finder = new SiteFinder(new SiteOptions { Motifs = options.Motifs, PValue = options.PValue, Sites = options.Sites }, alphabet);
    }

    /// <summary>Those of a request; made once.</summary>
    /// <param name="options">The request's.</param>
    /// <param name="alphabet">The model's letters.</param>
    public static PerturbationSites Of(PerturbationOptions options, Alphabet alphabet) => Known.GetValue(options, o => new PerturbationSites(o, alphabet));

    /// <summary>The sites of a sequence, by start. Of overlapping hits of one motif the better one stays.</summary>
    /// <param name="sequence">The sequence.</param>
    public IReadOnlyList<PerturbedSite> Of(NamedSequence sequence)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        if (_finder is not null) return _finder.Of(sequence);
        var found = new List<PerturbedSite>();
        foreach (int position in _options.At.Concat(_options.Sites.Where(site => site.Sequence == "*" || site.Sequence == sequence.Id).Select(static s => s.Start)))
            foreach ((string name, byte[] word) in _words) found.Add(new PerturbedSite(position, position, name, false, double.NaN, double.NaN, word));
        return [.. found.OrderBy(static s => s.Start).ThenBy(static s => s.Name, StringComparer.Ordinal)];
    }

    /// <summary>Model rows of a sequence: 1 + sites × copies.</summary>
    /// <param name="sequence">The sequence.</param>
    public long RowsOf(NamedSequence sequence) => 1L + (long)Of(sequence).Count * _options.Copies;

    /// <summary>Throws unless every site, word and motif fits into a sequence.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="where">How the message names it.</param>
    /// <exception cref="InputException">What does not fit.</exception>
    public void Check(NamedSequence sequence, string where)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        int length = sequence.Length;
        _finder?.Check(sequence, where);
        foreach ((string name, byte[] word) in _words)
            if (word.Length > length) throw new InputException($"{where}: the word \"{name}\" of {word.Length} letters is longer than its {length}.", "bad-option");
        if (_options.At.FirstOrDefault(p => p > length, -1) is var beyond and >= 0) throw new InputException($"{where}: position {beyond} lies behind its {length} letters.", "bad-option");
        if (_finder is null && _options.Sites.FirstOrDefault(s => (s.Sequence == "*" || s.Sequence == sequence.Id) && s.End > length) is { } site)
            throw new InputException($"{where}: the site {site.Start} to {site.End} ends beyond its {length} letters.", "bad-sites");
    }

    /// <summary>Writes the letters of an edit.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="site">One of its sites.</param>
    /// <param name="copy">Which of the site's rows.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="destination">Shape (L).</param>
    public void Write(NamedSequence sequence, PerturbedSite site, int copy, long seed, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        ArgumentNullException.ThrowIfNull(site);
        switch (_options.Edit)
        {
            case SiteEdit.Insert:
                SiteEdits.Insert(sequence.Letters, site.Start, site.Word, destination);
                break;
            case SiteEdit.Delete:
                SeededRandom filler = SequenceStream.Of(seed, "dinucleotide-shuffle", sequence, copy);
                SiteEdits.Delete(sequence.Letters, site.Start, site.End, DinucleotideShuffle.Of(sequence.Letters, _alphabet.Count, ref filler), destination);
                break;
            case SiteEdit.Destroy when _options.By == SiteFill.Lowest:
                SiteEdits.Replace(sequence.Letters, site.Start, site.Word, destination);
                break;
            default:
                // Of the site alone: the same site has the same shuffles whatever the others are.
                SeededRandom random = SequenceStream.Of(seed, FormattableString.Invariant($"perturb {site.Start} {site.End}"), sequence, copy);
                SiteEdits.Shuffle(sequence.Letters, site.Start, site.End, _options.By, _alphabet.Count, ref random, destination);
                break;
        }
    }
}
