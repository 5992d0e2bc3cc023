using GenoXai.Core.Sampling;

namespace GenoXai.Tests.Sampling;

public sealed class BalancedRowsTests
{
    [Fact]
    public void Fill_OfEightLetters_MeetsEveryCombinationOfFiveLetters()
    {
        // Rows 1,000 to 5,000: what a budget of 5,000 trains on. Independent rows leave some 2 % of the combinations out.
        int[] balanced = Counts(Letters(new BalancedRows(3, 4, 8, 0, 5000)));
        int[] independent = Counts(Letters(new UniformRows(3, 4, 8, 0, 5000)));
        Assert.True(independent.Count(static c => c == 0) > 500);
        Assert.DoesNotContain(0, balanced);
        Assert.True(balanced.Count(static c => c == 1) < 0.01 * balanced.Length);
    }

    [Theory]
    [InlineData(4, 8)]
    [InlineData(2, 9)]
    [InlineData(4, 30)]
    [InlineData(4, 3)]
    [InlineData(20, 6)]
    public void Fill_OfTheFirstRows_AndOfLongSequences_GivesIndependentRows(int q, int length)
    {
        byte[] balanced = Letters(new BalancedRows(5, q, length, 0, 6000)), uniform = Letters(new UniformRows(5, q, length, 0, 6000));
        int same = BalancedRows.EndOfBalance(q, length) > BalancedRows.FirstBalanced ? BalancedRows.FirstBalanced * length : uniform.Length;
        Assert.Equal(uniform[..same], balanced[..same]);
        Assert.Equal(same == uniform.Length, uniform.AsSpan().SequenceEqual(balanced));
    }

    [Theory]
    [InlineData(0, 1990)]
    [InlineData(1990, 40)]
    [InlineData(2500, 10)]
    [InlineData(12_000, 2000)]
    public void Fill_OfAPart_EqualsThatPartOfTheWhole(int first, int count)
    {
        byte[] whole = Letters(new BalancedRows(7, 4, 6, 0, 15_000));
        var part = new byte[(count - 3) * 6];
        new BalancedRows(7, 4, 6, first, count).Fill(3, count - 3, part);
        Assert.Equal(whole.AsSpan((first + 3) * 6, part.Length).ToArray(), part);
    }

    [Fact]
    public void Fill_MakesEveryLetterEquallyLikelyAtEveryPosition()
    {
        byte[] letters = Letters(new BalancedRows(9, 4, 8, 2000, 8000));
        var counts = new int[8, 4];
        for (int i = 0; i < letters.Length; i++) counts[i % 8, letters[i]]++;
        foreach (int count in counts) Assert.InRange(count, 2000 - 200, 2000 + 200);
    }

    private static byte[] Letters(BalancedRows rows)
    {
        var letters = new byte[rows.Count * rows.LengthOf(0)];
        rows.Fill(0, rows.Count, letters);
        return letters;
    }

    private static byte[] Letters(UniformRows rows)
    {
        var letters = new byte[rows.Count * rows.LengthOf(0)];
        rows.Fill(0, rows.Count, letters);
        return letters;
    }

    // How often each combination of five letters of eight comes in the rows from 1,000 on.
    private static int[] Counts(byte[] letters)
    {
        var counts = new int[256 * 1024];
        for (int row = 1000; row < letters.Length / 8; row++)
        {
            for (int mask = 0; mask < 256; mask++)
            {
                if (System.Numerics.BitOperations.PopCount((uint)mask) != 5) continue;
                int cell = 0;
                for (int i = 0; i < 8; i++)
                    if ((mask >> i & 1) == 1) cell = (cell * 4) + letters[(row * 8) + i];
                counts[(mask * 1024) + cell]++;
            }
        }

        return [.. counts.Where((_, i) => System.Numerics.BitOperations.PopCount((uint)i / 1024) == 5)];
    }
}
