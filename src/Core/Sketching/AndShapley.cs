namespace GenoXai.Core.Sketching;

/// <summary>
/// Shapley values of 1[x_S = a] under uniform letters: by whether position i holds its letter, and by
/// how many of the other positions do. φ_i = Σ_{T∋i} q^−(k−|T|) Π_{j∈T}(1[x_j = a_j] − 1/q)/|T|.
/// </summary>
internal sealed class AndShapley
{
    private readonly double[] _values;
    private readonly int _order;

    /// <summary>Tabulates an order.</summary>
    /// <param name="order">k.</param>
    /// <param name="letterCount">q.</param>
    public AndShapley(int order, int letterCount)
    {
        _order = order;
        _values = new double[2 * order];
        double hit = 1 - (1.0 / letterCount), miss = -1.0 / letterCount;
        var symmetric = new double[order];
        for (int matches = 0; matches < order; matches++)
        {
            // Elementary symmetric polynomials of the other positions' factors.
            symmetric.AsSpan().Clear();
            symmetric[0] = 1;
            for (int j = 0; j < order - 1; j++)
                for (int t = j + 1; t > 0; t--) symmetric[t] += symmetric[t - 1] * (j < matches ? hit : miss);
            double sum = 0;
            for (int t = 0; t < order; t++) sum += symmetric[t] * Math.Pow(letterCount, t + 1 - order) / (t + 1);
            _values[matches] = miss * sum;
            _values[order + matches] = hit * sum;
        }
    }

    /// <summary>k.</summary>
    public int Order => _order;

    /// <summary>φ of a position of S.</summary>
    /// <param name="own">Whether it holds its letter.</param>
    /// <param name="others">How many other positions of S hold theirs.</param>
    public double this[bool own, int others] => _values[(own ? _order : 0) + others];

    /// <summary>Adds φ of weight·1[x_S = a] at some sequences.</summary>
    /// <param name="letters">Letters, shape (rows, L).</param>
    /// <param name="length">L.</param>
    /// <param name="positions">S, k positions in any order.</param>
    /// <param name="wanted">Which letter each position asks for, shape (L).</param>
    /// <param name="weight">The weight.</param>
    /// <param name="phi">Added to, shape (rows, L).</param>
    public void Add(ReadOnlySpan<byte> letters, int length, ReadOnlySpan<int> positions, ReadOnlySpan<byte> wanted, double weight, Span<double> phi)
    {
        for (int start = 0; start < letters.Length; start += length)
        {
            int matches = 0;
            foreach (int position in positions) matches += letters[start + position] == wanted[position] ? 1 : 0;
            foreach (int position in positions)
            {
                bool own = letters[start + position] == wanted[position];
                phi[start + position] += weight * this[own, own ? matches - 1 : matches];
            }
        }
    }
}
