using System.Diagnostics;
using System.Globalization;
using GenoXai.Core.Attribution;
using GenoXai.Core.Encoding;
using GenoXai.Core.Models;
using GenoXai.Core.Numerics;
using GenoXai.Core.Sequences;

namespace GenoXai.Bench;

/// <summary>
/// Taylor ISM against naive ISM of the same sequence: processor time of this process a sequence, both on one
/// thread and in batches of 16. Arguments: <c>MODEL.onnx[:target] …</c>.
/// </summary>
internal static class TaylorBenchmark
{
    private const int Batch = 16;
    private const double SecondsEach = 8;

    public static int Run(string[] arguments)
    {
        if (arguments.Length == 0)
        {
            Console.Error.WriteLine("Give: MODEL.onnx[:target] …");
            return 2;
        }

        Console.WriteLine("| model | L | ISM, CPU s a sequence | Taylor ISM, CPU s a sequence | speed-up | ÷ L |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (string model in arguments) Measure(model);
        return 0;
    }

    private static void Measure(string argument)
    {
        int colon = argument.LastIndexOf(':');
        (string path, string[] targets) = colon < 0 ? (argument, Array.Empty<string>()) : (argument[..colon], [argument[(colon + 1)..]]);
        using OnnxSequenceModel model = ModelLoader.Load(path).Open(targets, new ModelOptions { Threads = 1 });
        int length = model.Facts.FixedLength ?? 1000;
        var random = SeededRandom.Stream(1, "taylor-benchmark");
        NamedSequence[] sequences = [.. Enumerable.Range(0, Batch).Select(i => new NamedSequence($"s{i}", [.. Enumerable.Range(0, length).Select(_ => (byte)random.NextInt(4))]))];
        var jobs = new Points(sequences);
        var rows = new MutagenesisRows([sequences[0]], model.Alphabet, new SaturationMutagenesisOptions());
        double taylor = Least(() => PointEvaluator.Run(model.Gradients, jobs, Batch, 1)) / Batch;
        double ism = Least(() => RowPredictor.Predict(model, rows, Batch, 1));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {Path.GetFileNameWithoutExtension(path)} | {length} | {ism:G3} | {taylor:G3} | {ism / taylor:F0} | {ism / taylor / length:F2} |"));
    }

    /// <summary>Least processor time of a few repeats, the first left out.</summary>
    private static double Least(Action action)
    {
        action();
        using var process = Process.GetCurrentProcess();
        double least = double.MaxValue;
        var watch = Stopwatch.StartNew();
        for (int i = 0; i < 2 || (watch.Elapsed.TotalSeconds < SecondsEach && i < 50); i++)
        {
            process.Refresh();
            TimeSpan before = process.TotalProcessorTime;
            action();
            process.Refresh();
            least = Math.Min(least, (process.TotalProcessorTime - before).TotalSeconds);
        }

        return least;
    }

    private sealed class Points(NamedSequence[] sequences) : PointJobs
    {
        public override int Count => 1;

        public override int LengthOf(int job) => sequences[0].Length;

        public override int PointsOf(int job) => sequences.Length;

        public override void Fill(int job, int point, Span<float> values, Span<float> reference) => OneHotPoint.Write(sequences[point].Letters, 4, 0, values);

        public override void Take(int job, int point, ReadOnlySpan<float> predictions, ReadOnlySpan<float> referencePredictions, ReadOnlySpan<float> gradients)
        {
        }
    }
}
