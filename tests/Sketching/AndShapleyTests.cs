using GenoXai.Core.Sketching;

namespace GenoXai.Tests.Sketching;

public class AndShapleyTests
{
    [Theory]
    [InlineData(1, 4)]
    [InlineData(2, 4)]
    [InlineData(5, 4)]
    [InlineData(4, 3)]
    [InlineData(6, 2)]
    public void Indexer_OfEveryMatch_IsTheSumOfDividendsBySubsets(int order, int letterCount)
    {
        var shapley = new AndShapley(order, SketchSamples.Domain(letterCount, order));
        for (int matches = 0; matches < 1 << order; matches++)
        {
            for (int i = 0; i < order; i++)
            {
                double expected = 0;
                for (int subset = 1; subset < 1 << order; subset++)
                {
                    if ((subset >> i & 1) == 0) continue;
                    double dividend = 1;
                    for (int j = 0; j < order; j++)
                        dividend *= (subset >> j & 1) == 0 ? 1.0 / letterCount : ((matches >> j & 1) == 1 ? 1 : 0) - (1.0 / letterCount);
                    expected += dividend / int.PopCount(subset);
                }

                bool own = (matches >> i & 1) == 1;
                Assert.Equal(expected, shapley[own, int.PopCount(matches) - (own ? 1 : 0)], 14);
            }
        }
    }

    [Theory]
    [InlineData(4, 4, 4, 4, 4, 4, 4)]
    [InlineData(4, 2, 3, 2, 4, 3, 5)]
    public void Add_OfATerm_AddsItsShapleyValuesAtEverySequence(params int[] letterCounts)
    {
        var network = new AndNetwork(SketchSamples.Mixed(letterCounts), 1, 3501, highestOrder: 4, lowestOrder: 4);
        (int[] positions, byte[] letters, double weight) = network.Terms[0];
        var wanted = new byte[7];
        for (int i = 0; i < positions.Length; i++) wanted[positions[i]] = letters[i];
        byte[] rows = network.Draw(300, 3502).Letters;
        var phi = new double[rows.Length];
        Array.Fill(phi, 1);
        new AndShapley(4, network.Domain).Add(rows, 7, [positions[2], positions[0], positions[3], positions[1]], wanted, weight, phi);
        for (int row = 0; row < 300; row++)
        {
            double[] expected = network.Shapley(rows.AsSpan(row * 7, 7));
            for (int i = 0; i < 7; i++) Assert.Equal(1 + expected[i], phi[(row * 7) + i], 1e-9);
        }
    }
}
