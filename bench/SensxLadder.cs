using System.Diagnostics;
using GenoXai.Core.Attribution;
using GenoXai.Core.Models;
using GenoXai.Core.Sensitivity;

namespace GenoXai.Bench;

/// <summary>
/// SensX against KernelSHAP at equal accuracy: both climb a ladder of model rows, in turn on one thread, and for every
/// accuracy that both reach the rows and seconds of an input are compared.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="name">How the function is called.</param>
/// <param name="background">Rows of the data, which are KernelSHAP's background; their range is SensX's domain.</param>
/// <param name="points">What is explained.</param>
/// <param name="relevant">The features that are to be found of a point.</param>
internal sealed class SensxLadder(OnnxVectorModel model, string name, float[] background, float[][] points, Func<float[], int[]> relevant)
{
    private const int BatchRows = 1024;
    private static readonly double[] Targets = [.99, .98, .95, .9, .85, .8, .7, .6];
    private readonly List<Rung> _sensx = [], _kernel = [];
    private readonly PerturbationBox _box = PerturbationBox.FromData([.. background, .. points.SelectMany(static p => p)], model.Width);

    /// <summary>The paper's functions, on normal data.</summary>
    public static void Run(string folder, IEnumerable<string> functions, int inputs, int mostRows)
    {
        SensxBenchmark.Line($"| function | accuracy | SensX: rows, seconds | KernelSHAP: rows, seconds | ratio of rows | ratio of seconds |");
        SensxBenchmark.Line($"|---|---|---|---|---|---|");
        foreach (string name in functions)
        {
            using var model = OnnxVectorModel.Load(Path.Combine(folder, name + ".onnx"), [], new ModelOptions { Threads = 1 });
            float[] data = SensxFunctions.Normal(SensxFunctions.DataRows + inputs, 17);
            float[][] points = [.. data.Chunk(SensxFunctions.Width).Skip(SensxFunctions.DataRows)];
            new SensxLadder(model, name, data[..(SensxFunctions.DataRows * SensxFunctions.Width)], points, x => SensxFunctions.Relevant(name, x)).Climb(mostRows);
        }
    }

    /// <summary>Many features, of which the first are planted.</summary>
    public static void Wide(string path, float[] rows, int planted, int inputs, int mostRows)
    {
        using var model = OnnxVectorModel.Load(path, [], new ModelOptions { Threads = 1 });
        float[][] points = [.. rows.Chunk(model.Width).Take(inputs)];
        int[] relevant = [.. Enumerable.Range(0, planted)];
        new SensxLadder(model, Path.GetFileNameWithoutExtension(path), rows, points, _ => relevant).Climb(mostRows);
    }

    private void Climb(int mostRows)
    {
        int width = model.Width, walks = 1, rows = KernelShap.LeastRows(width);
        int warm = rows;
        Measure([], 20 * (width + 1), (x, seed) => Sensx(x, 20, seed));
        Measure([], 10 * warm, (x, seed) => Kernel(x, 10 * warm, seed));
        // In turn, so that what else the machine does falls on both alike.
        while ((walks > 0 && !Done(_sensx)) || (rows > 0 && !Done(_kernel)))
        {
            if (walks > 0 && !Done(_sensx))
            {
                int count = walks;
                Measure(_sensx, count * (width + 1), (x, seed) => Sensx(x, count, seed));
                walks = Next(walks, mostRows / (width + 1));
            }

            if (rows > 0 && !Done(_kernel))
            {
                int count = rows;
                Measure(_kernel, count, (x, seed) => Kernel(x, count, seed));
                rows = Next(rows, mostRows);
            }
        }

        foreach (double target in Targets)
        {
            if (Reaches(_sensx, target) is not { } ours || Reaches(_kernel, target) is not { } theirs) continue;
            SensxBenchmark.Line($"| {name} | {target:F2} | {ours.Rows:N0}, {ours.Seconds:F5} | {theirs.Rows:N0}, {theirs.Seconds:F5} | {(double)theirs.Rows / ours.Rows:F1} | {theirs.Seconds / ours.Seconds:F1} |");
        }

        foreach ((string method, List<Rung> rungs) in new[] { ("SensX", _sensx), ("KernelSHAP", _kernel) })
            SensxBenchmark.Line($"{name}, {method}: {string.Join(" · ", rungs.Select(static r => FormattableString.Invariant($"{r.Rows:N0} {r.Accuracy:F3}")))}");
    }

    // Two rungs of .99 show that it stays.
    private static bool Done(List<Rung> rungs) => rungs.Count > 1 && rungs[^1].Accuracy >= Targets[0] && rungs[^2].Accuracy >= Targets[0];

    private static int Next(int now, long most) => now * 3L / 2 + 1 <= most ? (int)(now * 3L / 2 + 1) : 0;

    /// <summary>The first rung from which on no rung falls below.</summary>
    private static Rung? Reaches(List<Rung> rungs, double accuracy)
    {
        int at = rungs.Count;
        while (at > 0 && rungs[at - 1].Accuracy >= accuracy) at--;
        return at < rungs.Count ? rungs[at] : null;
    }

    private void Measure(List<Rung> rungs, int rows, Func<float[], long, double[]> scores)
    {
        double found = 0;
        var watch = Stopwatch.StartNew();
        for (int n = 0; n < points.Length; n++)
        {
            double[] values = scores(points[n], n + 1);
            int[] wanted = relevant(points[n]);
            found += Enumerable.Range(0, values.Length).OrderByDescending(i => Math.Abs(values[i])).Take(wanted.Length).Count(wanted.Contains) / (double)wanted.Length / points.Length;
        }

        rungs.Add(new Rung(rows, found, watch.Elapsed.TotalSeconds / points.Length));
    }

    private double[] Sensx(float[] x, int walks, long seed)
    {
        var groups = FeatureGroups.Singles(_box);
        var effects = new ElementaryEffects(groups, 1);
        RandomWalks.Run(model, x, _box, 1, groups, 0, walks, seed, BatchRows, effects.Add);
        effects.Complete(walks);
        return effects.Scores(0);
    }

    private double[] Kernel(float[] x, int rows, long seed)
    {
        using VectorBatch batch = model.CreateBatch(Math.Min(BatchRows, rows));
        return KernelShap.Run(new VectorGame((inputs, count) => VectorAnswers.Of(model, batch, inputs, count), x, background, seed), rows, seed).Phi;
    }

    private sealed record Rung(int Rows, double Accuracy, double Seconds);
}
