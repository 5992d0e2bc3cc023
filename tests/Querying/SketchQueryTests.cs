using GenoXai.Core.Querying;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;

namespace GenoXai.Tests.Querying;

public sealed class SketchQueryTests
{
    [Theory]
    [InlineData(2, 8, 5, 20)]
    [InlineData(3, 6, 4, 15)]
    [InlineData(4, 5, 3, 12)]
    [InlineData(2, 10, 3, 12)]
    public void Explain_OnSmallLengths_EqualsBruteForceShapleyValues(int letters, int length, int order, int supports)
    {
        for (long seed = 0; seed < (length < 10 ? 3 : 1); seed++)
        {
            Sketch sketch = RandomSketch.Make(letters, length, order, supports, seed);
            byte[] x = RandomSketch.Sequence(letters, length, seed, 0);
            double[] game = BruteForce.UniformGame(sketch.Function, x);

            Explanation explanation = new SketchQuery(sketch).Explain(x, int.MaxValue, minimumOrder: 1);

            AssertClose(BruteForce.Shapley(game), explanation.Phi);
            Assert.Equal(BruteForce.Predict(sketch.Function, x), explanation.Prediction, 1e-9);
            Assert.Equal(game[0], explanation.BaseValue, 1e-9);
            Assert.Equal(sketch.Function.Tables.Count, explanation.Interactions.Count);
            foreach (Interaction interaction in explanation.Interactions)
                Assert.Equal(BruteForce.Dividend(game, BruteForce.MaskOf(interaction.Positions)), interaction.Value, 1e-9);
        }
    }

    [Theory]
    [InlineData(0b000001)]
    [InlineData(0b100110)]
    [InlineData(0b111111)]
    public void Explain_OfMissingLetters_EqualsBruteForceWithThemAveraged(int missing)
    {
        Sketch sketch = RandomSketch.Make(3, 6, 4, 15, 5);
        byte[] x = RandomSketch.Sequence(3, 6, 5, 0);
        for (int i = 0; i < x.Length; i++)
            if ((missing >> i & 1) != 0) x[i] = Alphabet.Missing;
        double[] game = BruteForce.UniformGame(sketch.Function, x);

        Explanation explanation = new SketchQuery(sketch).Explain(x);

        AssertClose(BruteForce.Shapley(game), explanation.Phi);
        Assert.Equal(game[^1], explanation.Prediction, 1e-9);
        Assert.Equal(System.Numerics.BitOperations.PopCount((uint)missing), explanation.MissingLetters);
        Assert.DoesNotContain(explanation.Interactions, interaction => interaction.Letters.Contains('N', StringComparison.Ordinal));
    }

