namespace GenoXai.Core.Sketching;

/// <summary>Sums of e(x)e(x′) over pairs of rows, by order and by where the two agree.</summary>
/// <remarks>
/// δ_i is n_i − 1 where a pair agrees and −1 elsewhere, n_i being the letters of position i. The functions of order s
/// of all supports have the kernel K_s, the elementary symmetric polynomial of the δ_i: a Krawtchouk polynomial of the Hamming distance where all n_i are the same.
/// </remarks>
internal sealed class PairSums
{
    private readonly SketchDomain _domain;
    private readonly int[] _counts;
    private readonly int _orders;
    private readonly double[] _byDistance, _byOrder, _powers;

    private PairSums(SketchDomain domain, int orders, int pairedRows)
    {
        (_domain, _counts, _orders) = (domain, domain.LetterCounts, orders);
        (Matches, MatchesByAgreement) = (new double[domain.Length], new double[domain.Length]);
        (_byDistance, _byOrder) = (new double[domain.Length + 1], new double[orders + 1]);
        Pairs = pairedRows * (pairedRows - 1.0) / 2;
        _powers = new double[domain.Length * orders];
        for (int i = 0; i < _powers.Length; i++) _powers[i] = Math.Pow(_counts[i / orders] - 1, (i % orders) + 1);
    }

    /// <summary>Of the pairs that agree at a position, shape (L).</summary>
    public double[] Matches { get; }

    /// <summary>Weighted by D = Σ_i δ_i.</summary>
    public double[] MatchesByAgreement { get; }

    /// <summary>Over all pairs.</summary>
    public double Total { get; private set; }

    /// <summary>Over all pairs, weighted by D.</summary>
    public double Agreement { get; private set; }

    /// <summary>Number of pairs.</summary>
    public double Pairs { get; }

    /// <summary>Sums over all pairs of some rows.</summary>
    /// <param name="domain">Letters and length.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="kept">Which of them.</param>
    /// <param name="errors">e of those kept.</param>
    /// <param name="orders">Highest order whose energy will be wanted.</param>
    public static PairSums Of(SketchDomain domain, SampleColumns rows, int[] kept, double[] errors, int orders)
    {
        int length = domain.Length, count = errors.Length;
        var letters = new byte[count * length];
        for (int i = 0; i < length; i++)
        {
            ReadOnlySpan<byte> column = rows.Column(i);
            for (int n = 0; n < count; n++) letters[(n * length) + i] = column[kept[n]];
        }

        var sums = new PairSums(domain, orders, count);
        for (int a = 1; a < count; a++)
        {
            for (int b = 0; b < a; b++)
            {
                ReadOnlySpan<byte> x = letters.AsSpan(a * length, length), y = letters.AsSpan(b * length, length);
                if (domain.IsMixed) sums.AddMixed(x, y, errors[a] * errors[b]);
                else sums.Add(x, y, errors[a] * errors[b], domain.LetterCount);
            }
        }

        return sums;
    }

    /// <summary>Mean of e(x)e(x′)K_s(x, x′) over pairs, the energy of e at an order.</summary>
    /// <param name="order">s, 1 to the highest wanted.</param>
    public double Energy(int order)
    {
        double energy = _byOrder[order];
        if (_domain.IsMixed) return energy / Pairs;
        for (int d = 0; d < _byDistance.Length; d++) energy += _byDistance[d] * ErrorEnergy.Krawtchouk(_domain.LetterCount, _domain.Length, order, d);
        return energy / Pairs;
    }

    // Newton's identities from the power sums of δ: whole numbers, so nothing is lost.
    private void AddMixed(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y, double weight)
    {
        Span<double> sums = stackalloc double[_orders], kernel = stackalloc double[_orders + 1];
        sums.Clear();
        unchecked
        {
            int same = 0;
            for (int i = 0; i < x.Length; i++)
            {
                if (x[i] != y[i]) continue;
                same++;
                for (int m = 0; m < _orders; m++) sums[m] += _powers[(i * _orders) + m];
            }

            for (int m = 0; m < _orders; m++) sums[m] += (m & 1) == 0 ? same - x.Length : x.Length - same;
            Note(x, y, weight, weight * sums[0]);
        }

        kernel[0] = 1;
        for (int s = 1; s <= _orders; s++)
        {
            double sum = 0;
            for (int m = 1; m <= s; m++) sum += (m & 1) == 1 ? kernel[s - m] * sums[m - 1] : -kernel[s - m] * sums[m - 1];
            kernel[s] = sum / s;
            _byOrder[s] += weight * kernel[s];
        }
    }

    private void Add(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y, double weight, int letterCount)
    {
        unchecked
        {
            int same = 0;
            for (int i = 0; i < x.Length; i++) same += x[i] == y[i] ? 1 : 0;
            _byDistance[x.Length - same] += weight;
            Note(x, y, weight, weight * ((letterCount * same) - x.Length));
        }
    }

    private void Note(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y, double weight, double agreement)
    {
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
