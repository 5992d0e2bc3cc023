using System.Globalization;
using GenoXai.Core.Attribution;
using GenoXai.Core.Models;
using GenoXai.Core.Motifs;
using GenoXai.Core.Onnx;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;
using GenoXai.Tests.Pipeline;

namespace GenoXai.Tests.Planted;

/// <summary>What acts together in the planted world is found by second-order ISM, DFIM and insertion; a model of random weights does not pass.</summary>
public sealed class PlantedInteractionTests
{
    private const int Explained = 8, Top = 28;
    private static readonly PlantedMotif[] Pair = [.. PlantedWorld.Motifs.Where(static m => m.OfPair)];

    // In which the pair acts, and other motifs lie that it can be told from.
    private static readonly NamedSequence[] Sequences =
    [
        .. PlantedWorld.Sequences().Where(static s => SitesOf(s.Id).Any(static site => site.PairActive) && SitesOf(s.Id).Any(static site => !IsOfPair(site))).Take(Explained),
    ];

    [Theory]
    [InlineData("cnn", false)]
    [InlineData("attention", false)]
    [InlineData("cnn", true)]
    [InlineData("attention", true)]
    public async Task SecondOrderIsm_FindsThePair(string name, bool random)
    {
        var options = new InteractionOptions { Method = InteractionMethod.SecondOrder, TopPositions = Top };
        using InProcessRun run = await RunAsync(name, random, new RunRequest { Method = RunMethod.Interactions, Interactions = options, Pictures = 0 }, Sequences);
        using NpzReader npz = run.Arrays("interactions.npz");
        float[] squares = npz.Read<float>("root_mean_square").Values;
        int[] positions = npz.Read<int>("positions").Values;
        Verdict(random, (n, first, second) =>
        {
            float largest = 0;
            for (int i = 0; i < Top; i++)
                for (int j = 0; j < Top; j++)
                    if (Holds(first, positions[n * Top + i]) && Holds(second, positions[n * Top + j])) largest = Math.Max(largest, squares[(n * Top + i) * Top + j]);
            return largest;
        });

        static bool Holds(PlantedSite site, int position) => position >= site.Start && position < site.End;
    }

