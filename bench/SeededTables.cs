using GenoXai.Core.Numerics;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;

namespace GenoXai.Bench;

/// <summary>ANOVA tables of a DNA function whose truth is known, added up as they are drawn.</summary>
internal sealed class SeededTables
{
    public const int Letters = 4;

    private readonly Dictionary<string, AnovaTable> _found = new(StringComparer.Ordinal);

    /// <summary>Some of the numbers below a limit, ascending.</summary>
    public static int[] Drawn(ref SeededRandom random, int limit, int count)
    {
        int[] all = [.. Enumerable.Range(0, limit)];
        random.Shuffle<int>(all);
        return [.. all.Take(count).Order()];
    }

    /// <summary>Normal values, then made to have mean zero over every axis.</summary>
    public static double[] Random(ref SeededRandom random, int order, double scale)
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

    /// <summary>A weight from 1 to 10, of either sign.</summary>
    public static double Weight(ref SeededRandom random) => (random.NextInt(2) == 0 ? -1 : 1) * (1 + (9 * random.NextDouble()));

    /// <summary>A letter for each of some positions.</summary>
    public static int[] LettersOf(ref SeededRandom random, int count)
    {
        var letters = new int[count];
        for (int i = 0; i < count; i++) letters[i] = random.NextInt(Letters);
        return letters;
    }

    /// <summary>The letter of an axis in a cell of a table.</summary>
    public static int Letter(int cell, int axis, int order) => cell >> (2 * (order - 1 - axis)) & 3;

    /// <summary>Adds a table that has mean zero over every axis.</summary>
    public void Add(int[] positions, double[] cells)
    {
        string key = string.Join(',', positions);
        if (!_found.TryAdd(key, new AnovaTable(positions, cells)))
            for (int i = 0; i < cells.Length; i++) _found[key].Values[i] += cells[i];
    }

    /// <summary>Adds w [these letters at these positions], as the tables of all its parts.</summary>
    public void AddAnd(int[] positions, int[] letters, double weight)
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

            Add([.. inside.Select(i => positions[i])], cells);
        }
    }

    /// <summary>The sum of all tables.</summary>
    public DecodedFunction Function(int length) => new(new SketchDomain(Alphabet.Dna, length), 0, [.. _found.Values]);
}
