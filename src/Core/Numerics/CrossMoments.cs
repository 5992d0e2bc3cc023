using System.Numerics.Tensors;

namespace GenoXai.Core.Numerics;

/// <summary>Sums, squares and products of rows of features and their values; what a linear fit and its error need of the rows.</summary>
/// <param name="features">Numbers of a row, M.</param>
public sealed class CrossMoments(int features)
{
    private readonly double[] _sums = new double[features], _withValue = new double[features], _products = new double[checked(features * features)];
    private double _valueSum, _valueSquares;

    /// <summary>Numbers of a row, M.</summary>
    public int Features => features;

    /// <summary>Rows so far.</summary>
    public long Count { get; private set; }

    /// <summary>Adds a row.</summary>
    /// <param name="row">M numbers.</param>
    /// <param name="value">Its value.</param>
    public void Add(ReadOnlySpan<double> row, double value)
    {
        Count++;
        _valueSum += value;
        _valueSquares += value * value;
        TensorPrimitives.Add(_sums, row, _sums);
        TensorPrimitives.MultiplyAdd(row, value, _withValue, _withValue);
        for (int i = 0; i < features; i++)
        {
            // The lower triangle; the rest is its mirror image.
            Span<double> products = _products.AsSpan(i * features, i + 1);
            if (row[i] != 0) TensorPrimitives.MultiplyAdd(row[..(i + 1)], row[i], products, products);
        }
    }

    /// <summary>The moments of the rows of these and not of others that are among them.</summary>
    /// <param name="part">Moments of some of the rows.</param>
    public CrossMoments Without(CrossMoments part) => Combine(part, -1);

    /// <summary>The moments of the rows of both.</summary>
    /// <param name="other">Moments of other rows.</param>
    public CrossMoments With(CrossMoments other) => Combine(other, 1);

    /// <summary>Mean of a feature.</summary>
    /// <param name="feature">Which.</param>
    public double Mean(int feature) => _sums[feature] / Count;

    /// <summary>Mean of the values.</summary>
    public double ValueMean => _valueSum / Count;

    /// <summary>Variance of the values, by n.</summary>
    public double ValueVariance => Math.Max(0, _valueSquares / Count - ValueMean * ValueMean);

    /// <summary>Covariance of two features, by n.</summary>
    /// <param name="i">One.</param>
    /// <param name="j">The other.</param>
    public double Covariance(int i, int j) => (i >= j ? _products[i * features + j] : _products[j * features + i]) / Count - Mean(i) * Mean(j);

    /// <summary>Covariance of a feature and the values, by n.</summary>
    /// <param name="feature">Which.</param>
    public double Covariance(int feature) => _withValue[feature] / Count - Mean(feature) * ValueMean;

    /// <summary>Mean squared error of a linear function on these rows.</summary>
    /// <param name="constant">What it is where all features are 0.</param>
    /// <param name="weights">M weights.</param>
    public double MeanSquaredError(double constant, ReadOnlySpan<double> weights)
    {
        double error = ValueVariance, shift = ValueMean - constant;
        var used = new List<int>();
        for (int i = 0; i < features; i++)
            if (weights[i] != 0) used.Add(i);
        foreach (int i in used)
        {
            shift -= weights[i] * Mean(i);
            error -= 2 * weights[i] * Covariance(i);
            foreach (int j in used) error += weights[i] * weights[j] * Covariance(i, j);
        }

        return Math.Max(0, error) + shift * shift;
    }

    private CrossMoments Combine(CrossMoments other, int sign)
    {
        var joined = new CrossMoments(features) { Count = Count + sign * other.Count, _valueSum = _valueSum + sign * other._valueSum, _valueSquares = _valueSquares + sign * other._valueSquares };
        TensorPrimitives.MultiplyAdd(other._sums, sign, _sums, joined._sums);
        TensorPrimitives.MultiplyAdd(other._withValue, sign, _withValue, joined._withValue);
        TensorPrimitives.MultiplyAdd(other._products, sign, _products, joined._products);
        return joined;
    }
}
