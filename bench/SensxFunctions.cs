using System.Diagnostics;
using GenoXai.Core.Attribution;
using GenoXai.Core.Models;
using GenoXai.Core.Numerics;
using GenoXai.Core.Sensitivity;

namespace GenoXai.Bench;

/// <summary>
/// The paper's benchmark: X ~ N(0, I₁₀), networks trained on four functions, how many of the features that the function
/// uses are ranked first, SensX against KernelSHAP, permutation sampling and integrated gradients at equal model rows.
/// </summary>
internal static class SensxFunctions
{
    /// <summary>Features, and rows of the background.</summary>
    internal const int Width = 10, DataRows = 1000;
    private const int PathNodes = 10;

    // Budgets in model rows an input: walks alone in the whole domain; the paper's walks with a profile of 20 samples a point.
    private static readonly (int Samples, int Walks)[] Settings = [(0, 50), (0, 200), (20, 200)];

    private delegate double[] Scores(float[] x, int rows, long seed);

    public static void Run(int inputs, int seeds, string models, IReadOnlyList<string> functions)
    {
        SensxBenchmark.Line($"| function | model rows | method | accuracy | ± | top 2 | consistency | rows a second |");
        SensxBenchmark.Line($"|---|---|---|---|---|---|---|---|");
        foreach (string name in functions)
        {
            using var model = OnnxVectorModel.Load(Path.Combine(models, name + ".onnx"), [], new ModelOptions { Threads = 1 });
            using var gradients = new SensxGradients(Path.Combine(models, name + ".onnx"), Width);
            (float[] data, float[][] points) = Data(name, model, inputs);
            var box = PerturbationBox.FromData([.. data, .. points.SelectMany(static p => p)], Width);
            foreach ((int samples, int walks) in Settings)
            {
                int rows = (samples == 0 ? 0 : 50 * samples + 1) + walks * (Width + 1);
                Measure($"SensX{(samples == 0 ? ", δ = 1" : $", profile of {samples}")}, {walks} walks", (x, _, seed) => Sensx(model, box, x, samples, walks, seed), rows);
                Measure("KernelSHAP", (x, budget, seed) => Sampled(KernelShap.Run, model, data, x, budget, seed), rows);
                Measure("permutation sampling", (x, budget, seed) => Sampled(PermutationSampling.Run, model, data, x, budget, seed), rows);
                Measure("integrated gradients from the mean", (x, budget, _) => gradients.Run(x, MeanOf(data), budget), rows);
                Measure("integrated gradients from the background", (x, budget, seed) => gradients.Run(x, Drawn(data, budget / PathNodes, seed), PathNodes), rows);
            }

            // Smaller boxes than the profile chooses: fewer walks leave the branch that the point is on.
            foreach (double delta in name.StartsWith("switch", StringComparison.Ordinal) ? new[] { .5, .25, .1 } : [])
                Measure(FormattableString.Invariant($"SensX, δ = {delta}, 200 walks"), (x, _, seed) => Sensx(model, box, x, 0, 200, seed, delta), 200 * (Width + 1));

            void Measure(string method, Scores scores, int rows)
            {
                double accuracy = 0, squares = 0, agreement = 0, first = 0;
                int pairs = 0;
                var watch = Stopwatch.StartNew();
                foreach (float[] x in points)
                {
                    int[] relevant = Relevant(name, x);
                    var tops = new HashSet<int>[seeds];
                    double found = 0;
                    for (int s = 0; s < seeds; s++)
                    {
                        double[] values = scores(x, rows, s + 1);
                        int[] order = [.. Enumerable.Range(0, Width).OrderByDescending(i => Math.Abs(values[i]))];
                        tops[s] = [.. order.Take(relevant.Length)];
                        if (order.Take(2).All(relevant.Contains)) first += 1.0 / seeds / points.Length;
                        found += relevant.Count(tops[s].Contains) / (double)relevant.Length / seeds;
                        for (int t = 0; t < s; t++, pairs++) agreement += tops[s].Count(tops[t].Contains) / (double)relevant.Length;
                    }

                    accuracy += found / points.Length;
                    squares += found * found / points.Length;
                }

                double error = Math.Sqrt(Math.Max(0, squares - accuracy * accuracy) / points.Length), rate = (double)rows * points.Length * seeds / watch.Elapsed.TotalSeconds;
                SensxBenchmark.Line($"| {name} | {rows:N0} | {method} | {accuracy:F3} | {error:F3} | {first:F3} | {agreement / Math.Max(1, pairs):F3} | {rate:N0} |");
            }
        }
    }

