using System.Diagnostics;
using System.Globalization;
using GenoXai.Core.Numerics;
using GenoXai.Core.Sampling;
using GenoXai.Core.Sketching;

namespace GenoXai.Bench;

/// <summary>
/// How often the 90 % bands of Shapley values hold the true ones, and how wide they are: seeded functions with
/// known Shapley values, sketched from the rows that <c>genoxai sketch</c> shows, split as it splits its budget.
/// </summary>
internal static class BandsBenchmark
{
    private const int Asked = 1000;

    private static readonly (string Name, Func<long, DecodedFunction> Make)[] Functions =
    [
        ("AND, L 8, 12 terms", static seed => ToyFunctions.AndNetwork(8, 12, seed)),
        ("AND, L 12, 10 terms", static seed => ToyFunctions.AndNetwork(12, 10, seed)),
        ("AND, L 18, 30 terms", static seed => ToyFunctions.AndNetwork(18, 30, seed)),
        ("AND, L 30, 20 terms", static seed => ToyFunctions.AndNetwork(30, 20, seed)),
        ("AND, L 30, 100 terms", static seed => ToyFunctions.AndNetwork(30, 100, seed)),
        ("AND, L 40, 15 terms", static seed => ToyFunctions.AndNetwork(40, 15, seed)),
        ("AND, L 120, 200 terms", static seed => ToyFunctions.AndNetwork(120, 200, seed)),
        ("pairwise, L 8", static seed => ToyFunctions.Pairwise(8, seed)),
        ("pairwise, L 10", static seed => ToyFunctions.Pairwise(10, seed)),
        ("pairwise, L 18", static seed => ToyFunctions.Pairwise(18, seed)),
        ("pairwise, L 30", static seed => ToyFunctions.Pairwise(30, seed)),
        ("Fourier, L 18, 40 frequencies", static seed => ToyFunctions.SparseFourier(18, 40, seed)),
        ("Fourier, L 30, 100 frequencies", static seed => ToyFunctions.SparseFourier(30, 100, seed)),
        ("mixed orders, L 18, 150 tables", static seed => ToyFunctions.MixedOrders(18, 150, seed)),
        ("mixed orders, L 30, 12 tables", static seed => ToyFunctions.MixedOrders(30, 12, seed)),
    ];

    /// <summary>Arguments: budgets, comma-separated; seeds; decoders; parts of the functions' names between bars (each with a default).</summary>
    public static int Run(string[] arguments)
    {
        int[] budgets = [.. Argument(0, "5000").Split(',').Select(text => int.Parse(text, CultureInfo.InvariantCulture))];
        long[] seeds = [.. Argument(1, "1,2,3").Split(',').Select(text => long.Parse(text, CultureInfo.InvariantCulture))];
        string[] decoders = Argument(2, "ridge1,ridge2,hybrid").Split(',');
        string wanted = Argument(3, "");
        int asked = 0, met = 0;
        Console.WriteLine("| function | rows | decoder | seed | R² | covered % | half-width / RMSE | both met | decode s |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (int budget in budgets)
        {
            foreach (string decoder in decoders)
            {
                foreach ((string name, Func<long, DecodedFunction> make) in Functions)
                {
                    if (!wanted.Split('|').Any(part => name.Contains(part, StringComparison.Ordinal))) continue;
                    foreach (long seed in seeds)
                    {
                        asked++;
                        met += Measure(name, make(seed), decoder, budget, seed) ? 1 : 0;
                    }
                }
            }
        }

        Console.WriteLine();
        Console.WriteLine(FormattableString.Invariant($"{met} of {asked} meet both: 85 to 95 % covered, half-width at most 2.5 × RMSE."));
        return 0;

        string Argument(int index, string otherwise) => arguments.Length > index ? arguments[index] : otherwise;
    }

    private static bool Measure(string name, DecodedFunction truth, string decoder, int budget, long seed)
    {
        BudgetSplit rows = BudgetSplit.Of(Draw(truth, budget, seed));
        var clock = Stopwatch.StartNew();
        DecodedFunction found = Decode(decoder, rows, budget, truth);
        double seconds = clock.Elapsed.TotalSeconds;
        SketchQuality quality = SketchQuality.Measure(found, rows.Test);

        byte[] letters = Letters(truth.Domain.Length, Asked, seed + 1_000_000);
        double[] expected = PeersDecoders.Explain(truth, letters).Phi, actual = PeersDecoders.Explain(found, letters).Phi, band = [.. quality.PhiBand!];
        double squares = 0;
        int inside = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            double error = Math.Abs(actual[i] - expected[i]);
            squares += error * error;
            inside += error <= band[i % band.Length] ? 1 : 0;
        }

        double covered = (double)inside / expected.Length, ratio = band.Average() / Math.Sqrt(squares / expected.Length);
        bool met = covered is >= 0.85 and <= 0.95 && ratio <= 2.5;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {name} | {budget} | {decoder} | {seed} | {quality.R2:F4} | {100 * covered:F1} | {ratio:F2} | {(met ? "yes" : "no")} | {seconds:F1} |"));
        return met;
    }

    private static DecodedFunction Decode(string decoder, BudgetSplit rows, int budget, DecodedFunction truth)
    {
        SketchDomain domain = truth.Domain;
        (_, SampleSet validation, SampleSet training) = rows;
        return decoder switch
        {
            "hybrid" => DefaultDecoder.Decode(domain, rows, budget, letters => Values(truth, letters)).Result.Function,
            _ when decoder.StartsWith("ridge", StringComparison.Ordinal) =>
                LowOrderRidgeDecoder.Decode(domain, training, validation, new LowOrderRidgeOptions { Order = int.Parse(decoder[5..], CultureInfo.InvariantCulture) }, default),
            _ => throw new ArgumentException($"No decoder {decoder}: hybrid, or ridge and its order.", nameof(decoder)),
        };
    }

    private static SampleSet Draw(DecodedFunction truth, int count, long seed)
    {
        var letters = new byte[count * truth.Domain.Length];
        new BalancedRows(seed, 4, truth.Domain.Length, 0, count).Fill(0, count, letters);
        return new SampleSet(truth.Domain.Length, letters, Values(truth, letters));
    }

    private static float[] Values(DecodedFunction truth, byte[] letters) => [.. PeersDecoders.Explain(truth, letters).Predicted.Select(static value => (float)value)];

    private static byte[] Letters(int length, int count, long seed)
    {
        SeededRandom random = SeededRandom.Stream(seed, "bands-rows");
        var letters = new byte[count * length];
        for (int i = 0; i < letters.Length; i++) letters[i] = (byte)random.NextInt(4);
        return letters;
    }
}
