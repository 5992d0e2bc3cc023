using GenoXai.Core.Querying;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;

namespace GenoXai.Tests.Querying;

public sealed class SketchFeatureScoresTests
{
    private const int Letters = 3, Length = 5;
    private static readonly double[] Fill = [0.5, 0.2, 0.3];
    private static readonly SequenceRange[] Features = [new(0, 1), new(1, 3), new(2, 4), new(4, 5)];

    /// <summary>Columns of probabilities instead of letters; attributions by the definition of Shapley values, or as what a column of 1/q loses.</summary>
    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public void Of_EveryPair_IsTheChangeOfAttributionsWithTheSourceFilled(bool shapley, bool sum)
    {
        for (long seed = 0; seed < 6; seed++)
        {
            DecodedFunction function = RandomSketch.Function(Letters, Length, 4, 14, seed);
            byte[] x = RandomSketch.Sequence(Letters, Length, seed, 0);
            if (seed == 5) x[3] = Alphabet.Missing;
            double[] scores = new double[16], effects = new double[16];
            new SketchFeatureScores(RandomSketch.Of(function)) { Shapley = shapley, Sum = sum }.Of(x, Features, Fill, scores, effects);
            double[][] whole = Columns(x);
            double[] before = Attribution(function, whole, shapley);
            for (int s = 0; s < 4; s++)
            {
                double[][] without = Filled(whole, Features[s]);
                double[] after = Attribution(function, without, shapley);
                for (int t = 0; t < 4; t++)
                {
                    string where = $"seed {seed}, source {s}, target {t}";
                    if (Features[s].Start < Features[t].End && Features[t].Start < Features[s].End)
                    {
                        Assert.True(double.IsNaN(scores[4 * s + t]) && double.IsNaN(effects[4 * s + t]), where);
                        continue;
                    }

                    double[] changes = [.. Enumerable.Range(Features[t].Start, Features[t].End - Features[t].Start).Select(i => Math.Abs(before[i] - after[i]))];
                    Near(sum ? changes.Sum() : changes.Max(), scores[4 * s + t], where);
                    double[][] other = Filled(whole, Features[t]);
                    Near(Mean(function, whole) - Mean(function, without) - Mean(function, other) + Mean(function, Filled(other, Features[s])), effects[4 * s + t], where);
                }
            }
        }
    }

    [Fact]
    public void Of_FeaturesOfPositionsWithoutAllLetters_IsLeftOut()
    {
        var domain = new SketchDomain(new AllowedLetters(Alphabet.Dna, ["ACGT", "AC", "ACGT", "G"]));
        var contrast = new AnovaTable([0, 2], [.. Enumerable.Range(0, 16).Select(static i => (double)((i / 4 % 2 * 2 - 1) * (i % 2 * 2 - 1)))]);
        var features = new SketchFeatureScores(RandomSketch.Of(new DecodedFunction(domain, 0, [contrast])));
        double[] scores = new double[16], effects = new double[16];
        features.Of([0, 0, 0, 2], [new(0, 1), new(1, 2), new(2, 3), new(3, 4)], [0.25, 0.25, 0.25, 0.25], scores, effects);
        for (int pair = 0; pair < 16; pair++) Assert.Equal(pair is not (2 or 8), double.IsNaN(scores[pair]));
        // The table's Shapley value of one of its two positions is half of it; columns of 1/q have none.
        Assert.Equal((0.5, 1), (scores[2], effects[2]));
    }

    private static double[][] Columns(byte[] x) =>
        [.. x.Select(static letter => letter == Alphabet.Missing ? Uniform() : [.. Enumerable.Range(0, Letters).Select(b => b == letter ? 1.0 : 0)])];

    private static double[] Uniform() => [.. Enumerable.Repeat(1.0 / Letters, Letters)];

    private static double[][] Filled(double[][] columns, SequenceRange feature) =>
        [.. columns.Select((column, i) => i >= feature.Start && i < feature.End ? Fill : column)];

    private static double[] Attribution(DecodedFunction function, double[][] columns, bool shapley)
    {
        double[] game = [.. Enumerable.Range(0, 1 << Length).Select(held => Mean(function, [.. columns.Select((column, i) => (held >> i & 1) != 0 ? column : Uniform())]))];
        if (shapley) return BruteForce.Shapley(game);
        int all = game.Length - 1;
        return [.. Enumerable.Range(0, Length).Select(i => game[all] - game[all & ~(1 << i)])];
    }

    private static double Mean(DecodedFunction function, double[][] columns)
    {
        double mean = 0;
        var letters = new byte[Length];
        for (int number = 0; number < 243; number++)
        {
            double weight = 1;
            for (int i = 0, rest = number; i < Length; i++, rest /= Letters) weight *= columns[i][letters[i] = (byte)(rest % Letters)];
            if (weight > 0) mean += weight * BruteForce.Predict(function, letters);
        }

        return mean;
    }

    private static void Near(double expected, double actual, string where) => Assert.True(Math.Abs(expected - actual) < 1e-11, $"{where}: {expected} and {actual}");
}
