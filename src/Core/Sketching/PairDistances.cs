namespace GenoXai.Core.Sketching;

/// <summary>Sums of e(x)e(x′) over pairs of rows, by Hamming distance and by where the two agree: energies of any order, at every position. Letter counts are the same everywhere.</summary>
/// <remarks>
/// The energy of e at order s is the mean of e(x)e(x′)K_s(d) over pairs, that of its part at a position the mean of
/// e(x)e(x′)g(d), where g is (q − 1)·K′_{s−1}(d) for pairs that agree there and −K′_{s−1}(d − 1) for others; K and K′ are the
/// Krawtchouk polynomials of L and of L − 1 positions, d the Hamming distance. Both hold for any order from the same sums.
/// </remarks>
internal sealed class PairDistances
{
    private readonly SketchDomain _domain;
    private readonly double[] _byDistance, _matches;

    private PairDistances(SketchDomain domain, int count)
    {
        (_domain, Count) = (domain, count);
        _byDistance = new double[domain.Length + 1];
        _matches = new double[domain.Length * (domain.Length + 1)];
    }

    /// <summary>Rows.</summary>
    public int Count { get; }

    private double Pairs => Count * (Count - 1.0) / 2;

    /// <summary>Sums over all pairs of some rows.</summary>
    /// <param name="domain">Letters and length.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="kept">Which of them.</param>
    /// <param name="errors">e of those kept.</param>
    public static PairDistances Of(SketchDomain domain, SampleColumns rows, int[] kept, double[] errors)
    {
        int length = domain.Length, count = errors.Length;
        var letters = new byte[count * length];
        for (int i = 0; i < length; i++)
        {
            ReadOnlySpan<byte> column = rows.Column(i);
            for (int n = 0; n < count; n++) letters[(n * length) + i] = column[kept[n]];
        }

        var sums = new PairDistances(domain, count);
        var agreeing = new int[length];
        for (int a = 1; a < count; a++)
            for (int b = 0; b < a; b++)
                sums.Add(letters.AsSpan(a * length, length), letters.AsSpan(b * length, length), errors[a] * errors[b], agreeing);
        return sums;
    }

    /// <summary>Energy of e at an order.</summary>
    /// <param name="order">s.</param>
    public double Energy(int order)
    {
        double sum = 0;
        for (int d = 0; d < _byDistance.Length; d++) sum += _byDistance[d] * ErrorEnergy.Krawtchouk(_domain.LetterCount, _domain.Length, order, d);
        return sum / Pairs;
    }

    /// <summary>Energy at an order of the tables that hold each position, shape (L); they sum to s times that of the order.</summary>
    /// <param name="order">s.</param>
    public double[] EnergyByPosition(int order)
    {
        int length = _domain.Length;
        double missed = 0;
        var more = new double[length + 1];
        for (int d = 0; d <= length; d++)
        {
            double miss = d > 0 ? -ErrorEnergy.Krawtchouk(_domain.LetterCount, length - 1, order - 1, d - 1) : 0;
            missed += _byDistance[d] * miss;
            more[d] = d < length ? ((_domain.LetterCount - 1) * ErrorEnergy.Krawtchouk(_domain.LetterCount, length - 1, order - 1, d)) - miss : 0;
        }

        var energies = new double[length];
        for (int i = 0; i < length; i++)
        {
            double sum = missed;
            for (int d = 0; d < length; d++) sum += _matches[(d * length) + i] * more[d];
            energies[i] = sum / Pairs;
        }

        return energies;
    }

    /// <summary>Number of functions of an order, C(L, s)(q − 1)^s.</summary>
    /// <param name="order">s.</param>
    public double Functions(int order) => ErrorEnergy.Krawtchouk(_domain.LetterCount, _domain.Length, order, 0);

    // Positions where the two agree are listed first: one of q does, and which is not to be foreseen.
    private void Add(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y, double weight, Span<int> agreeing)
    {
        unchecked
        {
            int count = 0;
            for (int i = 0; i < x.Length; i++)
            {
                agreeing[count] = i;
                count += x[i] == y[i] ? 1 : 0;
            }

            int distance = x.Length - count;
            Span<double> matches = _matches.AsSpan(distance * x.Length, x.Length);
            _byDistance[distance] += weight;
            for (int k = 0; k < count; k++) matches[agreeing[k]] += weight;
        }
    }
}
