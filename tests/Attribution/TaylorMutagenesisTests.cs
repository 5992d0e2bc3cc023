using GenoXai.Core.Attribution;
using GenoXai.Core.Encoding;
using GenoXai.Core.Models;
using GenoXai.Core.Numerics;
using GenoXai.Core.Sequences;
using GenoXai.Tests.Models;

namespace GenoXai.Tests.Attribution;

public sealed class TaylorMutagenesisTests
{
    private const int Letters = 4;
    private static readonly NamedSequence Sequence = new("s", Alphabet.Dna.Parse("ACGTNACGGT"));

    [Fact]
    public void Effects_AreTheGradientLessThatOfTheLetterThatStandsThere()
    {
        float[] gradient = Gradient(), values = Effects(new SaturationMutagenesisOptions(), gradient);
        for (int position = 0; position < Sequence.Length; position++)
        {
            byte observed = Sequence.Letters[position];
            double zero = observed == Alphabet.Missing ? 0 : gradient[observed * Sequence.Length + position];
            for (int letter = 0; letter < Letters; letter++)
                Assert.Equal(gradient[letter * Sequence.Length + position] - zero, values[letter * Sequence.Length + position], 1e-6);
        }
    }

    [Fact]
    public void Effects_Centred_AreTheCorrectedGradient()
    {
        float[] gradient = Gradient(), centred = Effects(new SaturationMutagenesisOptions { Center = true }, gradient), plain = Effects(new SaturationMutagenesisOptions(), gradient);
        for (int position = 0; position < Sequence.Length; position++)
        {
            double mean = Enumerable.Range(0, Letters).Average(letter => (double)plain[letter * Sequence.Length + position]);
            double own = Enumerable.Range(0, Letters).Average(letter => (double)gradient[letter * Sequence.Length + position]);
            for (int letter = 0; letter < Letters; letter++)
            {
                int at = letter * Sequence.Length + position;
                Assert.Equal(plain[at] - mean, centred[at], 1e-6);
                Assert.Equal(gradient[at] - own, centred[at], 1e-6);
            }
        }
    }

    [Fact]
    public void Effects_OutsideTheRange_AreNotANumber()
    {
        float[] values = Effects(new SaturationMutagenesisOptions { Range = new SequenceRange(2, 4) }, Gradient());
        for (int i = 0; i < values.Length; i++) Assert.Equal(i % Sequence.Length is < 2 or >= 4, float.IsNaN(values[i]));
    }

    [Fact]
    public void MeanEffect_OfTheObservedLetter_IsTheCorrectedGradientThereTimesQOverQMinusOne()
    {
        float[] gradient = Gradient(), values = Effects(new SaturationMutagenesisOptions(), gradient), corrected = new float[gradient.Length], mean = new float[Sequence.Length];
        CorrectedGradient.Of(gradient, Letters, corrected);
        SaturationMutagenesis.MeanEffect(Sequence, values, Letters, mean);
        for (int position = 0; position < Sequence.Length; position++)
            if (Sequence.Letters[position] is var observed and not Alphabet.Missing)
                Assert.Equal(4.0 / 3 * corrected[observed * Sequence.Length + position], mean[position], 1e-6);
    }

    [Fact]
    public void HypotheticalContributions_AgainstAnyBackground_AreTheDoubleLoop()
    {
        float[] gradient = Gradient(), background = Gradient(7), values = new float[gradient.Length];
        HypotheticalContributions.Of(gradient, background, Letters, values);
        for (int letter = 0; letter < Letters; letter++)
        {
            for (int position = 0; position < Sequence.Length; position++)
            {
                // Σ_i (e_j − p)_i g_i.
                double sum = 0;
                for (int i = 0; i < Letters; i++) sum += ((i == letter ? 1 : 0) - background[i * Sequence.Length + position]) * gradient[i * Sequence.Length + position];
                Assert.Equal(sum, values[letter * Sequence.Length + position], 1e-5);
            }
        }
    }

