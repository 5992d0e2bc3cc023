using System.Diagnostics;
using System.Globalization;
using GenoXai.Core.Attribution;
using GenoXai.Core.Models;
using GenoXai.Core.Numerics;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Sequences;
using Microsoft.ML.OnnxRuntime;

namespace GenoXai.Bench;

/// <summary>
/// ISM rows a second, encoding and batching included, against bare loops of ONNX Runtime <c>Run</c>
/// calls on batches that were encoded before the clock started. Arguments: <c>MODEL.onnx[:target] …</c>.
/// </summary>
internal static class IsmBenchmark
{
    private const double Seconds = 3;
    private const int Repeats = 5;
    private static readonly int[] Batches = [8, 32, 128, 512, 1024, 4096];

    public static int Run(string[] arguments)
    {
        if (arguments.Length == 0)
        {
            Console.Error.WriteLine("Name models: MODEL.onnx[:target] …");
            return 2;
        }

        Console.WriteLine("| model | batch | ISM rows/s | bare loop, one Run at a time, all cores inside | ratio | bare loops, one per core, one thread inside | ratio |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (string argument in arguments)
        {
            string[] parts = argument.Split(':');
            var options = new ModelOptions();
            LoadedModel loaded = ModelLoader.Load(parts[0]);
            using OnnxSequenceModel model = loaded.Open(parts.Length > 1 ? [parts[1]] : [], options);
            Measure(Path.GetFileNameWithoutExtension(parts[0]), parts[0], loaded, model, options.Threads);
        }

        return 0;
    }

    private static void Measure(string name, string path, LoadedModel loaded, OnnxSequenceModel model, int cores)
    {
        int length = model.Facts.FixedLength ?? 100;
        int batch = ChunkSizes.Of(model.Facts, new RunRequest { Method = RunMethod.Ism }).BatchRows;
        BareLoop[] whole = [.. Batches.Select(b => new BareLoop(path, loaded, length, b, cores))];
        BareLoop[] single = [.. Batches.Select(b => new BareLoop(path, loaded, length, b, 1))];
        int bestWhole = Batches[Best(whole, 1)], bestSingle = Batches[Best(single, cores)];
        BareLoop one = whole[Array.IndexOf(Batches, bestWhole)], many = single[Array.IndexOf(Batches, bestSingle)];
        var rates = new List<(double Ism, double One, double Many)>();
        for (int i = 0; i < Repeats; i++) rates.Add((Ism(model, length, batch, cores), one.Rate(1, Seconds), many.Rate(cores, Seconds)));
        double ism = Median(rates.Select(static r => r.Ism));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {name} | {batch} | {ism:N0} | {Median(rates.Select(static r => r.One)):N0} (batch {bestWhole}) | {Median(rates.Select(static r => r.Ism / r.One)):F2} | {Median(rates.Select(static r => r.Many)):N0} (batch {bestSingle}) | {Median(rates.Select(static r => r.Ism / r.Many)):F2} |"));
        foreach (BareLoop loop in whole.Concat(single)) loop.Dispose();
    }

    private static int Best(BareLoop[] loops, int threads)
    {
        double[] rates = [.. loops.Select(l => l.Rate(threads, 0.7))];
        return Array.IndexOf(rates, rates.Max());
    }

    private static double Ism(OnnxSequenceModel model, int length, int batch, int cores)
    {
        var random = SeededRandom.Stream(1, "bench");
        var sequences = new List<NamedSequence>();
        int count = Math.Max(1, Math.Min(2000, 60_000 / (3 * length)));
        for (int i = 0; i < count; i++)
        {
            var letters = new byte[length];
            for (int j = 0; j < length; j++) letters[j] = (byte)random.NextInt(4);
            sequences.Add(new NamedSequence($"s{i}", letters));
        }

        var options = new SaturationMutagenesisOptions();
        long rows = 0;
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed.TotalSeconds < Seconds)
        {
            using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(Math.Max(0.05, Seconds - watch.Elapsed.TotalSeconds)));
            try
            {
                RowPredictor.Predict(model, new MutagenesisRows(sequences, model.Alphabet, options), batch, cores, n => Interlocked.Add(ref rows, n), stop.Token);
            }
            catch (OperationCanceledException)
            {
                // Time is up; the rows that were done count.
            }
        }

        return rows / watch.Elapsed.TotalSeconds;
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(Repeats / 2);

    /// <summary>Run calls and nothing else.</summary>
    private sealed class BareLoop : IDisposable
    {
        private readonly InferenceSession _session;
        private readonly string _input, _output;
        private readonly long[] _shape;
        private readonly int _batch;

        public BareLoop(string path, LoadedModel loaded, int length, int batch, int threadsInside)
        {
            using var settings = new SessionOptions { IntraOpNumThreads = threadsInside, InterOpNumThreads = 1 };
            _session = new InferenceSession(path, settings);
            (_input, _output, _batch) = (loaded.Manifest.Input.Name, _session.OutputNames[0], batch);
            _shape = loaded.Manifest.Input.Axes == "NCL" ? [batch, 4, length] : [batch, length, 4];
        }

        public double Rate(int threads, double seconds)
        {
            long rows = 0;
            var watch = Stopwatch.StartNew();
            Thread[] loops = [.. Enumerable.Range(0, threads).Select(t => new Thread(() =>
            {
                var random = SeededRandom.Stream(t, "bare");
                var data = new float[_shape.Aggregate(1L, static (p, n) => p * n)];
                for (int i = 0; i + 4 <= data.Length; i += 4) data[i + random.NextInt(4)] = 1;
                using OrtValue value = OrtValue.CreateTensorValueFromMemory(data, _shape);
                using var options = new RunOptions();
                while (watch.Elapsed.TotalSeconds < seconds)
                {
                    using IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(options, [_input], [value], [_output]);
                    Interlocked.Add(ref rows, _batch);
                }
            }))];
            foreach (Thread loop in loops) loop.Start();
            foreach (Thread loop in loops) loop.Join();
            return rows / watch.Elapsed.TotalSeconds;
        }

        public void Dispose() => _session.Dispose();
    }
}
