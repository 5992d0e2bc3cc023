using System.Diagnostics;
using System.Globalization;
using GenoXai.Core.Sampling;
using GenoXai.Core.Sketching;

namespace GenoXai.Bench;

/// <summary>
/// The default decoder on sequences of several hundred letters: seeded functions whose Shapley values are known
/// exactly. Arguments: lengths, budgets, functions and seeds, each a list by commas.
/// </summary>
internal static class LongBenchmark
{
    private const int TestRows = 2000, PhiRows = 200;

    private static readonly Dictionary<string, Func<int, long, DecodedFunction>> Functions = new(StringComparer.Ordinal)
    {
        // Terms of order 1 to 3 among 40 positions; nothing else matters.
        ["subset"] = static (length, seed) => LongFunctions.AndNetwork(length, 40, 60, 3, seed),
        // The same over all positions.
        ["spread"] = static (length, seed) => LongFunctions.AndNetwork(length, length, 150, 3, seed),
        // A table at every position, large at few, and pairs among the largest.
        ["additive-pairs"] = static (length, seed) => LongFunctions.AdditiveWithPairs(length, 60, 200, seed),
        // Pairs whose positions have no effect of their own.
        ["hidden-pairs"] = static (length, seed) => LongFunctions.HiddenPairs(length, 30, seed),
        // Many weak pairs and triples among 30 positions.
        ["dense"] = static (length, seed) => LongFunctions.DenseAmongFew(length, 30, seed),
        // Every neighbouring pair alike, as a short motif counted anywhere.
        ["neighbours"] = static (length, seed) => LongFunctions.Neighbours(length, seed),
    };

    public static int Run(string[] arguments)
    {
        int[] lengths = Numbers(arguments, 0, "300,500"), budgets = Numbers(arguments, 1, "5000,50000,200000");
        string[] names = arguments.Length > 2 ? arguments[2].Split(',') : [.. Functions.Keys];
        int[] seeds = Numbers(arguments, 3, "1");
        bool steps = arguments.Length > 4;
        Console.WriteLine($"{Environment.ProcessorCount} cores; peak is of the process so far");
        Console.WriteLine("| function | L | seed | budget | R² of unseen rows | φ R² | tables | s | processor s | peak MB |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        foreach (string name in names)
            foreach (int length in lengths)
                foreach (int seed in seeds)
                    foreach (int budget in budgets) Measure(name, length, seed, budget, steps);
        return 0;
    }

    private static void Measure(string name, int length, int seed, int budget, bool steps)
    {
        DecodedFunction truth = Functions[name](length, seed);
        BudgetSplit rows = BudgetSplit.Of(Draw(truth, 1, 0, budget));
        SampleSet unseen = Draw(truth, 2, 0, TestRows);
        long start = Stopwatch.GetTimestamp();
        TimeSpan used = Environment.CpuUsage.TotalTime;
        HybridResult result = HybridDecoder.Decode(truth.Domain, rows.Training, rows.Validation, new HybridOptions());
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds, processor = (Environment.CpuUsage.TotalTime - used).TotalSeconds;
        if (steps) foreach (string line in result.Steps) Console.WriteLine("    " + line);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {name} | {length} | {seed} | {budget} | {SketchQuality.Measure(result.Function, unseen).R2:F4} | {PhiR2(truth, result.Function):F4} | {result.Function.Tables.Count} | {seconds:F1} | {processor:F1} | {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} |"));
    }

    private static SampleSet Draw(DecodedFunction truth, long seed, int first, int count)
    {
        int length = truth.Domain.Length;
        var letters = new byte[count * length];
        new UniformRows(seed, truth.Domain.LetterCount, length, first, count).Fill(0, count, letters);
        var values = new float[count];
        Parallel.For(0, count, row => values[row] = (float)LongFunctions.Value(truth, letters.AsSpan(row * length, length)));
        return new SampleSet(length, letters, values);
    }

    private static double PhiR2(DecodedFunction truth, DecodedFunction found)
    {
        int length = truth.Domain.Length;
        SampleSet rows = Draw(truth, 3, 0, PhiRows);
        double error = 0, squares = 0, sum = 0;
        var exact = new double[length];
        var close = new double[length];
        for (int row = 0; row < rows.Count; row++)
        {
            LongFunctions.Shapley(truth, rows.Row(row), exact);
            LongFunctions.Shapley(found, rows.Row(row), close);
            for (int i = 0; i < length; i++)
            {
                error += (exact[i] - close[i]) * (exact[i] - close[i]);
                squares += exact[i] * exact[i];
                sum += exact[i];
            }
        }

        return 1 - (error / (squares - (sum * sum / (rows.Count * length))));
    }

    private static int[] Numbers(string[] arguments, int index, string otherwise) =>
        [.. (arguments.Length > index ? arguments[index] : otherwise).Split(',').Select(static text => int.Parse(text, CultureInfo.InvariantCulture))];
}
