namespace GenoXai.Core.Numerics;

/// <summary>Pearson's correlation of pairs that come one after the other; one pass, in double, without cancellation (Welford).</summary>
public struct PearsonCorrelation
{
    private double _meanX, _meanY, _xx, _yy, _xy;

    /// <summary>Pairs so far; pairs with a number that is not finite are left out.</summary>
    public long Count { get; private set; }

    /// <summary>r; not a number when one side does not vary or there are fewer than two pairs.</summary>
    public readonly double Value => _xx > 0 && _yy > 0 ? Math.Clamp(_xy / Math.Sqrt(_xx * _yy), -1, 1) : double.NaN;

    /// <summary>Adds a pair.</summary>
    /// <param name="x">One side.</param>
    /// <param name="y">The other.</param>
    public void Add(double x, double y)
    {
        if (!double.IsFinite(x) || !double.IsFinite(y)) return;
        Count++;
        double dx = x - _meanX, dy = y - _meanY;
        _meanX += dx / Count;
        _meanY += dy / Count;
        _xx += dx * (x - _meanX);
        _yy += dy * (y - _meanY);
        _xy += dx * (y - _meanY);
    }
}
