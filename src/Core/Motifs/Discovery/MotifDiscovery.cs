using GenoXai.Core.Sequences;

namespace GenoXai.Core.Motifs.Discovery;

/// <summary>
/// Motif discovery from attribution maps: seqlets that stand out from the maps' own background, grouped into motifs by
/// the similarity of their contribution scores.
/// </summary>
/// <remarks>
/// After TF-MoDISco (Shrikumar et al. 2018, arXiv:1811.00416). Departs: windows of one width without a second round, cosine of the observed letters'
/// contributions instead of continuous Jaccard on hypothetical ones, average linkage instead of Leiden communities.
/// </remarks>
public sealed class MotifDiscovery
{
    private readonly DiscoveryOptions _options;
    private readonly Alphabet _alphabet;
    private readonly byte[]? _complement;
    private readonly double[] _background;

    private MotifDiscovery(SeqletFinder finder, Alphabet alphabet, DiscoveryOptions options)
    {
        (Finder, _alphabet, _options) = (finder, alphabet, options);
        _complement = options.BothStrands ? alphabet.Complement() : null;
        double letters = Math.Max(1, finder.LetterCounts.Sum());
        _background = [.. finder.LetterCounts.Take(alphabet.Count).Select(count => (count + 1) / (letters + alphabet.Count))];
    }

    /// <summary>What was found where, before grouping.</summary>
    public SeqletFinder Finder { get; }

    /// <summary>Share of each letter in the sequences.</summary>
    public IReadOnlyList<double> Background => _background;

    /// <summary>The motifs: first those that raise the prediction, the one of most seqlets first.</summary>
    public IReadOnlyList<DiscoveredMotif> Motifs { get; private set; } = [];

    /// <summary>Finds the motifs of maps.</summary>
    /// <param name="maps">The maps; read three times, each time the same.</param>
    /// <param name="alphabet">Their letters.</param>
    /// <param name="options">How.</param>
    public static MotifDiscovery Find(IEnumerable<ImportanceMap> maps, Alphabet alphabet, DiscoveryOptions options)
    {
        ArgumentNullException.ThrowIfNull(alphabet);
        var discovery = new MotifDiscovery(SeqletFinder.Find(maps, options), alphabet, options);
        discovery.Motifs = [.. discovery.MotifsOf(positive: true), .. discovery.MotifsOf(positive: false)];
        return discovery;
    }

    private List<DiscoveredMotif> MotifsOf(bool positive)
    {
        Seqlet[] seqlets = [.. Finder.Seqlets.Where(s => s.Score > 0 == positive)];
        if (seqlets.Length < _options.LeastSeqlets) return [];
        var builder = new MotifBuilder(seqlets, _options, _alphabet, _complement, _background);
        List<SeqletPattern> patterns = new PatternFinder(seqlets, _options, _alphabet.Count, _complement).Find();
        IEnumerable<DiscoveredMotif> motifs = builder.Build(patterns).OrderByDescending(static m => m.Sites.Count).ThenByDescending(static m => Math.Abs(m.MeanScore));
        return [.. motifs.Select((m, i) => m with { Motif = m.Motif with { Name = FormattableString.Invariant($"{(positive ? "pos" : "neg")}_{i}") } })];
    }
}
