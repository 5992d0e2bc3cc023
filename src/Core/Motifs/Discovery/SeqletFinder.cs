using GenoXai.Core.Sequences;

namespace GenoXai.Core.Motifs.Discovery;

/// <summary>
/// Finds seqlets: windows whose summed importance stands out from the maps' own background. Reads the maps three times
/// and holds one at a time: for the scales of the background, for the q-values, and for the seqlets.
/// </summary>
public sealed class SeqletFinder
{
    private const int MostFitted = 1 << 20;
    private readonly IEnumerable<ImportanceMap> _maps;
    private readonly DiscoveryOptions _options;

    private SeqletFinder(IEnumerable<ImportanceMap> maps, DiscoveryOptions options) => (_maps, _options) = (maps, options);

    /// <summary>The background that windows were held against.</summary>
    public BackgroundTail Background { get; private set; } = new(0.5, 0, 0);

    /// <summary>Windows looked at.</summary>
    public long Windows { get; private set; }

    /// <summary>Maps read.</summary>
    public long Sequences { get; private set; }

    /// <summary>Maps shorter than a window.</summary>
    public long TooShort { get; private set; }

    /// <summary>Seqlets that stood out but were too many to keep.</summary>
    public long Dropped { get; private set; }

    /// <summary>How often each letter stands in the sequences.</summary>
    public long[] LetterCounts { get; } = new long[byte.MaxValue];

    /// <summary>The seqlets, those of the largest sums first in each sequence, sequences in their order.</summary>
    public IReadOnlyList<Seqlet> Seqlets { get; private set; } = [];

    /// <summary>Looks through all maps.</summary>
    /// <param name="maps">The maps; read three times, each time the same.</param>
    /// <param name="options">Window and false discovery rate.</param>
    public static SeqletFinder Find(IEnumerable<ImportanceMap> maps, DiscoveryOptions options)
    {
        ArgumentNullException.ThrowIfNull(maps);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        var finder = new SeqletFinder(maps, options);
        finder.FitBackground();
        finder.Collect(finder.CountPValues());
        return finder;
    }

    private void FitBackground()
    {
        // An even sample of all windows: when full, every second goes, and from then on half as many are taken.
        var sample = new List<float>();
        long stride = 1;
        foreach (ImportanceMap map in _maps)
        {
            Sequences++;
            foreach (byte letter in map.Sequence.Letters)
                if (letter != Alphabet.Missing) LetterCounts[letter]++;
            float[] sums = WindowSums.Of(map.Values, _options.Window);
            if (sums.Length == 0) TooShort++;
            foreach (float sum in sums)
            {
                if (float.IsNaN(sum) || Windows++ % stride != 0) continue;
                sample.Add(sum);
                if (sample.Count < MostFitted) continue;
                for (int i = 0; i < MostFitted / 2; i++) sample[i] = sample[2 * i];
                sample.RemoveRange(MostFitted / 2, MostFitted / 2);
                stride *= 2;
            }
        }

        Background = BackgroundTail.Fit(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(sample));
    }

    private SeqletThreshold CountPValues()
    {
        var threshold = new SeqletThreshold();
        foreach (ImportanceMap map in _maps)
            foreach (float sum in WindowSums.Of(map.Values, _options.Window))
                if (!float.IsNaN(sum)) threshold.Add(Background.PValue(sum));
        return threshold;
    }

    private void Collect(SeqletThreshold threshold)
    {
        var seqlets = new List<Seqlet>();
        int number = 0;
        foreach (ImportanceMap map in _maps)
        {
            foreach ((int start, float sum, double pValue, double qValue) in OutstandingIn(map, threshold)) seqlets.Add(Cut(map, number, start, sum, pValue, qValue));
            number++;
            // Now and then, so that memory stays bounded.
            if (seqlets.Count >= 2 * _options.MostSeqlets) seqlets = Strongest(seqlets);
        }

        Seqlets = Strongest(seqlets);
    }

    /// <summary>Windows of a map that stand out, the strongest first, none overlapping a stronger one.</summary>
    private IEnumerable<(int Start, float Sum, double PValue, double QValue)> OutstandingIn(ImportanceMap map, SeqletThreshold threshold)
    {
        float[] sums = WindowSums.Of(map.Values, _options.Window);
        var candidates = new List<(int Start, float Sum, double PValue, double QValue)>();
        for (int start = 0; start < sums.Length; start++)
        {
            if (float.IsNaN(sums[start])) continue;
            double pValue = Background.PValue(sums[start]), qValue = threshold.QValue(pValue);
            if (qValue <= _options.FalseDiscoveryRate) candidates.Add((start, sums[start], pValue, qValue));
        }

        var taken = new bool[map.Values.Length];
        foreach ((int Start, float Sum, double PValue, double QValue) candidate in candidates.OrderByDescending(static c => Math.Abs(c.Sum)).ThenBy(static c => c.Start))
        {
            Span<bool> own = taken.AsSpan(candidate.Start, _options.Window);
            if (own.Contains(true)) continue;
            own.Fill(true);
            yield return candidate;
        }
    }

    private Seqlet Cut(ImportanceMap map, int number, int start, float sum, double pValue, double qValue)
    {
        int width = _options.Window + 2 * DiscoveryOptions.KeptFlank, first = start - DiscoveryOptions.KeptFlank;
        var letters = new byte[width];
        var values = new float[width];
        letters.AsSpan().Fill(Alphabet.Missing);
        for (int i = Math.Max(0, -first); i < width && first + i < map.Values.Length; i++)
        {
            letters[i] = map.Sequence.Letters[first + i];
            float value = map.Values[first + i];
            if (letters[i] != Alphabet.Missing && float.IsFinite(value)) values[i] = value;
        }

        return new Seqlet(number, start, sum, pValue, qValue, letters, values);
    }

    private List<Seqlet> Strongest(List<Seqlet> seqlets)
    {
        if (seqlets.Count <= _options.MostSeqlets) return seqlets;
        Dropped += seqlets.Count - _options.MostSeqlets;
        var kept = seqlets.OrderBy(static s => s.PValue).ThenBy(static s => s.Sequence).ThenBy(static s => s.Start).Take(_options.MostSeqlets).ToHashSet(ReferenceEqualityComparer.Instance);
        return [.. seqlets.Where(kept.Contains)];
    }
}
