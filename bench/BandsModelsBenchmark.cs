using System.Globalization;
using GenoXai.Core.Attribution;
using GenoXai.Core.Models;
using GenoXai.Core.Numerics;
using GenoXai.Core.Sampling;
using GenoXai.Core.Sketching;

namespace GenoXai.Bench;

/// <summary>
/// How often the 90 % bands of Shapley values hold those of a model that nobody knows exactly. Arguments:
/// <c>--model M.onnx|demo [--target T] [--budgets 5000,20000] [--seeds 1,2] [--sequences 50] [--rows 10000]</c>.
/// </summary>
/// <remarks>
/// What is sampled is the error itself: Shapley values of e = f − f̂ by permutation sampling of e. Its variance is that of e
/// and not of f, so far fewer rows tell it. What variance is left of the sampling is known from its standard errors;
/// errors are shrunk to the size that they have without it before they are counted.
/// </remarks>
internal static class BandsModelsBenchmark
{
    public static int Run(string[] arguments)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0; i + 1 < arguments.Length; i += 2) options[arguments[i]] = arguments[i + 1];
        if (!options.TryGetValue("--model", out string? path))
        {
            Console.Error.WriteLine("--model M.onnx|demo [--target T] [--budgets 5000,20000] [--seeds 1,2] [--sequences 50] [--rows 10000]");
            return 2;
        }

        string name = path == "demo" ? "demo" : Path.GetFileNameWithoutExtension(path);
        long[] budgets = Numbers("--budgets", "5000"), seeds = Numbers("--seeds", "1");
        int count = (int)Numbers("--sequences", "50")[0], sampled = (int)Numbers("--rows", "10000")[0];
        LoadedModel loaded = ModelLoader.Load(path == "demo" ? Path.Combine("src", "Local", "Demo", "model.onnx") : path);
        using OnnxSequenceModel model = loaded.Open(options.TryGetValue("--target", out string? target) ? [target] : [], new ModelOptions());
        if (model.Facts.FixedLength is not { } length) throw new InvalidOperationException("The model takes sequences of any length.");
        Console.WriteLine("| model, target | L | rows | seed | R² | sampling / error variance | covered % | ± | half-width / RMSE | both met |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        foreach (long budget in budgets)
            foreach (long seed in seeds)
                Measure($"{name}, {model.Targets[0]}", new PeersRows(model, length, seed), (int)budget, count, sampled);
        return 0;

        long[] Numbers(string option, string otherwise) =>
            [.. options.GetValueOrDefault(option, otherwise).Split(',').Select(static text => long.Parse(text, CultureInfo.InvariantCulture))];
    }

    private static void Measure(string name, PeersRows rows, int budget, int count, int sampled)
    {
        int length = rows.Length;
        var domain = new SketchDomain(rows.Model.Alphabet, length);
        BudgetSplit split = BudgetSplit.Of(Balanced(rows, budget));
        DecodedFunction found = DefaultDecoder.Decode(domain, split, budget, letters => rows.Predict(new LetterRows(letters, length))).Result.Function;
        SketchQuality quality = SketchQuality.Measure(found, split.Test);
        byte[] sequences = rows.Letters(rows.Seed + 1_000_000, count);
        double[] errors = new double[sequences.Length], variances = new double[sequences.Length];
        for (int i = 0; i < count; i++)
        {
            var game = new ErrorGame(rows, found, sequences[(i * length)..((i + 1) * length)], (rows.Seed * 1_000_003) + i);
            ShapleyEstimate estimate = PermutationSampling.Run(game, sampled, (rows.Seed * 1_000_003) + i);
            estimate.Phi.CopyTo(errors, i * length);
            for (int p = 0; p < length; p++) variances[(i * length) + p] = estimate.StandardError![p] * estimate.StandardError[p];
        }

        double measured = errors.Average(static e => e * e), noise = variances.Average(), shrink = Math.Sqrt(Math.Max(0, 1 - (noise / measured)));
        double[] band = [.. quality.PhiBand!], own = new double[count];
        for (int i = 0; i < errors.Length; i++) own[i / length] += shrink * Math.Abs(errors[i]) <= band[i % length] ? 1.0 / length : 0;
        double covered = own.Average(), spread = Math.Sqrt(own.Sum(c => (c - covered) * (c - covered)) / (count - 1) / count);
        double ratio = band.Average() / (shrink * Math.Sqrt(measured));
        bool met = covered is >= 0.85 and <= 0.95 && ratio <= 2.5;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {name} | {length} | {budget} | {rows.Seed} | {quality.R2:F4} | {noise / (measured - noise):F3} | {100 * covered:F1} | {100 * spread:F1} | {ratio:F2} | {(met ? "yes" : "no")} |"));
    }

    private static SampleSet Balanced(PeersRows rows, int count)
    {
        var letters = new byte[count * rows.Length];
        new BalancedRows(rows.Seed, rows.Model.Alphabet.Count, rows.Length, 0, count).Fill(0, count, letters);
        return new SampleSet(rows.Length, letters, rows.Predict(new LetterRows(letters, rows.Length)));
    }

    /// <summary>One sequence's letters as players of f − f̂, against uniform letters.</summary>
    private sealed class ErrorGame(PeersRows rows, DecodedFunction found, byte[] sequence, long seed) : ICoalitionGame
    {
        private readonly ulong _key = SeededRandom.Key(seed, "bands-background");

        public int Players => sequence.Length;

        public bool FixedBackground => false;

        public double[] Evaluate(CoalitionList coalitions, CancellationToken cancellationToken = default)
        {
            int length = sequence.Length;
            var letters = new byte[coalitions.Count * length];
            for (int i = 0; i < coalitions.Count; i++)
            {
                ReadOnlySpan<byte> members = coalitions.Row(i);
                SeededRandom random = SeededRandom.At(_key, coalitions.Draws[i]);
                for (int p = 0; p < length; p++)
                {
                    byte other = (byte)random.NextInt(rows.Model.Alphabet.Count);
                    letters[(i * length) + p] = members[p] != 0 ? sequence[p] : other;
                }
            }

            float[] actual = rows.Predict(new LetterRows(letters, length));
            double[] predicted = PeersDecoders.Explain(found, letters).Predicted;
            for (int i = 0; i < predicted.Length; i++) predicted[i] = actual[i] - predicted[i];
            return predicted;
        }
    }
}
