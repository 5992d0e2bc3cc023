using System.Globalization;
using GenoXai.Core.Models;
using GenoXai.Core.Sampling;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;

namespace GenoXai.Bench;

/// <summary>
/// The sparse transform over Z₄ (a letter is one digit) against Z₂² (a letter is two bits, twice as many positions), at
/// about equal rows, a delay for every digit. Arguments: <c>M.onnx[:target]</c> or <c>and:LENGTH:TERMS</c>, budgets, seeds.
/// </summary>
internal static class TransformBenchmark
{
    private const int Unseen = 10_000, Groups = 3;

    public static int Run(string[] arguments)
    {
        string[] name = arguments[0].Split(':');
        Console.WriteLine("| function | seed | transform | rows | b | P1 | test R² | coefficients |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (int budget in arguments[1].Split(',').Select(static b => int.Parse(b, CultureInfo.InvariantCulture)))
            foreach (long seed in arguments[2].Split(',').Select(static s => long.Parse(s, CultureInfo.InvariantCulture)))
                Measure(name, budget, seed, arguments[0]);
        return 0;
    }

    private static void Measure(string[] name, int budget, long seed, string label)
    {
        if (name[0] == "and")
        {
            DecodedFunction truth = ToyFunctions.AndNetwork(int.Parse(name[1], CultureInfo.InvariantCulture), int.Parse(name[2], CultureInfo.InvariantCulture), seed);
            Both(truth.Domain.Length, letters => [.. PeersDecoders.Explain(truth, letters).Predicted.Select(static v => (float)v)]);
            return;
        }

        using OnnxSequenceModel model = ModelLoader.Load(name[0]).Open(name.Length > 1 ? [name[1]] : [], new ModelOptions());
        int length = model.Facts.FixedLength!.Value;
        Both(length, letters => RowPredictor.Predict(model, new LetterRows(letters, length), 256, Environment.ProcessorCount));

        void Both(int positions, Func<byte[], float[]> predict)
        {
            One("Z4", 4, positions, static rows => rows);
            One("Z2²", 2, 2 * positions, static bits => [.. bits.Chunk(2).Select(static pair => (byte)((2 * pair[0]) + pair[1]))]);

            void One(string transform, int q, int digits, Func<byte[], byte[]> letters)
            {
                int delays = digits + 1, b = 0;
                while (Groups * delays * Math.Pow(q, b + 1) <= budget) b++;
                int repeats = (int)Math.Clamp(budget / (Groups * delays * Math.Pow(q, b)), 1, 3);
                var options = new SubsamplingOptions { Dimension = b, Groups = Groups, Offsets = repeats };
                SubsamplingDesign design = SubsamplingDesign.Create(q, digits, options, seed);
                var rows = new byte[design.RowCount * digits];
                new SubsampleRows(design, 0, (int)design.RowCount).Fill(0, (int)design.RowCount, rows);
                var domain = new SketchDomain(q == 4 ? Alphabet.Dna : new Alphabet("AC"), digits);
                PeelingResult found = PeelingDecoder.Decode(design, new SubsampleArray(predict(letters(rows))), new PeelingOptions { Precision = 1.0 / (1 << 22) });
                var unseen = new byte[Unseen * digits];
                new UniformRows(seed + 1, q, digits, 0, Unseen).Fill(0, Unseen, unseen);
                double? r2 = SketchQuality.Measure(found.ToDecodedFunction(domain), new SampleSet(digits, unseen, predict(letters(unseen)))).R2;
                Console.WriteLine(FormattableString.Invariant($"| {label} | {seed} | {transform} | {design.RowCount:N0} | {b} | {repeats} | {r2:F4} | {found.Function.Coefficients.Count} |"));
            }
        }
    }
}
