using System.Numerics.Tensors;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Motifs;

/// <summary>How a motif fits one of the known ones.</summary>
/// <param name="Target">Index of the known motif.</param>
/// <param name="PValue">Probability of so good a fit at any offset and on either strand by chance.</param>
/// <param name="QValue">The false discovery rate among the known motifs, if all fits as good are called.</param>
/// <param name="Offset">Position of the known motif, read as <paramref name="IsReverse"/> says, at which the query begins; negative when the query begins before it.</param>
/// <param name="Overlap">Positions that lie upon each other.</param>
/// <param name="IsReverse">Whether the known motif fits by its other strand.</param>
public readonly record struct TomtomMatch(int Target, double PValue, double QValue, int Offset, int Overlap, bool IsReverse);

/// <summary>
/// Compares motifs with known ones. The score of two columns is minus their Euclidean distance, less the median of the
/// query column's scores over all known columns, so that columns without a partner count as the median does. Scores lie in
/// 100 bins. The p-value of an offset is exact for columns drawn from all known ones: the distribution of the sum comes
/// from dynamic programming. Of a pair of motifs the best offset counts, p = 1 − (1 − p)^offsets, and of two strands the
/// better one, p = 1 − (1 − p)².
/// </summary>
/// <remarks>
/// Gupta, Stamatoyannopoulos, Bailey and Noble, Genome Biol 2007, 8:R24. q-values: Storey 2002 with π₀ at λ = 0.5 (Tomtom:
/// a bootstrap over λ, whose random numbers are not repeatable). Bins span exactly the range of the scores.
/// </remarks>
public sealed class Tomtom
{
    private const int Bins = 100;
    private readonly int _letters;
    private readonly double[] _columns;
    private readonly Strand[] _strands;
    private readonly int _leastOverlap;

    /// <summary>Prepares the known motifs.</summary>
    /// <param name="targets">The known motifs, one or more.</param>
    /// <param name="alphabet">The letters of the queries to come.</param>
    /// <param name="bothStrands">Whether the other strand is looked at; never where letters have no complement.</param>
    /// <param name="leastOverlap">Positions that must lie upon each other, or all of the shorter motif.</param>
    /// <exception cref="InputException">Known motifs of other letters.</exception>
    public Tomtom(IReadOnlyList<Motif> targets, Alphabet alphabet, bool bothStrands = true, int leastOverlap = 1)
    {
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentNullException.ThrowIfNull(alphabet);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(leastOverlap);
        ArgumentOutOfRangeException.ThrowIfZero(targets.Count);
        (Targets, Alphabet, _letters, _leastOverlap) = (targets, alphabet, alphabet.Count, leastOverlap);
        var columns = new List<double>();
        var strands = new List<Strand>();
        foreach (Motif given in targets)
        {
            Motif target = given.In(alphabet);
            strands.Add(new Strand(columns.Count / _letters, target.Width));
            columns.AddRange(target.Probabilities);
            if (!bothStrands || !alphabet.IsNucleotide) continue;
            strands.Add(new Strand(columns.Count / _letters, target.Width));
            columns.AddRange(target.ReverseComplement().Probabilities);
        }

        (_columns, _strands) = ([.. columns], [.. strands]);
    }

    /// <summary>The known motifs.</summary>
    public IReadOnlyList<Motif> Targets { get; }

    /// <summary>The letters of queries.</summary>
    public Alphabet Alphabet { get; }

    private int StrandCount => _strands.Length / Targets.Count;

