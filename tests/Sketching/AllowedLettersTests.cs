using GenoXai.Core.Numerics;
using GenoXai.Core.Querying;
using GenoXai.Core.Sampling;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;
using GenoXai.Tests.Querying;

namespace GenoXai.Tests.Sketching;

public sealed class AllowedLettersTests
{
    // Counts 4, 1, 2, 3: 12 common codes.
    private static readonly AllowedLetters Mixed = new(Alphabet.Dna, ["ACGT", "G", "TC", "AGT"]);

    [Theory]
    [InlineData(false, 4000)]
    [InlineData(true, 12000)]
    public void SketchOfMixedLetters_GivesBruteForceShapleyValues_AlsoFromItsFile(bool common, int rows)
    {
        var domain = new SketchDomain(Mixed);
        SketchDomain codes = common ? domain.CommonCodes : domain.Codes;
        double[] truth = new double[256];
        SeededRandom random = SeededRandom.Stream(3, "truth");
        for (int i = 0; i < truth.Length; i++) truth[i] = random.NextGaussian();
        SampleSet training = Draw(codes, truth, 1, rows), validation = Draw(codes, truth, 2, 1000);
        DecodedFunction found = LowOrderRidgeDecoder.Decode(codes, training, validation, new LowOrderRidgeOptions { Order = 3 }), own = CodeTables.ToOwn(found, domain);
        Assert.Equal(domain.Codes, own.Domain);
        Assert.InRange(SketchSamples.LargestMarginal(own), 0, 1e-9);
        Assert.Equal(0, SketchSamples.LargestUnused(own));
        SampleSet test = CodeTables.ToOwn(Draw(codes, truth, 3, 500), own.Domain);
        for (int row = 0; row < test.Count; row++) Assert.Equal(test.Values[row], SketchSamples.Evaluate(own, test.Row(row)), 0.05);
        using var file = new MemoryStream();
        SketchFile.Write(RandomSketch.Of(CodeTables.ToLetters(own, domain)), file);
        file.Position = 0;
        Sketch sketch = SketchFile.Read(file, "sketch");
        Assert.Equal(domain, sketch.Function.Domain);
        var query = new SketchQuery(sketch);
        foreach (string text in new[] { "AGTA", "TGCT", "CGCG" })
        {
            byte[] x = Alphabet.Dna.Parse(text);
            double[] phi = query.Explain(x).Phi, expected = BruteForce(truth, x);
            for (int i = 0; i < 4; i++) Assert.Equal(expected[i], phi[i], 0.02);
            Assert.Equal(0, phi[1]);
            Assert.Equal(phi, query.Explain([x[0], x[2], x[3]]).Phi);
        }

        Assert.Contains("position 2: A", Assert.Throws<InputException>(() => query.Explain(Alphabet.Dna.Parse("AGAA"))).Message, StringComparison.Ordinal);
        Assert.Contains("position 1: C", Assert.Throws<InputException>(() => query.Parse("ACTA")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Rows_HoldEveryAllowedCombinationEquallyOften_AndNoOther(bool common)
    {
        var domain = new SketchDomain(Mixed);
        var rows = new AllowedRows(new UniformRows(1, (common ? domain.CommonCodes : domain.Codes).LetterCounts, 0, 24000), Mixed);
        var letters = new byte[24000 * 4];
        rows.Fill(0, 24000, letters);
        var counts = new Dictionary<string, int>();
        for (int i = 0; i < 24000; i++)
        {
            Mixed.Check(letters.AsSpan(i * 4, 4), "row");
            string text = Alphabet.Dna.Format(letters.AsSpan(i * 4, 4));
            counts[text] = counts.GetValueOrDefault(text) + 1;
        }

        Assert.Equal(24, counts.Count);
        Assert.All(counts.Values, static count => Assert.InRange(count, 840, 1160));
    }

    [Fact]
    public void ToOwn_OfTablesTooLargeOverAllLetters_LeavesOutTheWeakest_AndSaysHowMany()
    {
        var domain = new SketchDomain(AllowedLetters.Of(new Alphabet("ACDEFGHIKLMNPQRSTVWY"), 8, [], null, "0:8:AC"));
        // 20⁶ numbers are too many for one table, seven tables of 20⁵ too many together.
        List<AnovaTable> tables = [Table(6, 0, 9), .. Enumerable.Range(1, 7).Select(static n => Table(5, n % 3, n == 4 ? 0.5 : n)), Table(1, 0, 0.1)];
        DecodedFunction own = CodeTables.ToOwn(new DecodedFunction(domain.Codes, 1, tables), domain);
        Assert.Equal([2.0, 3, 5, 6, 7, 0.1], own.Tables.Select(static table => table.Values.Max()));
        Assert.StartsWith("3 tables were left out", Assert.Single(own.Notes), StringComparison.Ordinal);

        static AnovaTable Table(int order, int first, double size) =>
            new([.. Enumerable.Range(first, order)], [.. Enumerable.Range(0, 1 << order).Select(i => int.PopCount(i) % 2 == 0 ? size : -size)]);
    }

    [Fact]
    public void Band_OfAnExactFitWhoseLargeTablesWereLeftOut_SpeaksOfThem()
    {
        var domain = new SketchDomain(AllowedLetters.Of(new Alphabet("ACDEFGHIKLMNPQRSTVWY"), 8, [], null, "0:8:AC"));
        // Of all six first positions together: each φ misses ±1 once that table is left out.
        static double Value(byte[] row) => row[7] + (row.Take(6).Sum(static code => code) % 2 == 0 ? 6 : -6);
        SampleSet training = SketchSamples.Draw(domain.Codes, 1500, 1, Value), validation = SketchSamples.Draw(domain.Codes, 150, 2, Value);
        DecodedFunction found = LowOrderRidgeDecoder.Decode(domain.Codes, training, validation, new LowOrderRidgeOptions { Order = 6, Threads = 1 });
        Assert.NotNull(found.Evidence?.KnownErrors);
        DecodedFunction own = CodeTables.ToOwn(found, domain);
        Assert.InRange(own.Tables.Max(static table => table.Order), 1, 5);
        SketchQuality quality = SketchQuality.Measure(own, SketchSamples.Draw(domain.Codes, 300, 3, Value));
        Assert.InRange(quality.R2!.Value, -0.1, 0.1);
        Assert.InRange(quality.PhiBand!.Take(6).Average(), 0.9, 2);
    }

    [Fact]
    public void Of_TwentyLetters_ReadsExceptionsBeforeTheRange()
    {
        var protein = new Alphabet("ACDEFGHIKLMNPQRSTVWY");
        AllowedLetters allowed = AllowedLetters.Of(protein, 5, protein.Parse("WYACD"), new SequenceRange(1, 3), "2:K,4:DE");
        Assert.Equal(["W", protein.Letters, "K", "C", "DE"], Enumerable.Range(0, 5).Select(i => allowed[i]));
        Assert.Equal([20, 2], allowed.Counts);
        Assert.Equal(20, allowed.CommonCount());
        Assert.Equal([1, 4], allowed.Free);
    }

    private static SampleSet Draw(SketchDomain codes, double[] truth, long seed, int count)
    {
        var letters = new byte[count * 3];
        new UniformRows(seed, codes.LetterCounts, 0, count).Fill(0, count, letters);
        var values = new float[count];
        var x = new byte[4];
        for (int i = 0; i < count; i++)
        {
            Mixed.Decode(letters.AsSpan(i * 3, 3), x);
            values[i] = (float)truth[Index(x)];
        }

        return new SampleSet(3, letters, values);
    }

    private static int Index(ReadOnlySpan<byte> x) => ((x[0] * 4 + x[1]) * 4 + x[2]) * 4 + x[3];

    private static double[] BruteForce(double[] truth, byte[] x)
    {
        double[] value = new double[16], factorial = [1, 1, 2, 6, 24], phi = new double[4];
        for (int coalition = 0; coalition < 16; coalition++)
        {
            double sum = 0;
            int count = 0;
            for (int i = 0; i < 256; i++)
            {
                bool fits = true;
                for (int p = 0; p < 4; p++)
                {
                    byte letter = (byte)(i >> (2 * (3 - p)) & 3);
                    fits &= Mixed.Allows(p, letter) && ((coalition >> p & 1) == 0 || letter == x[p]);
                }

                if (!fits) continue;
                sum += truth[i];
                count++;
            }

            value[coalition] = sum / count;
        }

        for (int p = 0; p < 4; p++)
            for (int coalition = 0; coalition < 16; coalition++)
                if ((coalition >> p & 1) == 0)
                {
                    int size = System.Numerics.BitOperations.PopCount((uint)coalition);
                    phi[p] += factorial[size] * factorial[3 - size] / 24 * (value[coalition | 1 << p] - value[coalition]);
                }

        return phi;
    }
}
