namespace GenoXai.Core.Sketching;

/// <summary>Sums of e(x)e(x′) over pairs of rows, by distance and by where the two agree.</summary>
internal sealed class PairSums(int length)
{
    /// <summary>By Hamming distance, shape (L + 1).</summary>
    public double[] ByDistance { get; } = new double[length + 1];

    /// <summary>Of the pairs that agree at a position, shape (L).</summary>
    public double[] Matches { get; } = new double[length];

    /// <summary>Weighted by D = Σ_i δ_i, where δ_i is q − 1 where the pair agrees and −1 elsewhere.</summary>
    public double[] MatchesByAgreement { get; } = new double[length];

    /// <summary>Over all pairs.</summary>
    public double Total { get; private set; }

    /// <summary>Over all pairs, weighted by D.</summary>
    public double Agreement { get; private set; }

    /// <summary>Number of pairs.</summary>
    public double Pairs { get; private set; }

    /// <summary>Sums over all pairs of some rows.</summary>
    /// <param name="domain">Letters and length.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="kept">Which of them.</param>
    /// <param name="errors">e of those kept.</param>
    public static PairSums Of(SketchDomain domain, SampleColumns rows, int[] kept, double[] errors)
    {
        int length = domain.Length, count = errors.Length;
        var letters = new byte[count * length];
        for (int i = 0; i < length; i++)
        {
            ReadOnlySpan<byte> column = rows.Column(i);
            for (int n = 0; n < count; n++) letters[(n * length) + i] = column[kept[n]];
        }

        var sums = new PairSums(length) { Pairs = count * (count - 1.0) / 2 };
        for (int a = 1; a < count; a++)
            for (int b = 0; b < a; b++)
                sums.Add(letters.AsSpan(a * length, length), letters.AsSpan(b * length, length), errors[a] * errors[b], domain.LetterCount);
        return sums;
    }

    private void Add(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y, double weight, int letterCount)
    {
        unchecked
        {
            int same = 0;
            for (int i = 0; i < x.Length; i++) same += x[i] == y[i] ? 1 : 0;
            double agreement = weight * ((letterCount * same) - x.Length);
            ByDistance[x.Length - same] += weight;
            Total += weight;
            Agreement += agreement;
            for (int i = 0; i < x.Length; i++)
            {
                if (x[i] != y[i]) continue;
                Matches[i] += weight;
                MatchesByAgreement[i] += agreement;
            }
        }
    }
}