    /// <summary>Compares many motifs, several at once.</summary>
    /// <param name="queries">The motifs.</param>
    /// <param name="threads">How many at once.</param>
    /// <param name="cancellationToken">Stops between two motifs.</param>
    /// <returns>For each motif its fits, see <see cref="Compare"/>.</returns>
    public TomtomMatch[][] CompareAll(IReadOnlyList<Motif> queries, int threads, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(queries);
        var matches = new TomtomMatch[queries.Count][];
        Parallel.For(0, queries.Count, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, threads), CancellationToken = cancellationToken },
            i => matches[i] = Compare(queries[i]));
        return matches;
    }

    /// <summary>Compares a motif with every known one.</summary>
    /// <param name="query">The motif.</param>
    /// <returns>A fit for each known motif, the best first; equals in the order of the known ones.</returns>
    public TomtomMatch[] Compare(Motif query)
    {
        ArgumentNullException.ThrowIfNull(query);
        byte[][] scores = Scores(query.In(Alphabet));
        var tails = new OffsetTails(scores);
        var matches = new TomtomMatch[Targets.Count];
        for (int target = 0; target < matches.Length; target++) matches[target] = Best(scores, tails, target);
        Array.Sort(matches, static (a, b) => a.PValue.CompareTo(b.PValue) is var order and not 0 ? order : a.Target.CompareTo(b.Target));
        SetQValues(matches);
        return matches;
    }

    /// <summary>Binned scores of each query column with every known column.</summary>
    private byte[][] Scores(Motif query)
    {
        int known = _columns.Length / _letters;
        var scores = new double[query.Width][];
        double least = double.PositiveInfinity, most = double.NegativeInfinity;
        for (int i = 0; i < scores.Length; i++)
        {
            scores[i] = new double[known];
            ReadOnlySpan<double> column = query[i];
            for (int at = 0; at < known; at++) scores[i][at] = -TensorPrimitives.Distance(column, _columns.AsSpan(at * _letters, _letters));
            double median = Median(scores[i]);
            TensorPrimitives.Subtract(scores[i], median, scores[i]);
            least = Math.Min(least, TensorPrimitives.Min<double>(scores[i]));
            most = Math.Max(most, TensorPrimitives.Max<double>(scores[i]));
        }

        double scale = most > least ? Bins / (most - least) : 0;
        return [.. scores.Select(row => Array.ConvertAll(row, score => (byte)Math.Round((score - least) * scale)))];
    }

    private TomtomMatch Best(byte[][] scores, OffsetTails tails, int target)
    {
        double best = double.PositiveInfinity;
        int offset = 0, overlap = 0;
        bool isReverse = false;
        int width = _strands[target * StrandCount].Width, least = Math.Min(_leastOverlap, Math.Min(width, scores.Length)), offsets = scores.Length + width - 1 - 2 * (least - 1);
        for (int strand = 0; strand < StrandCount; strand++)
        {
            int first = _strands[target * StrandCount + strand].First;
            for (int shift = least - scores.Length; shift <= width - least; shift++)
            {
                int begin = Math.Max(0, -shift), end = Math.Min(scores.Length, width - shift), sum = 0;
                for (int i = begin, at = first + begin + shift; i < end; i++, at++) sum += scores[i][at];
                double p = tails.Of(begin, end, sum);
                if (p > best || (p == best && end - begin <= overlap)) continue;
                (best, offset, overlap, isReverse) = (p, shift, end - begin, strand == 1);
            }
        }

        return new TomtomMatch(target, AnyOf(AnyOf(best, offsets), StrandCount), double.NaN, offset, overlap, isReverse);
    }

    /// <summary>1 − (1 − p)ⁿ without loss of small p, by the binomial series where subtraction would lose digits.</summary>
    private static double AnyOf(double p, int n)
    {
        if (n == 1 || p >= 1) return p;
        if (n * p > 1e-3) return 1 - Math.Pow(1 - p, n);
        double sum = 0, term = -1;
        for (int i = 0; i < Math.Min(n, 6); i++)
        {
            term *= -p * (n - i) / (i + 1);
            sum += term;
        }

        return sum;
    }

    /// <summary>Storey's q-values of sorted p-values; π₀ is the share of p-values above one half, doubled.</summary>
    private static void SetQValues(TomtomMatch[] matches)
    {
        int above = matches.Count(static match => match.PValue > 0.5);
        double share = Math.Clamp(above / (0.5 * matches.Length), 1.0 / matches.Length, 1), q = 1;
        for (int i = matches.Length - 1; i >= 0; i--)
        {
            q = Math.Min(q, share * matches.Length * matches[i].PValue / (i + 1));
            matches[i] = matches[i] with { QValue = q };
        }
    }

    private static double Median(double[] values)
    {
        double[] copy = [.. values];
        int half = copy.Length / 2;
        double upper = Select(copy, half);
        // All below the upper middle one lie before it now.
        return copy.Length % 2 == 1 ? upper : (upper + TensorPrimitives.Max<double>(copy.AsSpan(0, half))) / 2;
    }

    /// <summary>The value of a rank; smaller ones are moved before it (Hoare's quickselect).</summary>
    private static double Select(Span<double> values, int rank)
    {
        int low = 0, high = values.Length - 1;
        while (low < high)
        {
            double pivot = values[(low + high) / 2];
            int i = low, j = high;
            while (i <= j)
            {
                while (values[i] < pivot) i++;
                while (values[j] > pivot) j--;
                if (i > j) break;
                (values[i], values[j]) = (values[j], values[i]);
                i++;
                j--;
            }

            if (rank <= j) high = j;
            else if (rank >= i) low = i;
            else break;
        }

        return values[rank];
    }

    private readonly record struct Strand(int First, int Width);

    /// <summary>P(sum of binned scores of a run of query columns ≥ s), each with a column drawn from all known ones; a run when it is first asked for.</summary>
    private sealed class OffsetTails(byte[][] scores)
    {
        private readonly double[]?[] _byRun = new double[scores.Length * (scores.Length + 1)][];
        private readonly double[][] _shares = [.. scores.Select(static row =>
        {
            var shares = new double[Bins + 1];
            foreach (byte score in row) shares[score]++;
            TensorPrimitives.Divide(shares, row.Length, shares);
            return shares;
        })];

        public double Of(int begin, int end, int sum) => (_byRun[begin * (scores.Length + 1) + end] ?? Make(begin, end))[sum];

        private double[] Make(int begin, int end)
        {
            double[] mass = [1];
            double[]? asked = null;
            // Every shorter run that begins here comes on the way.
            for (int i = begin; i < scores.Length; i++)
            {
                var next = new double[mass.Length + Bins];
                for (int bin = 0; bin <= Bins; bin++)
                    if (_shares[i][bin] is var share and > 0) TensorPrimitives.MultiplyAdd(mass, share, next.AsSpan(bin, mass.Length), next.AsSpan(bin, mass.Length));
                mass = next;
                var tail = new double[mass.Length];
                double above = 0;
                for (int at = tail.Length - 1; at >= 0; at--) tail[at] = above = Math.Min(1, above + mass[at]);
                _byRun[begin * (scores.Length + 1) + i + 1] = tail;
                if (i + 1 == end) asked = tail;
            }

            return asked!;
        }
    }
}
