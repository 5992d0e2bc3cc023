using GenoXai.Core.Numerics;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Motifs.Discovery;

/// <summary>Makes motifs of patterns: where they begin and end, their sites, letter probabilities and contributions.</summary>
internal sealed class MotifBuilder(IReadOnlyList<Seqlet> seqlets, DiscoveryOptions options, Alphabet alphabet, byte[]? complement, double[] background)
{
    private const double LeastKept = 0.75;
    private readonly int _width = options.Window + 2 * DiscoveryOptions.KeptFlank;

    /// <summary>The motifs of all patterns that are left with enough seqlets; where two sites overlap by more than half, the seqlet of the larger sum keeps its.</summary>
    public List<DiscoveredMotif> Build(IReadOnlyList<SeqletPattern> patterns)
    {
        var drafts = new List<(Extent Extent, List<MotifSite> Sites)>();
        foreach (SeqletPattern pattern in patterns)
            if (ExtentOf(pattern) is { } extent) drafts.Add((extent, [.. pattern.Members.Select(m => SiteOf(m.Seqlet, m.Placement, extent))]));
        HashSet<MotifSite> kept = WithoutOverlaps(drafts.SelectMany(static d => d.Sites));
        var motifs = new List<DiscoveredMotif>();
        foreach ((Extent extent, List<MotifSite> all) in drafts)
        {
            List<MotifSite> sites = [.. all.Where(kept.Contains)];
            // Without the sites that went to others, what is left may say nothing.
            if (sites.Count >= options.LeastSeqlets && MotifOf(extent.Width, sites) is var motif && Information(motif.Motif, 0, extent.Width) >= DiscoveryOptions.LeastMotifInformation) motifs.Add(motif);
        }

        var apart = new HashSet<(Motif, Motif)>();
        while (JoinMostAlike(motifs, apart))
        {
        }

        return motifs;
    }

    /// <summary>Looks at the two motifs that look most alike, if they are alike enough, and joins them, whatever they contribute; the sites of the smaller one move with it. False when there are no two.</summary>
    private bool JoinMostAlike(List<DiscoveredMotif> motifs, HashSet<(Motif, Motif)> apart)
    {
        (var best, int kept, int gone) = (new LogoLikeness(DiscoveryOptions.MergeLogoSimilarity, 0, false), -1, -1);
        for (int i = 0; i < motifs.Count; i++)
        {
            for (int j = 0; j < motifs.Count; j++)
            {
                // Of each two only the larger one takes the other in.
                if (i == j || motifs[i].Sites.Count < motifs[j].Sites.Count || (motifs[i].Sites.Count == motifs[j].Sites.Count && i > j) || apart.Contains((motifs[i].Motif, motifs[j].Motif))) continue;
                LogoLikeness likeness = LogoLikeness.Of(motifs[i].Motif, motifs[j].Motif, background, complement is not null);
                if (likeness.Similarity > best.Similarity) (best, kept, gone) = (likeness, i, j);
            }
        }

        if (kept < 0) return false;
        int width = motifs[kept].Motif.Width;
        HashSet<MotifSite> sites = WithoutOverlaps(motifs[kept].Sites.Concat(motifs[gone].Sites.Select(site =>
        {
            bool reverse = site.IsReverse != best.IsReverse;
            int start = reverse ? site.End + best.Offset - width : site.Start - best.Offset;
            return site with { Start = start, End = start + width, IsReverse = reverse };
        })));
        DiscoveredMotif joined = MotifOf(width, [.. sites]);
        // A letter or two can make faint logos look alike: what is joined must still say as much.
        if (Information(joined.Motif, 0, width) < LeastKept * Math.Min(Information(motifs[kept].Motif, 0, width), Information(motifs[gone].Motif, 0, motifs[gone].Motif.Width)))
        {
            apart.Add((motifs[kept].Motif, motifs[gone].Motif));
            return true;
        }

        motifs[kept] = joined;
        motifs.RemoveAt(gone);
        return true;
    }

