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

    /// <summary>φ of a position of S.</summary>
    /// <param name="own">Whether it holds its letter.</param>
    /// <param name="others">How many other positions of S hold theirs.</param>
    public double this[bool own, int others] => _values[(own ? _order : 0) + others];
}