    [Fact]
    public void SpotMutagenesis_GivesTheEffectsOfSaturationMutagenesisAtItsPositions()
    {
        static double F(byte[] letters) => letters.Select((letter, l) => letter == Alphabet.Missing ? 0 : (letter + 1.0) * (l + 1)).Sum() + (letters[0] == letters[2] ? 5 : 0);
        using var model = new ToySequenceModel(0, F, l => -F(l));
        NamedSequence[] sequences = [Sequence, new("t", Alphabet.Dna.Parse("ACGTA"))];
        int[][] positions = [[0, 4, 9], [0, 1, 2, 3, 4]];
        var rows = new SpotMutagenesis(sequences, positions, Letters);
        float[] predictions = RowPredictor.Predict(model, rows, 3, 2);
        Assert.Equal(1 + 3 + 4 + 3 + 1 + 15, rows.Count);
        var options = new SaturationMutagenesisOptions();
        for (int n = 0; n < 2; n++)
        {
            float[] all = RowPredictor.Predict(model, new MutagenesisRows([sequences[n]], Alphabet.Dna, options), 3, 1);
            for (int target = 0; target < 2; target++)
            {
                float[] map = new float[Letters * sequences[n].Length], spots = new float[positions[n].Length * Letters];
                SaturationMutagenesis.Effects(sequences[n], Alphabet.Dna, options, all, target, 2, map);
                rows.Effects(n, predictions, target, 2, spots);
                for (int i = 0; i < positions[n].Length; i++)
                    for (int letter = 0; letter < Letters; letter++) Assert.Equal(map[letter * sequences[n].Length + positions[n][i]], spots[i * Letters + letter]);
            }
        }
    }

    [Fact]
    public void Draw_IsOfTheLettersAlone_WithoutRepeats()
    {
        var options = new SaturationMutagenesisOptions { Range = new SequenceRange(1, 9) };
        int[] drawn = SpotMutagenesis.Draw(3, Sequence, options, 5);
        Assert.Equal(drawn.Distinct().Order(), drawn);
        Assert.Equal(5, drawn.Length);
        Assert.All(drawn, static p => Assert.InRange(p, 1, 8));
        Assert.Equal(drawn, SpotMutagenesis.Draw(3, Sequence with { Id = "other" }, options, 5));
        Assert.Equal(Enumerable.Range(1, 8), SpotMutagenesis.Draw(3, Sequence, options, 100));
        Assert.Contains(Enumerable.Range(4, 20), seed => !SpotMutagenesis.Draw(seed, Sequence, options, 5).SequenceEqual(drawn));
    }

    [Fact]
    public void PearsonCorrelation_IsTheTwoPassOne()
    {
        var random = SeededRandom.Stream(1, "pearson");
        (double X, double Y)[] pairs = [.. Enumerable.Range(0, 100).Select(_ => (random.NextGaussian() + 1e4, random.NextGaussian()))];
        var r = new PearsonCorrelation();
        foreach ((double x, double y) in pairs) r.Add(x, y);
        r.Add(double.NaN, 1);
        double mx = pairs.Average(static p => p.X), my = pairs.Average(static p => p.Y);
        double xy = pairs.Sum(p => (p.X - mx) * (p.Y - my)), xx = pairs.Sum(p => (p.X - mx) * (p.X - mx)), yy = pairs.Sum(p => (p.Y - my) * (p.Y - my));
        Assert.Equal(xy / Math.Sqrt(xx * yy), r.Value, 1e-10);
        Assert.Equal(100, r.Count);
    }

    private static float[] Gradient(int stream = 0)
    {
        var random = SeededRandom.Stream(1, "gradient", stream);
        var gradient = new float[Letters * Sequence.Length];
        for (int i = 0; i < gradient.Length; i++) gradient[i] = (float)random.NextGaussian();
        return gradient;
    }

    private static float[] Effects(SaturationMutagenesisOptions options, float[] gradient)
    {
        float[] point = new float[gradient.Length], values = new float[gradient.Length];
        OneHotPoint.Write(Sequence.Letters, Letters, 0, point);
        TaylorMutagenesis.Effects(Sequence, options, gradient, point, Letters, values);
        return values;
    }
}
