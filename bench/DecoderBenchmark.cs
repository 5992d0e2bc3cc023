using System.Diagnostics;
using System.Globalization;
using GenoXai.Core.Models;
using GenoXai.Core.Sampling;
using GenoXai.Core.Sketching;

namespace GenoXai.Bench;

/// <summary>
/// Fidelity and time of the default decoder, the rows that it asks for among the budget. Arguments, as pairs: <c>--function</c> one of
/// <c>M.onnx[:target]</c>, <c>and:LENGTH:TERMS</c>, <c>pairwise:LENGTH</c>, <c>fourier:LENGTH:COUNT</c>, <c>mixed:LENGTH:COUNT</c>; <c>--rows 5000,20000</c>;
/// <c>--seeds 1,2</c>; <c>--steps yes</c> to see every step, <c>--errors yes</c> the supports that are farthest from the truth.
/// </summary>
internal static class DecoderBenchmark
{
    private const int Unseen = 40_000, Asked = 1000;

    public static int Run(string[] arguments)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0; i + 1 < arguments.Length; i += 2) options[arguments[i]] = arguments[i + 1];
        if (!options.TryGetValue("--function", out string? function))
        {
            Console.Error.WriteLine("--function M.onnx[:target]|and:LENGTH:TERMS|pairwise:LENGTH|fourier:LENGTH:COUNT|mixed:LENGTH:COUNT [--rows 5000] [--seeds 1] [--steps yes] [--errors yes]");
            return 2;
        }

        Console.WriteLine("| function | rows | seed | validation R² | test R² | φ R² | wall s | CPU s |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (int rows in Numbers(options.GetValueOrDefault("--rows", "5000")))
            foreach (int seed in Numbers(options.GetValueOrDefault("--seeds", "1"))) Measure(function, rows, seed, options.ContainsKey("--steps"), options.ContainsKey("--errors"));
        return 0;
    }

    private static void Measure(string name, int budget, int seed, bool steps, bool errors)
    {
        (SketchDomain domain, SampleSet all, SampleSet unseen, DecodedFunction? truth, OnnxSequenceModel? opened) = Rows(name, budget, seed);
        using OnnxSequenceModel? model = opened;
        BudgetSplit rows = BudgetSplit.Of(all);
        using Process process = Process.GetCurrentProcess();
        TimeSpan cpu = process.TotalProcessorTime;
        long start = Stopwatch.GetTimestamp();
        (HybridResult result, _) = DefaultDecoder.Decode(domain, rows, budget, Predict, steps ? new Told(start) : null);
        TimeSpan wall = Stopwatch.GetElapsedTime(start);
        process.Refresh();
        cpu = process.TotalProcessorTime - cpu;
        double? r2 = SketchQuality.Measure(result.Function, unseen).R2;
        string phi = truth is null ? "–" : PhiR2(truth, result.Function, unseen.Slice(0, Asked)).ToString("F6", CultureInfo.InvariantCulture);
        Console.WriteLine(FormattableString.Invariant(
            $"| {name} | {budget:N0} | {seed} | {result.ValidationR2:F5} | {r2:F5} | {phi} | {wall.TotalSeconds:F1} | {cpu.TotalSeconds:F1} |"));
        if (errors && truth is not null) Errors(truth, result.Function);

        float[] Predict(byte[] letters) => truth is null
            ? new PeersRows(model!, domain.Length, seed).Predict(new LetterRows(letters, domain.Length))
            : [.. PeersDecoders.Explain(truth, letters).Predicted.Select(static v => (float)v)];
    }

    private static (SketchDomain Domain, SampleSet Rows, SampleSet Unseen, DecodedFunction? Truth, OnnxSequenceModel? Model) Rows(string name, int count, int seed)
    {
        string[] parts = name.Split(':');
        if (parts[0] is "and" or "pairwise" or "fourier" or "mixed")
        {
            int length = int.Parse(parts[1], CultureInfo.InvariantCulture), number = parts.Length > 2 ? int.Parse(parts[2], CultureInfo.InvariantCulture) : 0;
            DecodedFunction truth = parts[0] switch
            {
                "and" => ToyFunctions.AndNetwork(length, number, seed),
                "fourier" => ToyFunctions.SparseFourier(length, number, seed),
                "mixed" => ToyFunctions.MixedOrders(length, number, seed),
                _ => ToyFunctions.Pairwise(length, seed),
            };
            return (truth.Domain, Samples(new BalancedRows(seed, 4, length, 0, count)), Samples(new UniformRows(seed + 1000, 4, length, 0, Unseen)), truth, null);

            SampleSet Samples(RowSource rows)
            {
                var letters = new byte[rows.Count * length];
                rows.Fill(0, rows.Count, letters);
                return new SampleSet(length, letters, [.. PeersDecoders.Explain(truth, letters).Predicted.Select(static v => (float)v)]);
            }
        }

        OnnxSequenceModel model = ModelLoader.Load(parts[0]).Open(parts.Length > 1 ? [parts[1]] : [], new ModelOptions());
        int modelLength = model.Facts.FixedLength!.Value;
        SampleSet fitted = new PeersRows(model, modelLength, seed).Uniform(count), unseen = new PeersRows(model, modelLength, seed + 1000).Uniform(Unseen);
        return (new SketchDomain(model.Alphabet, modelLength), fitted, unseen, null, model);
    }

    // Energies of the tables of the truth, of the sketch, and of their difference.
    private static void Errors(DecodedFunction truth, DecodedFunction found)
    {
        Dictionary<string, double[]> own = found.Tables.ToDictionary(Name, static t => t.Values), exact = truth.Tables.ToDictionary(Name, static t => t.Values);
        static string Name(AnovaTable table) => string.Join(',', table.Positions);
        static double Energy(IEnumerable<double> values) => values.Average(static v => v * v);
        foreach ((string name, double error) in own.Keys.Union(exact.Keys)
            .Select(name => (name, Energy((own.GetValueOrDefault(name) ?? new double[exact[name].Length]).Zip(exact.GetValueOrDefault(name) ?? new double[own[name].Length], static (a, b) => a - b))))
            .OrderByDescending(static pair => pair.Item2).Take(20))
            Console.WriteLine(FormattableString.Invariant($"  {name}: true {(exact.TryGetValue(name, out double[]? a) ? Energy(a) : 0):G3}, found {(own.TryGetValue(name, out double[]? b) ? Energy(b) : 0):G3}, error {error:G3}"));
    }

    private static double PhiR2(DecodedFunction truth, DecodedFunction found, SampleSet asked)
    {
        double[] exact = PeersDecoders.Explain(truth, asked.Letters).Phi, own = PeersDecoders.Explain(found, asked.Letters).Phi;
        double mean = exact.Average(), error = 0, squares = 0;
        for (int i = 0; i < exact.Length; i++)
        {
            error += (exact[i] - own[i]) * (exact[i] - own[i]);
            squares += (exact[i] - mean) * (exact[i] - mean);
        }

        return 1 - (error / squares);
    }

    private static IEnumerable<int> Numbers(string text) => text.Split(',').Select(static part => int.Parse(part, CultureInfo.InvariantCulture));

    private sealed class Told(long start) : IProgress<string>
    {
        public void Report(string value) =>
            Console.WriteLine(FormattableString.Invariant($"  {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s: {value}"));
    }
}
