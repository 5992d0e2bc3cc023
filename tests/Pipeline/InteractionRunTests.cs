using System.Globalization;
using GenoXai.Core.Attribution;
using GenoXai.Core.Models;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;
using GenoXai.Tests.Local;
using GenoXai.Tests.Onnx;
using GenoXai.Tests.ToyModels;

namespace GenoXai.Tests.Pipeline;

/// <summary>Second-order ISM and its Hessian form as runs, against answers known by hand and the obvious loops.</summary>
public sealed class InteractionRunTests
{
    private const string Both = "CGATTCATGA";

    // A convolution, a rectifier and a dense layer: interactions everywhere.
    internal static TestGraph Network => new TestGraph().Input("x", "N", 4L, 8L).Weights("w", 5, 4, 3).Weights("d", 30, 1).Output("y", "N", 1L)
        .Node("Conv", "x,w", "c", ("kernel_shape", new long[] { 3 })).Node("Sigmoid", "c", "r").Node("Flatten", "r", "f", ("axis", 1L)).Node("MatMul", "f,d", "y");

    [Fact]
    public async Task SecondOrder_OfThePairToy_IsItsOneInteraction()
    {
        using InProcessRun run = await InProcessRun.OfAsync(ToyOnnx.Pairwise(), Request(InteractionMethod.SecondOrder), Both);
        // f has the bonus of 3, neither mutant nor double mutant at 2 and 7 has it: E = 0 − 0 − 0 + 3 for all 9.
        string[][] rows = run.Table("interactions.tsv");
        Assert.Equal(9 * 45, rows.Length);
        foreach (string[] row in rows) Assert.Equal(row[1] == "2,7" ? 3 : 0, Value(row), 1e-4);
        Assert.Equal(["s0", "2,7", "C,A", "2", "second-order-ism"], rows.First(static r => r[1] == "2,7")[..5]);
        Assert.Equal(1 + 3 * 10 + 9 * 45, run.Record.GetInt64("model_rows"));
        using NpzReader npz = run.Arrays("interactions.npz");
        NpyArray<float> strongest = npz.Read<float>("strongest");
        Assert.Equal([1, 10, 10], strongest.Shape);
        Assert.Equal(3, strongest.Values[27], 1e-4f);
        Assert.Equal(3, strongest.Values[72], 1e-4f);
        Assert.Equal(3, npz.Read<float>("root_mean_square").Values[27], 1e-4f);
        Assert.True(float.IsNaN(strongest.Values[22]));
        Assert.Equal([1, 4, 10], npz.Read<float>("single_effects").Shape);
        string[] five = run.Table("interactions_distance.tsv").Single(static r => r[0] == "5");
        Assert.Equal("5", five[1]);
        Assert.Equal(3.0 / 5, double.Parse(five[2], CultureInfo.InvariantCulture), 1e-4);
        Assert.True(File.Exists(run.Path("interactions_global.svg")) && File.Exists(run.Path("0001_s0.svg")));
    }

