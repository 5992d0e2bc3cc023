using System.Diagnostics;
using GenoXai.Core.Attribution;
using GenoXai.Core.Models;
using GenoXai.Core.Results;
using GenoXai.Core.Sensitivity;

namespace GenoXai.Bench;

/// <summary>SensX against KernelSHAP on many features: rows and seconds until both find the planted ones, in turn on one thread.</summary>
internal static class SensxRace
{
    private const int Inputs = 5;

    public static void Run(string path, string data, int planted)
    {
        using var model = OnnxVectorModel.Load(path, [], new ModelOptions { Threads = 1 });
        using var reader = new NpyReader(File.OpenRead(data), data);
        float[] rows = reader.ReadAll<float>().Values;
        int width = model.Width;
        var box = PerturbationBox.FromData(rows, width);
        var groups = FeatureGroups.Singles(box);
        using VectorBatch batch = model.CreateBatch(256);
        SensxBenchmark.Line($"| method | model rows | accuracy | seconds an input |");
        SensxBenchmark.Line($"|---|---|---|---|");
        int[] walks = [1, 2, 5, 10, 20, 50, 100];
        // KernelSHAP's fit is of order rows · D².
        double[] factors = width <= 200 ? [3, 6, 10, 30, 100, 300, 1000] : [3, 6, 10, 30];
        // In turn, so that what else the machine does falls on both alike.
        for (int i = 0; i < Math.Max(walks.Length, factors.Length); i++)
        {
            if (i < walks.Length) Measure("SensX, δ = 1", walks[i] * (width + 1), (x, seed) => Sensx(x, walks[i], seed));
            if (i < factors.Length) Measure("KernelSHAP", (int)(factors[i] * width), (x, seed) => Kernel(x, (int)(factors[i] * width), seed));
        }

        void Measure(string method, int count, Func<float[], long, double[]> scores)
        {
            double found = 0;
            var watch = Stopwatch.StartNew();
            for (int n = 0; n < Inputs; n++)
            {
                double[] values = scores(rows.AsSpan(n * width, width).ToArray(), n + 1);
                found += Enumerable.Range(0, width).OrderByDescending(i => Math.Abs(values[i])).Take(planted).Count(i => i < planted) / (double)planted / Inputs;
            }

            SensxBenchmark.Line($"| {method} | {count:N0} | {found:F3} | {watch.Elapsed.TotalSeconds / Inputs:F3} |");
        }

        double[] Sensx(float[] x, int count, long seed)
        {
            var effects = new ElementaryEffects(groups, 1);
            RandomWalks.Run(model, x, box, 1, groups, 0, count, seed, 256, effects.Add);
            effects.Complete(count);
            return effects.Scores(0);
        }

        double[] Kernel(float[] x, int count, long seed) =>
            KernelShap.Run(new VectorGame((inputs, asked) => VectorAnswers.Of(model, batch, inputs, asked), x, rows, seed), count, seed).Phi;
    }
}
