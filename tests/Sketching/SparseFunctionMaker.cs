using System.Numerics;
using GenoXai.Core.Numerics;
using GenoXai.Core.Sampling;
using GenoXai.Core.Sketching;

namespace GenoXai.Tests.Sketching;

/// <summary>Real functions whose spectrum is known: random frequencies of low order with their conjugates.</summary>
internal static class SparseFunctionMaker
{
    /// <summary>A function of <paramref name="pairs"/> frequencies and their conjugates, orders 1 to 4, |F| in 0.5 to 2.</summary>
    public static SparseFourierFunction Make(int q, int length, int pairs, long seed, double mean = 0, bool trap = false)
    {
        SeededRandom random = SeededRandom.Stream(seed, "sparse-function");
        var found = new Dictionary<Frequency, Complex>();
        var digits = new byte[length];
        while (found.Count < (q == 2 ? pairs : 2 * pairs))
        {
            Array.Clear(digits);
            int order = 1 + random.NextInt(Math.Min(4, length));
            for (int i = 0; i < order; i++) digits[random.NextInt(length)] = (byte)(trap ? q / 2 : 1 + random.NextInt(q - 1));
            if (!trap && InTrap(digits, q)) continue;
            var frequency = new Frequency(digits);
            double size = 0.5 + 1.5 * random.NextDouble();
            Complex value = frequency == frequency.Negate(q)
                ? size * (random.NextInt(2) * 2 - 1)
                : Complex.FromPolarCoordinates(size, 2 * Math.PI * random.NextDouble());
            found[frequency] = value;
            found[frequency.Negate(q)] = Complex.Conjugate(value);
        }

        return new SparseFourierFunction(q, length, mean, [.. found.Select(pair => new FourierCoefficient(pair.Key, pair.Value))]);
    }

    /// <summary>The values of a design's rows, with independent normal noise.</summary>
    public static double[] Sample(SparseFourierFunction function, SubsamplingDesign design, double noiseSd = 0, long seed = 0)
    {
        var values = new double[design.RowCount];
        int[][] supports = [.. function.Coefficients.Select(c => c.Frequency.Support())];
        int[][] digits = [.. function.Coefficients.Select((c, n) => supports[n].Select(i => (int)c.Frequency.Digits[i]).ToArray())];
        Complex[] amplitudes = [.. function.Coefficients.Select(c => c.Value)];
        double[] cosine = [.. Enumerable.Range(0, design.LetterCount).Select(i => Math.Cos(2 * Math.PI * i / design.LetterCount))];
        double[] sine = [.. Enumerable.Range(0, design.LetterCount).Select(i => Math.Sin(2 * Math.PI * i / design.LetterCount))];
        Parallel.For(0, design.GroupCount * design.DelayCount, block =>
        {
            var letters = new byte[design.BinCount * design.Length];
            long start = (long)block * design.BinCount;
            design.Fill(start, design.BinCount, letters);
            SeededRandom noise = SeededRandom.Stream(seed, "sample-noise", block);
            for (int row = 0; row < design.BinCount; row++)
            {
                ReadOnlySpan<byte> x = letters.AsSpan(row * design.Length, design.Length);
                double sum = function.Mean;
                for (int n = 0; n < supports.Length; n++)
                {
                    int phase = 0;
                    for (int i = 0; i < supports[n].Length; i++) phase += digits[n][i] * x[supports[n][i]];
                    phase %= design.LetterCount;
                    sum += amplitudes[n].Real * cosine[phase] - amplitudes[n].Imaginary * sine[phase];
                }

                values[start + row] = sum + (noiseSd > 0 ? noiseSd * noise.NextGaussian() : 0);
            }
        });
        return values;
    }

    /// <summary>Σ |F̂ − F|² / Σ |F|² over all frequencies; at 0 the mean counts too.</summary>
    public static double NormalisedError(SparseFourierFunction truth, SparseFourierFunction found)
    {
        Dictionary<Frequency, Complex> expected = truth.Coefficients.ToDictionary(c => c.Frequency, c => c.Value), actual = found.Coefficients.ToDictionary(c => c.Frequency, c => c.Value);
        double error = 0, energy = 0;
        var zero = new Frequency(new byte[truth.Length]);
        foreach (Frequency frequency in expected.Keys.Union(actual.Keys).Append(zero).Distinct())
        {
            Complex difference = actual.GetValueOrDefault(frequency) - expected.GetValueOrDefault(frequency);
            if (frequency == zero) difference += found.Mean - truth.Mean;
            error += difference.Real * difference.Real + difference.Imaginary * difference.Imaginary;
        }

        foreach (Complex value in expected.Values) energy += value.Real * value.Real + value.Imaginary * value.Imaginary;
        return error / energy;
    }

    /// <summary>Precision and recall 1: the same frequencies, 0 apart, which may stand in the mean.</summary>
    public static void AssertSameSupport(SparseFourierFunction truth, SparseFourierFunction found)
    {
        var expected = truth.Coefficients.Select(c => c.Frequency).Where(k => k.Order > 0).ToHashSet();
        var actual = found.Coefficients.Select(c => c.Frequency).Where(k => k.Order > 0).ToHashSet();
        Assert.True(expected.SetEquals(actual), $"q {truth.LetterCount}, L {truth.Length}: {expected.Except(actual).Count()} of {expected.Count} missed, {actual.Except(expected).Count()} false");
    }

    private static bool InTrap(byte[] digits, int q)
    {
        int common = q;
        foreach (byte digit in digits) common = (int)BigInteger.GreatestCommonDivisor(common, digit);
        return common > 1;
    }
}
