using GenoXai.Core.Querying;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;

namespace GenoXai.Tests.Querying;

public sealed class GlobalViewTests
{
    /// <summary>f̂ = 1 + (0.5, −0.5) at position 0 + an interaction of positions 1 and 2 that is ±2, by hand.</summary>
    private static readonly Sketch ByHand = RandomSketch.Of(new DecodedFunction(
        new SketchDomain(new Alphabet("AC"), 3), 1,
        [new AnovaTable([0], [0.5, -0.5]), new AnovaTable([1, 2], [2, -2, -2, 2])]));

    [Fact]
    public void StrongestSupports_OfASketchMadeByHand_AreAsWritten()
    {
        IReadOnlyList<SupportStrength> strengths = GlobalView.StrongestSupports(new SketchQuery(ByHand), 10);
        Assert.Equivalent(new SupportStrength([1, 2], 2, 2, 4, 2, "AA", -2, "AC"), strengths[0], strict: true);
        Assert.Equivalent(new SupportStrength([0], 1, 0.5, 0.25, 0.5, "A", -0.5, "C"), strengths[1], strict: true);
        Assert.Single(GlobalView.StrongestSupports(new SketchQuery(ByHand), 1));
        Assert.Single(GlobalView.StrongestSupports(new SketchQuery(ByHand), 10, minimumOrder: 2));
    }

    [Fact]
    public void StrongestSupports_UnderUniformLetters_HoldAllEnergy()
    {
        Sketch sketch = RandomSketch.Make(2, 9, 4, 30, 51);
        double[] all = [.. Enumerable.Range(0, 1 << 9).Select(code => BruteForce.Predict(sketch.Function, [.. Enumerable.Range(0, 9).Select(i => (byte)(code >> i & 1))]))];
        double variance = all.Sum(value => Math.Pow(value - all.Average(), 2)) / all.Length;
        Assert.Equal(variance, GlobalView.StrongestSupports(new SketchQuery(sketch), int.MaxValue).Sum(static strength => strength.Energy), 1e-9);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(100_000)]
    public void StrongestInteractionsByOrder_OfAnyTop_AreTheLargestEntries(int top)
    {
        Sketch sketch = RandomSketch.Make(3, 7, 4, 25, 53);
        IReadOnlyList<IReadOnlyList<Interaction>> found = GlobalView.StrongestInteractionsByOrder(new SketchQuery(sketch), top);
        Assert.Equal(sketch.Function.Tables.Max(static table => table.Order), found.Count);
        for (int order = 1; order <= found.Count; order++)
        {
            double[] expected = [.. sketch.Function.Tables.Where(table => table.Order == order).SelectMany(static table => table.Values).OrderByDescending(Math.Abs).Take(top)];
            Assert.Equal(expected, found[order - 1].Select(static interaction => interaction.Value));
            foreach (Interaction interaction in found[order - 1])
            {
                // The letters do give that value: a sequence that holds them has this dividend.
                var x = new byte[7];
                for (int i = 0; i < order; i++) x[interaction.Positions[i]] = (byte)sketch.Function.Domain.Alphabet.Letters.IndexOf(interaction.Letters[i]);
                Assert.Contains(new SketchQuery(sketch).Explain(x, int.MaxValue, minimumOrder: order).Interactions, own =>
                    own.Value == interaction.Value && own.Positions.SequenceEqual(interaction.Positions) && own.Letters == interaction.Letters);
                if (top > 5) break;
            }
        }
    }

    [Fact]
    public void Effects_OfSequences_AreMeansOfTheirPhi()
    {
        const int rows = 5000;
        Sketch sketch = RandomSketch.Make(4, 6, 3, 20, 55);
        var query = new SketchQuery(sketch);
        NamedSequence[] sequences = [.. Enumerable.Range(0, rows).Select(i => new NamedSequence($"s{i}", RandomSketch.Sequence(4, 6, 55, i)))];
        sequences[17].Letters[2] = Alphabet.Missing;
        PositionLetterEffects effects = GlobalView.Effects(query, sequences);

        Assert.Equal(rows, effects.Sequences);
        Explanation[] explanations = query.Explain(sequences, 0);
        for (int position = 0; position < 6; position++)
        {
            Assert.Equal(explanations.Average(e => Math.Abs(e.Phi[position])), effects.MeanAbsoluteByPosition[position], 1e-9);
            for (int letter = 0; letter < 4; letter++)
            {
                double[] own = [.. Enumerable.Range(0, rows).Where(i => sequences[i].Letters[position] == letter).Select(i => explanations[i].Phi[position])];
                Assert.Equal(own.Length, effects.Counts[position * 4 + letter]);
                Assert.Equal(own.Average(), effects.Mean[position * 4 + letter], 1e-9);
                Assert.Equal(own.Average(Math.Abs), effects.MeanAbsolute[position * 4 + letter], 1e-9);
            }
        }
    }

    [Fact]
    public void Effects_OfNoSequence_AreZero() => Assert.All(GlobalView.Effects(new SketchQuery(ByHand), []).Mean, static value => Assert.Equal(0, value));

    [Fact]
    public void Effects_OfAnotherLength_NameTheSequence() =>
        Assert.Contains("\"short\"", Assert.Throws<InputException>(() => GlobalView.Effects(new SketchQuery(ByHand), [new("short", new byte[2])])).Message, StringComparison.Ordinal);
}
