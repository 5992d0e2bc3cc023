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
        float[] data = Normal(DataRows + inputs, 17);
        SensxBenchmark.Line($"| function | model rows | method | accuracy | ± | consistency | rows a second |");
        SensxBenchmark.Line($"|---|---|---|---|---|---|---|");
        foreach (string name in functions)
        {
            using var model = OnnxVectorModel.Load(Path.Combine(models, name + ".onnx"), [], new ModelOptions { Threads = 1 });
            using var gradients = new SensxGradients(Path.Combine(models, name + ".onnx"), Width);
            var box = PerturbationBox.FromData(data, Width);
            foreach ((int samples, int walks) in Settings)
            {
                int rows = (samples == 0 ? 0 : 50 * samples + 1) + walks * (Width + 1);
                Measure($"SensX{(samples == 0 ? ", δ = 1" : $", profile of {samples}")}, {walks} walks", (x, _, seed) => Sensx(model, box, x, samples, walks, seed), rows);
                Measure("KernelSHAP", (x, budget, seed) => Sampled(KernelShap.Run, model, data, x, budget, seed), rows);
                Measure("permutation sampling", (x, budget, seed) => Sampled(PermutationSampling.Run, model, data, x, budget, seed), rows);
                Measure("integrated gradients from the mean", (x, budget, _) => gradients.Run(x, MeanOf(data), budget), rows);
                Measure("integrated gradients from the background", (x, budget, seed) => gradients.Run(x, Drawn(data, budget / PathNodes, seed), PathNodes), rows);
            }

            void Measure(string method, Scores scores, int rows)
            {
                double accuracy = 0, squares = 0, agreement = 0;
                int pairs = 0;
                var watch = Stopwatch.StartNew();
                for (int n = 0; n < inputs; n++)
                {
                    float[] x = data.AsSpan((DataRows + n) * Width, Width).ToArray();
                    int[] relevant = Relevant(name, x);
                    var tops = new HashSet<int>[seeds];
                    double found = 0;
                    for (int s = 0; s < seeds; s++)
                    {
                        double[] values = scores(x, rows, s + 1);
                        tops[s] = [.. Enumerable.Range(0, Width).OrderByDescending(i => Math.Abs(values[i])).Take(relevant.Length)];
                        found += relevant.Count(tops[s].Contains) / (double)relevant.Length / seeds;
                        for (int t = 0; t < s; t++, pairs++) agreement += tops[s].Count(tops[t].Contains) / (double)relevant.Length;
                    }

                    accuracy += found / inputs;
                    squares += found * found / inputs;
                }

                double error = Math.Sqrt(Math.Max(0, squares - accuracy * accuracy) / inputs), rate = (double)rows * inputs * seeds / watch.Elapsed.TotalSeconds;
                SensxBenchmark.Line($"| {name} | {rows:N0} | {method} | {accuracy:F3} | {error:F3} | {agreement / Math.Max(1, pairs):F3} | {rate:N0} |");
            }
        }
    }

    internal static int[] Relevant(string name, float[] x) => name switch
    {
        "xor" => [0, 1],
        "switch" => x[9] > 0 ? [0, 1, 2, 3, 9] : [4, 5, 6, 7, 9],
        _ => [0, 1, 2, 3],
    };

    private static double[] Sensx(OnnxVectorModel model, PerturbationBox box, float[] x, int samples, int walks, long seed)
    {
        var groups = FeatureGroups.Singles(box);
        double delta = 1;
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

    internal static float[] Normal(int rows, long seed)
    {
        var random = SeededRandom.Stream(seed, "normal");
        var values = new float[rows * Width];
        for (int i = 0; i < values.Length; i++) values[i] = (float)random.NextGaussian();
        return values;
    }
}
