using GenoXai.Core.Numerics;
using GenoXai.Core.Sketching;

namespace GenoXai.Bench;

/// <summary>Seeded functions of long DNA sequences, as ANOVA tables: values and Shapley values are sums of look-ups.</summary>
internal static class LongFunctions
{
    /// <summary>Terms "these letters at these positions", their positions among some of all; |w| from 1 to 10 in both signs.</summary>
    public static DecodedFunction AndNetwork(int length, int active, int terms, int highestOrder, long seed)
    {
        SeededRandom random = SeededRandom.Stream(seed, "long-and");
        int[] among = SeededTables.Drawn(ref random, length, active);
        var tables = new SeededTables();
        for (int t = 0; t < terms; t++)
        {
            int[] positions = [.. SeededTables.Drawn(ref random, active, 1 + random.NextInt(highestOrder)).Select(i => among[i])];
            tables.AddAnd(positions, SeededTables.LettersOf(ref random, positions.Length), SeededTables.Weight(ref random));
        }

        return tables.Function(length);
    }

    /// <summary>A random table at every position, five times smaller than at the active ones, and random pairs among those.</summary>
    public static DecodedFunction AdditiveWithPairs(int length, int active, int pairs, long seed)
    {
        SeededRandom random = SeededRandom.Stream(seed, "long-additive");
        int[] among = SeededTables.Drawn(ref random, length, active);
        var tables = new SeededTables();
        for (int i = 0; i < length; i++) tables.Add([i], SeededTables.Random(ref random, 1, among.Contains(i) ? 1 : 0.2));
        for (int p = 0; p < pairs; p++) tables.Add([.. SeededTables.Drawn(ref random, active, 2).Select(i => among[i])], SeededTables.Random(ref random, 2, 0.5));
        return tables.Function(length);
    }

    /// <summary>Random zero-mean tables of pairs, no first order at all.</summary>
    public static DecodedFunction HiddenPairs(int length, int pairs, long seed)
    {
        SeededRandom random = SeededRandom.Stream(seed, "long-hidden");
        var tables = new SeededTables();
        for (int p = 0; p < pairs; p++) tables.Add(SeededTables.Drawn(ref random, length, 2), SeededTables.Random(ref random, 2, 1));
        return tables.Function(length);
    }

    /// <summary>A table at every position; at some positions also one of every pair and as many of order 3, each of them weak.</summary>
    public static DecodedFunction DenseAmongFew(int length, int active, long seed)
    {
        SeededRandom random = SeededRandom.Stream(seed, "long-dense");
        int[] among = SeededTables.Drawn(ref random, length, active);
        var tables = new SeededTables();
        for (int i = 0; i < length; i++) tables.Add([i], SeededTables.Random(ref random, 1, among.Contains(i) ? 0.5 : 0.1));
        for (int i = 0; i < active; i++)
        {
            for (int j = 0; j < i; j++)
            {
                tables.Add([among[j], among[i]], SeededTables.Random(ref random, 2, 0.1));
                tables.Add([.. SeededTables.Drawn(ref random, active, 3).Select(n => among[n])], SeededTables.Random(ref random, 3, 0.1));
            }
        }

        return tables.Function(length);
    }

    /// <summary>One table at every position and one at every two neighbours, the same everywhere.</summary>
    public static DecodedFunction Neighbours(int length, long seed)
    {
        SeededRandom random = SeededRandom.Stream(seed, "long-neighbours");
        double[] one = SeededTables.Random(ref random, 1, 1), two = SeededTables.Random(ref random, 2, 1);
        var tables = new SeededTables();
        for (int i = 0; i < length; i++) tables.Add([i], [.. one]);
        for (int i = 1; i < length; i++) tables.Add([i - 1, i], [.. two]);
        return tables.Function(length);
    }

    public static double Value(DecodedFunction function, ReadOnlySpan<byte> row)
    {
        double sum = function.BaseValue;
        foreach (AnovaTable table in function.Tables) sum += At(table, row);
        return sum;
    }

    public static void Shapley(DecodedFunction function, ReadOnlySpan<byte> row, Span<double> values)
    {
        values.Clear();
        foreach (AnovaTable table in function.Tables)
        {
            double share = At(table, row) / table.Order;
            foreach (int position in table.Positions) values[position] += share;
        }
    }

    private static double At(AnovaTable table, ReadOnlySpan<byte> row)
    {
        int cell = 0;
        foreach (int position in table.Positions) cell = (cell * SeededTables.Letters) + row[position];
        return table.Values[cell];
    }
}
