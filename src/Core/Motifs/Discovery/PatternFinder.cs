using System.Numerics.Tensors;
using GenoXai.Core.Numerics;

namespace GenoXai.Core.Motifs.Discovery;

/// <summary>
/// Groups the seqlets of one sign into patterns: average linkage of all pairs of a sample, mean profiles and realignment,
/// patterns that are alike joined, then every seqlet given to the pattern that it is most similar to.
/// </summary>
internal sealed class PatternFinder
{
    private const int Realignments = 3;
    private readonly IReadOnlyList<Seqlet> _seqlets;
    private readonly DiscoveryOptions _options;
    private readonly SeqletAlignment _alignment;
    private readonly int _letterCount, _width;
    private readonly bool _both;
    private readonly float[][] _profiles, _turned;

    public PatternFinder(IReadOnlyList<Seqlet> seqlets, DiscoveryOptions options, int letterCount, byte[]? complement)
    {
        (_seqlets, _options, _letterCount, _both) = (seqlets, options, letterCount, complement is not null);
        _width = options.Window + 2 * DiscoveryOptions.KeptFlank;
        _alignment = new SeqletAlignment(letterCount, complement, 2 * DiscoveryOptions.AlignedFlank);
        _profiles = [.. seqlets.Select(s => _alignment.Profile(s, DiscoveryOptions.AlignedFlank))];
        _turned = [.. _profiles.Select(p => _both ? _alignment.Turned(p) : [])];
    }

    public List<SeqletPattern> Find()
    {
        List<SeqletPattern> patterns = [.. Clusters().Select(PatternOf)];
        Join(patterns);
        // Twice: the second time without the patterns that were left with too few.
        for (int round = 0; round < 2; round++)
        {
            Assign(patterns);
            patterns.RemoveAll(p => p.Members.Count < _options.LeastSeqlets);
        }

        return patterns;
    }

