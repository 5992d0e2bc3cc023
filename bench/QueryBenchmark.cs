using System.Diagnostics;
using System.Globalization;
using GenoXai.Core.Numerics;
using GenoXai.Core.Querying;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;

namespace GenoXai.Bench;

/// <summary>How many sequences a second a sketch explains, and how long one sequence takes. Prints a Markdown table.</summary>
internal static class QueryBenchmark
{
    private const int Rows = 200_000;
    private const int Top = 20;

    public static void Run(TextWriter output)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores, .NET {Environment.Version}, batches of {Rows:N0} random sequences, best of 5."));
        output.WriteLine();
        output.WriteLine("| sketch | tables | look-ups after folding | build ms | φ: sequences/s | φ: 1 thread | with the 20 strongest: sequences/s | one sequence, top 20: µs |");
        output.WriteLine("|---|---|---|---|---|---|---|---|");
        Measure("TIGER's size: L=26, all of order 1, 192 pairs, 32 of order 3–5", Sketch(26, [26, 192, 12, 12, 8]), null, output);
        Measure("inDelphi's size: L=40, all of order 1, 250 pairs, 110 of order 3–5", Sketch(40, [40, 250, 60, 40, 10]), null, output);
        Measure("L=18, all of order ≤ 2 (171)", Sketch(18, [18, 153]), null, output);
        Measure("L=18, all of order ≤ 3, 2,500 of order 4–6", Sketch(18, [18, 153, 816, 1200, 900, 400]), null, output);
        Measure("L=120, all of order ≤ 2 (7,260)", Sketch(120, [120, 7140]), null, output);
        Sketch tiger = Sketch(26, [26, 192, 12, 12, 8]);
        var background = new SequenceBackground([.. Enumerable.Range(0, 1000).Select(static i => new NamedSequence($"b{i}", Letters(26, 1, i)))]);
        Measure("TIGER's size, background of 1,000 sequences", tiger, background, output);
    }

    private static void Measure(string name, Sketch sketch, QueryBackground? background, TextWriter output)
    {
        int length = sketch.Function.Domain.Length;
        byte[] letters = Letters(length, Rows, 1);
        double[] phi = new double[Rows * length], predictions = new double[Rows], values = new double[Rows * Top];
        var supports = new int[Rows * Top];

        var clock = Stopwatch.StartNew();
        var query = new SketchQuery(sketch, background);
        int lookUps = query.LookUps;
        double build = clock.Elapsed.TotalMilliseconds;
        query.Explain(letters, Rows, phi, predictions);
        double all = Best(() => query.Explain(letters, Rows, phi, predictions));
        double interactions = Best(() => query.ExplainWithInteractions(letters, Rows, Top, phi, predictions, supports, values));
        var single = new SketchQuery(sketch, background, new QueryOptions { Threads = 1 });
        double one = Best(() => single.Explain(letters, Rows, phi, predictions));
        const int calls = 5000;
        double latency = Best(() =>
        {
            for (int i = 0; i < calls; i++) query.Explain(letters.AsSpan(i * length, length), Top);
        });

        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {name} | {query.Supports.Count:N0} | {lookUps:N0} | {build:N0} | {Rows / all:N0} | {Rows / one:N0} | {Rows / interactions:N0} | {latency / calls * 1e6:N1} |"));
    }

    private static double Best(Action action)
    {
        double best = double.PositiveInfinity;
        for (int i = 0; i < 5; i++)
        {
            var clock = Stopwatch.StartNew();
            action();
            best = Math.Min(best, clock.Elapsed.TotalSeconds);
        }

        return best;
    }

    private static Sketch Sketch(int length, int[] supportsByOrder)
    {
        SeededRandom random = SeededRandom.Stream(1, "query-benchmark");
        var tables = new List<AnovaTable>();
        for (int order = 1; order <= supportsByOrder.Length; order++)
        {
            var seen = new HashSet<string>();
            while (seen.Count < supportsByOrder[order - 1])
            {
                int[] all = [.. Enumerable.Range(0, length)];
                random.Shuffle<int>(all);
                int[] positions = all[..order];
                Array.Sort(positions);
                if (!seen.Add(string.Join(',', positions))) continue;
                var values = new double[1 << 2 * order];
                double scale = random.NextDouble() / order;
                for (int i = 0; i < values.Length; i++) values[i] = scale * random.NextGaussian();
                tables.Add(new AnovaTable(positions, values));
            }
        }

        return new Sketch(
            new DecodedFunction(new SketchDomain(Alphabet.Dna, length), 0, tables),
            new SketchQuality(null, null, 0, 0, []),
            new SketchProvenance { ModelId = "synthetic", ModelSha256 = "", Target = "y", Decoder = "none", Seed = 1, Rows = new SketchRows(0, 0, 0), CreatedBy = "bench" });
    }

    private static byte[] Letters(int length, int rows, long seed)
    {
        SeededRandom random = SeededRandom.Stream(seed, "query-benchmark-rows");
        var letters = new byte[rows * length];
        for (int i = 0; i < letters.Length; i++) letters[i] = (byte)random.NextInt(4);
        return letters;
    }
}
