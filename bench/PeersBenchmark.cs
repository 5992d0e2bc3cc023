using System.Globalization;
using GenoXai.Core.Attribution;
using GenoXai.Core.Models;
using GenoXai.Core.Sampling;
using GenoXai.Core.Sequences;

namespace GenoXai.Bench;

/// <summary>
/// The default decoder against the other decoders and against sampling, at equal model rows. Arguments:
/// <c>--model M.onnx|demo [--target T] [--budgets 2000,5000] [--sequences 10] [--reference-rows 20000]</c>.
/// </summary>
internal static class PeersBenchmark
{
    private const long Seed = 1;

    public static int Run(string[] arguments)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0; i + 1 < arguments.Length; i += 2) options[arguments[i]] = arguments[i + 1];
        if (!options.TryGetValue("--model", out string? path))
        {
            Console.Error.WriteLine("--model M.onnx|demo [--target T] [--budgets 2000,5000] [--sequences 10] [--reference-rows 20000]");
            return 2;
        }

        string name = path == "demo" ? "demo" : Path.GetFileNameWithoutExtension(path);
        int[] budgets = [.. options.GetValueOrDefault("--budgets", "2000,5000").Split(',').Select(static b => int.Parse(b, CultureInfo.InvariantCulture)).Order()];
        int count = int.Parse(options.GetValueOrDefault("--sequences", "10"), CultureInfo.InvariantCulture);
        int referenceRows = int.Parse(options.GetValueOrDefault("--reference-rows", "20000"), CultureInfo.InvariantCulture);
        LoadedModel loaded = ModelLoader.Load(path == "demo" ? Path.Combine("src", "Local", "Demo", "model.onnx") : path);
        using OnnxSequenceModel model = loaded.Open(options.TryGetValue("--target", out string? target) ? [target] : [], new ModelOptions());
        Measure(name, model, budgets, count, referenceRows);
        return 0;
    }

    private static void Measure(string name, OnnxSequenceModel model, int[] budgets, int count, int referenceRows)
    {
        int length = model.Facts.FixedLength ?? throw new InputException("peers: the model takes sequences of any length; name one of fixed length.", "bad-option");
        var rows = new PeersRows(model, length, Seed);
        byte[] sequences = rows.Letters(Seed + 1, count);
        PeersSampling reference = PeersSampling.Run(rows, sequences, referenceRows, kernel: false, Seed + 2);
        SampleSet uniform = rows.Uniform(budgets[^1]);
        int defaultRows = KernelShap.DefaultRows(length);
        Line($"## {name}, {model.Targets[0]}, L = {length}");
        Line($"");
        Line($"Reference: permutation sampling of {count} uniform sequences, {reference.RowsEach:N0} rows each; its φ have standard error {reference.StandardError:G3} (root mean square) and standard deviation {reference.Deviation:G3}.");
        foreach (int budget in budgets)
        {
            Line($"");
            Line($"### {budget:N0} rows: {(double)budget / count:N0} a sequence over {count}; a sketch costs fewer rows than KernelSHAP's default {defaultRows:N0} a sequence from {(budget / defaultRows) + 1} sequences on");
            Line($"");
            Line($"| method | model rows | rows a sequence | R² | ± | φ correlation | φ RMSE |");
            Line($"|---|---|---|---|---|---|---|");
            PeersDecoders decoders = PeersDecoders.Run(rows, uniform, budget, sequences, reference.Phi);
            foreach (PeersDecoded decoded in decoders.All)
                Line(decoded.Problem is { } problem ? $"| {decoded.Name} | – | – | {problem} | | | |"
                    : (FormattableString)$"| {decoded.Name} | {decoded.Rows:N0} | {(double)decoded.Rows / count:N0} | {decoded.R2:F4} | {decoded.R2Error:F4} | {decoded.Correlation:F4} | {decoded.Rmse:G3} |");
            Sampled("permutation sampling, matched", kernel: false, budget / count);
            Sampled("KernelSHAP, matched", kernel: true, budget / count);
            Sampled("permutation sampling, KernelSHAP's default", kernel: false, defaultRows);
            Sampled("KernelSHAP, default", kernel: true, defaultRows);
            Line($"");
            if (double.IsNaN(decoders.Difference)) Line($"No comparison: {(decoders.Default.Problem is null ? "no other decoder fits" : "the default does not fit")}.");
            else Line($"Default − best other decoder ({decoders.BestOther.Name}), same test rows: R² {decoders.Difference:+0.0000;-0.0000} ± {decoders.DifferenceError:F4}{(decoders.Difference < -.002 ? " **below**" : "")}; φ correlation {decoders.Default.Correlation - decoders.BestOther.Correlation:+0.0000;-0.0000}.");
        }

        Line($"");

        void Sampled(string method, bool kernel, int rowsEach)
        {
            if (rowsEach < (kernel ? KernelShap.LeastRows(length) : PermutationSampling.LeastRows(length)))
            {
                Line($"| {method} | – | – | {rowsEach} rows a sequence are too few | | | |");
                return;
            }

            PeersSampling sampled = PeersSampling.Run(rows, sequences, rowsEach, kernel, Seed + 3);
            (double correlation, double rmse) = PeersRows.Compare(sampled.Phi, reference.Phi);
            Line($"| {method} | {(long)sampled.RowsEach * count:N0} | {sampled.RowsEach:N0} | – | – | {correlation:F4} | {rmse:G3} |");
        }
    }

    private static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}

/// <summary>φ of some sequences by sampling.</summary>
internal sealed record PeersSampling(double[] Phi, double StandardError, double Deviation, int RowsEach)
{
    public static PeersSampling Run(PeersRows rows, byte[] sequences, int rowsEach, bool kernel, long seed)
    {
        int length = rows.Length, count = sequences.Length / length, spent = 0;
        var phi = new double[sequences.Length];
        double squares = 0;
        for (int i = 0; i < count; i++)
        {
            long own = (seed * 1_000_003) + i;
            var game = new SequenceGame(rows.Model, sequences[(i * length)..((i + 1) * length)], own, rows.Batch, Environment.ProcessorCount);
            ShapleyEstimate estimate = kernel ? KernelShap.Run(game, rowsEach, own) : PermutationSampling.Run(game, rowsEach, own);
            estimate.Phi.CopyTo(phi, i * length);
            if (estimate.StandardError is { } errors) squares += errors.Sum(static e => e * e);
            spent = estimate.Rows;
        }

        double mean = phi.Average();
        return new PeersSampling(phi, Math.Sqrt(squares / phi.Length), Math.Sqrt(phi.Average(p => (p - mean) * (p - mean))), spent);
    }
}
