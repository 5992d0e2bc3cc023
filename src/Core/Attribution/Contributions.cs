namespace GenoXai.Core.Attribution;

/// <summary>
/// Contributions against baselines, summed over them: (x − x0)·m for multipliers or mean gradients m,
/// and hypothetical ones h[j] = Σ_i (e_j − x0)_i m_i. At a sequence's own letter h is the sum of its
/// position's contributions.
/// </summary>
internal sealed class Contributions(int targets, int letterCount, int length)
{
    private readonly double[] _values = new double[checked(targets * letterCount * length)];
    private readonly double[] _hypothetical = new double[checked(targets * letterCount * length)];

    /// <summary>Adds one baseline.</summary>
    /// <param name="point">x, shape (q, L).</param>
    /// <param name="baseline">x0, shape (q, L).</param>
    /// <param name="multipliers">m, shape (T, q, L).</param>
    /// <param name="sums">Gets Σ (x − x0)·m of each target.</param>
    /// <param name="sizes">Gets the sum over the positions of the |sum over the letters of (x − x0)·m|, of each target; empty when nobody asks.</param>
    public void Add(ReadOnlySpan<float> point, ReadOnlySpan<float> baseline, ReadOnlySpan<double> multipliers, Span<double> sums, Span<double> sizes = default)
    {
        int size = letterCount * length;
        for (int target = 0; target < targets; target++)
        {
            int first = target * size;
            double sum = 0, sizeSum = 0;
            for (int position = 0; position < length; position++)
            {
                double mean = 0, here = 0;
                for (int at = position; at < size; at += length)
                {
                    double m = multipliers[first + at];
                    if (baseline[at] != 0) mean += baseline[at] * m;
                    if (point[at] == baseline[at]) continue;
                    double value = ((double)point[at] - baseline[at]) * m;
                    _values[first + at] += value;
                    sum += value;
                    here += value;
                }

                sizeSum += Math.Abs(here);
                for (int at = position; at < size; at += length) _hypothetical[first + at] += multipliers[first + at] - mean;
            }

            sums[target] = sum;
            if (!sizes.IsEmpty) sizes[target] = sizeSum;
        }
    }

    /// <summary>Mean contributions of a target over so many baselines, shape (q, L).</summary>
    public void Values(int target, int baselines, Span<float> map) => Mean(_values, target, baselines, map);

    /// <summary>Mean hypothetical contributions of a target, shape (q, L).</summary>
    public void Hypothetical(int target, int baselines, Span<float> map) => Mean(_hypothetical, target, baselines, map);

    private void Mean(double[] sums, int target, int baselines, Span<float> map)
    {
        int size = letterCount * length;
        for (int at = 0; at < size; at++) map[at] = (float)(sums[target * size + at] / baselines);
    }
}
