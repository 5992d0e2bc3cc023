using System.Globalization;
using GenoXai.Core.Motifs;
using GenoXai.Core.Numerics;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;
using GenoXai.Tests.Querying;
using GenoXai.Tests.ToyModels;

namespace GenoXai.Tests.Pipeline;

/// <summary>Motif insertion as a run, against the obvious loop and models whose answer is known.</summary>
public sealed class InsertionRunTests
{
    [Fact]
    public async Task Insert_OfAWordIntoTheAdditiveToy_IsItsWeights()
    {
        string[] backgrounds = ["CCCCCCCCCC", "GGGGGGGGGG", "CGCGCGCGCG"];
        using InProcessRun run = await InProcessRun.OfAsync(ToyOnnx.Additive(), Request(new InsertionOptions { Motifs = [InsertedMotif.OfWord("ACT")], Positions = [0, 5] }), backgrounds);
        string[][] rows = run.Table("insert.tsv");
        Assert.Equal(["ACT/+/0", "ACT/-/0", "ACT/+/5", "ACT/-/5"], rows.Select(static r => $"{r[0]}/{r[1]}/{r[2]}"));
        foreach (string[] row in rows)
        {
            int start = (int)Value(row[2]);
            double[] effects = [.. backgrounds.Select(b => (row[1] == "+" ? "ACT" : "AGT").Select((c, i) => Weight(start + i, c) - Weight(start + i, b[start + i])).Sum())];
            Assert.Equal(effects.Average(), Value(row[5]), 1e-5);
            double error = Math.Sqrt(effects.Sum(e => Math.Pow(e - effects.Average(), 2)) / 2 / 3);
            Assert.Equal(error, Value(row[6]), 1e-5);
            Assert.Equal(StudentT.TwoSided(effects.Average() / error, 2), Value(row[7]), 1e-4);
        }

        double[] adjusted = BenjaminiHochberg.Adjust([.. rows.Select(static r => Value(r[7]))]);
        for (int i = 0; i < 4; i++) Assert.Equal(adjusted[i], Value(rows[i][8]), 1e-12);
        Assert.Equal(3 * (1 + 4), run.Record.GetInt64("model_rows"));
        using NpzReader npz = run.Arrays("insert.npz");
        Assert.Equal([3, 5], npz.Read<float>("prediction").Shape);
        Assert.Equal([3, 4, 10], npz.Read<byte>("one_hot").Shape);
        Assert.True(File.Exists(run.Path("insert_positions.svg")));
    }

    /// <summary>The model adds 3 when A stands at 2 and T at 7: only with A at 2 and T at 7, 5 apart, do the two act together.</summary>
    [Theory]
    [InlineData(null, 1, 64)]
    [InlineData(4, 2, 7)]
    public async Task Insert_OfTwoWords_FindsTheDistanceAtWhichTheyActTogether(int? mostGap, int step, int chunkRows)
    {
        NamedSequence[] random = [.. InsertionBackgrounds.Random(1, 12, 10, 4)];
        var options = new InsertionOptions { Motifs = [InsertedMotif.OfWord("A"), InsertedMotif.OfWord("T")], Pair = true, ForwardOnly = true, Positions = [2], MostGap = mostGap, GapStep = step };
        RunRequest request = Request(options) with { ChunkRows = chunkRows, BatchRows = chunkRows };
        string[] letters = [.. random.Select(static s => Alphabet.Dna.Format(s.Letters))];
        using InProcessRun run = await InProcessRun.OfAsync(ToyOnnx.Pairwise(), request, letters);
        string[][] rows = run.Table("pairs.tsv");
        int[] starts = step == 1 ? [0, 1, 3, 4, 5, 6, 7, 8, 9] : [1, 3, 5, 7];
        Assert.Equal(starts.Select(static s => (double)s).Order(), rows.Select(static r => Value(r[5])).Order());
        Assert.Equal(12 * (1 + 1 + 2 * starts.Length), run.Record.GetInt64("model_rows"));
        foreach (string[] row in rows)
        {
            int start = (int)Value(row[5]);
            Assert.Equal(start > 2 ? "first-second" : "second-first", row[6]);
            Assert.Equal(Math.Abs(start - 2) - 1, Value(row[7]));
            Assert.Equal(Math.Abs(start - 2), Value(row[8]));
            double[] f0 = [.. letters.Select(static s => Predict(s))], fa = [.. letters.Select(static s => Predict(With(s, 2, 'A')))];
            double[] fb = [.. letters.Select(s => Predict(With(s, start, 'T')))], fab = [.. letters.Select(s => Predict(With(With(s, 2, 'A'), start, 'T')))];
            double[] interaction = [.. Enumerable.Range(0, 12).Select(i => fab[i] - fa[i] - fb[i] + f0[i])];
            Assert.Equal(fab.Average() - f0.Average(), Value(row[10]), 1e-4);
            Assert.Equal(fa.Average() - f0.Average(), Value(row[12]), 1e-4);
            Assert.Equal(fb.Average() - f0.Average(), Value(row[13]), 1e-4);
            Assert.Equal(interaction.Average(), Value(row[14]), 1e-4);
            Assert.Equal((fab.Average() - (fb.Average() - f0.Average())) / fa.Average(), Value(row[16]), 1e-4);
            // A background that has the A already, or the T, gains less.
            Assert.Equal(start == 7, Value(row[14]) > 1);
        }
    }

