using GenoXai.Core.Sequences;

namespace GenoXai.Core.Motifs;

/// <summary>
/// Scores words of a sequence against a motif: the sum of log2(p/b) over its positions, in bits, on one or both strands,
/// with the exact p-value of every score. Immutable; threads may share it.
/// </summary>
/// <remarks>
/// The score of FIMO (Grant, Bailey and Noble 2011): p is the motif's probability with a pseudocount of 0.1 sites spread as
/// the background, so that a letter never seen in 20 sites costs about 8 bits and not infinitely many. Scores are rounded to
/// hundredths of a bit per position, and the distribution of those rounded scores is exact. A word with a missing letter
/// has no score.
/// </remarks>
public sealed class MotifScanner
{
    /// <summary>p-value of a hit unless said otherwise.</summary>
    public const double DefaultPValue = 1e-4;

    /// <summary>Pseudocount in sites unless said otherwise.</summary>
    public const double DefaultPseudocount = 0.1;

    private const int NoScore = int.MinValue;
    private const double Scale = 100;
    private readonly int[] _forward;
    private readonly int[]? _reverse;
    private readonly ScoreDistribution _distribution, _reverseDistribution;
    private readonly int _letters, _threshold, _reverseThreshold;

    /// <summary>Makes a scanner.</summary>
    /// <param name="motif">The motif.</param>
    /// <param name="alphabet">The letters of the sequences to come, in their order.</param>
    /// <param name="background">q background probabilities in the order of <paramref name="alphabet"/>, all above 0; uniform when empty.</param>
    /// <param name="pValue">The highest p-value of a hit.</param>
    /// <param name="bothStrands">Whether the other strand is looked at; never where letters have no complement.</param>
    /// <param name="pseudocount">Pseudocount in sites, above 0.</param>
    /// <exception cref="InputException">The motif is of other letters.</exception>
    public MotifScanner(Motif motif, Alphabet alphabet, ReadOnlySpan<double> background = default, double pValue = DefaultPValue, bool bothStrands = true, double pseudocount = DefaultPseudocount)
    {
        ArgumentNullException.ThrowIfNull(motif);
        ArgumentNullException.ThrowIfNull(alphabet);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pseudocount);
        Motif = motif.In(alphabet);
        _letters = alphabet.Count;
        double[] shares = background.IsEmpty ? [.. Enumerable.Repeat(1.0 / _letters, _letters)] : background.ToArray();
        if (shares.Length != _letters || shares.Any(static share => !(share > 0))) throw new ArgumentException("One probability above 0 for each letter is needed.", nameof(background));
        _forward = Scores(Motif, shares, pseudocount);
        _distribution = _reverseDistribution = new ScoreDistribution(_forward, shares);
        _threshold = _reverseThreshold = _distribution.Threshold(pValue);
        if (!bothStrands || !alphabet.IsNucleotide) return;
        _reverse = Scores(Motif.ReverseComplement(), shares, pseudocount);
        _reverseDistribution = new ScoreDistribution(_reverse, shares);
        _reverseThreshold = _reverseDistribution.Threshold(pValue);
    }

    /// <summary>The motif, in the order of the sequences' letters.</summary>
    public Motif Motif { get; }

    /// <summary>Positions of a word.</summary>
    public int Width => Motif.Width;

    /// <summary>The least score of a hit on the forward strand, in bits; above <see cref="BestPossible"/> when the motif is too short for the p-value.</summary>
    public double Threshold => _threshold / Scale;

    /// <summary>The highest score there is, in bits.</summary>
    public double BestPossible => _distribution.Most / Scale;

    /// <summary>P(a random word scores as high or higher) on the forward strand.</summary>
    /// <param name="score">A score in bits.</param>
    public double PValue(double score) => double.IsNaN(score) ? double.NaN : _distribution.Tail((int)Math.Round(Math.Clamp(score * Scale, -1e9, 1e9)));

    /// <summary>The scores of all words of a sequence.</summary>
    /// <param name="letters">The sequence's letters.</param>
    /// <param name="isReverse">Whether on the other strand.</param>
    /// <param name="scores">Score in bits of the word that begins at each position, length L − width + 1; NaN where a letter is missing.</param>
    public void Score(ReadOnlySpan<byte> letters, bool isReverse, Span<double> scores)
    {
        int[] table = isReverse ? _reverse ?? throw new InvalidOperationException("This scanner reads one strand.") : _forward;
        if (scores.Length != Math.Max(0, letters.Length - Width + 1)) throw new ArgumentException("A score for each word is needed.", nameof(scores));
        for (int start = 0; start < scores.Length; start++) scores[start] = Of(table, letters.Slice(start, Width)) is var score && score == NoScore ? double.NaN : score / Scale;
    }

    /// <summary>The hits of a sequence: words whose p-value is at most the scanner's, by start, the forward strand first.</summary>
    /// <param name="letters">The sequence's letters; none of a sequence that is shorter than the motif is a hit.</param>
    /// <returns>The hits; overlapping ones too.</returns>
    public List<MotifHit> Scan(ReadOnlySpan<byte> letters)
    {
        var hits = new List<MotifHit>();
        for (int start = 0; start + Width <= letters.Length; start++)
        {
            ReadOnlySpan<byte> word = letters.Slice(start, Width);
            int score = Of(_forward, word);
            if (score >= _threshold) hits.Add(new MotifHit(start, false, score / Scale, _distribution.Tail(score)));
            if (_reverse is null || score == NoScore) continue;
            score = Of(_reverse, word);
            if (score >= _reverseThreshold) hits.Add(new MotifHit(start, true, score / Scale, _reverseDistribution.Tail(score)));
        }

        return hits;
    }

    /// <summary>The best word of a sequence on either strand, whatever its p-value; the first of equals.</summary>
    /// <param name="letters">The sequence's letters.</param>
    /// <returns>Null when the sequence is shorter than the motif or every word has a missing letter.</returns>
    public MotifHit? Best(ReadOnlySpan<byte> letters)
    {
        int best = NoScore, at = 0;
        bool isReverse = false;
        for (int start = 0; start + Width <= letters.Length; start++)
        {
            ReadOnlySpan<byte> word = letters.Slice(start, Width);
            int score = Of(_forward, word);
            if (score > best) (best, at, isReverse) = (score, start, false);
            if (_reverse is not null && (score = Of(_reverse, word)) > best) (best, at, isReverse) = (score, start, true);
        }

        return best == NoScore ? null : new MotifHit(at, isReverse, best / Scale, (isReverse ? _reverseDistribution : _distribution).Tail(best));
    }

    private int Of(int[] table, ReadOnlySpan<byte> word)
    {
        int score = 0, row = 0;
        foreach (byte letter in word)
        {
            if (letter >= _letters) return NoScore;
            score += table[row + letter];
            row += _letters;
        }

        return score;
    }

    private static int[] Scores(Motif motif, double[] background, double pseudocount)
    {
        var scores = new int[motif.Probabilities.Length];
        double sites = motif.Sites;
        for (int i = 0; i < scores.Length; i++)
        {
            double share = background[i % background.Length], p = (motif.Probabilities[i] * sites + pseudocount * share) / (sites + pseudocount);
            scores[i] = (int)Math.Round(Math.Log2(p / share) * Scale);
        }

        return scores;
    }
}