    /// <summary>Clusters of an even sample of the seqlets by score; those of too few seqlets are left out.</summary>
    private List<int[]> Clusters()
    {
        int[] byScore = [.. Enumerable.Range(0, _seqlets.Count).OrderByDescending(i => Math.Abs(_seqlets[i].Score)).ThenBy(static i => i)];
        int count = Math.Min(byScore.Length, _options.MostCompared);
        int[] sample = [.. Enumerable.Range(0, count).Select(i => byScore[(int)((long)i * byScore.Length / count)]).Order()];
        var similarity = new float[(long)count * count];
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = _options.Threads }, i =>
        {
            for (int j = i + 1; j < count; j++)
                similarity[i * count + j] = similarity[j * count + i] = (float)_alignment.Best(_profiles[sample[i]], _profiles[sample[j]], _turned[sample[j]]).Similarity;
        });
        int[] labels = AverageLinkage.Cut((float[])similarity.Clone(), count, _options.Similarity);
        // In a sample a motif has fewer seqlets than it will be given.
        double least = Math.Max(2, _options.LeastSeqlets * 0.5 * count / Math.Max(1, byScore.Length));
        return [.. Enumerable.Range(0, count).GroupBy(i => labels[i]).Where(g => g.Count() >= least).Select(g => Anchored([.. g], similarity, count).Select(i => sample[i]).ToArray())];
    }

    // The seqlet that is most similar to all others comes first.
    private static int[] Anchored(int[] members, float[] similarity, int count)
    {
        int anchor = members.MaxBy(i => members.Sum(j => i == j ? 0.0 : similarity[i * count + j]));
        return [anchor, .. members.Where(i => i != anchor)];
    }

    private SeqletPattern PatternOf(int[] members)
    {
        var pattern = new SeqletPattern { Profile = _profiles[members[0]] };
        for (int round = 0; round < Realignments; round++)
        {
            pattern.Members = [.. members.Order().Select(i => (i, _alignment.Best(pattern.Profile, _profiles[i], _turned[i])))];
            Update(pattern);
        }

        return pattern;
    }

    /// <summary>The mean of the members' profiles as they lie, moved so that the positions that count most are in the middle.</summary>
    private void Update(SeqletPattern pattern)
    {
        int centre = _width * _letterCount, extent = 3 * centre;
        var sum = new float[extent];
        foreach ((int seqlet, Placement placement) in pattern.Members)
        {
            float[] profile = placement.IsReverse ? _turned[seqlet] : _profiles[seqlet];
            Span<float> under = sum.AsSpan(centre + placement.Shift * _letterCount, profile.Length);
            TensorPrimitives.Add(under, profile, under);
        }

        int aligned = _options.Window + 2 * DiscoveryOptions.AlignedFlank, best = 0;
        double largest = -1;
        for (int start = 0; start + aligned <= 3 * _width; start++)
        {
            double size = TensorPrimitives.SumOfSquares(sum.AsSpan(start * _letterCount, aligned * _letterCount));
            // Rounding of equal sizes is no reason to move.
            if (size > largest * (1 + 1e-6)) (largest, best) = (size, start);
        }

        int moved = best - (_width + DiscoveryOptions.KeptFlank - DiscoveryOptions.AlignedFlank);
        pattern.Profile = new float[centre];
        sum.AsSpan(best * _letterCount, aligned * _letterCount).CopyTo(pattern.Profile.AsSpan((DiscoveryOptions.KeptFlank - DiscoveryOptions.AlignedFlank) * _letterCount));
        SeqletAlignment.Normalise(pattern.Profile);
        pattern.Members = [.. pattern.Members.Select(m => (m.Seqlet, m.Placement with { Shift = m.Placement.Shift - moved }))];
    }

    /// <summary>Joins the two most similar patterns while they are similar enough.</summary>
    private void Join(List<SeqletPattern> patterns)
    {
        var similarity = new double[patterns.Count, patterns.Count];
        bool[] gone = new bool[patterns.Count];
        Parallel.For(0, patterns.Count, new ParallelOptions { MaxDegreeOfParallelism = _options.Threads }, i =>
        {
            for (int j = i + 1; j < patterns.Count; j++) similarity[i, j] = Likeness(patterns[i], patterns[j]);
        });
        while (true)
        {
            (double best, int first, int second) = (_options.MergeSimilarity, -1, -1);
            for (int i = 0; i < patterns.Count; i++)
                for (int j = i + 1; j < patterns.Count; j++)
                    if (!gone[i] && !gone[j] && similarity[i, j] >= best && (first < 0 || similarity[i, j] > best)) (best, first, second) = (similarity[i, j], i, j);
            if (first < 0) break;
            patterns[first] = Joined(patterns[first], patterns[second]);
            gone[second] = true;
            for (int other = 0; other < patterns.Count; other++)
                if (!gone[other] && other != first) similarity[Math.Min(first, other), Math.Max(first, other)] = Likeness(patterns[Math.Min(first, other)], patterns[Math.Max(first, other)]);
        }

        for (int i = patterns.Count - 1; i >= 0; i--)
            if (gone[i]) patterns.RemoveAt(i);
    }

    private double Likeness(SeqletPattern first, SeqletPattern second) =>
        _alignment.Best(first.Profile, second.Profile, _both ? _alignment.Turned(second.Profile) : []).Similarity;

    private SeqletPattern Joined(SeqletPattern first, SeqletPattern second)
    {
        // The larger one says how the pattern lies.
        var joined = new SeqletPattern { Profile = first.Members.Count >= second.Members.Count ? first.Profile : second.Profile };
        int[] members = [.. first.Members.Concat(second.Members).Select(static m => m.Seqlet).Order()];
        for (int round = 0; round < Realignments; round++)
        {
            joined.Members = [.. members.Select(i => (i, _alignment.Best(joined.Profile, _profiles[i], _turned[i])))];
            Update(joined);
        }

        return joined;
    }

    /// <summary>Gives every seqlet to the pattern that it is most similar to, if it is similar enough.</summary>
    private void Assign(List<SeqletPattern> patterns)
    {
        var nearest = new (int Pattern, Placement Placement)[_seqlets.Count];
        Parallel.For(0, _seqlets.Count, new ParallelOptions { MaxDegreeOfParallelism = _options.Threads }, i =>
        {
            nearest[i] = (-1, new Placement(_options.Similarity, 0, false));
            for (int p = 0; p < patterns.Count; p++)
            {
                Placement placement = _alignment.Best(patterns[p].Profile, _profiles[i], _turned[i]);
                if (placement.Similarity >= nearest[i].Placement.Similarity) nearest[i] = (p, placement);
            }
        });
        for (int p = 0; p < patterns.Count; p++)
        {
            patterns[p].Members = [.. Enumerable.Range(0, _seqlets.Count).Where(i => nearest[i].Pattern == p).Select(i => (i, nearest[i].Placement))];
            if (patterns[p].Members.Count > 0) Update(patterns[p]);
        }
    }
}
