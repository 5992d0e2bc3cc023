using GenoXai.Core.Numerics;
using GenoXai.Core.Sampling;
using GenoXai.Core.Sketching;

namespace GenoXai.Tests.Sketching;

/// <summary>Positions with numbers of letters of their own: every step of the decoders of uniform rows against sums over all sequences.</summary>
public sealed class MixedLettersTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private static readonly int[] Counts = [4, 2, 3, 2, 3];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Decode_OfARandomPairwiseFunction_IsExact_AndGivesBruteForceShapleyValues(bool hybrid)
    {
        SketchDomain domain = SketchSamples.Mixed(Counts);
        Func<byte[], double> function = SketchSamples.RandomTables(domain, 2, 41);
        SampleSet training = SketchSamples.Draw(domain, 300, 1, function), validation = SketchSamples.Draw(domain, 60, 2, function);
        DecodedFunction found = hybrid
            ? HybridDecoder.Decode(domain, training, validation, new HybridOptions { Threads = 1 }).Function
            : LowOrderRidgeDecoder.Decode(domain, training, validation, new LowOrderRidgeOptions { Order = 2, Threads = 1 });
        Assert.InRange(SketchSamples.LargestMarginal(found), 0, 1e-9);
        Assert.Equal(0, SketchSamples.LargestUnused(found));
        byte[][] all = [.. AllRows(domain)];
        Assert.Equal(144, all.Length);
        double[] values = [.. all.Select(function)];
        Assert.Equal(values.Average(), found.BaseValue, 1e-3);
        for (int row = 0; row < all.Length; row += 7)
        {
            Assert.Equal(values[row], SketchSamples.Evaluate(found, all[row]), 1e-3);
            double[] expected = BruteForce(all, values, all[row]), phi = Shapley(found, all[row]);
            for (int i = 0; i < phi.Length; i++) Assert.Equal(expected[i], phi[i], 1e-3);
        }
    }

    [Fact]
    public void Hybrid_OfAnAndNetwork_IsExactWithTheRowsThatItAsksFor()
    {
        SketchDomain domain = SketchSamples.Mixed(4, 2, 3, 2, 4, 3, 2, 3, 4, 2, 3, 4);
        var network = new AndNetwork(domain, 20, 4102, highestOrder: 5, lowestOrder: 2);
        SampleSet training = network.Draw(500, 1), validation = network.Draw(62, 2);
        HybridResult first = HybridDecoder.Decode(domain, training, validation, new HybridOptions { ProbeRows = 150, Threads = 1 });
        Assert.InRange(first.Probes.Length / domain.Length, 1, 150);
        for (int i = 0; i < first.Probes.Length; i++) Assert.InRange(first.Probes[i], 0, domain.LettersAt(i % domain.Length) - 1);
        DecodedFunction found = network.Decode(training, validation, new HybridOptions { ProbeRows = 150, Threads = 1 }).Function;
        output.WriteLine(FormattableString.Invariant($"{first.Probes.Length / domain.Length} rows asked for, φ R² {network.ShapleyR2(first.Function, 300, 3):F6} → {network.ShapleyR2(found, 300, 3):F6}"));
        Assert.InRange(network.ShapleyR2(found, 300, 3), 0.99999, 1);
        Assert.InRange(SketchSamples.LargestMarginal(found), 0, 1e-9);
        Assert.Equal(0, SketchSamples.LargestUnused(found));
    }

    [Fact]
    public void ActivePositions_KeepTheirLetters()
    {
        SketchDomain domain = SketchSamples.Mixed([.. Enumerable.Range(0, 40).Select(static i => 2 + (i % 3))]);
        int[] active = [0, 5, 6, 11, 19, 21, 28, 35];
        Func<byte[], double> function = SketchSamples.RandomTables(domain.At(active), 2, 8);
        SampleSet rows = SketchSamples.Draw(domain, 900, 3, Value), training = rows.Slice(0, 800), validation = rows.Slice(800, 100);
        var steps = new HybridSteps(null);
        var problem = new HybridProblem(
            domain, SampleColumns.Of(domain, training), SampleColumns.Of(domain, validation), new HybridOptions { ScreeningRounds = 0, Coefficients = 1000 }, steps, new ParallelOptions { MaxDegreeOfParallelism = 1 });
        HybridFit first = new DenseStage(problem, new HybridSolver(problem)).Start(1);
        DecodedFunction found = ActivePositions.Decode(problem, training, validation, first, steps)!.Function;
        SketchQuality quality = SketchQuality.Measure(found, SketchSamples.Draw(domain, 500, 4, Value));
        output.WriteLine(string.Join('\n', steps.Lines) + FormattableString.Invariant($"\nR² {quality.R2}"));
        Assert.Contains(steps.Lines, static step => step.Contains("active positions of 40", StringComparison.Ordinal));
        Assert.InRange(quality.R2!.Value, 0.98, 1);
        Assert.Equal(40, found.Domain.Length);
        Assert.InRange(SketchSamples.LargestMarginal(found), 0, 1e-9);
        Assert.Equal(0, SketchSamples.LargestUnused(found));

        double Value(byte[] row) => function(Array.ConvertAll(active, i => row[i]));
    }

    [Fact]
    public void Probes_MutateAPositionOfTwoLettersToItsOtherLetter()
    {
        SketchDomain domain = SketchSamples.Mixed(2, 4, 3);
        SampleSet rows = SketchSamples.Draw(domain, 40, 1, static row => row[0] + row[1]);
        SampleColumns columns = SampleColumns.Of(domain, rows);
        var probes = new TermProbes(new HybridProblem(domain, columns, columns, new HybridOptions(), null, new ParallelOptions()));
        byte[] letters = probes.LettersOf([.. from row in Enumerable.Range(0, 40) from position in Enumerable.Range(0, 3) select (row, position)]);
        for (int n = 0; n < 120; n++)
        {
            for (int i = 0; i < 3; i++)
            {
                byte own = rows.Row(n / 3)[i], mutant = letters[(n * 3) + i];
                Assert.InRange(mutant, 0, domain.LettersAt(i) - 1);
                Assert.Equal(i == n % 3, own != mutant);
            }
        }
    }

    [Fact]
    public void Energy_OfAnOrder_IsTheMeanOverPairsOfItsKernel()
    {
        SketchDomain domain = SketchSamples.Mixed(Counts);
        SampleSet rows = SketchSamples.Draw(domain, 60, 5, static row => row[0]);
        SeededRandom random = SeededRandom.Stream(6, "pair-sums");
        double[] errors = [.. Enumerable.Range(0, 60).Select(_ => random.NextGaussian())];
        PairSums sums = PairSums.Of(domain, SampleColumns.Of(domain, rows), [.. Enumerable.Range(0, 60)], errors, 5);
        for (int order = 1; order <= 5; order++)
        {
            double expected = 0;
            for (int a = 0; a < 60; a++)
                for (int b = 0; b < a; b++)
                    foreach (Support support in Support.AllOfOrder(5, order))
                        expected += errors[a] * errors[b] * support.ToArray().Aggregate(1.0, (product, i) => product * (rows.Row(a)[i] == rows.Row(b)[i] ? Counts[i] - 1 : -1));
            Assert.Equal(expected / 1770, sums.Energy(order), 1e-9);
            Assert.Equal(Support.AllOfOrder(5, order).Sum(s => s.ToArray().Aggregate(1, (product, i) => product * (Counts[i] - 1))), domain.FunctionsOf(order));
        }
    }

    [Theory]
    [InlineData(0, 4, 2, 3, 2, 4, 3, 2, 3)]
    [InlineData(3, 3, 2, 2, 3, 2, 2, 4, 2, 3, 2, 2, 2)]
    public void Screen_OfATermsResidual_FindsIt_AndNoCodeThatAPositionDoesNotHave(int last, params int[] letterCounts)
    {
        SketchDomain domain = SketchSamples.Mixed(letterCounts);
        var network = new AndNetwork(domain, [([0, 2, 5], [1, 2 > letterCounts[2] - 1 ? (byte)1 : (byte)2, (byte)Math.Min(last, letterCounts[5] - 1)], 3.0)]);
        SampleSet set = network.Draw(800, 7);
        SampleColumns rows = SampleColumns.Of(domain, set);
        var problem = new HybridProblem(domain, rows, rows, new HybridOptions(), null, new ParallelOptions());
        List<TermCandidate> found = CellScreen.Strongest(problem, problem.Target, 3, 200, out List<(Support Support, double Score)> strong);
        (int[] positions, byte[] letters, _) = network.Terms[0];
        var term = new AndTerm(found[0].Support, found[0].Cell, domain);
        Assert.Equal(positions, term.Support.ToArray());
        Assert.Equal(letters, term.Letters);
        Assert.Equal(Support.Of(0, 2, 5), strong[0].Support);
        Assert.All(found, candidate =>
        {
            var other = new AndTerm(candidate.Support, candidate.Cell, domain);
            for (int i = 0; i < other.Letters.Length; i++) Assert.InRange(other.Letters[i], 0, domain.LettersAt(other.Support[i]) - 1);
            // Scores use the expected number of rows, which is N times the share of all sequences.
            Assert.Equal(other.RowsOf(rows).Sum(n => problem.Target[n]) / Math.Sqrt(rows.Count * other.Probability), candidate.Score, 1e-6);
        });
    }

    [Theory]
    [InlineData(1, 2, 1500, 4201)]
    [InlineData(2, 3, 1500, 4202)]
    public void Band_OfRidgeOnAnAndNetwork_HoldsNinetyPercentOfTrueShapleyValues(int order, int lowest, int rows, long seed)
    {
        SketchDomain domain = SketchSamples.Mixed(4, 2, 3, 2, 4, 3, 2, 3, 2, 2);
        var network = new AndNetwork(domain, 25, seed, lowestOrder: lowest, highestOrder: 4);
        DecodedFunction function = LowOrderRidgeDecoder.Decode(domain, network.Draw(rows, 1), network.Draw(200, 2), new LowOrderRidgeOptions { Order = order, Threads = 1 });
        SketchQuality quality = SketchQuality.Measure(function, network.Draw(400, 3));
        double covered = Covered(network, function, quality, out double ratio);
        output.WriteLine(FormattableString.Invariant($"order {order}: R² {quality.R2:F3}, covered {covered:P1}, half-width/RMSE {ratio:F2}"));
        Assert.InRange(covered, 0.85, 0.95);
        Assert.InRange(ratio, 1, 2.5);
    }

    [Fact]
    public void UniformRows_WithEqualCounts_AreThoseOfOneCount_AndOthersStayBelowTheirs()
    {
        byte[] one = new byte[600], same = new byte[600];
        new UniformRows(3, 4, 6, 0, 100).Fill(0, 100, one);
        new UniformRows(3, [4, 4, 4, 4, 4, 4], 0, 100).Fill(0, 100, same);
        Assert.Equal(one, same);
        int[] counts = [4, 2, 3, 2, 3, 2, 4];
        var letters = new byte[4000 * 7];
        new BalancedRows(3, counts, 0, 4000).Fill(0, 4000, letters);
        var seen = new int[7, 4];
        for (int i = 0; i < letters.Length; i++) seen[i % 7, letters[i]]++;
        for (int i = 0; i < 7; i++)
            for (int letter = 0; letter < 4; letter++)
                Assert.InRange(seen[i, letter], letter < counts[i] ? (4000 / counts[i]) - 200 : 0, letter < counts[i] ? (4000 / counts[i]) + 200 : 0);
        // Balanced from row 2,000 to 1,000 + 12 times the largest table of five positions; any run of rows has the same.
        Assert.Equal(1000 + (12 * 4 * 4 * 3 * 3 * 2), BalancedRows.EndOfBalance(counts));
        var part = new byte[10 * 7];
        new BalancedRows(3, counts, 2500, 20).Fill(5, 10, part);
        Assert.Equal(letters.AsSpan(2505 * 7, 70).ToArray(), part);
        Assert.False(letters.AsSpan(2505 * 7, 70).SequenceEqual(Uniform(counts, 2505, 10)));
    }

    private static byte[] Uniform(int[] counts, long first, int count)
    {
        var letters = new byte[count * counts.Length];
        new UniformRows(3, counts, first, count).Fill(0, count, letters);
        return letters;
    }

    internal static double Covered(AndNetwork network, DecodedFunction function, SketchQuality quality, out double ratio)
    {
        SampleSet asked = network.Draw(500, 99);
        double squares = 0, inside = 0, count = asked.Letters.Length;
        for (int row = 0; row < asked.Count; row++)
        {
            double[] truth = network.Shapley(asked.Row(row)), phi = Shapley(function, asked.Row(row));
            for (int i = 0; i < phi.Length; i++)
            {
                squares += (truth[i] - phi[i]) * (truth[i] - phi[i]);
                inside += Math.Abs(truth[i] - phi[i]) <= quality.PhiBand![i] ? 1 : 0;
            }
        }

        ratio = quality.PhiBand!.Average() / Math.Sqrt(squares / count);
        return inside / count;
    }

    private static double[] Shapley(DecodedFunction function, ReadOnlySpan<byte> row)
    {
        var phi = new double[function.Domain.Length];
        foreach (AnovaTable table in function.Tables)
        {
            int cell = 0;
            foreach (int position in table.Positions) cell = (cell * function.Domain.LetterCount) + row[position];
            foreach (int position in table.Positions) phi[position] += table.Values[cell] / table.Order;
        }

        return phi;
    }

    private static IEnumerable<byte[]> AllRows(SketchDomain domain)
    {
        var row = new byte[domain.Length];
        while (true)
        {
            yield return [.. row];
            int i = row.Length - 1;
            while (i >= 0 && row[i] == domain.LettersAt(i) - 1) row[i--] = 0;
            if (i < 0) yield break;
            row[i]++;
        }
    }

    private static double[] BruteForce(byte[][] all, double[] values, byte[] x)
    {
        int length = x.Length;
        double[] game = new double[1 << length], phi = new double[length], factorial = [1, 1, 2, 6, 24, 120];
        for (int coalition = 0; coalition < game.Length; coalition++)
            game[coalition] = Enumerable.Range(0, all.Length).Where(n => Enumerable.Range(0, length).All(i => (coalition >> i & 1) == 0 || all[n][i] == x[i])).Average(n => values[n]);
        for (int i = 0; i < length; i++)
            for (int coalition = 0; coalition < game.Length; coalition++)
                if ((coalition >> i & 1) == 0)
                    phi[i] += factorial[int.PopCount(coalition)] * factorial[length - 1 - int.PopCount(coalition)] / factorial[length] * (game[coalition | 1 << i] - game[coalition]);
        return phi;
    }
}
