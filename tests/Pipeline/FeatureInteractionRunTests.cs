using System.Globalization;
using GenoXai.Core.Attribution;
using GenoXai.Core.Numerics;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;
using GenoXai.Tests.ToyModels;

namespace GenoXai.Tests.Pipeline;

/// <summary>Deep feature interaction maps as runs.</summary>
public sealed class FeatureInteractionRunTests
{
    private const string Both = "CGATTCATGA";

    [Theory]
    [InlineData(false, FeatureFill.Composition)]
    [InlineData(false, FeatureFill.Uniform)]
    [InlineData(true, FeatureFill.Composition)]
    public async Task Dfim_OfThePairToy_IsItsOneInteraction(bool deepLift, FeatureFill fill)
    {
        var options = new FeatureInteractionOptions { DeepLift = deepLift, Fill = fill, Shuffles = 4 };
        using InProcessRun run = await InProcessRun.OfAsync(ToyOnnx.Pairwise(), Request(options), Both);
        // The share of A is 3 of 10, that of T 3 of 10 as well.
        double left = fill == FeatureFill.Uniform ? 0.25 : 0.3;
        // Gradient × input of A at 2 is its weight + 3·x[7, T], so it loses 3·(1 − share) with T. DeepLIFT's product rule takes the mean of both
        // ends: the multiplier of A at 2 is 3·(x[7, T] + 1/4)/2, its contribution (1 − 1/4) times that.
        double expected = (deepLift ? 0.75 / 2 : 1) * 3 * (1 - left);
        foreach (string[] row in run.Table("features.tsv"))
            Assert.Equal((row[2], row[5]) is ("2", "7") or ("7", "2") ? expected : 0, Value(row[7]), 1e-4);
        Assert.Equal(expected, Value(run.Table("interactions.tsv").Single(static r => r[1] == "2,7")[5]), 1e-4);
        Assert.Equal(["s0", "2,7", "A,T", "2", "dfim"], run.Table("interactions.tsv").Single(static r => r[1] == "2,7")[..5]);
        Assert.Equal((1 + 10) * (1 + 4) * (deepLift ? 3 : 2), run.Record.GetInt64("model_rows"));
        Assert.Equal(90, run.Record.GetInt64("directed_pairs"));
        using NpzReader npz = run.Arrays("interactions.npz");
        Assert.Equal([1, 10, 10], npz.Read<float>("score").Shape);
        Assert.Equal(Enumerable.Range(0, 10), npz.Read<int>("starts").Values);
    }

