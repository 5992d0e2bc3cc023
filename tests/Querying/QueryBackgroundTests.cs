using GenoXai.Core.Numerics;
using GenoXai.Core.Querying;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;

namespace GenoXai.Tests.Querying;

public sealed class QueryBackgroundTests
{
    [Theory]
    [InlineData(2, 8, 5)]
    [InlineData(3, 6, 4)]
    [InlineData(4, 5, 3)]
    public void Product_OnSmallLengths_EqualsBruteForce(int letters, int length, int order)
    {
        Sketch sketch = RandomSketch.Make(letters, length, order, 12, 31);
        double[] probabilities = Probabilities(letters, length, 5);
        byte[] x = RandomSketch.Sequence(letters, length, 31, 0);
        double[] game = BruteForce.ProductGame(sketch.Function, x, (position, letter) => probabilities[position * letters + letter]);

        AssertEqualsGame(new SketchQuery(sketch, new ProductBackground(probabilities, length)), game, x);
    }

    [Theory]
    [InlineData(2, 8, 5, 1)]
    [InlineData(3, 6, 4, 7)]
    [InlineData(4, 6, 3, 50)]
    public void Sequences_OnSmallLengths_EqualBruteForce(int letters, int length, int order, int count)
    {
        Sketch sketch = RandomSketch.Make(letters, length, order, 12, 33);
        byte[][] background = [.. Enumerable.Range(1, count).Select(i => RandomSketch.Sequence(letters, length, 33, i))];
        byte[] x = RandomSketch.Sequence(letters, length, 33, 0);

        AssertEqualsGame(new SketchQuery(sketch, Of(background)), BruteForce.SequenceGame(sketch.Function, x, background), x);
    }

    [Fact]
    public void Sequences_OfManyTables_EqualBruteForce()
    {
        // More tables than are transformed at once.
        Sketch sketch = RandomSketch.Make(2, 9, 4, 180, 39);
        byte[][] background = [.. Enumerable.Range(1, 5).Select(i => RandomSketch.Sequence(2, 9, 39, i))];
        byte[] x = RandomSketch.Sequence(2, 9, 39, 0);
        AssertEqualsGame(new SketchQuery(sketch, Of(background)), BruteForce.SequenceGame(sketch.Function, x, background), x);
    }

    [Fact]
    public void Sequences_WithMissingLetters_AverageThemUniformly()
    {
        Sketch sketch = RandomSketch.Make(3, 5, 4, 12, 35);
        byte[] x = RandomSketch.Sequence(3, 5, 35, 0);
        byte[] gappy = [0, Alphabet.Missing, 2, Alphabet.Missing, 1];
        byte[][] filled = [.. Enumerable.Range(0, 9).Select(code => new byte[] { 0, (byte)(code % 3), 2, (byte)(code / 3), 1 })];

        AssertEqualsGame(new SketchQuery(sketch, Of([gappy])), BruteForce.SequenceGame(sketch.Function, x, filled), x);
    }

    [Fact]
    public void Explain_OfAMissingLetter_AveragesItOverTheBackground()
    {
        Sketch sketch = RandomSketch.Make(3, 6, 4, 15, 37);
        byte[][] background = [.. Enumerable.Range(1, 6).Select(i => RandomSketch.Sequence(3, 6, 37, i))];
        byte[] x = RandomSketch.Sequence(3, 6, 37, 0);
        x[1] = x[4] = Alphabet.Missing;

        AssertEqualsGame(new SketchQuery(sketch, Of(background)), BruteForce.SequenceGame(sketch.Function, x, background), x);
    }

    [Fact]
    public void Product_OfEqualLetters_IsTheUniformBackground()
    {
        Sketch sketch = RandomSketch.Make(4, 8, 4, 30, 41);
        byte[] x = RandomSketch.Sequence(4, 8, 41, 0);
        Explanation uniform = new SketchQuery(sketch).Explain(x);
        Explanation product = new SketchQuery(sketch, ProductBackground.Everywhere([0.25, 0.25, 0.25, 0.25], 8)).Explain(x);
        SketchQueryTests.AssertClose(uniform.Phi, product.Phi);
        Assert.Equal(uniform.BaseValue, product.BaseValue, 1e-9);
    }

