using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using GenoXai.Core.Models;
using GenoXai.Core.Numerics;
using GenoXai.Core.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace GenoXai.Bench;

/// <summary>
/// Processor time of a run that also gives the gradient ÷ that of the model alone, one thread, the
/// shortest of interleaved runs (the clock stands while other processes have the processor), and the
/// memory each takes at its peak (Linux). Arguments: <c>[--batches 1,16,256]
/// [--profile FOLDER] MODEL.onnx[:target[;target…]] …</c>; several targets are differentiated in one graph.
/// </summary>
internal static class GradientBenchmark
{
    private const double SecondsEach = 12;

    public static int Run(string[] arguments)
    {
        int[] batches = [1, 16, 256];
        string? profile = null;
        var models = new List<string>();
        for (int i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] == "--batches") batches = [.. arguments[++i].Split(',').Select(static b => int.Parse(b, CultureInfo.InvariantCulture))];
            else if (arguments[i] == "--profile") profile = arguments[++i];
            else models.Add(arguments[i]);
        }

        if (models.Count == 0)
        {
            Console.Error.WriteLine("Give: [--batches 1,16,256] [--profile FOLDER] MODEL.onnx[:target[;target…]] …");
            return 2;
        }

        Console.WriteLine("| model | rows | forward, ms | with gradient, ms | ratio | forward, MB | with gradient, MB |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (string model in models) Measure(model, batches, profile);
        return 0;
    }

    private static void Measure(string model, int[] batches, string? profile)
    {
        int colon = model.LastIndexOf(':');
        (string path, string[] targets) = colon < 0 ? (model, Array.Empty<string>()) : (model[..colon], model[(colon + 1)..].Split(';'));
        LoadedModel loaded = ModelLoader.Load(path);
        OnnxModel gradient = GradientModel.Of(loaded, targets, new ModelOptions { Threads = 1, Provider = ExecutionProvider.Cpu });
        string file = Path.GetFileNameWithoutExtension(path), name = targets.Length > 1 ? $"{file}, {targets.Length} targets" : file;
        foreach (int rows in batches)
        {
            using Side alone = new(loaded.Onnx, rows, loaded.Manifest.Input.Length ?? 1000, null);
            using Side both = new(gradient, rows, loaded.Manifest.Input.Length ?? 1000, profile is null ? null : Path.Combine(profile, $"{file}-{rows}"));
            long forwardMemory = alone.First(), gradientMemory = both.First();
            double forward = double.MaxValue, withGradient = double.MaxValue;
            var watch = Stopwatch.StartNew();
            for (int i = 0; i < 3 || (watch.Elapsed.TotalSeconds < SecondsEach && i < 200); i++)
            {
                forward = Math.Min(forward, alone.Run());
                withGradient = Math.Min(withGradient, both.Run());
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {name} | {rows} | {forward:F2} | {withGradient:F2} | {withGradient / forward:F2} | {forwardMemory / 1024.0:F0} | {gradientMemory / 1024.0:F0} |"));
        }
    }

    /// <summary>One session and its batch of random letters.</summary>
    private sealed class Side : IDisposable
    {
        private readonly InferenceSession _session;
        private readonly OrtValue _input;
        private readonly RunOptions _options = new();
        private readonly string[] _inputs, _outputs;

        public Side(OnnxModel model, int rows, int length, string? profile)
        {
            using var settings = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
            if (profile is not null)
            {
                settings.ProfileOutputPathPrefix = profile;
                settings.EnableProfiling = true;
            }

            _session = new InferenceSession(model.ToBytes(), settings);
            TensorFact input = model.Facts.Inputs[0];
            long?[] sizes = [.. input.Sizes!];
            long[] shape = [rows, sizes[1] ?? length, sizes[2] ?? length];
            var x = new float[shape[0] * shape[1] * shape[2]];
            var random = SeededRandom.Stream(1, "gradient");
            bool lettersFirst = shape[1] == 4;
            long positions = lettersFirst ? shape[2] : shape[1];
            for (int row = 0; row < rows; row++)
                for (long p = 0; p < positions; p++)
                {
                    int letter = random.NextInt(4);
                    x[(row * 4 * positions) + (lettersFirst ? (letter * positions) + p : (p * 4) + letter)] = 1;
                }

            _input = OrtValue.CreateTensorValueFromMemory(x, shape);
            _inputs = [input.Name];
            _outputs = [.. model.Facts.Outputs.Select(static o => o.Name)];
        }

        /// <summary>The first run; what it takes at its peak beyond what was there, in KiB.</summary>
        public long First()
        {
            File.WriteAllText("/proc/self/clear_refs", "5");
            long before = Status("VmRSS:");
            Run();
            return Status("VmHWM:") - before;
        }

        /// <summary>One run, ms of processor time.</summary>
        public double Run()
        {
            double start = ProcessorMilliseconds();
            using IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(_options, _inputs, [_input], _outputs);
            return ProcessorMilliseconds() - start;
        }

        public void Dispose()
        {
            _session.Dispose();
            _input.Dispose();
            _options.Dispose();
        }

        private static double ProcessorMilliseconds()
        {
            const int ThisThread = 3;
            var time = new long[2]; // seconds and nanoseconds
            if (ClockGetTime(ThisThread, time) != 0) throw new InvalidOperationException("no clock of this thread");
            return (time[0] * 1e3) + (time[1] / 1e6);
        }

        [DllImport("libc", EntryPoint = "clock_gettime")]
        private static extern int ClockGetTime(int clock, [Out] long[] time);

        private static long Status(string field) =>
            File.ReadLines("/proc/self/status").Where(l => l.StartsWith(field, StringComparison.Ordinal))
                .Select(l => long.Parse(l.AsSpan(field.Length).Trim(" kB\t"), CultureInfo.InvariantCulture)).First();
    }
}