    /// <summary>The same experiment on the sketch, by hand from its predictions; the toy's sketch is nearly the toy.</summary>
    [Fact]
    public async Task Insert_OfTwoWordsBesideASketch_HasTheSketchesInteractions()
    {
        Sketch sketch = await FeatureInteractionRunTests.SketchOfPairwiseAsync();
        string[] letters = [.. InsertionBackgrounds.Random(3, 6, 10, 4).Select(static s => Alphabet.Dna.Format(s.Letters))];
        var options = new InsertionOptions { Motifs = [InsertedMotif.OfWord("A"), InsertedMotif.OfWord("T")], Pair = true, ForwardOnly = true, Positions = [2], SketchId = sketch.Id };
        using InProcessRun run = await InProcessRun.OfAsync(ToyOnnx.Pairwise(), Request(options), sketch, letters);
        Assert.True(run.Record.GetDouble("sketch_pearson") > 0.999 && run.Record.GetDouble("sketch_effect_pearson") > 0.999);
        Assert.Equal(1 + 9 + 9, run.Record.GetInt64("sketch_designs"));
        Assert.Equal(6 * (1 + 1 + 2 * 9), run.Record.GetInt64("model_rows"));
        string[][] rows = run.Table("pairs.tsv");
        foreach (string[] row in rows)
        {
            int start = (int)Value(row[5]);
            double expected = letters.Average(s => F(With(With(s, 2, 'A'), start, 'T')) - F(With(s, 2, 'A')) - F(With(s, start, 'T')) + F(s));
            Assert.Equal(expected, Value(row[19]), 1e-5);
            Assert.Equal(Value(row[14]), Value(row[19]), 0.02);
        }

        foreach (string[] row in run.Table("insert.tsv"))
            Assert.Equal(letters.Average(s => F(With(s, (int)Value(row[2]), row[0][0])) - F(s)), Value(row[9]), 1e-5);
        // Places 1 and 3 are 1 letter from the A at 2.
        string[] one = run.Table("sketch_comparison.tsv").Single(static r => r[0] == "1");
        Assert.Equal("2", one[1]);
        Assert.Equal(rows.Where(static r => r[8] == "1").Average(static r => Value(r[19])), Value(one[3]), 1e-9);
        Assert.True(Value(run.Table("sketch_comparison.tsv").Single(static r => r[0] == "5")[4]) > 0.999);
        Assert.True(File.Exists(run.Path("insert_sketch.svg")) && File.Exists(run.Path("insert_sketch_distance.svg")));
        using NpzReader npz = run.Arrays("insert.npz");
        Assert.Equal([6, 20], npz.Read<float>("sketch_prediction").Shape);
        Assert.Equal(F(letters[0]), npz.Read<float>("sketch_prediction").Values[0], 1e-5);
        InputException error = await Assert.ThrowsAsync<InputException>(() => InProcessRun.OfAsync(ToyOnnx.AnyLength(), Request(options) with { Targets = [] }, sketch, "ACGTACGTACG"));
        Assert.Contains("11 letters, but the sketch is of 10", error.Message, StringComparison.Ordinal);

        double F(string s) => BruteForce.Predict(sketch.Function, Alphabet.Dna.Parse(s));
    }