    [Fact]
    public void ProductFromSequences_OfOneSequence_IsThatSequence()
    {
        Sketch sketch = RandomSketch.Make(4, 8, 4, 30, 43);
        byte[] x = RandomSketch.Sequence(4, 8, 43, 0), b = RandomSketch.Sequence(4, 8, 43, 1);
        NamedSequence[] background = [new("b", b)];
        Explanation product = new SketchQuery(sketch, ProductBackground.FromSequences(background, sketch.Function.Domain)).Explain(x);
        Explanation sequences = new SketchQuery(sketch, new SequenceBackground(background)).Explain(x);
        SketchQueryTests.AssertClose(sequences.Phi, product.Phi);
        Assert.Equal(BruteForce.Predict(sketch.Function, b), product.BaseValue, 1e-9);
    }

    [Fact]
    public void Background_OfAnotherLength_NamesBoth()
    {
        Sketch sketch = RandomSketch.Make(4, 8, 2, 5, 1);
        InputException error = Assert.Throws<InputException>(() => new SketchQuery(sketch, Of([new byte[9]])));
        Assert.Contains("\"b0\" has 9 letters; the sketch has 8", error.Message, StringComparison.Ordinal);
        Assert.Throws<InputException>(() => new SketchQuery(sketch, Of([])));
        Assert.Throws<InputException>(() => new SketchQuery(sketch, Of([[0, 0, 0, 0, 0, 0, 0, 4]])));
        Assert.Throws<InputException>(() => new SketchQuery(sketch, ProductBackground.Everywhere([0.25, 0.25, 0.25, 0.25], 9)));
    }

    [Theory]
    [InlineData(0.5, 0.6)]
    [InlineData(-0.1, 1.1)]
    [InlineData(double.NaN, 1)]
    public void Product_OfImpossibleProbabilities_IsRefused(double a, double b) =>
        Assert.Contains("position 0", Assert.Throws<InputException>(() => new ProductBackground([a, b], 1)).Message, StringComparison.Ordinal);

    [Fact]
    public void ProductFromSequences_OfAPositionWithoutLetters_AsksForAPseudocount()
    {
        var domain = new SketchDomain(Alphabet.Dna, 2);
        NamedSequence[] gappy = [new("b", [0, Alphabet.Missing])];
        Assert.Contains("pseudocount", Assert.Throws<InputException>(() => ProductBackground.FromSequences(gappy, domain)).Message, StringComparison.Ordinal);
        Assert.NotNull(ProductBackground.FromSequences(gappy, domain, 0.1));
    }

    private static void AssertEqualsGame(SketchQuery query, double[] game, byte[] x)
    {
        Explanation explanation = query.Explain(x, int.MaxValue, minimumOrder: 1);
        double[] phi = new double[x.Length * 300], predictions = new double[300];
        query.Explain(Enumerable.Repeat(x, 300).SelectMany(static b => b).ToArray(), 300, phi, predictions);

        double[] expected = BruteForce.Shapley(game);
        SketchQueryTests.AssertClose(expected, explanation.Phi);
        SketchQueryTests.AssertClose(expected, phi[..x.Length]);
        SketchQueryTests.AssertClose(expected, phi[^x.Length..]);
        Assert.Equal(game[0], query.BaseValue, 1e-9);
        Assert.Equal(game[^1], explanation.Prediction, 1e-9);
        Assert.Equal(game[^1], predictions[^1], 1e-9);
        Assert.NotEmpty(explanation.Interactions);
        foreach (Interaction interaction in explanation.Interactions)
            Assert.Equal(BruteForce.Dividend(game, BruteForce.MaskOf(interaction.Positions)), interaction.Value, 1e-9);
    }

    private static SequenceBackground Of(byte[][] background) => new([.. background.Select(static (letters, i) => new NamedSequence($"b{i}", letters))]);

    private static double[] Probabilities(int letters, int length, long seed)
    {
        SeededRandom random = SeededRandom.Stream(seed, "probabilities");
        var all = new double[letters * length];
        for (int position = 0; position < length; position++)
        {
            Span<double> row = all.AsSpan(position * letters, letters);
            double sum = 0;
            foreach (ref double p in row) sum += p = random.NextDouble();
            foreach (ref double p in row) p /= sum;
        }

        return all;
    }
}
