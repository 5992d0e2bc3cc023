namespace GenoXai.Core.Motifs.Discovery;

/// <summary>
/// Benjamini and Hochberg's (1995) q-values of any number of p-values in constant memory: p-values are counted in bins of
/// e^0.01, and a p-value is rounded up to the edge of its bin, so a q-value is never too small.
/// </summary>
internal sealed class SeqletThreshold
{
    private const double Step = 0.01;
    private const int Bins = 70_000;
    private readonly long[] _counts = new long[Bins + 1];
    private double[]? _qValues;
    private long _total;

    public void Add(double pValue)
    {
        _counts[BinOf(pValue)]++;
        _total++;
    }

    public double QValue(double pValue) => (_qValues ??= Adjusted())[BinOf(pValue)];

    private static int BinOf(double pValue) => pValue <= 0 ? Bins : Math.Clamp((int)(-Math.Log(pValue) / Step), 0, Bins);

    private double[] Adjusted()
    {
        var adjusted = new double[Bins + 1];
        long[] atMost = new long[Bins + 1];
        long sum = 0;
        for (int bin = Bins; bin >= 0; bin--) atMost[bin] = sum += _counts[bin];
        double least = 1;
        for (int bin = 0; bin <= Bins; bin++)
        {
            if (atMost[bin] > 0) least = Math.Min(least, Math.Exp(-bin * Step) * _total / atMost[bin]);
            adjusted[bin] = least;
        }

        return adjusted;
    }
}
