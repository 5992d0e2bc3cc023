using GenoXai.Core.Numerics;
using GenoXai.Core.Sensitivity;
using GenoXai.Core.Sequences;

namespace GenoXai.Tests.Sensitivity;

public sealed class PerturbationCurvesTests
{
    [Fact]
    public void Counts_GrowByHalfAndEndInAllGroups()
    {
        Assert.Equal([1], PerturbationCurves.Counts(1));
        Assert.Equal([1, 2, 3, 5, 8, 10], PerturbationCurves.Counts(10));
        int[] many = PerturbationCurves.Counts(150_528);
        Assert.Equal(150_528, many[^1]);
        for (int i = 1; i + 1 < many.Length; i++) Assert.Equal((int)Math.Ceiling(1.5 * many[i - 1]), many[i]);
    }

    // From q(x) = 1 at no group: 1 → 2 over a quarter, 2 → 4 over the rest. Areas 0.125 + 0.75·2 = 1.625.
    [Fact]
    public void Area_IsThatBetweenCurveAndPrediction()
    {
        Assert.Equal(.125 + 1.5, PerturbationCurves.Area([1, 4], [2, 4], 1), 1e-12);
        Assert.Equal(.125 + 1.5, PerturbationCurves.Area([1, 4], [0, -2], 1), 1e-12);
        Assert.Equal(0, PerturbationCurves.Area([1, 4], [1, 1], 1));
    }

    [Fact]
    public void Median_MovesOnlyTheGroupsThatAreNamed()
    {
        var model = FunctionModel.Linear(100, 1, 0);
        var box = PerturbationBox.Unit(3);
        var groups = FeatureGroups.Singles(box);
        double[] Of(int batch, params int[][] moved)
        {
            float[] predictions = NeighbourhoodSamples.Predict(model, box, groups, [.. moved.Select(m => PerturbationCurves.Block([0, 0, 0], 1, m, 7, 2001, 1))], batch);
            return [.. moved.Select((_, i) => PerturbationCurves.MedianOf(predictions.AsSpan(i * 2001, 2001), 1, 0))];
        }

        double[] alone = [.. Of(16, [0]), .. Of(16, [1]), .. Of(16, [2])];
        Assert.Equal(50, alone[0], 3.0);
        Assert.Equal(.5, alone[1], .03);
        Assert.Equal(0, alone[2]);
        // Sharing batches, whose rows other blocks held before, changes nothing.
        foreach (int batch in new[] { 1, 7, 2001, 5000, 10_000 }) Assert.Equal(alone, Of(batch, [0], [1], [2]));
    }

    // One group crosses 0.5 at δ 0.75 (0.9 → 0.7 → 0.3 over δ 0.5 → 1), two at 0.4, all four at 0.2.
    [Fact]
    public void OptimalSubset_WeighsMovementAgainstNumber()
    {
        double[] medians = [.7, .3, .4, .1, 0, 0];
        OptimalSubset best = OptimalSubset.Find(medians, [1, 2, 4], [.5, 1], .9, .5)!;
        Assert.Equal((2, .4), (best.Groups, Math.Round(best.Delta, 12)));
        Assert.Equal(.16 + .25, best.Cost, 1e-12);
        Assert.Null(OptimalSubset.Find([.8, .7], [1], [.5, 1], .9, .5));
        // One feature: no ln n / ln D. Below the threshold, crossing upwards counts.
        Assert.Equal(.25, OptimalSubset.Find([.9], [1], [.5], .1, .5)!.Delta, 1e-12);
    }

    [Fact]
    public void Letters_AreSubstitutedAtTheRateAndAllOthersAlike()
    {
        var box = PerturbationBox.Letters(3, 4);
        var random = SeededRandom.Stream(5, "letters");
        int[] counts = new int[4], missing = new int[4];
        for (int i = 0; i < 40_000; i++)
        {
            counts[(int)box.Sample(0, 2, .3, random.NextDouble())]++;
            missing[(int)box.Sample(1, Alphabet.Missing, 1, random.NextDouble())]++;
        }

        Assert.InRange(counts[2], 27_600, 28_400);
        foreach (int other in new[] { 0, 1, 3 }) Assert.InRange(counts[other], 3_750, 4_250);
        Assert.All(missing, static n => Assert.InRange(n, 9_600, 10_400));
        Assert.Equal(2, box.Sample(0, 2, .3, .3));
    }

    [Fact]
    public void SubstitutedLetters_AreScoredOverTheWalksThatMovedThem()
    {
        // q = Σ w·letter: a substitution of 1 gives 0, 2 or 3, |Δ| = w·(1, 1, 2), mean 4/3.
        float[] weights = [1, 2, 4];
        var model = FunctionModel.Linear(weights);
        var box = PerturbationBox.Letters(3, 4);
        var groups = FeatureGroups.Singles(box);
        var effects = new ElementaryEffects(groups, 1, perMove: true);
        long rows = RandomWalks.Run(model, [1, 1, 1], box, .2, groups, 0, 4000, 1, 64, effects.Add);
        effects.Complete(4000);
        double[] scores = effects.Scores(0), errors = effects.StandardErrors(0);
        for (int i = 0; i < 3; i++) Assert.InRange(Math.Abs(scores[i] - weights[i] * 4 / 3), 0, 5 * errors[i]);
        // Steps that move nothing are not shown: one start and 0.6 steps a walk.
        Assert.InRange(rows, 4000 * 1.55, 4000 * 1.65);
        Assert.Equal(rows, model.RowsShown);
    }

    [Fact]
    public void SwitchFunction_LeavesItsOneDummyAtZeroAndRanksAllOthersAbove()
    {
        static double Orange(float[] x) => x[0] * x[0] + x[1] * x[1] + x[2] * x[2] + x[3] * x[3] - 4;
        static double Additive(float[] x) => -100 * Math.Sin(.2 * x[4]) + Math.Abs(x[5]) + x[6] + Math.Exp(-x[7]) - 2.4;
        using var model = new FunctionModel(10, true, static x => 1 / (1 + Math.Exp(-(x[9] > 0 ? Orange(x) : Additive(x)))));
        var random = SeededRandom.Stream(17, "normal");
        var rows = new float[2000];
        for (int i = 0; i < rows.Length; i++) rows[i] = (float)random.NextGaussian();
        var box = PerturbationBox.FromData(rows, 10);
        for (int n = 0; n < 10; n++)
        {
            ElementaryEffects effects = RandomWalksTests.Effects(model, rows.AsSpan(n * 10, 10), box, 1, FeatureGroups.Singles(box), 200, n, 500);
            Assert.Equal(0, effects.Scores(0)[8]);
            Assert.Equal(8, effects.Ranking(0)[9]);
        }
    }
}
