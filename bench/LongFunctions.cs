using GenoXai.Core.Numerics;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;

namespace GenoXai.Bench;

/// <summary>Seeded functions of long DNA sequences, as ANOVA tables: values and Shapley values are sums of look-ups.</summary>
internal static class LongFunctions
{
    private const int Letters = 4;

    /// <summary>Terms "these letters at these positions", their positions among some of all; |w| from 1 to 10 in both signs.</summary>
    public static DecodedFunction AndNetwork(int length, int active, int terms, int highestOrder, long seed)
    {
        SeededRandom random = SeededRandom.Stream(seed, "long-and");
        int[] among = Drawn(ref random, length, active);
        var tables = new SummedTables();
        for (int t = 0; t < terms; t++)
        {
            int[] positions = [.. Drawn(ref random, active, 1 + random.NextInt(highestOrder)).Select(i => among[i])];
            var letters = new int[positions.Length];
            for (int i = 0; i < letters.Length; i++) letters[i] = random.NextInt(Letters);
            tables.AddAnd(positions, letters, (random.NextInt(2) == 0 ? -1 : 1) * (1 + (9 * random.NextDouble())));
        }

        return tables.Function(length);
    }

    /// <summary>A random table at every position, five times smaller than at the active ones, and random pairs among those.</summary>
    public static DecodedFunction AdditiveWithPairs(int length, int active, int pairs, long seed)
    {
        SeededRandom random = SeededRandom.Stream(seed, "long-additive");
        int[] among = Drawn(ref random, length, active);
        var tables = new SummedTables();
        for (int i = 0; i < length; i++) tables.Add([i], Random(ref random, 1, among.Contains(i) ? 1 : 0.2));
        for (int p = 0; p < pairs; p++) tables.Add([.. Drawn(ref random, active, 2).Select(i => among[i])], Random(ref random, 2, 0.5));
        return tables.Function(length);
    }

    /// <summary>Random zero-mean tables of pairs, no first order at all.</summary>
    public static DecodedFunction HiddenPairs(int length, int pairs, long seed)
    {
        SeededRandom random = SeededRandom.Stream(seed, "long-hidden");
        var tables = new SummedTables();
        for (int p = 0; p < pairs; p++) tables.Add(Drawn(ref random, length, 2), Random(ref random, 2, 1));
        return tables.Function(length);
    }

    /// <summary>A table at every position; at some positions also one of every pair and as many of order 3, each of them weak.</summary>
    public static DecodedFunction DenseAmongFew(int length, int active, long seed)
    {
        SeededRandom random = SeededRandom.Stream(seed, "long-dense");
        int[] among = Drawn(ref random, length, active);
        var tables = new SummedTables();
        for (int i = 0; i < length; i++) tables.Add([i], Random(ref random, 1, among.Contains(i) ? 0.5 : 0.1));
        for (int i = 0; i < active; i++)
        {
            for (int j = 0; j < i; j++)
            {
                tables.Add([among[j], among[i]], Random(ref random, 2, 0.1));
                tables.Add([.. Drawn(ref random, active, 3).Select(n => among[n])], Random(ref random, 3, 0.1));
            }
        }

        return tables.Function(length);
    }

    /// <summary>One table at every position and one at every two neighbours, the same everywhere.</summary>
    public static DecodedFunction Neighbours(int length, long seed)
    {
        SeededRandom random = SeededRandom.Stream(seed, "long-neighbours");
        double[] one = Random(ref random, 1, 1), two = Random(ref random, 2, 1);
        var tables = new SummedTables();
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
        foreach (int position in table.Positions) cell = (cell * Letters) + row[position];
        return table.Values[cell];
    }

    private static int[] Drawn(ref SeededRandom random, int from, int count)
    {
        int[] all = [.. Enumerable.Range(0, from)];
        random.Shuffle<int>(all);
        return [.. all.Take(count).Order()];
    }

    /// <summary>Normal values with the mean over every axis taken off.</summary>
    private static double[] Random(ref SeededRandom random, int order, double scale)
    {
        var cells = new double[1 << (2 * order)];
        for (int i = 0; i < cells.Length; i++) cells[i] = scale * random.NextGaussian();
        for (int stride = 1; stride < cells.Length; stride *= Letters)
        {
            for (int first = 0; first < cells.Length; first++)
            {
                if (first / stride % Letters != 0) continue;
                double mean = 0;
                for (int letter = 0; letter < Letters; letter++) mean += cells[first + (letter * stride)] / Letters;
                for (int letter = 0; letter < Letters; letter++) cells[first + (letter * stride)] -= mean;
            }
        }

        return cells;
    }

    private sealed class SummedTables
    {
        private readonly Dictionary<string, AnovaTable> _found = new(StringComparer.Ordinal);

        public void Add(int[] positions, double[] cells)
        {
            string key = string.Join(',', positions);
            if (!_found.TryAdd(key, new AnovaTable(positions, cells)))
                for (int i = 0; i < cells.Length; i++) _found[key].Values[i] += cells[i];
        }

        public void AddAnd(int[] positions, int[] letters, double weight)
        {
            for (int mask = 1; mask < 1 << positions.Length; mask++)
            {
                int[] inside = [.. Enumerable.Range(0, positions.Length).Where(i => (mask >> i & 1) == 1)];
                var cells = new double[1 << (2 * inside.Length)];
                for (int cell = 0; cell < cells.Length; cell++)
                {
                    cells[cell] = weight * Math.Pow(0.25, positions.Length - inside.Length);
                    for (int i = 0; i < inside.Length; i++)
                        cells[cell] *= (cell >> (2 * (inside.Length - 1 - i)) & 3) == letters[inside[i]] ? 0.75 : -0.25;
                }

                Add([.. inside.Select(i => positions[i])], cells);
            }
        }

        public DecodedFunction Function(int length) => new(new SketchDomain(Alphabet.Dna, length), 0, [.. _found.Values]);
    }
}
