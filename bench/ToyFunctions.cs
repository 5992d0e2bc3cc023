using System.Numerics;
using GenoXai.Core.Numerics;
using GenoXai.Core.Sketching;

namespace GenoXai.Bench;

/// <summary>Seeded functions of DNA whose ANOVA tables, and with them the Shapley values, are known exactly.</summary>
internal static class ToyFunctions
{
    /// <summary>Σ_t w_t [x holds certain letters at certain positions]: orders 1 to 5, |w| from 1 to 10 in both signs.</summary>
    public static DecodedFunction AndNetwork(int length, int terms, long seed)
    {
        SeededRandom random = SeededRandom.Stream(seed, "bands-and");
        var tables = new SeededTables();
        for (int t = 0; t < terms; t++)
        {
            int[] positions = SeededTables.Drawn(ref random, length, 1 + random.NextInt(Math.Min(5, length)));
            tables.AddAnd(positions, SeededTables.LettersOf(ref random, positions.Length), SeededTables.Weight(ref random));
        }

        return tables.Function(length);
    }

    /// <summary>A random table at every position and every pair.</summary>
    public static DecodedFunction Pairwise(int length, long seed)
    {
        SeededRandom random = SeededRandom.Stream(seed, "bands-pairwise");
        var tables = new SeededTables();
        for (int i = 0; i < length; i++)
        {
            tables.Add([i], SeededTables.Random(ref random, 1, 1));
            for (int j = 0; j < i; j++) tables.Add([j, i], SeededTables.Random(ref random, 2, 1));
        }

        return tables.Function(length);
    }

    /// <summary>Single frequencies of orders 1 to 4 with |F| from 0.5 to 2.</summary>
    public static DecodedFunction SparseFourier(int length, int count, long seed)
    {
        SeededRandom random = SeededRandom.Stream(seed, "bands-fourier");
        var tables = new SeededTables();
        for (int n = 0; n < count; n++)
        {
            int[] positions = SeededTables.Drawn(ref random, length, 1 + random.NextInt(4));
            var digits = new int[positions.Length];
            for (int i = 0; i < digits.Length; i++) digits[i] = 1 + random.NextInt(SeededTables.Letters - 1);
            Complex value = Complex.FromPolarCoordinates(0.5 + (1.5 * random.NextDouble()), 2 * Math.PI * random.NextDouble());
            var cells = new double[1 << (2 * positions.Length)];
            for (int cell = 0; cell < cells.Length; cell++)
            {
                int phase = 0;
                for (int i = 0; i < digits.Length; i++) phase += digits[i] * SeededTables.Letter(cell, i, digits.Length);
                cells[cell] = (value * Complex.FromPolarCoordinates(1, Math.PI / 2 * (phase % SeededTables.Letters))).Real;
            }

            tables.Add(positions, cells);
        }

        return tables.Function(length);
    }

    /// <summary>Random tables of orders 1 to 5 at random supports, each order half as large as the one before.</summary>
    public static DecodedFunction MixedOrders(int length, int count, long seed)
    {
        SeededRandom random = SeededRandom.Stream(seed, "bands-mixed");
        var tables = new SeededTables();
        for (int n = 0; n < count; n++)
        {
            int order = 1 + random.NextInt(5);
            tables.Add(SeededTables.Drawn(ref random, length, order), SeededTables.Random(ref random, order, Math.ScaleB(1, -order)));
        }

        return tables.Function(length);
    }
}
