using GenoXai.Core.Numerics;
using GenoXai.Core.Sampling;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;

namespace GenoXai.Tests.Sketching;

/// <summary>Uniform random rows of a function given in C#, drawn from seeded streams.</summary>
internal static class SketchSamples
{
    public static SketchDomain Domain(int letterCount, int length) =>
        new(new Alphabet("ACGTBDEFHIKLMNPQRSVWYZ"[..letterCount]), length);

    /// <summary>Positions with letters of their own, as the decoders see them: codes 0 to n − 1.</summary>
    public static SketchDomain Mixed(params int[] letterCounts) =>
        new SketchDomain(new AllowedLetters(Domain(letterCounts.Max(), 1).Alphabet, [.. letterCounts.Select(n => Domain(Math.Max(2, n), 1).Alphabet.Letters[..n])])).Codes;

    public static SampleSet Draw(SketchDomain domain, int count, long seed, Func<byte[], double> function)
    {
        SeededRandom random = SeededRandom.Stream(seed, "test-rows");
        var letters = new byte[count * domain.Length];
        var values = new float[count];
        var row = new byte[domain.Length];
        for (int r = 0; r < count; r++)
        {
            for (int i = 0; i < row.Length; i++) row[i] = (byte)random.NextInt(domain.LettersAt(i));
            row.CopyTo(letters, r * row.Length);
            values[r] = (float)function(row);
        }

        return new SampleSet(domain.Length, letters, values);
    }

    /// <summary>A function made of one random table of every support up to an order.</summary>
    public static Func<byte[], double> RandomTables(SketchDomain domain, int order, long seed)
    {
        SeededRandom random = SeededRandom.Stream(seed, "test-tables");
        var tables = new List<(int[] Positions, double[] Values)>();
        for (int o = 1; o <= order; o++)
        {
            foreach (Support support in Support.AllOfOrder(domain.Length, o))
            {
                var values = new double[(int)Math.Pow(domain.LetterCount, o)];
                for (int i = 0; i < values.Length; i++) values[i] = random.NextGaussian();
                tables.Add((support.ToArray(), values));
            }
        }

        return row => tables.Sum(table => table.Values[table.Positions.Aggregate(0, (cell, p) => (cell * domain.LetterCount) + row[p])]);
    }

    /// <summary>One random table.</summary>
    public static Func<byte[], double> RandomTable(SketchDomain domain, int[] positions, long seed)
    {
        SeededRandom random = SeededRandom.Stream(seed, "test-table");
        var values = new double[(int)Math.Pow(domain.LetterCount, positions.Length)];
        for (int i = 0; i < values.Length; i++) values[i] = random.NextGaussian();
        return row => values[positions.Aggregate(0, (cell, p) => (cell * domain.LetterCount) + row[p])];
    }

    public static double Evaluate(DecodedFunction function, ReadOnlySpan<byte> row)
    {
        double sum = function.BaseValue;
        foreach (AnovaTable table in function.Tables)
        {
            int cell = 0;
            foreach (int position in table.Positions) cell = (cell * function.Domain.LetterCount) + row[position];
            sum += table.Values[cell];
        }

        return sum;
    }

    /// <summary>The largest entry of any table at a code that a position does not have.</summary>
    public static double LargestUnused(DecodedFunction function)
    {
        double largest = 0;
        foreach (AnovaTable table in function.Tables)
        {
            for (int cell = 0; cell < table.Values.Length; cell++)
            {
                bool used = true;
                for (int axis = table.Order - 1, rest = cell; axis >= 0; axis--, rest /= function.Domain.LetterCount)
                    used &= rest % function.Domain.LetterCount < function.Domain.LettersAt(table.Positions[axis]);
                if (!used) largest = Math.Max(largest, Math.Abs(table.Values[cell]));
            }
        }

        return largest;
    }

    /// <summary>The largest mean of any table over the letters of one of its positions: 0 for an ANOVA decomposition.</summary>
    public static double LargestMarginal(DecodedFunction function)
    {
        int q = function.Domain.LetterCount;
        double largest = 0;
        foreach (AnovaTable table in function.Tables)
        {
            int stride = 1;
            for (int axis = table.Order - 1; axis >= 0; axis--, stride *= q)
            {
                for (int cell = 0; cell < table.Values.Length; cell++)
                {
                    if (cell / stride % q != 0) continue;
                    double sum = 0;
                    for (int letter = 0; letter < q; letter++) sum += table.Values[cell + (letter * stride)];
                    largest = Math.Max(largest, Math.Abs(sum));
                }
            }
        }

        return largest;
    }
}