    /// <summary>Where a pattern's motif begins and ends: ends that tell next to nothing, count for next to nothing or are in fewer than half of the seqlets are cut off.</summary>
    private Extent? ExtentOf(SeqletPattern pattern)
    {
        int q = alphabet.Count;
        // On a canvas with room for the largest shifts on either side.
        int margin = 2 * _width, positions = _width + 2 * margin;
        double[] counts = new double[positions * q], covered = new double[positions], contributions = new double[positions];
        foreach ((int number, Placement placement) in pattern.Members)
        {
            for (int i = 0; i < _width; i++)
            {
                byte letter = OrientedLetter(seqlets[number], i, placement.IsReverse);
                if (letter == Alphabet.Missing) continue;
                int position = margin + i + placement.Shift;
                counts[position * q + letter]++;
                covered[position]++;
                contributions[position] += seqlets[number].Values[placement.IsReverse ? _width - 1 - i : i];
            }
        }

        Motif canvas = Motif.OfCounts("pattern", alphabet, counts, 1, background);
        double least = Math.Max(options.LeastInformation, ChanceInformation(pattern.Members.Count)), largest = contributions.Max(Math.Abs);
        int first = 0, end = positions;
        while (first < end && !Tells(first)) first++;
        while (end > first && !Tells(end - 1)) end--;
        return Information(canvas, first, end) < DiscoveryOptions.LeastMotifInformation ? null : new Extent(first - margin, end - first);

        bool Tells(int position) => 2 * covered[position] >= pattern.Members.Count
            && Math.Abs(contributions[position]) >= DiscoveryOptions.LeastContribution * largest && canvas.InformationContent(position, background) >= least;
    }

    private double Information(Motif motif, int first, int end)
    {
        double bits = 0;
        for (int position = first; position < end; position++) bits += motif.InformationContent(position, background);
        return bits;
    }

    /// <summary>What 1 in 2,000 positions of letters at random has or exceeds: 2·n·ln 2·bits is distributed as χ² of q − 1 degrees of freedom.</summary>
    private double ChanceInformation(int sites) => ChiSquare.MeanQuantile(alphabet.Count - 1, 3.29) * (alphabet.Count - 1) / (2 * sites * Math.Log(2));

    private MotifSite SiteOf(int number, Placement placement, Extent extent)
    {
        Seqlet seqlet = seqlets[number];
        int inSeqlet = extent.First - placement.Shift, origin = seqlet.Start - DiscoveryOptions.KeptFlank;
        int start = placement.IsReverse ? origin + _width - inSeqlet - extent.Width : origin + inSeqlet;
        return new MotifSite(seqlet, start, start + extent.Width, placement.IsReverse, placement.Similarity);
    }

    private static HashSet<MotifSite> WithoutOverlaps(IEnumerable<MotifSite> sites)
    {
        var kept = new HashSet<MotifSite>(ReferenceEqualityComparer.Instance);
        foreach (IGrouping<int, MotifSite> own in sites.GroupBy(static s => s.Seqlet.Sequence))
        {
            var taken = new List<MotifSite>();
            foreach (MotifSite site in own.OrderByDescending(static s => Math.Abs(s.Seqlet.Score)).ThenBy(static s => s.Seqlet.Start))
            {
                if (taken.Any(other => 2 * (Math.Min(site.End, other.End) - Math.Max(site.Start, other.Start)) > Math.Min(site.End - site.Start, other.End - other.Start))) continue;
                taken.Add(site);
                kept.Add(site);
            }
        }

        return kept;
    }

    private DiscoveredMotif MotifOf(int width, List<MotifSite> sites)
    {
        int q = alphabet.Count;
        // As most of its sites lie.
        if (sites.Count(static s => s.IsReverse) * 2 > sites.Count) sites = [.. sites.Select(static s => s with { IsReverse = !s.IsReverse })];
        double[] counts = new double[width * q], contributions = new double[width * q];
        foreach (MotifSite site in sites)
        {
            int origin = site.Seqlet.Start - DiscoveryOptions.KeptFlank;
            for (int p = 0; p < width; p++)
            {
                int i = (site.IsReverse ? site.End - 1 - p : site.Start + p) - origin;
                if (i < 0 || i >= _width || site.Seqlet.Letters[i] == Alphabet.Missing) continue;
                int cell = p * q + (site.IsReverse ? complement![site.Seqlet.Letters[i]] : site.Seqlet.Letters[i]);
                counts[cell]++;
                contributions[cell] += site.Seqlet.Values[i] / sites.Count;
            }
        }

        return new DiscoveredMotif
        {
            Motif = Motif.OfCounts("motif", alphabet, counts, 1, background) with { Sites = sites.Count },
            Contributions = contributions,
            IsPositive = sites[0].Seqlet.Score > 0,
            Sites = [.. sites.OrderBy(static s => s.Seqlet.Sequence).ThenBy(static s => s.Start)],
        };
    }

    private byte OrientedLetter(Seqlet seqlet, int i, bool reverse)
    {
        byte letter = seqlet.Letters[reverse ? _width - 1 - i : i];
        return reverse && letter != Alphabet.Missing ? complement![letter] : letter;
    }

    /// <summary>Where a pattern's motif lies: its first position, counted as a seqlet's that is not shifted, and its width.</summary>
    private readonly record struct Extent(int First, int Width);
}
