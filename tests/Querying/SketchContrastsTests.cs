using GenoXai.Core.Querying;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;

namespace GenoXai.Tests.Querying;

public sealed class SketchContrastsTests
{
    /// <summary>Four predictions of the sketch for each double mutant.</summary>
    [Theory]
    [InlineData(4, 7, 4)]
    [InlineData(3, 6, 3)]
    public void Of_EveryPair_IsTheDifferenceOfPredictions(int letters, int length, int order)
    {
        for (long seed = 0; seed < 10; seed++)
        {
            DecodedFunction function = RandomSketch.Function(letters, length, order, 25, seed);
            var contrasts = new SketchContrasts(RandomSketch.Of(function));
            byte[] x = RandomSketch.Sequence(letters, length, seed, 0);
            var found = new double[(letters - 1) * (letters - 1)];
            for (int i = 0; i < length; i++)
            {
                for (int j = i + 1; j < length; j++)
                {
                    contrasts.Of(x, i, j, found);
                    double[] expected =
                    [
                        .. from a in Enumerable.Range(0, letters) where a != x[i] from b in Enumerable.Range(0, letters) where b != x[j]
                           select F(i, a, j, b) - F(i, a, j, x[j]) - F(i, x[i], j, b) + F(i, x[i], j, x[j]),
                    ];
                    for (int k = 0; k < found.Length; k++) Assert.Equal(expected[k], found[k], 1e-12);
                }
            }

            double F(int i, int a, int j, int b)
            {
                byte[] mutant = [.. x];
                (mutant[i], mutant[j]) = ((byte)a, (byte)b);
                return BruteForce.Predict(function, mutant);
            }
        }
    }

    [Fact]
    public void Of_ATableWithAMissingLetter_AveragesToNothing()
    {
        var table = new AnovaTable([0, 1, 2], [.. Enumerable.Range(0, 64).Select(static i => (double)((i / 16 % 2 * 2 - 1) * (i / 4 % 2 * 2 - 1) * (i % 2 * 2 - 1)))]);
        var contrasts = new SketchContrasts(RandomSketch.Of(new DecodedFunction(new SketchDomain(Alphabet.Dna, 4), 0, [table])));
        var found = new double[9];
        contrasts.Of([0, 0, 0, 0], 0, 1, found);
        Assert.Contains(found, static e => e != 0);
        contrasts.Of([0, 0, Alphabet.Missing, 0], 0, 1, found);
        Assert.All(found, static e => Assert.Equal(0, e));
    }
}
