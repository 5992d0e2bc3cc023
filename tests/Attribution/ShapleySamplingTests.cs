using GenoXai.Core.Attribution;
using GenoXai.Core.Numerics;
using GenoXai.Core.Sequences;
using GenoXai.Tests.Models;

namespace GenoXai.Tests.Attribution;

/// <summary>KernelSHAP and permutation sampling against Shapley values from their definition.</summary>
public sealed class ShapleySamplingTests
{
    // Players 1 and 2 are alike, player 3 does nothing, players 0, 1, 2 act together.
    private static double Rule(ReadOnlySpan<float> x) => 2 * x[0] + x[1] + x[2] + 3 * x[0] * x[1] * x[2] + (x.Length > 4 ? x[4] * x[1] * x[2] : 0);

    private static double[] Model(float[] inputs, int rows)
    {
        int d = inputs.Length / rows;
        var values = new double[rows];
        for (int i = 0; i < rows; i++) values[i] = Rule(inputs.AsSpan(i * d, d));
        return values;
    }

    private static VectorGame Vector(int players, int backgroundRows, long seed = 1)
    {
        var background = new float[backgroundRows * players];
        var random = SeededRandom.Stream(5, "test");
        for (int i = 0; i < background.Length; i++) background[i] = i % players is 1 or 2 && backgroundRows == 1 ? 0.5f : (float)random.NextDouble();
        var input = new float[players];
        Array.Fill(input, 1f);
        return new VectorGame(Model, input, background, seed);
    }

    // The definition: Σ_T |T|!(n−|T|−1)!/n! (v(T ∪ i) − v(T)).
    private static double[] Exact(int n, Func<int, double> value)
    {
        var phi = new double[n];
        var factorial = new double[n + 1];
        factorial[0] = 1;
        for (int i = 1; i <= n; i++) factorial[i] = factorial[i - 1] * i;
        for (int mask = 0; mask < 1 << n; mask++)
            for (int i = 0; i < n; i++)
            {
                if ((mask >> i & 1) != 0) continue;
                int t = System.Numerics.BitOperations.PopCount((uint)mask);
                phi[i] += factorial[t] * factorial[n - t - 1] / factorial[n] * (value(mask | 1 << i) - value(mask));
            }

        return phi;
    }

