using System.Numerics;
using GenoXai.Core.Numerics;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;

namespace GenoXai.Bench;

/// <summary>Seeded functions of DNA whose ANOVA tables, and with them the Shapley values, are known exactly.</summary>
internal static class ToyFunctions
{
    private const int Letters = 4;

    /// <summary>Σ_t w_t [x holds certain letters at certain positions]: orders 1 to 5, |w| from 1 to 10 in both signs.</summary>
    public static DecodedFunction AndNetwork(int length, int terms, long seed)
    {
        SeededRandom random = SeededRandom.Stream(seed, "bands-and");
        var tables = new Tables();
        for (int t = 0; t < terms; t++)
        {
            int[] positions = Positions(ref random, length, 1 + random.NextInt(Math.Min(5, length)));
            var letters = new int[positions.Length];
            for (int i = 0; i < letters.Length; i++) letters[i] = random.NextInt(Letters);
            double weight = (random.NextInt(2) == 0 ? -1 : 1) * (1 + (9 * random.NextDouble()));
            AddAnd(tables, positions, letters, weight);
        }

        return tables.Function(length);
    }

    /// <summary>A random table at every position and every pair.</summary>
    public static DecodedFunction Pairwise(int length, long seed)
    {
        SeededRandom random = SeededRandom.Stream(seed, "bands-pairwise");
        var tables = new Tables();
        for (int i = 0; i < length; i++)
        {
            tables.Add([i], Random(ref random, 1, 1));
            for (int j = 0; j < i; j++) tables.Add([j, i], Random(ref random, 2, 1));
        }

        return tables.Function(length);
    }

    /// <summary>Single frequencies of orders 1 to 4 with |F| from 0.5 to 2.</summary>
    public static DecodedFunction SparseFourier(int length, int count, long seed)
    {
        SeededRandom random = SeededRandom.Stream(seed, "bands-fourier");
        var tables = new Tables();
        for (int n = 0; n < count; n++)
        {
            int[] positions = Positions(ref random, length, 1 + random.NextInt(4));
            var digits = new int[positions.Length];
            for (int i = 0; i < digits.Length; i++) digits[i] = 1 + random.NextInt(Letters - 1);
            Complex value = Complex.FromPolarCoordinates(0.5 + (1.5 * random.NextDouble()), 2 * Math.PI * random.NextDouble());
            var cells = new double[1 << (2 * positions.Length)];
            for (int cell = 0; cell < cells.Length; cell++)
            {
                int phase = 0;
                for (int i = 0; i < digits.Length; i++) phase += digits[i] * Letter(cell, i, digits.Length);
                cells[cell] = (value * Complex.FromPolarCoordinates(1, Math.PI / 2 * (phase % Letters))).Real;
            }

            tables.Add(positions, cells);
        }

        return tables.Function(length);
    }

    /// <summary>Random tables of orders 1 to 5 at random supports, each order half as large as the one before.</summary>
    public static DecodedFunction MixedOrders(int length, int count, long seed)
    {
        SeededRandom random = SeededRandom.Stream(seed, "bands-mixed");
        var tables = new Tables();
        for (int n = 0; n < count; n++)
        {
            int order = 1 + random.NextInt(5);
            tables.Add(Positions(ref random, length, order), Random(ref random, order, Math.ScaleB(1, -order)));
        }

        return tables.Function(length);
    }

    private static void AddAnd(Tables tables, int[] positions, int[] letters, double weight)
    {
        for (int mask = 1; mask < 1 << positions.Length; mask++)
        {
            int[] inside = [.. Enumerable.Range(0, positions.Length).Where(i => (mask >> i & 1) == 1)];
            var cells = new double[1 << (2 * inside.Length)];
            for (int cell = 0; cell < cells.Length; cell++)
            {
                cells[cell] = weight * Math.Pow(0.25, positions.Length - inside.Length);
                for (int i = 0; i < inside.Length; i++) cells[cell] *= Letter(cell, i, inside.Length) == letters[inside[i]] ? 0.75 : -0.25;
            }

            tables.Add([.. inside.Select(i => positions[i])], cells);
        }
    }

    private static int Letter(int cell, int axis, int order) => cell >> (2 * (order - 1 - axis)) & 3;

    private static int[] Positions(ref SeededRandom random, int length, int count)
    {
        int[] all = [.. Enumerable.Range(0, length)];
        random.Shuffle<int>(all);
        return [.. all.Take(count).Order()];
    }

    /// <summary>Normal values, then made to have mean zero over every axis.</summary>
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

    private sealed class Tables
    {
        private readonly Dictionary<string, AnovaTable> _found = new(StringComparer.Ordinal);

        public void Add(int[] positions, double[] cells)
        {
            string key = string.Join(',', positions);
            if (!_found.TryAdd(key, new AnovaTable(positions, cells)))
                for (int i = 0; i < cells.Length; i++) _found[key].Values[i] += cells[i];
        }

        public DecodedFunction Function(int length) => new(new SketchDomain(Alphabet.Dna, length), 0, [.. _found.Values]);
    }
}