    [Theory]
    [InlineData("cnn", false)]
    [InlineData("attention", false)]
    [InlineData("cnn", true)]
    [InlineData("attention", true)]
    public async Task Dfim_FindsThePair(string name, bool random)
    {
        var options = new FeatureInteractionOptions
        {
            Sites = [.. Sequences.SelectMany(static s => SitesOf(s.Id)).Select(static s => new FeatureSite(s.Id, s.Start, s.End, s.Motif))],
            Statistic = FeatureStatistic.Sum,
        };
        using InProcessRun run = await RunAsync(name, random, new RunRequest
        {
            Method = RunMethod.Interactions,
            Interactions = new InteractionOptions { Method = InteractionMethod.Dfim, Dfim = options },
            Pictures = 0,
        }, Sequences);
        string[][] rows = run.Table("features.tsv");
        Verdict(random, (n, first, second) => rows.Where(r => r[0] == Sequences[n].Id && Lies(r, 2, first) && Lies(r, 5, second)).Max(static r => Value(r[7])));
        bool[] ofPair = [.. rows.Select(static r => Pair.All(m => r[1] == m.Name || r[4] == m.Name))];
        double significant = rows.Where((r, i) => ofPair[i] && Value(r[9]) < 0.05).Count() / (double)ofPair.Count(static p => p);
        if (random) Assert.InRange(significant, 0, 0.25);
        else Assert.InRange(significant, 0.75, 1);

        static bool Lies(string[] row, int column, PlantedSite site) => row[column] == site.Start.ToString(CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData("cnn", false)]
    [InlineData("attention", false)]
    [InlineData("cnn", true)]
    [InlineData("attention", true)]
    public async Task Insertion_FindsTheDistanceRule(string name, bool random)
    {
        var options = new InsertionOptions { Motifs = [.. Pair.Select(static m => InsertedMotif.OfWord(m.Consensus))], Pair = true, GapStep = 2 };
        using InProcessRun run = await RunAsync(name, random, new RunRequest { Method = RunMethod.Insert, Insertion = options },
            [.. InsertionBackgrounds.Random(1, 24, PlantedWorld.Length, 4)]);
        string[][] rows = run.Table("pairs.tsv");
        string[][] near = [.. rows.Where(static r => Value(r[8]) <= PlantedWorld.PairOn)], far = [.. rows.Where(static r => Value(r[8]) >= PlantedWorld.PairOff)];
        Assert.True(near.Length >= 40 && far.Length >= 60);
        double weight = Pair[0].Weight;
        int together = near.Count(r => Value(r[14]) > 0.75 * weight && Value(r[14]) < 1.25 * weight && Value(r[18]) < 0.05), apart = far.Count(r => Math.Abs(Value(r[14])) < 0.25 * weight);
        if (random) Assert.Equal(0, together);
        else Assert.Equal((near.Length, far.Length), (together, apart));
    }

    [Theory]
    [InlineData("cnn", false)]
    [InlineData("attention", false)]
    [InlineData("cnn", true)]
    [InlineData("attention", true)]
    public async Task Insertion_OfEachMotif_FindsItsWeight(string name, bool random)
    {
        var options = new InsertionOptions { Motifs = [.. PlantedWorld.Motifs.Select(static m => InsertedMotif.OfWord(m.Consensus))] };
        using InProcessRun run = await RunAsync(name, random, new RunRequest { Method = RunMethod.Insert, Insertion = options },
            [.. InsertionBackgrounds.Random(1, 64, PlantedWorld.Length, 4)]);
        int right = 0;
        foreach (string[] row in run.Table("insert.tsv"))
        {
            PlantedMotif motif = PlantedWorld.Motifs.Single(m => m.Consensus == row[0]);
            double weight = motif.OfPair ? 0 : motif.Weight;
            if (Math.Abs(Value(row[5]) - weight) < 0.15) right++;
        }

        // Five motifs on two strands; a model that answers nearly nothing is right about the two that do nothing alone.
        if (random) Assert.InRange(right, 0, 4);
        else Assert.Equal(10, right);
    }

    /// <summary>The pair has the largest figure of all pairs of sites in most sequences, and a much larger one on average.</summary>
    private static void Verdict(bool random, Func<int, PlantedSite, PlantedSite, double> figure)
    {
        Assert.Equal(Explained, Sequences.Length);
        int first = 0;
        var pairs = new List<double>();
        var others = new List<double>();
        for (int n = 0; n < Sequences.Length; n++)
        {
            PlantedSite[] sites = SitesOf(Sequences[n].Id);
            double pair = 0;
            int before = others.Count;
            for (int i = 0; i < sites.Length; i++)
            {
                for (int j = i + 1; j < sites.Length; j++)
                {
                    double value = Math.Max(figure(n, sites[i], sites[j]), figure(n, sites[j], sites[i]));
                    if (IsOfPair(sites[i]) && IsOfPair(sites[j])) pair = value;
                    else others.Add(value);
                }
            }

            pairs.Add(pair);
            if (pair > others.Skip(before).Max()) first++;
        }

        if (random) Assert.InRange(first, 0, Explained / 2);
        else Assert.InRange(first, Explained - 1, Explained);
        if (random) Assert.InRange(pairs.Average() / others.Average(), 0, 2);
        else Assert.InRange(pairs.Average() / others.Average(), 3, double.MaxValue);
    }

    private static async Task<InProcessRun> RunAsync(string name, bool random, RunRequest request, NamedSequence[] sequences)
    {
        LoadedModel loaded = ModelLoader.Load(PlantedWorld.Path(name, "model.onnx"));
        if (random) loaded = loaded.With(RandomizedWeights.Of(loaded.Onnx, [.. Enumerable.Range(0, RandomizedWeights.Layers(loaded.Onnx).Count)], WeightDraw.Permutation, 1));
        using OnnxSequenceModel model = loaded.Open([], new ModelOptions { Threads = 1 });
        return await InProcessRun.OfAsync(model, request, sequences);
    }

    private static PlantedSite[] SitesOf(string id) => [.. PlantedWorld.Sites.Where(s => s.Id == id)];

    private static bool IsOfPair(PlantedSite site) => Pair.Any(m => m.Name == site.Motif);

    private static double Value(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);
}