    private static double[] ExactOf(VectorGame game) => Exact(game.Players, mask =>
    {
        CoalitionList one = CoalitionList.Empty(game.Players, 1);
        for (int p = 0; p < game.Players; p++) one.Members[p] = (byte)(mask >> p & 1);
        return game.Evaluate(one)[0];
    });

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(8)]
    public void KernelShap_ThatCanListAllCoalitions_IsExact(int players)
    {
        VectorGame game = Vector(players, 1);
        ShapleyEstimate estimate = KernelShap.Run(game, KernelShap.DefaultRows(players), 1);
        double[] exact = ExactOf(game);
        for (int p = 0; p < players; p++) Assert.Equal(exact[p], estimate.Phi[p], 1e-9);
        Assert.Equal(estimate.Phi[1], estimate.Phi[2], 1e-9);
        if (players > 3) Assert.Equal(0, estimate.Phi[3], 1e-9);
        Assert.InRange(estimate.Rows, 2, 1 << players);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Estimators_OfOneOrTwoPlayers_AreExact(int players)
    {
        var game = new VectorGame((x, rows) => [.. Enumerable.Range(0, rows).Select(r => x.AsSpan(r * players, players).ToArray().Aggregate(1.0, static (p, v) => p * (1 + v)))], new float[players].Select(static _ => 2f).ToArray(), new float[players], 1);
        double[] exact = ExactOf(game);
        ShapleyEstimate kernel = KernelShap.Run(game, 50, 1), walks = PermutationSampling.Run(game, 50, 1);
        for (int p = 0; p < players; p++) Assert.Equal(exact[p], kernel.Phi[p], 1e-9);
        for (int p = 0; p < players; p++) Assert.Equal(exact[p], walks.Phi[p], 1e-9);
    }

    [Fact]
    public void PermutationSampling_OnSequences_IsUnbiasedAndItsStandardErrorsAreTrue()
    {
        // 2·[A at 0] + 3·[C at 1][G at 2] of ACGT; position 3 is a dummy.
        using var model = new ToySequenceModel(4, static x => (x[0] == 0 ? 2 : 0) + (x[1] == 1 && x[2] == 2 ? 3 : 0));
        double[] exact = Exact(4, static mask => ((mask & 1) != 0 ? 2 : 0.5) + 3 * ((mask & 2) != 0 ? 1 : 0.25) * ((mask & 4) != 0 ? 1 : 0.25));
        double[] mean = new double[4], kernelMean = new double[4], squaredScore = new double[4];
        const int runs = 400;
        for (int run = 0; run < runs; run++)
        {
            var game = new SequenceGame(model, [0, 1, 2, 3], run);
            ShapleyEstimate walks = PermutationSampling.Run(game, 300, run), kernel = KernelShap.Run(game, 300, run);
            Assert.InRange(walks.Rows, 290, 300);
            Assert.InRange(kernel.Rows, 250, 300);
            foreach (ShapleyEstimate estimate in new[] { walks, kernel }) Assert.Equal(estimate.Prediction - estimate.BaseValue, estimate.Phi.Sum(), 1e-9);
            Assert.Equal(0, walks.Phi[3], 1e-9);
            for (int p = 0; p < 4; p++)
            {
                mean[p] += walks.Phi[p] / runs;
                kernelMean[p] += kernel.Phi[p] / runs;
                if (p < 3) squaredScore[p] += Math.Pow((walks.Phi[p] - exact[p]) / walks.StandardError![p], 2) / runs;
            }
        }

        for (int p = 0; p < 4; p++)
        {
            Assert.Equal(exact[p], mean[p], 0.025);
            Assert.Equal(exact[p], kernelMean[p], 0.025);
            if (p < 3) Assert.InRange(squaredScore[p], 0.75, 1.4);
        }
    }

    [Fact]
    public void Estimators_DoNotDependOnBatchesOrWorkers()
    {
        using var model = new ToySequenceModel(12, static x => x[0] * x[1] + x[5]);
        var one = new SequenceGame(model, [0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3], 3, 7, 1);
        var two = new SequenceGame(model, [0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3], 3, 500, 2);
        Assert.Equal(PermutationSampling.Run(one, 400, 9).Phi, PermutationSampling.Run(two, 400, 9).Phi);
        Assert.Equal(KernelShap.Run(one, 400, 9).Phi, KernelShap.Run(two, 400, 9).Phi);
        Assert.NotEqual(KernelShap.Run(one, 400, 9).Phi, KernelShap.Run(one, 400, 10).Phi);
    }

    [Fact]
    public void SequenceGame_OfAllowedLetters_DrawsTheseAndHoldsTheRest()
    {
        var allowed = new AllowedLetters(Alphabet.Dna, ["ACGT", "G", "CT", "AGT"]);
        using var model = new ToySequenceModel(4, static x => (10 * x[0]) + (100 * x[1]) + (x[2] * x[3]));
        var game = new SequenceGame(model, [3, 2, 1, 2], 1, allowed: allowed);
        Assert.Equal([0, 2, 3], game.Positions);
        ShapleyEstimate estimate = PermutationSampling.Run(game, 4000, 2);
        double[] phi = game.ByPosition(estimate.Phi), errors = game.ByPosition(estimate.StandardError!);
        // Letters 1, 3 at position 2 and 0, 2, 3 at 3: means 2 and 5/3. Half of what the product exceeds the means by is each one's.
        double[] expected = [10 * (3 - 1.5), 0, ((1 - 2) * 5.0 / 3) + (0.5 * (1 - 2) * (2 - (5.0 / 3))), (2 * (2 - (5.0 / 3))) + (0.5 * (1 - 2) * (2 - (5.0 / 3)))];
        for (int i = 0; i < 4; i++) Assert.InRange(phi[i], expected[i] - (4 * errors[i]) - 1e-5, expected[i] + (4 * errors[i]) + 1e-5);
        Assert.InRange(errors.Max(), 0, 0.6);
        Assert.Contains("position 1: A", Assert.Throws<InputException>(() => new SequenceGame(model, [3, 0, 1, 2], 1, allowed: allowed)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SequenceGame_WithAMissingLetter_IsRefused()
    {
        using var model = new ToySequenceModel(3, static x => x[0] == 0 ? 4 : 0);
        Assert.Contains("missing", Assert.Throws<InputException>(() => new SequenceGame(model, [0, Alphabet.Missing, 2], 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Estimators_GivenTooFewRows_SayTheLeast()
    {
        VectorGame game = Vector(8, 1);
        Assert.Contains("31", Assert.Throws<InputException>(() => PermutationSampling.Run(game, 30, 1)).Message, StringComparison.Ordinal);
        Assert.Equal(31, PermutationSampling.Run(game, 31, 1).Rows);
        int least = KernelShap.LeastRows(8);
        Assert.Contains($"{least}", Assert.Throws<InputException>(() => KernelShap.Run(game, least - 1, 1)).Message, StringComparison.Ordinal);
        VectorGame many = Vector(8, 20);
        Assert.InRange(KernelShap.Run(many, least, 1).Rows, 17, least);
    }
}
