namespace GenoXai.Core.Numerics;

/// <summary>Median and quartiles of the finite numbers among some, by linear interpolation between ranks (R's type 7, as numpy's).</summary>
/// <param name="Lower">A quarter lies below.</param>
/// <param name="Median">Half lies below.</param>
/// <param name="Upper">Three quarters lie below.</param>
/// <param name="Count">How many were finite; with none all are not a number.</param>
public readonly record struct Quartiles(double Lower, double Median, double Upper, int Count)
{
    /// <summary>Those of some numbers.</summary>
    /// <param name="values">The numbers; what is not finite is left out.</param>
    public static Quartiles Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Where(double.IsFinite).Order()];
        return new Quartiles(At(sorted, 0.25), At(sorted, 0.5), At(sorted, 0.75), sorted.Length);
    }

    private static double At(double[] sorted, double share)
    {
        if (sorted.Length == 0) return double.NaN;
        double at = share * (sorted.Length - 1);
        int below = (int)at;
        return below + 1 < sorted.Length ? sorted[below] + (at - below) * (sorted[below + 1] - sorted[below]) : sorted[below];
    }
}