    [Fact]
    public async Task Dfim_PValues_CountTheShufflesScores()
    {
        var options = new FeatureInteractionOptions { Shuffles = 3, Width = 2, Statistic = FeatureStatistic.Sum };
        const string sequence = "ACGTTGCA";
        using InProcessRun run = await InProcessRun.OfAsync(InteractionRunTests.Network, Request(options), sequence);
        var named = new NamedSequence("s0", Alphabet.Dna.Parse(sequence));
        string[] shuffles = [.. Enumerable.Range(0, 3).Select(i =>
        {
            SeededRandom random = SequenceStream.Of(1, "dinucleotide-shuffle", named, i);
            return Alphabet.Dna.Format(DinucleotideShuffle.Of(named.Letters, 4, ref random));
        })];
        using InProcessRun others = await InProcessRun.OfAsync(InteractionRunTests.Network, Request(options with { Shuffles = 0 }), shuffles);
        double[] background = [.. others.Table("features.tsv").Select(static r => Value(r[7]))];
        Assert.Equal(3 * 12, background.Length);
        string[][] rows = run.Table("features.tsv");
        double[] p = [.. rows.Select(r => (1.0 + background.Count(b => b >= Value(r[7]))) / (background.Length + 1))];
        for (int i = 0; i < rows.Length; i++) Assert.Equal(p[i], Value(rows[i][8]), 1e-6);
        double[] adjusted = BenjaminiHochberg.Adjust(p);
        for (int i = 0; i < rows.Length; i++) Assert.Equal(adjusted[i], Value(rows[i][9]), 1e-6);
        Assert.Contains(p, static v => v < 1);
        Assert.Contains(others.Warnings, static w => w.Contains("no null distribution", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Dfim_OfSites_SumsOverTheTargetsPositions()
    {
        IReadOnlyList<FeatureSite> sites = FeatureSiteTable.Read(["id\tstart\tend\tname", "*\t6\t8\tright", "s0\t1\t4\tleft", "s9\t1\t2\tleft", "S0\t1\t2", "s9\t4\t5"], "t");
        using InProcessRun run = await InProcessRun.OfAsync(ToyOnnx.Pairwise(), Request(new FeatureInteractionOptions { DeepLift = false, Sites = sites, Statistic = FeatureStatistic.Sum, Fill = FeatureFill.Uniform, Shuffles = 2 }), Both);
        string[][] rows = run.Table("features.tsv");
        Assert.Equal(["s0", "left", "1", "4", "right", "6", "8"], rows[0][..7]);
        Assert.Equal(2, rows.Length);
        Assert.Contains("2 ids of the table of sites are no sequence's: \"s9\", \"S0\".", run.Warnings);
        // Only T at 7 changes: 3·(1 − 1/4).
        Assert.Equal(2.25, Value(rows[0][7]), 1e-4);
        Assert.Equal(["left", "right", "1", "2.25"], run.Table("features_global.tsv")[0][..4].Select(static c => c.Contains('.', StringComparison.Ordinal) ? Value(c).ToString("0.00", CultureInfo.InvariantCulture) : c));
        Assert.True(File.Exists(run.Path("features_global.svg")));
        Assert.Equal("1,2,3,6,7", run.Table("interactions.tsv")[0][1]);
    }

    /// <summary>A sketch of the toy has its one pair; DeepLIFT's product rule and Shapley values are the same there. Where both letters stand, the sketch's centred gradient × input is 3/4 of the model's.</summary>
    [Theory]
    [InlineData(true, FeatureFill.Composition, 1, "ACATTCACGT")]
    [InlineData(true, FeatureFill.Uniform, 1, "ACATTCACGT")]
    [InlineData(false, FeatureFill.Uniform, 0.75, "ACATTCATGT")]
    public async Task Dfim_BesideASketch_HasTheSketchesScores(bool deepLift, FeatureFill fill, double share, string second)
    {
        Sketch sketch = await SketchOfPairwiseAsync();
        var options = new FeatureInteractionOptions { DeepLift = deepLift, Fill = fill, Shuffles = 0 };
        RunRequest request = Request(options);
        request = request with { Interactions = request.Interactions! with { SketchId = sketch.Id } };
        using InProcessRun run = await InProcessRun.OfAsync(ToyOnnx.Pairwise(), request, sketch, Both, second);
        Assert.InRange(run.Record.GetDouble("sketch_pearson"), 0.999, 1);
        Assert.Equal(sketch.Id, run.Record.GetString("sketch_id"));
        Assert.Equal(2 * 90, run.Record.GetInt64("sketch_directed_pairs"));
        Assert.Equal(["s1", "90"], run.Table("sketch_comparison.tsv")[1][..2]);
        Assert.EndsWith("q_value\tsketch_score\tsketch_interaction", File.ReadLines(run.Path("features.tsv")).First(), StringComparison.Ordinal);
        foreach (string[] row in run.Table("features.tsv")) Assert.Equal(Value(row[7]) * share, Value(row[10]), 0.01);
        // f̂ loses the 3 with either letter, and a share left of it comes back: 3·(1 − left)².
        double left = fill == FeatureFill.Uniform ? 0.25 : 0.3;
        Assert.Equal(3 * (1 - left) * (1 - left), Value(run.Table("features.tsv").Single(static r => r[0] == "s0" && r[2] == "2" && r[5] == "7")[11]), 0.01);
        Assert.True(File.Exists(run.Path("interactions_sketch.svg")));
        InputException error = await Assert.ThrowsAsync<InputException>(() => InProcessRun.OfAsync(ToyOnnx.AnyLength(), request with { Targets = [] }, sketch, "ACGTACGTACG"));
        Assert.Contains("11 letters, but the sketch is of 10", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ends beyond its 10 letters", "*\t1\t3", "*\t5\t11")]
    [InlineData("1 site makes no pair", "*\t1\t3")]
    [InlineData("t, line 1: write id, start, end", "*\t3\t3")]
    [InlineData("t: holds no site", "id\tstart\tend")]
    public async Task Dfim_OfWrongSites_SaysWhat(string said, params string[] lines)
    {
        InputException error = await Assert.ThrowsAsync<InputException>(() => InProcessRun.OfAsync(ToyOnnx.Pairwise(), Request(new FeatureInteractionOptions { Sites = FeatureSiteTable.Read(lines, "t") }), Both));
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    internal static async Task<Sketch> SketchOfPairwiseAsync()
    {
        using InProcessRun made = await InProcessRun.OfAsync(ToyOnnx.Pairwise(), new RunRequest { Method = RunMethod.Sketch, Targets = ["y[0]"], Sketch = new SketchRequest { Budget = 2000, Decoder = SketchDecoder.Ridge } });
        return SketchFile.Read(made.Path("sketch.gxs"));
    }

    private static RunRequest Request(FeatureInteractionOptions options) => new()
    {
        Method = RunMethod.Interactions,
        Targets = ["y[0]"],
        Interactions = new InteractionOptions { Method = InteractionMethod.Dfim, Dfim = options },
    };

    private static double Value(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);
}