    [Fact]
    public async Task Insert_BesideASketchOfHeldLetters_ComparesOnlyDesignsWithThem()
    {
        var domain = new SketchDomain(new AllowedLetters(Alphabet.Dna, ["ACGT", "C", "ACGT", "CT", "A", "A", "A", "A", "A", "A"]));
        Sketch sketch = RandomSketch.Of(new DecodedFunction(domain, 1, [new AnovaTable([0], [3, -1, -1, -1])]));
        var options = new InsertionOptions { Motifs = [InsertedMotif.OfWord("AC")], ForwardOnly = true, Positions = [0, 1, 2, 3], SketchId = sketch.Id };
        using InProcessRun run = await InProcessRun.OfAsync(ToyOnnx.Additive(), Request(options), sketch, "GCTTAAAAAA", "ACTTAAAAAA");
        Assert.Equal(["2", "NaN", "0", "NaN"], run.Table("insert.tsv").Select(static r => r[9]));
        Assert.Equal(2, run.Record.GetInt64("sketch_designs"));
        // The mean of the model is over the two designs that the sketch knows.
        string[][] rows = run.Table("insert.tsv");
        Assert.Equal((Value(rows[0][5]) + Value(rows[2][5])) / 2, Value(run.Table("sketch_comparison.tsv").Single()[2]), 1e-6);
        Assert.Equal(["AC", "2", "1"], [.. run.Table("sketch_comparison.tsv").Single()[..2], run.Table("sketch_comparison.tsv").Single()[3]]);
        Assert.Contains(run.Warnings, static w => w.StartsWith("2 of 4 designs put letters", StringComparison.Ordinal));
        InputException error = await Assert.ThrowsAsync<InputException>(() => InProcessRun.OfAsync(ToyOnnx.Additive(), Request(options), sketch, "GGTTAAAAAA"));
        Assert.Contains("position 1: G, but the sketch was made with C held there", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Insert_OfSampledSites_DrawsFromTheMotif()
    {
        var motif = new InsertedMotif("m", "ACGT", [0.2, 0.3, 0.5, 0, 0, 1, 0, 0]);
        string[] backgrounds = [.. Enumerable.Range(0, 400).Select(static i => "TTTTTTTTT" + "ACGT"[i % 4] + string.Concat(Enumerable.Range(0, 5).Select(b => "ACGT"[(i >> (2 * b)) & 3])))];
        using InProcessRun run = await InProcessRun.OfAsync(ToyOnnx.Additive(15), Request(new InsertionOptions { Motifs = [motif], Sampled = true, ForwardOnly = true, Positions = [0] }), backgrounds);
        using NpzReader npz = run.Arrays("insert.npz");
        float[] predictions = npz.Read<float>("prediction").Values;
        // T at 0 becomes a letter b, T at 1 becomes C: the change is (b + 1 − 4)/10 + 2·(2 − 4)/10.
        int[] letters = [.. Enumerable.Range(0, 400).Select(n => (int)Math.Round((predictions[2 * n + 1] - predictions[2 * n] + 0.4) * 10) + 3)];
        double[] shares = [.. Enumerable.Range(0, 4).Select(b => letters.Count(l => l == b) / 400.0)];
        Assert.InRange(shares[0], 0.13, 0.27);
        Assert.InRange(shares[1], 0.22, 0.38);
        Assert.InRange(shares[2], 0.41, 0.59);
        Assert.Equal(0, shares[3]);
        Assert.Equal(400, letters.Count(static l => l is >= 0 and < 3));
    }

    [Fact]
    public void Shuffled_GoesThroughTheSequencesAgain_AndKeepsTheirPairs()
    {
        NamedSequence[] sources = [new("a", Alphabet.Dna.Parse("ACGTACGGTCA")), new("b", Alphabet.Dna.Parse("TTGACCATGCA"))];
        NamedSequence[] backgrounds = [.. InsertionBackgrounds.Shuffled(sources, 1, 5, 4)];
        Assert.Equal(["a/shuffle1", "b/shuffle1", "a/shuffle2", "b/shuffle2", "a/shuffle3"], backgrounds.Select(static s => s.Id));
        for (int i = 0; i < 5; i++) Assert.Equal(Pairs(sources[i % 2]), Pairs(backgrounds[i]));
        Assert.NotEqual(backgrounds[0].Letters, backgrounds[2].Letters);

        static string Pairs(NamedSequence s) => string.Join(' ', s.Letters.Zip(s.Letters.Skip(1), static (a, b) => $"{a}{b}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("has 11 positions, more than the 10 letters", "ACGTACGTACG", false, "")]
    [InlineData("inserted at 8, ends beyond the 10 letters", "ACG", false, "8")]
    [InlineData("do not fit beside each other into 10 letters", "ACGTAC,ACGTA", true, "")]
    [InlineData("there is no room for", "ACG,ACGTA", true, "4")]
    public async Task Insert_OfWhatDoesNotFit_SaysWhat(string said, string words, bool pair, string positions)
    {
        var options = new InsertionOptions { Motifs = InsertedMotifs.Of(null, "", null, words, out bool two), Pair = two, Positions = positions.Length == 0 ? [] : InsertedMotifs.Positions(positions) };
        Assert.Equal(pair, two);
        InputException error = await Assert.ThrowsAsync<InputException>(() => InProcessRun.OfAsync(ToyOnnx.Additive(), Request(options), "ACGTACGTAC", "ACGTACGTAA"));
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("WYW", "ACDEFGHIKLMNPQRSTVWY")]
    [InlineData("ACGT", "ACDEFGHIKLMNPQRSTVWY")]
    [InlineData("ACU", "ACGU")]
    [InlineData("acu", "ACGT")]
    public void OfWord_IsTheWordInTheModelsLetters(string word, string letters)
    {
        var alphabet = new Alphabet(letters);
        Motif motif = InsertedMotif.OfWord(word).In(alphabet);
        byte[] expected = alphabet.Parse(word);
        for (int i = 0; i < word.Length; i++)
            for (int letter = 0; letter < letters.Length; letter++) Assert.Equal(letter == expected[i] ? 1 : 0, motif[i][letter]);
    }

    [Theory]
    [InlineData("ACW", "position 2: 'W' is no letter of ACGT")]
    [InlineData("A-C", "position 1: '-' is no letter")]
    public void OfWord_OfOtherLetters_NamesTheFirst(string word, string said) =>
        Assert.Contains(said, Assert.Throws<InputException>(() => InsertedMotif.OfWord(word).In(Alphabet.Dna)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("10,20", 10, 20)]
    [InlineData("0:10:4", 0, 4, 8)]
    [InlineData("3:5", 3, 4)]
    public void Positions_AreReadAsWritten(string text, params int[] expected) => Assert.Equal(expected, InsertedMotifs.Positions(text));

    [Theory]
    [InlineData("a")]
    [InlineData("5:5")]
    [InlineData("0:10:0")]
    [InlineData("1,-2")]
    [InlineData("0,99999999999")]
    public void Positions_OfSomethingElse_AreRefused(string text) =>
        Assert.Contains("START:END:STEP", Assert.Throws<InputException>(() => InsertedMotifs.Positions(text)).Message, StringComparison.Ordinal);

    private static RunRequest Request(InsertionOptions options) => new() { Method = RunMethod.Insert, Insertion = options, Targets = ["y[0]"] };

    private static double Value(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);

    private static double Weight(int position, char letter) => ToyOnnx.Weight(position, "ACGT".IndexOf(letter, StringComparison.Ordinal));

    private static double Predict(string s) => s.Select((c, l) => Weight(l, c)).Sum() + (s[2] == 'A' && s[7] == 'T' ? 3 : 0);

    private static string With(string s, int position, char letter) => s[..position] + letter + s[(position + 1)..];
}
