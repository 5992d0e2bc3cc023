using GenoXai.Core.Numerics;

namespace GenoXai.Tests.Numerics;

public sealed class ModularRankTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(6)]
    public void IsFull_OfRandomMatrices_SaysWhetherEveryVectorIsReached(int q)
    {
        const int rows = 3, columns = 2;
        int full = 0;
        for (int seed = 0; seed < 200; seed++)
        {
            SeededRandom random = SeededRandom.Stream(seed, "rank", q);
            var matrix = new byte[rows * columns];
            foreach (ref byte entry in matrix.AsSpan()) entry = (byte)random.NextInt(q);
            bool expected = ReachesEverything(matrix, rows, columns, q);
            Assert.True(expected == ModularRank.IsFull(matrix, columns, q), $"q {q}, seed {seed}");
            if (expected) full++;
        }

        Assert.InRange(full, 20, 199);
    }

    private static bool ReachesEverything(byte[] matrix, int rows, int columns, int q)
    {
        var reached = new HashSet<int>();
        for (int x = 0; x < (int)Math.Pow(q, rows); x++)
        {
            int image = 0;
            for (int t = 0; t < columns; t++)
            {
                int sum = 0, rest = x;
                for (int i = 0; i < rows; i++, rest /= q) sum += rest % q * matrix[i * columns + t];
                image = image * q + sum % q;
            }

            reached.Add(image);
        }

        return reached.Count == (int)Math.Pow(q, columns);
    }
}