    [Fact]
    public void Explain_OfAnyBatch_EqualsOneByOneForEverySizeAndThreadCount()
    {
        Sketch sketch = RandomSketch.Make(4, 12, 5, 120, 3);
        var single = new SketchQuery(sketch);
        foreach (int rows in new[] { 0, 1, 2, 127, 128, 129, 513, 1000 })
        {
            byte[] letters = Rows(4, 12, rows, missingEvery: 17);
            double[] first = [], firstPredictions = [];
            foreach (int threads in new[] { 1, 2, 5 })
            {
                var batch = new SketchQuery(sketch, options: new QueryOptions { Threads = threads });
                double[] phi = new double[rows * 12], predictions = new double[rows];
                batch.Explain(letters, rows, phi, predictions);
                if (threads == 1) (first, firstPredictions) = (phi, predictions);
                Assert.Equal(first, phi);
                Assert.Equal(firstPredictions, predictions);
            }

            for (int row = 0; row < rows; row++)
            {
                Explanation explanation = single.Explain(letters.AsSpan(row * 12, 12));
                AssertClose(explanation.Phi, first[(row * 12)..(row * 12 + 12)]);
                Assert.Equal(explanation.Prediction, firstPredictions[row], 1e-9);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(20)]
    [InlineData(400)]
    public void ExplainWithInteractions_OfAnyTop_EqualsOneByOne(int top)
    {
        Sketch sketch = RandomSketch.Make(4, 12, 5, 120, 3);
        var query = new SketchQuery(sketch);
        const int rows = 333;
        byte[] letters = Rows(4, 12, rows, missingEvery: 17);
        double[] phi = new double[rows * 12], predictions = new double[rows], values = new double[rows * top];
        var supports = new int[rows * top];

        query.ExplainWithInteractions(letters, rows, top, phi, predictions, supports, values);

        for (int row = 0; row < rows; row++)
        {
            byte[] x = letters[(row * 12)..(row * 12 + 12)];
            Explanation explanation = query.Explain(x, top);
            AssertClose(explanation.Phi, phi[(row * 12)..(row * 12 + 12)]);
            for (int i = 0; i < top; i++)
            {
                int support = supports[row * top + i];
                if (i >= explanation.Interactions.Count)
                {
                    Assert.Equal(-1, support);
                    continue;
                }

                Interaction interaction = query.Describe(support, x, values[row * top + i]);
                Assert.Equivalent(explanation.Interactions[i], interaction, strict: true);
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10_000)]
    [InlineData(1L << 28)]
    public void Explain_OfAnyFoldingMemory_GivesTheSamePhi(long memory)
    {
        Sketch sketch = RandomSketch.Make(4, 9, 3, 150, 11);
        var query = new SketchQuery(sketch, options: new QueryOptions { FoldingMemory = memory });
        byte[] letters = Rows(4, 9, 200, missingEvery: 50);
        double[] phi = new double[200 * 9], predictions = new double[200];

        query.Explain(letters, 200, phi, predictions);

        for (int row = 0; row < 200; row++)
        {
            Explanation explanation = query.Explain(letters.AsSpan(row * 9, 9));
            AssertClose(explanation.Phi, phi[(row * 9)..(row * 9 + 9)]);
            Assert.Equal(explanation.Prediction - explanation.BaseValue, phi[(row * 9)..(row * 9 + 9)].Sum(), 1e-9);
        }

        int folded = query.Batch.Folded.Length;
        if (memory == 0) Assert.Equal(sketch.Function.Tables.Count, folded);
        else Assert.True(folded < sketch.Function.Tables.Count, $"{folded} look-ups of {sketch.Function.Tables.Count} tables");
    }

    [Fact]
    public void Explain_OfAConstantSketch_GivesZeroPhi()
    {
        var function = new DecodedFunction(new SketchDomain(Alphabet.Dna, 5), 2.5, []);
        var query = new SketchQuery(RandomSketch.Of(function));
        double[] phi = new double[1000], predictions = new double[200];
        query.Explain(Rows(4, 5, 200, 9), 200, phi, predictions);
        Assert.All(phi, value => Assert.Equal(0, value));
        Assert.All(predictions, value => Assert.Equal(2.5, value));
        Assert.Empty(query.Explain(new byte[5]).Interactions);
    }

    [Fact]
    public void Explain_OfAnotherLength_NamesBoth()
    {
        var query = new SketchQuery(RandomSketch.Make(4, 18, 2, 5, 1));
        InputException error = Assert.Throws<InputException>(() => query.Check(new NamedSequence("tp53", new byte[20])));
        Assert.Contains("\"tp53\" has 20 letters", error.Message, StringComparison.Ordinal);
        Assert.Contains("sequences of 18", error.Message, StringComparison.Ordinal);
        Assert.Throws<InputException>(() => query.Explain(new byte[20]));
        Assert.Throws<InputException>(() => query.Parse("ACGT"));
    }

    [Fact]
    public void Check_OfAnotherAlphabet_NamesBoth()
    {
        var query = new SketchQuery(RandomSketch.Make(4, 18, 2, 5, 1));
        InputException error = Assert.Throws<InputException>(() => query.Check(new NamedSequence("a", new byte[18]), new Alphabet("TGCA")));
        Assert.Contains("TGCA", error.Message, StringComparison.Ordinal);
        Assert.Contains("ACGT", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_OfALetterOutsideTheAlphabet_NamesItsPlace()
    {
        var query = new SketchQuery(RandomSketch.Make(4, 6, 2, 5, 1));
        byte[] letters = Rows(4, 6, 1000, 99);
        letters[777 * 6 + 2] = 4;
        letters[900 * 6 + 1] = 9;
        InputException error = Assert.Throws<InputException>(() => query.Explain(letters, 1000, new double[6000], new double[1000]));
        Assert.Contains("row 777, position 2", error.Message, StringComparison.Ordinal);
        Assert.Throws<InputException>(() => query.Explain(new byte[] { 0, 0, 0, 0, 0, 4 }));
    }

    internal static void AssertClose(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-9);
    }

    private static byte[] Rows(int letters, int length, int rows, int missingEvery)
    {
        var all = new byte[rows * length];
        for (int row = 0; row < rows; row++)
        {
            RandomSketch.Sequence(letters, length, 42, row).CopyTo(all, row * length);
            if (row % missingEvery == 3) all[row * length + row % length] = Alphabet.Missing;
        }

        return all;
    }
}
