using GenoXai.Core.Sensitivity;

namespace GenoXai.Tests.Sensitivity;

public sealed class StableDeltaTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Choose_OfAConstantModel_IsZeroAndSaysWhy(bool probability)
    {
        StableDelta delta = Of(new FunctionModel(3, probability, static _ => .7), [.5f, .5f, .5f]);
        Assert.Equal((0.0, StableDeltaReason.Insensitive), (delta.Delta, delta.Reason));
        Assert.Contains("every score is 0", delta.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_WhereTheDomainItselfSpreads_IsOneAndSaysWhy()
    {
        StableDelta delta = Of(FunctionModel.Linear(1, 2, 3), [.5f, .5f, .5f]);
        Assert.Equal((1.0, StableDeltaReason.DomainSpread), (delta.Delta, delta.Reason));
    }

    // T = 5, τ = 0.1: with the spreads below, everything after index 1 lies in [0.50, 0.58]; index 1 itself reaches 0.3.
    [Fact]
    public void Choose_TakesTheSmallestDeltaBeyondWhichAllNeighbourhoodsTogetherAreStable()
    {
        double[] quantiles = [.9, .9, .9, .3, .5, .6, .50, .52, .55, .51, .53, .58, .52, .53, .57];
        StableDelta delta = StableDelta.Choose(quantiles, [.2, .4, .6, .8, 1], .9, true, .1);
        Assert.Equal((.4, 1, StableDeltaReason.Stable), (delta.Delta, delta.ProfilePoint, delta.Reason));
    }

    [Fact]
    public void Choose_OverRandomProfiles_EqualsTheRuleAsWritten()
    {
        for (int seed = 0; seed < 500; seed++)
        {
            var random = Core.Numerics.SeededRandom.Stream(seed, "profiles");
            double[] deltas = [.1, .2, .4, .6, .8, 1], quantiles = new double[18];
            for (int t = 0; t < 6; t++)
            {
                double middle = .5 + .2 * (random.NextDouble() - .5), half = .06 * random.NextDouble();
                (quantiles[t * 3], quantiles[t * 3 + 1], quantiles[t * 3 + 2]) = (middle - half, middle, middle + half);
            }

            double Spread(int from) => Enumerable.Range(from, 6 - from).Max(t => quantiles[t * 3 + 2]) - Enumerable.Range(from, 6 - from).Min(t => quantiles[t * 3]);
            int first = Enumerable.Range(0, 5).Cast<int?>().FirstOrDefault(j => Spread(j!.Value + 1) <= .1) ?? -1;
            double expected = Spread(0) <= .1 ? 0 : first >= 0 ? deltas[first] : 1;
            Assert.True(expected == StableDelta.Choose(quantiles, deltas, .5, true, .1).Delta, $"seed {seed}");
        }
    }

    [Fact]
    public void Profile_OfALinearModel_HasTheQuantilesOfAUniform()
    {
        var model = FunctionModel.Linear(1);
        var box = PerturbationBox.Unit(1);
        var profile = StabilityProfile.Compute(model, [.5f], box, FeatureGroups.Singles(box), StabilityProfile.LinearGrid(), 4000, 1, 512);
        Assert.Equal(50 * 4000 + 1, model.RowsShown);
        // δ = 0.02 gives [0.48, 0.52]; δ = 1 the whole of [0, 1].
        double[] found = profile.Quantiles[0], expected = [.4804, .5, .5196, .01, .5, .99];
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(expected[i], found[i], .001);
            Assert.Equal(expected[3 + i], found[^(3 - i)], .03);
        }

        Assert.Equal(1, profile.Deltas[^1]);
        Assert.Equal(1e-4, StabilityProfile.GeometricGrid()[0], 1e-12);
    }

    private static StableDelta Of(FunctionModel model, float[] x)
    {
        var box = PerturbationBox.Unit(x.Length);
        var profile = StabilityProfile.Compute(model, x, box, FeatureGroups.Singles(box), StabilityProfile.LinearGrid(), 200, 1, 64);
        return StableDelta.Choose(profile, 0, model.IsProbability);
    }
}
