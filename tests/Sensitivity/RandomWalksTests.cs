using GenoXai.Core.Models;
using GenoXai.Core.Numerics;
using GenoXai.Core.Sensitivity;

namespace GenoXai.Tests.Sensitivity;

public sealed class RandomWalksTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(.05)]
    public void Scores_OfALinearModel_AreTheAbsoluteWeightsWithinFloat32Error(double delta)
    {
        float[] weights = [3, -2, .5f, 0, 7, -.25f];
        var model = FunctionModel.Linear(weights);
        var box = PerturbationBox.FromBounds([-1, -1, -1, -1, -1, -1], [1, 1, 1, 1, 1, 1]);
        var groups = FeatureGroups.Singles(box);
        float[] x = [.1f, -.2f, .3f, 0, .5f, -.4f];
        double largest = 0;
        RandomWalks.Run(model, x, box, delta, groups, 0, 200, 5, 64, (_, group, changes, distance) =>
        {
            // Each of the two predictions is rounded to float32: half an ulp of at most |q| < 13 each.
            double error = Math.Abs(changes[0] - weights[group] * distance);
            largest = Math.Max(largest, error);
        });
        Assert.InRange(largest, 0, 13 * Math.Pow(2, -23));
        Assert.Equal(200 * 7, model.RowsShown);

        ElementaryEffects effects = Effects(model, x, box, delta, groups, 200, 5, 64);
        double[] scores = effects.Scores(0);
        for (int i = 0; i < weights.Length; i++) Assert.Equal(Math.Abs(weights[i]), scores[i], 1e-3 / delta);
        Assert.Equal(0, scores[3]);
        Assert.Equal([4, 0, 1, 2, 5, 3], effects.Ranking(0));
    }

    [Fact]
    public void SignedSteps_OfEveryWalk_TelescopeToEndMinusStart()
    {
        var model = new FunctionModel(5, false, static x => Math.Sin(x[0] * x[1]) + x[2] * x[3] - x[4]);
        var box = PerturbationBox.Unit(5);
        float[] x = [.2f, .4f, .6f, .8f, .5f];
        var sums = new double[20];
        var moves = new HashSet<int>[20];
        RandomWalks.Run(model, x, box, .7, FeatureGroups.Singles(box), 0, 20, 3, 7, (walk, group, changes, _) =>
        {
            sums[walk] += changes[0];
            (moves[walk] ??= []).Add(group);
        });
        Assert.All(moves, static m => Assert.Equal(5, m.Count));

        // The twin: one group of all features jumps from x to the same end in one step, drawn from the same stream.
        var whole = FeatureGroups.FromLabels(box, [0, 0, 0, 0, 0]);
        RandomWalks.Run(model, x, box, .7, whole, 0, 20, 3, 7, (walk, _, changes, _) => Assert.Equal(changes[0], sums[walk], 1e-6));
    }

    [Fact]
    public void Walks_MadeAloneOrTogetherOrInOtherBatches_AreTheSame()
    {
        var model = new FunctionModel(9, false, static x => x.Select((v, i) => v * v * (i - 4)).Sum(), static x => x[0] * x[8]);
        var box = PerturbationBox.Unit(9);
        bool[] mask = [true, true, false, true, true, true, true, true, true];
        var groups = FeatureGroups.FromLabels(box, [0, 0, 1, 2, 3, 4, 5, 5, 6], mask);
        float[] x = [.1f, .2f, .3f, .4f, .5f, .6f, .7f, .8f, .9f];
        List<string> Steps(int first, int walks, int batch)
        {
            var steps = new List<string>();
            RandomWalks.Run(model, x, box, .5, groups, first, walks, 11, batch, (walk, group, changes, distance) => steps.Add(FormattableString.Invariant($"{walk} {group} {changes[0]:r} {changes[1]:r} {distance:r}")));
            return steps;
        }

        List<string> together = Steps(0, 12, 1000);
        Assert.Equal(12 * 6, together.Count);
        for (int batch = 1; batch <= 20; batch++) Assert.Equal(together, Steps(0, 12, batch));
        Assert.Equal(together.Where(static s => s.StartsWith("7 ", StringComparison.Ordinal)), Steps(7, 1, 4));
        ElementaryEffects all = Effects(model, x, box, .5, groups, 12, 11, 5);
        Assert.Equal(0, all.Scores(0)[2]);
        Assert.Equal(all.Scores(0)[0], all.Scores(0)[1]);
    }

    [Fact]
    public void Walks_OfSeveralPoints_FillTheirBatchesTogetherAndAreThoseOfEachAlone()
    {
        var model = new FunctionModel(3, false, static x => x[0] * x[1] + x[2]);
        var box = PerturbationBox.Unit(3);
        var groups = FeatureGroups.Singles(box);
        (float[] X, double Delta, int First, int Walks)[] blocks = [([.1f, .2f, .3f], .5, 0, 4), ([.9f, .8f, .7f], 1, 2, 1), ([.1f, .2f, .3f], .25, 0, 2), ([.5f, .5f, .5f], .5, 7, 3)];
        var together = blocks.Select(static _ => new List<string>()).ToArray();
        WalkBlock Block(int b, List<string> steps) => new(blocks[b].X, blocks[b].Delta, blocks[b].First, blocks[b].Walks, (walk, group, changes, distance) => steps.Add(FormattableString.Invariant($"{walk} {group} {changes[0]:r} {distance:r}")));
        long[] rows = RandomWalks.Run(model, box, groups, [.. blocks.Select((_, b) => Block(b, together[b]))], 3, 8);
        Assert.Equal([16, 4, 8, 12], rows);
        // Forty rows in batches of eight: none is shown alone.
        Assert.Equal((40, 5), (model.RowsShown, model.Calls));
        for (int b = 0; b < blocks.Length; b++)
        {
            var alone = new List<string>();
            Assert.Equal(rows[b], RandomWalks.Run(model, box, groups, [Block(b, alone)], 3, 5)[0]);
            Assert.Equal(alone, together[b]);
        }
    }

    [Theory]
    [InlineData(4, 40)]
    [InlineData(100, 3)]
    [InlineData(100, 64)]
    public void Rows_WrittenFromWhateverIsCheaper_AreTheWalks(int width, int batch)
    {
        // The twin: rows built from nothing; every row differs from the one before in the step's feature alone.
        var rows = new List<float[]>();
        var model = new FunctionModel(width, false, x =>
        {
            rows.Add(x);
            return 0;
        });
        var box = PerturbationBox.Unit(width);
        float[] x = [.. Enumerable.Range(0, width).Select(static i => i / 200f)];
        var steps = new List<(int Walk, int Group, double Distance)>();
        RandomWalks.Run(model, x, box, 1, FeatureGroups.Singles(box), 0, 6, 3, batch, (walk, group, _, distance) => steps.Add((walk, group, distance)));
        Assert.Equal(6 * (width + 1), rows.Count);
        float[] expected = [];
        for (int row = 0, step = 0; row < rows.Count; row++)
        {
            if (row % (width + 1) == 0) expected = [.. x];
            else
            {
                (int walk, int group, double distance) = steps[step++];
                Assert.Equal(row / (width + 1), walk);
                expected[group] = (float)(x[group] + distance);
            }

            Assert.Equal(expected, rows[row]);
        }
    }

    [Fact]
    public void WideWalk_HoldsNoMoreThanABatch()
    {
        const int width = 150_528;
        var model = new FunctionModel(width, false, static x => x[0] - x[1]);
        var box = PerturbationBox.Unit(width);
        var labels = new int[width];
        for (int i = 0; i < width; i++) labels[i] = i / 4704;
        var effects = Effects(model, new float[width], box, 1, FeatureGroups.FromLabels(box, labels), 1, 1, 8);
        Assert.Equal(8, model.LargestBatch);
        Assert.Equal(33, model.RowsShown);
        Assert.Equal(0, effects.Scores(0)[width - 1]);
        Assert.NotEqual(0, effects.Scores(0)[0]);
    }

    [Theory]
    [InlineData("xor", 2)]
    [InlineData("orange skin", 4)]
    [InlineData("nonlinear additive", 4)]
    public void TopFeatures_OfThePapersFunctions_AreFoundAtTwoHundredWalks(string name, int top)
    {
        Func<float[], double> logit = name switch
        {
            "xor" => static x => x[0] * x[1],
            "orange skin" => static x => x[0] * x[0] + x[1] * x[1] + x[2] * x[2] + x[3] * x[3] - 4,
            _ => static x => -100 * Math.Sin(.2 * x[0]) + Math.Abs(x[1]) + x[2] + Math.Exp(-x[3]) - 2.4,
        };
        using var model = new FunctionModel(10, true, x => 1 / (1 + Math.Exp(-logit(x))));
        const int inputs = 20;
        var rows = new float[500 * 10];
        var random = SeededRandom.Stream(17, "normal");
        for (int i = 0; i < rows.Length; i++) rows[i] = (float)random.NextGaussian();
        var box = PerturbationBox.FromData(rows, 10);
        var groups = FeatureGroups.Singles(box);
        double found = 0;
        for (int n = 0; n < inputs; n++)
        {
            ReadOnlySpan<float> x = rows.AsSpan(n * 10, 10);
            var profile = StabilityProfile.Compute(model, x, box, groups, StabilityProfile.LinearGrid(), 100, n, 100);
            StableDelta delta = StableDelta.Choose(profile, 0, true);
            Assert.True(delta.Delta > 0, $"input {n}: {delta.Sentence}");
            ElementaryEffects effects = Effects(model, x, box, delta.Delta, groups, 200, n, 500);
            found += effects.Ranking(0)[..top].Count(g => g < top);
        }

        Assert.Equal(1.0, found / (inputs * top));
    }

    [Theory]
    [InlineData("xor", 2, 1.0)]
    [InlineData("orange_skin", 4, 1.0)]
    // The network has learnt traces of the dummies, and x1 to x3 count little beside x0.
    [InlineData("nonlinear_additive", 4, .95)]
    public void TopFeatures_OfNetworksTrainedOnThePapersFunctions_AreFoundAtTwoHundredWalks(string name, int top, double least)
    {
        string path = Path.Combine(DependencyDirectionTests.Root(), "bench", "sensx", name + ".onnx");
        using var model = OnnxVectorModel.Load(path, [], new ModelOptions { Threads = 1 });
        Assert.True(model.IsProbability);
        var rows = new float[500 * 10];
        var random = SeededRandom.Stream(17, "normal");
        for (int i = 0; i < rows.Length; i++) rows[i] = (float)random.NextGaussian();
        var box = PerturbationBox.FromData(rows, 10);
        var groups = FeatureGroups.Singles(box);
        double found = 0;
        for (int n = 0; n < 20; n++)
        {
            ReadOnlySpan<float> x = rows.AsSpan(n * 10, 10);
            StableDelta delta = StableDelta.Choose(StabilityProfile.Compute(model, x, box, groups, StabilityProfile.LinearGrid(), 50, n, 512), 0, true);
            var effects = new ElementaryEffects(groups, 1);
            RandomWalks.Run(model, x, box, delta.Delta, groups, 0, 200, n, 512, effects.Add);
            effects.Complete(200);
            found += effects.Ranking(0)[..top].Count(g => g < top) / (20.0 * top);
        }

        Assert.InRange(found, least, 1.000001);
    }

    // The authors' data: x9 about ±3, and points of which the network is sure that the function is below 0.
    [Fact]
    public void TopTwo_OfTheAuthorsSwitch_AreMostlyOfThePointsOwnBranch()
    {
        using var model = OnnxVectorModel.Load(Path.Combine(DependencyDirectionTests.Root(), "bench", "sensx", "switch_mixture.onnx"), [], new ModelOptions { Threads = 1 });
        var random = SeededRandom.Stream(17, "normal");
        float[][] rows = [.. Enumerable.Range(0, 3000).Select(row => Enumerable.Range(0, 10).Select(i => (float)random.NextGaussian() + (i < 9 ? 0 : row % 2 == 0 ? 3 : -3)).ToArray())];
        float[][] sure = [.. rows.Skip(1000).Where(x => StabilityProfile.ReferenceOf(model, x)[0] < .01).Take(100)];
        Assert.Equal(100, sure.Length);
        var box = PerturbationBox.FromData(rows.Take(1000).Concat(sure).SelectMany(static r => r).ToArray(), 10);
        var groups = FeatureGroups.Singles(box);
        int found = 0;
        for (int n = 0; n < sure.Length; n++)
        {
            var effects = new ElementaryEffects(groups, 1);
            RandomWalks.Run(model, sure[n], box, 1, groups, 0, 200, n, 512, effects.Add);
            effects.Complete(200);
            int[] own = sure[n][9] > 0 ? [0, 1, 2, 3, 9] : [4, 5, 6, 7, 9];
            if (effects.Ranking(0)[..2].All(own.Contains)) found++;
        }

        Assert.InRange(found / 100.0, .8, 1);
    }

    internal static ElementaryEffects Effects(FunctionModel model, ReadOnlySpan<float> x, PerturbationBox box, double delta, FeatureGroups groups, int walks, long seed, int batch)
    {
        var effects = new ElementaryEffects(groups, model.Outputs.Count);
        RandomWalks.Run(model, x, box, delta, groups, 0, walks, seed, batch, effects.Add);
        effects.Complete(walks);
        return effects;
    }
}
