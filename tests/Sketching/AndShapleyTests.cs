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
        var shapley = new AndShapley(order, letterCount);
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
}
