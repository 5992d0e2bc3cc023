using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using GenoXai.Core.Numerics;
using GenoXai.Core.Sampling;
using GenoXai.Core.Sketching;

namespace GenoXai.Bench;

/// <summary>
/// How long decoding takes once the samples are there: a problem of TIGER's size (q=4, L=26, b=7, C=3, P1=3;
/// 250 coefficients in noise that leaves a sparse function R² near 0.55) and one of 2,000 coefficients at b=8.
/// </summary>
internal static class PeelingBenchmark
{
    private const int Repeats = 7;

    public static int Run(string[] arguments)
    {
        Console.WriteLine($"{Environment.ProcessorCount} cores, {Vector<double>.Count} doubles per vector, best and median of {Repeats} after one warm-up");
        Console.WriteLine("| problem | rows | decoder | found / true | false | error / predicted | best s | median s |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        Measure("TIGER size, 250 coefficients, strong noise", dimension: 7, pairs: 125);
        Measure("b = 8, 2,000 coefficients, strong noise", dimension: 8, pairs: 1000);
        Console.WriteLine();
        Console.WriteLine("Share of the coefficients found, q = 4, L = 26, b = 5, C = 3, P1 = 3, no noise, mean of 3 seeds (false ones in brackets):");
        Console.WriteLine("| coefficients per bin | paper | qsft |");
        Console.WriteLine("|---|---|---|");
        foreach (double load in (double[])[0.25, 0.5, 1, 1.5, 2, 2.25, 2.5, 3, 4, 5]) Limit(load);
        return 0;
    }

    private static void Limit(double load)
    {
        const int seeds = 3;
        double paper = 0, qsft = 0;
        int paperFalse = 0, qsftFalse = 0;
        for (int seed = 1; seed <= seeds; seed++)
        {
            SubsamplingDesign design = SubsamplingDesign.Create(4, 26, new SubsamplingOptions { Dimension = 5 }, seed);
            Dictionary<Frequency, Complex> truth = Truth(design, (int)(load * design.BinCount / 2), seed);
            var source = new SubsampleArray(Sample(design, truth, noiseSd: 0));
            Count(PaperDecoder.Decode(design, source, noiseSd: 0), truth, ref paper, ref paperFalse);
            Count(PeelingDecoder.Decode(design, source, new PeelingOptions { NoiseSd = 0 }), truth, ref qsft, ref qsftFalse);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {load} | {paper / seeds:F4} ({paperFalse}) | {qsft / seeds:F4} ({qsftFalse}) |"));
    }

    private static void Count(PeelingResult result, Dictionary<Frequency, Complex> truth, ref double recall, ref int wrong)
    {
        int found = result.Function.Coefficients.Count(c => truth.ContainsKey(c.Frequency));
        recall += (double)found / truth.Count;
        wrong += result.Function.Coefficients.Count(c => c.Frequency.Order > 0) - found;
    }

    private static void Measure(string name, int dimension, int pairs)
    {
        SubsamplingDesign design = SubsamplingDesign.Create(4, 26, new SubsamplingOptions { Dimension = dimension }, seed: 1);
        Dictionary<Frequency, Complex> truth = Truth(design, pairs);
        double power = truth.Values.Sum(value => value.Real * value.Real + value.Imaginary * value.Imaginary);
        double noiseSd = Math.Sqrt(power * 0.45 / 0.55);
        var source = new SubsampleArray(Sample(design, truth, noiseSd));
        Time(name, "paper", design, truth, noiseSd, () => PaperDecoder.Decode(design, source, noiseSd));
        Time(name, "paper, noise_sd given as 0.7 of it: every bin occupied", design, truth, noiseSd, () => PaperDecoder.Decode(design, source, 0.7 * noiseSd));
        Time(name, "qsft, noise given", design, truth, noiseSd, () => PeelingDecoder.Decode(design, source, new PeelingOptions { NoiseSd = noiseSd }));
        Time(name, "qsft, noise estimated", design, truth, noiseSd, () => PeelingDecoder.Decode(design, source));
    }

    private static void Time(string name, string decoder, SubsamplingDesign design, Dictionary<Frequency, Complex> truth, double noiseSd, Func<PeelingResult> decode)
    {
        PeelingResult result = decode();
        var seconds = new double[Repeats];
        for (int i = 0; i < Repeats; i++)
        {
            long start = Stopwatch.GetTimestamp();
            result = decode();
            seconds[i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        Array.Sort(seconds);
        int found = result.Function.Coefficients.Count(c => truth.ContainsKey(c.Frequency)), wrong = result.Function.Coefficients.Count(c => c.Frequency.Order > 0 && !truth.ContainsKey(c.Frequency));
        // Root mean square error of the coefficients found, over noise_sd/√rows: what the mean over all rows would have.
        double error = result.Function.Coefficients.Where(c => truth.ContainsKey(c.Frequency)).Average(c => Math.Pow(Complex.Abs(c.Value - truth[c.Frequency]), 2));
        double relative = Math.Sqrt(error * design.RowCount) / noiseSd;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {name} | {design.RowCount} | {decoder} | {found} / {truth.Count} | {wrong} | {relative:F2} | {seconds[0]:F3} | {seconds[Repeats / 2]:F3} |"));
    }

    /// <summary>Orders 1 to 4; |F| from 0.3 to 3, small ones more often, as fitted models have them.</summary>
    private static Dictionary<Frequency, Complex> Truth(SubsamplingDesign design, int pairs, long seed = 7)
    {
        SeededRandom random = SeededRandom.Stream(seed, "benchmark-function");
        var truth = new Dictionary<Frequency, Complex>();
        var digits = new byte[design.Length];
        while (truth.Count < 2 * pairs)
        {
            Array.Clear(digits);
            for (int i = random.NextInt(4); i >= 0; i--) digits[random.NextInt(design.Length)] = (byte)(1 + random.NextInt(3));
            if (Array.TrueForAll(digits, digit => digit % 2 == 0)) continue;
            var k = new Frequency(digits);
            Complex value = Complex.FromPolarCoordinates(0.3 * Math.Pow(10, random.NextDouble()), 2 * Math.PI * random.NextDouble());
            truth[k] = value;
            truth[k.Negate(4)] = Complex.Conjugate(value);
        }

        return truth;
    }

    /// <summary>
    /// The values of a block are a transform themselves: f(M_c ℓ + d) = Σ_j B[j] ω^⟨j,ℓ⟩ with
    /// B[j] = Σ_{k: M_cᵀk=j} F[k] ω^⟨d,k⟩, and f is real, so it is the forward transform of conj B.
    /// </summary>
    private static double[] Sample(SubsamplingDesign design, Dictionary<Frequency, Complex> truth, double noiseSd)
    {
        var values = new double[design.RowCount];
        Parallel.For(0, design.GroupCount * design.DelayCount, block =>
        {
            (int group, int delay) = Math.DivRem(block, design.DelayCount);
            var offset = new byte[design.Length];
            design.Delay(delay, offset);
            var real = new Vector<double>[design.BinCount];
            var imaginary = new Vector<double>[design.BinCount];
            foreach ((Frequency k, Complex value) in truth)
            {
                Complex turned = value * Complex.FromPolarCoordinates(1, Math.PI / 2 * k.Phase(offset, 4));
                int bin = design.Bin(group, k.Digits);
                real[bin] += Vector.Create(turned.Real);
                imaginary[bin] -= Vector.Create(turned.Imaginary);
            }

            LaneTransform.Forward(real, imaginary, 4);
            SeededRandom noise = SeededRandom.Stream(7, "benchmark-noise", block);
            long first = design.BlockStart(group, delay);
            for (int row = 0; row < real.Length; row++) values[first + row] = real[row][0] + noiseSd * noise.NextGaussian();
        });
        return values;
    }
}
