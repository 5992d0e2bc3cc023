using GenoXai.Core.Attribution;
using GenoXai.Core.Models;
using GenoXai.Core.Sequences;
using GenoXai.Tests.Models;

namespace GenoXai.Tests.Attribution;

public sealed class SaturationMutagenesisTests
{
    // Additive: position l with letter b weighs (l + 1)(b + 1); a missing letter weighs 0.
    private static double Additive(byte[] letters) => letters.Select(static (b, l) => b == Alphabet.Missing ? 0.0 : (l + 1) * (b + 1)).Sum();

    [Fact]
    public void Effects_OfAnAdditiveModel_AreDifferencesOfItsWeights()
    {
        NamedSequence sequence = Sequence("CGN");
        float[] map = Map(new ToySequenceModel(3, Additive), sequence, new(), out float reference, out long rows);
        Assert.Equal(2 + 2 * 3, reference);
        Assert.Equal(1 + 3 * 3 + 1, rows);
        for (int l = 0; l < 3; l++)
            for (int b = 0; b < 4; b++)
                Assert.Equal((l + 1) * (b + 1) - (l == 0 ? 2 : l == 1 ? 6 : 0), map[b * 3 + l]);
    }

    [Fact]
    public void Effects_OfAConstantModel_AreZero() =>
        Assert.All(Map(new ToySequenceModel(4, static _ => 5), Sequence("ACGT"), new(), out _, out _), static v => Assert.Equal(0, v));

    [Fact]
    public void Effects_Centred_SumToZeroAtEveryPosition()
    {
        float[] map = Map(new ToySequenceModel(4, Additive), Sequence("ACGT"), new() { Center = true }, out _, out _);
        for (int l = 0; l < 4; l++) Assert.Equal(0, map[l] + map[4 + l] + map[8 + l] + map[12 + l], 1e-5f);
    }

    [Fact]
    public void Effects_OutsideTheRange_AreNaN()
    {
        float[] map = Map(new ToySequenceModel(4, Additive), Sequence("ACGT"), new() { Range = new SequenceRange(1, 2) }, out _, out long rows);
        Assert.Equal(4, rows);
        for (int i = 0; i < 16; i++) Assert.Equal(i % 4 != 1, float.IsNaN(map[i]));
    }

    [Fact]
    public void Effects_OnBothStrands_AverageThePredictionsOfBoth()
    {
        // f counts A; on the other strand that is counting T.
        static double CountA(byte[] letters) => letters.Count(static b => b == 0);
        float[] map = Map(new ToySequenceModel(2, CountA), Sequence("AC"), new() { BothStrands = true }, out float reference, out long rows);
        Assert.Equal(0.5f, reference);
        Assert.Equal(14, rows);
        Assert.Equal([0f, 0.5f, -0.5f, 0f, -0.5f, 0f, 0f, 0.5f], map);
    }

    [Fact]
    public void Effects_AsLog2Ratio_AreThoseOfThePredictions()
    {
        float[] map = Map(new ToySequenceModel(1, static l => Math.Pow(2, l[0])), Sequence("C"), new() { Effect = EffectScale.Log2Ratio }, out _, out _);
        Assert.Equal([-1f, 0f, 1f, 2f], map);
    }

    [Fact]
    public void Effects_AsLogitDifferenceOfNoProbability_NameSequenceAndPosition()
    {
        InputException error = Assert.Throws<InputException>(() =>
            Map(new ToySequenceModel(1, static l => l[0] == 3 ? 1.5 : 0.5), Sequence("C"), new() { Effect = EffectScale.LogitDifference }, out _, out _));
        Assert.Contains("position 0 as T", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MeanEffect_OnTheObservedLetter_IsMinusTheMeanOfTheSubstitutions()
    {
        NamedSequence sequence = Sequence("CG");
        float[] map = Map(new ToySequenceModel(2, Additive), sequence, new(), out _, out _);
        float[] centred = Map(new ToySequenceModel(2, Additive), sequence, new() { Center = true }, out _, out _);
        var mean = new float[2];
        SaturationMutagenesis.MeanEffect(sequence, map, 4, mean);
        // Position 0: substitutions A −1, G +1, T +2; position 1: A −4, C −2, T +2.
        Assert.Equal(-2f / 3, mean[0], 1e-6f);
        Assert.Equal(4f / 3, mean[1], 1e-6f);
        var fromCentred = new float[2];
        SaturationMutagenesis.MeanEffect(sequence, centred, 4, fromCentred);
        Assert.Equal(mean[0], fromCentred[0], 1e-5f);
        Assert.Equal(mean[1], fromCentred[1], 1e-5f);
    }

    private static NamedSequence Sequence(string letters) => new("a", Alphabet.Dna.Parse(letters));

    private static float[] Map(ToySequenceModel model, NamedSequence sequence, SaturationMutagenesisOptions options, out float reference, out long rows)
    {
        var source = new MutagenesisRows([sequence], model.Alphabet, options);
        float[] predictions = RowPredictor.Predict(model, source, 3, 2);
        rows = model.Rows;
        var map = new float[4 * sequence.Length];
        reference = SaturationMutagenesis.Effects(sequence, model.Alphabet, options, predictions, 0, 1, map);
        return map;
    }
}