    [Theory]
    [InlineData(null, null, null, null)]
    [InlineData(3, null, null, 7)]
    [InlineData(null, 4, null, null)]
    [InlineData(2, null, "1:7", 5)]
    [InlineData(null, 3, "2:8", 11)]
    public async Task SecondOrder_OfANetwork_IsTheObviousLoop(int? window, int? top, string? range, int? chunkRows)
    {
        string[] sequences = ["ACGTTGCA", "GGNATTCC", "TTTTACGA"];
        RunRequest request = Request(InteractionMethod.SecondOrder, window, top, range) with { ChunkRows = chunkRows, BatchRows = chunkRows };
        using InProcessRun run = await InProcessRun.OfAsync(Network, request, sequences);
        var expected = new List<(string Key, double Value)>();
        long rows = 0;
        for (int n = 0; n < sequences.Length; n++)
        {
            int[] positions = [.. Enumerable.Range(0, 8).Where(l => sequences[n][l] != 'N' && (range is null || (l >= SequenceRange.Parse(range).Start && l < SequenceRange.Parse(range).End)))];
            double f = Predict(sequences[n]);
            rows += 1 + 3 * positions.Length;
            if (top is not null)
                positions = [.. positions.OrderByDescending(l => "ACGT".Max(b => Math.Abs(Predict(With(sequences[n], l, b)) - f))).Take(top.Value).Order()];
            foreach (int i in positions)
                foreach (int j in positions.Where(j => j > i && (window is null || j - i <= window)))
                    foreach (char a in "ACGT".Where(a => a != sequences[n][i]))
                        foreach (char b in "ACGT".Where(b => b != sequences[n][j]))
                            expected.Add(($"s{n} {i},{j} {a},{b}", Predict(With(With(sequences[n], i, a), j, b)) - Predict(With(sequences[n], i, a)) - Predict(With(sequences[n], j, b)) + f));
        }

        string[][] found = run.Table("interactions.tsv");
        Assert.Equal(expected.Select(static e => e.Key), found.Select(static r => $"{r[0]} {r[1]} {r[2]}"));
        for (int i = 0; i < found.Length; i++) Assert.Equal(expected[i].Value, Value(found[i]), 1e-5);
        Assert.Equal(rows + expected.Count, run.Record.GetInt64("model_rows"));
        Assert.Contains(run.Warnings, static w => w.StartsWith("1 letter is missing", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Hessian_OfABilinearModel_IsSecondOrderIsm()
    {
        using InProcessRun exact = await InProcessRun.OfAsync(ToyOnnx.Pairwise(), Request(InteractionMethod.SecondOrder), Both, "ACGTACGTAC");
        using InProcessRun run = await InProcessRun.OfAsync(ToyOnnx.Pairwise(), Request(InteractionMethod.Hessian), Both, "ACGTACGTAC");
        string[][] expected = exact.Table("interactions.tsv"), found = run.Table("interactions.tsv");
        Assert.Equal(expected.Select(static r => string.Join(' ', r[..4])), found.Select(static r => string.Join(' ', r[..4])));
        for (int i = 0; i < found.Length; i++) Assert.Equal(Value(expected[i]), Value(found[i]), 1e-4);
        Assert.Equal(2 * 2 * (1 + 3 * 10), run.Record.GetInt64("model_rows"));
        using NpzReader a = exact.Arrays("interactions.npz"), b = run.Arrays("interactions.npz");
        // The bonus is a product: its Taylor effects are exact as well.
        Assert.Equal(a.Read<float>("single_effects").Values, b.Read<float>("single_effects").Values, static (x, y) => Math.Abs(x - y) < 1e-4);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(4)]
    public async Task Hessian_OfANetwork_IsTheObviousLoopOverGradients(int? top)
    {
        const string sequence = "ACGTTGCA";
        using InProcessRun run = await InProcessRun.OfAsync(Network, Request(InteractionMethod.Hessian, top: top), sequence);
        string[][] found = run.Table("interactions.tsv");
        Assert.Equal(9 * (top is null ? 28 : 6), found.Length);
        Assert.Equal(2 * (1 + 3 * (top ?? 8)), run.Record.GetInt64("model_rows"));
        float[] g = Gradient(sequence);
        foreach (string[] row in found)
        {
            int[] at = [.. row[1].Split(',').Select(static p => int.Parse(p, CultureInfo.InvariantCulture))];
            char[] letters = [.. row[2].Split(',').Select(static l => l[0])];
            double forward = Taylor(Gradient(With(sequence, at[0], letters[0])), at[1], letters[1]) - Taylor(g, at[1], letters[1]);
            double backward = Taylor(Gradient(With(sequence, at[1], letters[1])), at[0], letters[0]) - Taylor(g, at[0], letters[0]);
            Assert.Equal((forward + backward) / 2, Value(row), 1e-5);
        }

        double Taylor(float[] gradient, int position, char letter) =>
            gradient["ACGT".IndexOf(letter, StringComparison.Ordinal) * 8 + position] - gradient["ACGT".IndexOf(sequence[position], StringComparison.Ordinal) * 8 + position];
    }

    [Fact]
    public async Task SecondOrder_BesideASketch_SaysHowFarBothAgree()
    {
        Sketch sketch = await FeatureInteractionRunTests.SketchOfPairwiseAsync();
        RunRequest request = Request(InteractionMethod.SecondOrder);
        request = request with { Interactions = request.Interactions! with { SketchId = sketch.Id } };
        using InProcessRun run = await InProcessRun.OfAsync(ToyOnnx.Pairwise(), request, sketch, Both, "ACATTCACGT");
        Assert.InRange(run.Record.GetDouble("sketch_pearson"), 0.999, 1);
        Assert.Equal(2 * 9 * 45, run.Record.GetInt64("sketch_double_mutants"));
        Assert.Equal(["s0", "405"], run.Table("sketch_comparison.tsv")[0][..2]);
        Assert.True(File.Exists(run.Path("interactions_sketch.svg")));
        InputException error = await Assert.ThrowsAsync<InputException>(() => InProcessRun.OfAsync(ToyOnnx.AnyLength(), request with { Targets = [] }, sketch, "ACGTACGTACG"));
        Assert.Contains("11 letters, but the sketch is of 10", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("choose one of them", 3, 3, 1)]
    [InlineData("window 0", 0, null, 1)]
    [InlineData("top positions 1", null, 1, 1)]
    [InlineData("interactions: are of one target, not of 2", null, null, 2)]
    public async Task Interactions_WithWrongOptions_SayWhat(string said, int? window, int? top, int targets)
    {
        RunRequest request = Request(InteractionMethod.SecondOrder, window, top) with { Targets = [.. Enumerable.Range(0, targets).Select(static t => $"y[{t}]")] };
        InputException error = await Assert.ThrowsAsync<InputException>(() => InProcessRun.OfAsync(ToyOnnx.Pairwise(), request, Both));
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SecondOrder_OfALongSequence_AsksForAWindow()
    {
        string letters = string.Concat(Enumerable.Repeat("ACGT", 50));
        InputException error = await Assert.ThrowsAsync<InputException>(() => InProcessRun.OfAsync(ToyOnnx.AnyLength(), Request(InteractionMethod.SecondOrder), letters));
        // 9 · 200 · 199 / 2; 9 · (20 · 200 − 20 · 21 / 2); 9 · 20 · 19 / 2.
        foreach (string part in new[] { "record \"s0\"", "179,100", "--window", "34,110 for 20", "--top-positions", "1,710 for 20" }) Assert.Contains(part, error.Message, StringComparison.Ordinal);
        using InProcessRun run = await InProcessRun.OfAsync(ToyOnnx.AnyLength(), Request(InteractionMethod.SecondOrder, window: 1), letters);
        using NpzReader npz = run.Arrays("interactions.npz");
        Assert.Equal([1, 200, 1], npz.Read<float>("strongest").Shape);
    }

    [Theory]
    [InlineData(1000, null)]
    [InlineData(null, 1000)]
    [InlineData(null, null)]
    public async Task SecondOrder_OfSeveralLengths_IsPaddedWithNaN(int? window, int? top)
    {
        // The mean of letter + 1 over the length: nothing acts together, a substitution of G by T in 5 letters adds 1/5.
        using InProcessRun run = await InProcessRun.OfAsync(ToyOnnx.AnyLength(), Request(InteractionMethod.SecondOrder, window, top) with { Targets = [] }, "ACGTT", "GGG");
        using NpzReader npz = run.Arrays("interactions.npz");
        NpyArray<float> strongest = npz.Read<float>("strongest"), singles = npz.Read<float>("single_effects");
        Assert.Equal([2, 5, 5], strongest.Shape);
        Assert.Equal(2 * (10 + 3) / (window is null ? 1 : 2), strongest.Values.Count(static v => !float.IsNaN(v)));
        Assert.All(strongest.Values, static v => Assert.True(float.IsNaN(v) || Math.Abs(v) < 1e-5));
        Assert.Equal([2, 4, 5], singles.Shape);
        Assert.Equal(0.2f, singles.Values[3 * 5 + 2], 1e-5f);
        Assert.Equal(1 / 3f, singles.Values[20 + 3 * 5], 1e-5f);
        Assert.True(float.IsNaN(singles.Values[20 + 3]));
        Assert.Equal([5, 3], npz.Read<int>("lengths").Values);
        if (top is not null) Assert.Equal([0, 1, 2, 3, 4, 0, 1, 2, -1, -1], npz.Read<int>("positions").Values);
    }

    [Fact]
    public async Task SecondOrder_OfFarTooMuch_SaysWhat()
    {
        string letters = string.Concat(Enumerable.Repeat("ACGT", 2500));
        InputException error = await Assert.ThrowsAsync<InputException>(() => InProcessRun.OfAsync(ToyOnnx.AnyLength(), Request(InteractionMethod.SecondOrder, window: 9000) with { Targets = [] }, letters));
        Assert.Contains("more than the 100,000,000 that are possible", error.Message, StringComparison.Ordinal);
        var dfim = new InteractionOptions { Method = InteractionMethod.Dfim, Dfim = new FeatureInteractionOptions() };
        error = await Assert.ThrowsAsync<InputException>(() => InProcessRun.OfAsync(ToyOnnx.AnyLength(), new RunRequest { Method = RunMethod.Interactions, Interactions = dfim }, letters));
        Assert.Contains("more than the 64,000,000 that are possible", error.Message, StringComparison.Ordinal);
    }

    private static RunRequest Request(InteractionMethod method, int? window = null, int? top = null, string? range = null) => new()
    {
        Method = RunMethod.Interactions,
        Interactions = new InteractionOptions { Method = method, Window = window, TopPositions = top },
        Targets = ["y[0]"],
        Mutagenesis = new SaturationMutagenesisOptions { Range = range is null ? null : SequenceRange.Parse(range) },
    };

    private static double Value(string[] row) => double.Parse(row[5], CultureInfo.InvariantCulture);

    private static string With(string sequence, int position, char letter) => sequence[..position] + letter + sequence[(position + 1)..];

    private static readonly Lazy<OnnxSequenceModel> Model = new(static () =>
    {
        using var folder = new TemporaryFolder();
        Network.Save(folder.Path("m.onnx"));
        return ModelLoader.Load(folder.Path("m.onnx")).Open(["y[0]"], new ModelOptions { Threads = 1 });
    });

    private static double Predict(string sequence)
    {
        using ModelBatch batch = Model.Value.CreateBatch(1, sequence.Length);
        batch.Rows = 1;
        Alphabet.Dna.Parse(sequence).CopyTo(batch.Letters.AsSpan());
        var prediction = new float[1];
        Model.Value.Predict(batch, prediction);
        return prediction[0];
    }

    private static float[] Gradient(string sequence)
    {
        using PointBatch batch = Model.Value.Gradients.CreateBatch(1, sequence.Length);
        batch.Count = 1;
        for (int l = 0; l < sequence.Length; l++) batch.Points["ACGT".IndexOf(sequence[l], StringComparison.Ordinal) * sequence.Length + l] = 1;
        float[] prediction = new float[1], gradient = new float[4 * sequence.Length];
        Model.Value.Gradients.Evaluate(batch, prediction, gradient);
        return gradient;
    }
}
