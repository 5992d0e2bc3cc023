using GenoXai.Core.Numerics;

namespace GenoXai.Core.Sketching;

/// <summary>
/// Shapley values of 1[x_S = a] under uniform letters: by whether position i holds its letter, and by
/// how many of the other positions do. φ_i = Σ_{T∋i} q^−(k−|T|) Π_{j∈T}(1[x_j = a_j] − 1/q)/|T|.
/// </summary>
/// <remarks>
/// Where positions have n_j letters, h_j = 1[x_j = a_j] and 1/n_j make φ_i = (h_i − 1/n_i) ∫₀¹ Π_{j≠i} ((1 − z)/n_j + z·h_j) dz, a polynomial
/// in z that Gauss–Legendre quadrature integrates exactly.
/// </remarks>
internal sealed class AndShapley
{
    private readonly double[] _values, _nodes, _weights;
    private readonly double[]? _shares;
    private readonly int _order;

    /// <summary>Tabulates an order.</summary>
    /// <param name="order">k.</param>
    /// <param name="domain">Letters of each position.</param>
    public AndShapley(int order, SketchDomain domain)
    {
        _order = order;
        _values = new double[2 * order];
        (_nodes, _weights) = GaussLegendre.Of((order + 1) / 2);
        if (domain.IsMixed)
        {
            _shares = Array.ConvertAll(domain.LetterCounts, static count => 1.0 / count);
            return;
        }

        int letterCount = domain.LetterCount;
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

    /// <summary>φ of a position of S, where all positions have as many letters.</summary>
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
        if (_shares is not null)
        {
            for (int start = 0; start < letters.Length; start += length)
                AddMixed(letters.Slice(start, length), positions, wanted, weight, phi.Slice(start, length));
            return;
        }

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

    private void AddMixed(ReadOnlySpan<byte> letters, ReadOnlySpan<int> positions, ReadOnlySpan<byte> wanted, double weight, Span<double> phi)
    {
        for (int node = 0; node < _nodes.Length; node++)
        {
            double z = _nodes[node], product = weight * _weights[node];
            foreach (int position in positions) product *= Factor(letters, wanted, position, z);
            foreach (int position in positions)
            {
                double held = letters[position] == wanted[position] ? 1 : 0;
                phi[position] += (held - _shares![position]) * product / Factor(letters, wanted, position, z);
            }
        }
    }

    // Between 0 and 1, never either: no node is an end.
    private double Factor(ReadOnlySpan<byte> letters, ReadOnlySpan<byte> wanted, int position, double z) =>
        ((1 - z) * _shares![position]) + (letters[position] == wanted[position] ? z : 0);
}