    internal static int[] Relevant(string name, float[] x) => name switch
    {
        "xor" => [0, 1],
        "switch" or "switch_mixture" => x[9] > 0 ? [0, 1, 2, 3, 9] : [4, 5, 6, 7, 9],
        _ => [0, 1, 2, 3],
    };

    private static double[] Sensx(OnnxVectorModel model, PerturbationBox box, float[] x, int samples, int walks, long seed, double delta = 1)
    {
        var groups = FeatureGroups.Singles(box);
        if (samples > 0) delta = StableDelta.Choose(StabilityProfile.Compute(model, x, box, groups, StabilityProfile.LinearGrid(), samples, seed, 1024), 0, true).Delta;
        var effects = new ElementaryEffects(groups, 1);
        if (delta == 0) return new double[Width];
        RandomWalks.Run(model, x, box, delta, groups, 0, walks, seed, 1024, effects.Add);
        effects.Complete(walks);
        return effects.Scores(0);
    }

    private static double[] Sampled(Func<ICoalitionGame, int, long, CancellationToken, ShapleyEstimate> method, OnnxVectorModel model, float[] data, float[] x, int rows, long seed)
    {
        using VectorBatch batch = model.CreateBatch(1024);
        return method(new VectorGame((inputs, count) => VectorAnswers.Of(model, batch, inputs, count), x, data.AsSpan(0, DataRows * Width).ToArray(), seed), rows, seed, CancellationToken.None).Phi;
    }

    private static float[] MeanOf(float[] data) =>
        [.. Enumerable.Range(0, Width).Select(i => (float)Enumerable.Range(0, DataRows).Average(r => (double)data[r * Width + i]))];

    /// <summary>Different rows of the background, drawn at random.</summary>
    private static float[] Drawn(float[] data, int count, long seed)
    {
        var random = SeededRandom.Stream(seed, "baselines");
        int[] order = [.. Enumerable.Range(0, DataRows)];
        random.Shuffle(order.AsSpan());
        return [.. order.Take(count).SelectMany(r => data[(r * Width)..((r + 1) * Width)])];
    }

    /// <summary>Background and points: normal; of the authors' switch, as they have it, x9 about ±3 and points of which the network is sure that the function is below 0.</summary>
    private static (float[] Data, float[][] Points) Data(string name, OnnxVectorModel model, int inputs)
    {
        if (name != "switch_mixture")
        {
            float[] normal = Normal(DataRows + inputs, 17);
            return (normal[..(DataRows * Width)], [.. normal.Chunk(Width).Skip(DataRows)]);
        }

        float[] values = Normal(DataRows + 20 * inputs, 17);
        var random = SeededRandom.Stream(17, "branch");
        for (int row = 0; row < values.Length / Width; row++) values[row * Width + 9] += random.NextInt(2) == 0 ? 3 : -3;
        using VectorBatch batch = model.CreateBatch(1024);
        double[] answers = VectorAnswers.Of(model, batch, values, values.Length / Width);
        return (values[..(DataRows * Width)], [.. values.Chunk(Width).Where((_, row) => row >= DataRows && answers[row] < .01).Take(inputs)]);
    }

    internal static float[] Normal(int rows, long seed)
    {
        var random = SeededRandom.Stream(seed, "normal");
        var values = new float[rows * Width];
        for (int i = 0; i < values.Length; i++) values[i] = (float)random.NextGaussian();
        return values;
    }
}
