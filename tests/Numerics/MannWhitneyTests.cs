using GenoXai.Core.Numerics;

namespace GenoXai.Tests.Numerics;

/// <summary>Ranks, tails and adjusted p-values against enumeration, tables and the obvious loop.</summary>
public sealed class MannWhitneyTests
{
    [Fact]
    public void Greater_OfSmallSamples_IsTheShareOfAllArrangements()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            SeededRandom random = SeededRandom.Stream(seed, "mann-whitney");
            int n = 1 + random.NextInt(5), m = 1 + random.NextInt(5);
            float[] values = [.. Enumerable.Range(0, n + m).Select(static v => (float)v)];
            random.Shuffle<float>(values);
            (double u, double p) = MannWhitney.Greater(values.AsSpan(0, n), values.AsSpan(n));
            Assert.Equal(Pairs(values[..n], values[n..]), u);
            int above = 0, all = 0;
            for (int set = 0; set < 1 << (n + m); set++)
            {
                if (int.PopCount(set) != n) continue;
                float[] one = [.. Enumerable.Range(0, n + m).Where(v => (set >> v & 1) == 1).Select(static v => (float)v)];
                float[] other = [.. Enumerable.Range(0, n + m).Where(v => (set >> v & 1) == 0).Select(static v => (float)v)];
                all++;
                if (Pairs(one, other) >= u) above++;
            }

            Assert.True(Math.Abs((double)above / all - p) < 1e-12, $"seed {seed}: {above}/{all}, not {p}");
        }
    }

    [Fact]
    public void Greater_WithTies_IsNormalWithTheirCorrection()
    {
        // scipy.stats.mannwhitneyu([1, 2, 2, 3, 5], [0, 1, 2, 2, 4, 1], alternative="greater"), SciPy 1.10.
        (double u, double p) = MannWhitney.Greater([1, 2, 2, 3, 5], [0, 1, 2, 2, 4, 1]);
        Assert.Equal(Pairs([1, 2, 2, 3, 5], [0, 1, 2, 2, 4, 1]), u);
        Assert.Equal(0.1497004350339176, p, 1e-9);
        Assert.Equal(1, MannWhitney.Greater([2, 2], [2, 2, 2]).PValue);
        Assert.True(double.IsNaN(MannWhitney.Greater([], [1]).PValue));
    }

    [Fact]
    public void Greater_OfManyValues_IsNearTheExactOne()
    {
        SeededRandom random = SeededRandom.Stream(3, "mann-whitney");
        float[] one = [.. Enumerable.Range(0, 20).Select(_ => (float)(random.NextDouble() + 0.3))], other = [.. Enumerable.Range(0, 20).Select(_ => (float)random.NextDouble())];
        double exact = MannWhitney.Greater(one, other).PValue;
        // One value more, far below: hardly another answer, but by the other way.
        Assert.InRange(MannWhitney.Greater([.. one], [.. other, -9f]).PValue, exact / 2, exact * 1.2);
    }

    [Fact]
    public void Above_IsTheNormalTail()
    {
        // Abramowitz and Stegun, tables 26.1 and 26.2.
        (double, double)[] table = [(0, 0.5), (1, 0.158655253931457), (1.959963984540054, 0.025), (3, 1.349898031630095e-3), (5, 2.866515718791939e-7), (10, 7.619853024160527e-24), (-2, 0.977249868051821)];
        foreach ((double z, double p) in table) Assert.InRange(NormalTail.Above(z) / p, 1 - 1e-12, 1 + 1e-12);
        // Both ways meet where they change.
        double at = 2 * Math.Sqrt(2);
        Assert.Equal(NormalTail.Above(Math.BitDecrement(at)), NormalTail.Above(at), 1e-15);
    }

    [Fact]
    public void Adjust_IsTheLeastOfTheScaledOnesBehind()
    {
        double[] p = [0.01, 0.9, double.NaN, 0.02, 0.02, 0.5, 0.001];
        double[] adjusted = BenjaminiHochberg.Adjust(p);
        double[] sorted = [.. p.Where(static v => !double.IsNaN(v)).Order()];
        for (int i = 0; i < p.Length; i++)
        {
            if (double.IsNaN(p[i])) Assert.True(double.IsNaN(adjusted[i]));
            else Assert.Equal(Enumerable.Range(0, sorted.Length).Where(r => sorted[r] >= p[i]).Min(r => Math.Min(1, sorted[r] * sorted.Length / (r + 1))), adjusted[i], 1e-15);
        }

        Assert.Empty(BenjaminiHochberg.Adjust([]));
    }

    private static double Pairs(float[] one, float[] other) => one.Sum(a => other.Sum(b => a > b ? 1 : a == b ? 0.5 : 0));
}
