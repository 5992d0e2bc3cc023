using GenoXai.Core.Motifs;
using GenoXai.Core.Numerics;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Sequences;

namespace GenoXai.Tests.Motifs;

public sealed class TransparentSurrogateTests
{
    private const int Rows = 500, Units = 12;
    private static readonly SurrogateOptions Options = new() { Units = [] };

    [Fact]
    public void Fit_OfALinearFunctionWithAProduct_FindsBothAndRepeatsIt()
    {
        float[] scores = Scores();
        double[] values = [.. Enumerable.Range(0, Rows).Select(n => 5 + 2 * (double)At(scores, n, 3) - 1.5 * At(scores, n, 7) + At(scores, n, 3) * At(scores, n, 7))];
        TransparentSurrogate fit = TransparentSurrogate.Fit(Options, scores, values, 1);
        Assert.Equal([3, 7], Enumerable.Range(0, Units).OrderByDescending(u => Math.Abs(fit.Weights[u])).Take(2).Order());
        Assert.True(fit.Weights[3] > 0 && fit.Weights[7] < 0);
        Assert.Equal((3, 7), (fit.Pairs[0].First, fit.Pairs[0].Second));
        Assert.Equal(5, fit.Pairs[0].Folds);
        Assert.InRange(fit.LinearQuality.R2, 0.7, 0.95);
        Assert.True(fit.Quality.R2 > 0.95 && fit.Quality.StandardError < 0.02);
        Assert.Equal(100, fit.TestRows);
    }

    [Fact]
    public void Contributions_AddUpToAPrediction_ThatIsTheSumWrittenOut()
    {
        float[] scores = Scores();
        double[] values = [.. Enumerable.Range(0, Rows).Select(n => At(scores, n, 3) * (1.0 + At(scores, n, 7)) + At(scores, n, 7) / 2.0)];
        TransparentSurrogate fit = TransparentSurrogate.Fit(Options, scores, values, 1);
        Assert.NotEmpty(fit.Pairs);
        double[] units = new double[Units], pairs = new double[fit.Pairs.Count];
        for (int n = 0; n < 20; n++)
        {
            double prediction = fit.Contributions(scores.AsSpan(n * Units, Units), units, pairs);
            Assert.Equal(fit.Base + units.Sum() + pairs.Sum(), prediction, 1e-9);
            double[] z = [.. Enumerable.Range(0, Units).Select(u => (At(scores, n, u) - fit.Means[u]) / fit.Deviations[u])];
            double written = fit.Base + Enumerable.Range(0, Units).Sum(u => fit.Weights[u] * z[u]) + fit.Pairs.Sum(p => p.Weight * (z[p.First] * z[p.Second] - p.Mean) / p.Deviation);
            Assert.Equal(written, prediction, 1e-9);
        }
    }

    [Fact]
    public void Fit_OfNoise_ExplainsNothingOfTheUnseenRows()
    {
        SeededRandom random = SeededRandom.Stream(9, "noise");
        double[] values = [.. Enumerable.Range(0, Rows).Select(_ => random.NextGaussian())];
        TransparentSurrogate fit = TransparentSurrogate.Fit(Options, Scores(), values, 1);
        Assert.InRange(fit.Quality.R2, -0.2, 0.1);
    }

    [Theory]
    [InlineData(2, 0.9, 0.85, "2 pairs were chosen by cross-validation, but R² on unseen sequences is lower with than without: 0.850, not 0.900")]
    [InlineData(2, 0.85, 0.9, null)]
    [InlineData(0, 0.9, 0.9, null)]
    public void PairsThatLower_TheUnseenR2_AreSaid(int pairs, double linear, double both, string? said)
    {
        string? warning = SurrogateMerge.PairsThatLower(pairs, linear, both);
        if (said is null) Assert.Null(warning);
        else Assert.StartsWith(said, warning, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_LeavesOutWhatIsNotFinite_AndAConstantUnit()
    {
        float[] scores = Scores();
        for (int n = 0; n < Rows; n++) scores[n * Units] = 4;
        double[] values = [.. Enumerable.Range(0, Rows).Select(n => n % 10 == 0 ? double.NaN : 2.0 * At(scores, n, 1))];
        TransparentSurrogate fit = TransparentSurrogate.Fit(Options, scores, values, 1);
        Assert.Equal(50, fit.Split.Count(static s => s == 254));
        Assert.Equal(90, fit.TestRows);
        Assert.Equal(0, fit.Weights[0]);
        Assert.True(fit.Quality.R2 > 0.98);
    }

    [Theory]
    [InlineData(MotifFeature.Best)]
    [InlineData(MotifFeature.Hits)]
    public void Scores_AreThoseOfTheScanner(MotifFeature feature)
    {
        var motif = new Motif("m", [.9, .05, .03, .02, .1, .1, .1, .7, .02, .9, .05, .03], 20);
        SurrogateOptions options = new() { Units = [SurrogateUnit.Of(motif)], Feature = feature, PValue = 0.02 };
        byte[] letters = Alphabet.Dna.Parse("ATCGGATNNATCCCGAT");
        var own = new float[1];
        new MotifScores(options, Alphabet.Dna).Score(letters, own);
        var scanner = new MotifScanner(motif, Alphabet.Dna, pValue: 0.02);
        double expected = feature == MotifFeature.Best ? scanner.Best(letters)!.Value.Score : scanner.Scan(letters).Sum(static h => h.Score);
        Assert.True(expected > 5);
        Assert.Equal((float)expected, own[0]);
    }

    [Fact]
    public void Check_NamesTheMotifThatIsLongerThanASequence()
    {
        SurrogateOptions options = new() { Units = [SurrogateUnit.Of(new Motif("wide", [.. Enumerable.Repeat(0.25, 4 * 9)], 20))] };
        options.Check();
        InputException error = Assert.Throws<InputException>(() => options.Check(new NamedSequence("a", new byte[8]), "s.fa, record \"a\""));
        Assert.Equal("s.fa, record \"a\": the motif \"wide\" has 9 positions, but the sequence 8. Leave it out, or trim it.", error.Message);
    }

    private static float At(float[] scores, int n, int unit) => scores[n * Units + unit];

    private static float[] Scores()
    {
        SeededRandom random = SeededRandom.Stream(4, "scores");
        return [.. Enumerable.Range(0, Rows * Units).Select(_ => (float)random.NextGaussian())];
    }
}
