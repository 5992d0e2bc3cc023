using GenoXai.Core.Numerics;
using GenoXai.Core.Sampling;

namespace GenoXai.Core.Sketching;

/// <summary>
/// How much energy a bin without any coefficient has, and so where "empty" and "one coefficient" end.
/// A column of noise has ‖U‖² = v · χ²/2 with 2P degrees of freedom (P for a bin that is its own mirror,
/// whose numbers are real: v · χ² with P), v = noise_sd²/q^b.
/// </summary>
internal sealed class PeelingNoise
{
    /// <summary>Normal score of both tests: one bin in 300,000 of pure noise fails.</summary>
    private const double Score = 4.5;

    /// <summary>Rounding of transforms and peeling, relative to the size of the function.</summary>
    private const double RoundingFloor = 1e-13;

    private readonly double _emptyLimit, _emptySelfLimit, _singleLimit, _singleSelfLimit;

    private PeelingNoise(double variance, double scale, int delays)
    {
        Variance = Math.Max(variance, RoundingFloor * RoundingFloor * scale * scale);
        _emptyLimit = Variance * delays * ChiSquare.MeanQuantile(2.0 * delays, Score);
        _emptySelfLimit = Variance * delays * ChiSquare.MeanQuantile(delays, Score);
        _singleLimit = Variance * (delays - 1) * ChiSquare.MeanQuantile(2.0 * (delays - 1), Score);
        _singleSelfLimit = Variance * (delays - 1) * ChiSquare.MeanQuantile(delays - 1, Score);
    }

    /// <summary>v: mean of |U|² of one number of an empty bin, at least the rounding error squared.</summary>
    public double Variance { get; }

    /// <summary>From a given noise_sd, or estimated when null.</summary>
    /// <param name="design">The design.</param>
    /// <param name="blocks">The bins' energies.</param>
    /// <param name="noiseSd">As given.</param>
    /// <param name="precision">Relative precision of the values.</param>
    public static PeelingNoise From(SubsamplingDesign design, PeelingBlocks blocks, double? noiseSd, double precision)
    {
        double power = 0;
        foreach (double[] energy in blocks.Energy) power += System.Numerics.Tensors.TensorPrimitives.Sum<double>(energy);
        double scale = Math.Sqrt(power / (design.GroupCount * design.DelayCount)) + Math.Abs(blocks.Mean) * 1e-3;
        double variance = noiseSd is { } given ? given * given / design.BinCount : Estimate(design, blocks);
        double rounding = precision * (Math.Sqrt(power / (design.GroupCount * design.DelayCount)) + Math.Abs(blocks.Mean));
        variance = Math.Max(variance, rounding * rounding / design.BinCount);
        return new PeelingNoise(variance, scale, design.DelayCount);
    }

    /// <summary>Most energy of an empty bin.</summary>
    public double EmptyLimit(bool ownMirror) => ownMirror ? _emptySelfLimit : _emptyLimit;

    /// <summary>Most energy left when a bin's only coefficient is taken out.</summary>
    public double SingleLimit(bool ownMirror) => ownMirror ? _singleSelfLimit : _singleLimit;

    /// <summary>
    /// From the 5% of the bins with the least energy, which are empty as long as a twentieth of all is; then the mean
    /// over all bins that this makes empty, until it stays.
    /// </summary>
    private static double Estimate(SubsamplingDesign design, PeelingBlocks blocks)
    {
        List<double> means = [];
        bool paired = design.LetterCount > 2;
        foreach (double[] energy in blocks.Energy)
            for (int j = 1; j < energy.Length; j++)
                if (paired ? blocks.Mirror[j] > j : blocks.Mirror[j] == j) means.Add(energy[j] / design.DelayCount);
        means.Sort();
        double degrees = design.DelayCount * (paired ? 2.0 : 1.0);
        int rank = means.Count / 20;
        double variance = means[rank] / ChiSquare.MeanQuantile(degrees, NormalScore((rank + 0.5) / means.Count));
        for (int repeat = 0; repeat < 10; repeat++)
        {
            double limit = variance * ChiSquare.MeanQuantile(degrees, 3), sum = 0;
            int count = 0;
            while (count < means.Count && means[count] <= limit) sum += means[count++];
            if (count == 0) break;
            double next = sum / count;
            if (Math.Abs(next - variance) <= 1e-6 * variance) break;
            variance = next;
        }

        return variance;
    }

    /// <summary>Score of a probability below one half (Abramowitz and Stegun 26.2.23, error below 5e-4).</summary>
    private static double NormalScore(double probability)
    {
        double t = Math.Sqrt(-2 * Math.Log(probability));
        return -(t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))));
    }
}
