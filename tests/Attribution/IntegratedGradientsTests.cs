using GenoXai.Core.Attribution;
using GenoXai.Core.Encoding;
using GenoXai.Core.Models;
using GenoXai.Core.Numerics;
using GenoXai.Core.Sequences;
using GenoXai.Tests.Models;

namespace GenoXai.Tests.Attribution;

public sealed class IntegratedGradientsTests
{
    private const int Letters = 4;
    private static readonly NamedSequence[] Sequences = [new("a", Alphabet.Dna.Parse("ACGTNACG")), new("b", Alphabet.Dna.Parse("TTGTCACG")), new("c", Alphabet.Dna.Parse("GAT"))];

    [Theory]
    [InlineData(BaselineKind.Zeros)]
    [InlineData(BaselineKind.Uniform)]
    [InlineData(BaselineKind.Shuffled)]
    public void Values_OfASmoothFunction_AreThePathIntegralAndSumToTheChange(BaselineKind kind)
    {
        var options = new AttributionOptions { Method = AttributionMethod.IntegratedGradients, Baseline = kind, Shuffles = 3 };
        using ToyDifferentiableModel model = Smooth();
        var baselines = new SequenceBaselines(options, Alphabet.Dna, 0, 1);
        IntegratedGradients method = Run(model, baselines, options);
        for (int s = 0; s < Sequences.Length; s++)
        {
            int size = Letters * Sequences[s].Length;
            float[] x = new float[size], x0 = new float[size], values = new float[size], hypothetical = new float[size];
            OneHotPoint.Write(Sequences[s].Letters, Letters, 0, x);
            for (int t = 0; t < 2; t++)
            {
                // The slow twin: 4,000 steps of the midpoint rule in double, for each baseline.
                double[] expected = new double[size], mean = new double[size];
                double change = 0;
                for (int b = 0; b < baselines.Count; b++)
                {
                    baselines.Write(Sequences[s], b, x0);
                    var integral = new double[size];
                    for (int step = 0; step < 4000; step++)
                    {
                        double alpha = (step + 0.5) / 4000;
                        double[] g = Gradient([.. x.Select((v, i) => (float)(x0[i] + alpha * (v - x0[i])))], t);
                        for (int i = 0; i < size; i++) integral[i] += g[i] / 4000;
                    }

                    for (int i = 0; i < size; i++) expected[i] += (x[i] - x0[i]) * integral[i] / baselines.Count;
                    int length = Sequences[s].Length;
                    for (int i = 0; i < size; i++)
                        for (int j = 0; j < Letters; j++) mean[i] += ((j == i / length ? 1 : 0) - x0[j * length + i % length]) * integral[j * length + i % length] / baselines.Count;
                    change += (Value(x, t) - Value(x0, t)) / baselines.Count;
                }

                method.Of(s).Values(t, baselines.Count, values);
                method.Of(s).Hypothetical(t, baselines.Count, hypothetical);
                for (int i = 0; i < size; i++)
                {
                    Assert.Equal(expected[i], values[i], 1e-4);
                    Assert.Equal(mean[i], hypothetical[i], 1e-4);
                }

                Assert.Equal(change, values.Sum(static v => (double)v), 1e-3 * Math.Abs(change));
                Assert.Equal(Value(x, t) - change, method.BaselinePrediction(s, t), 1e-4);
            }
        }
    }

    [Fact]
    public void Run_OnAKinkedFunction_DoublesTheNodesUntilTheSumHolds()
    {
        using ToyDifferentiableModel model = Kinked();
        var options = new AttributionOptions { Method = AttributionMethod.IntegratedGradients, Baseline = BaselineKind.Zeros, Nodes = 2, Completeness = 1e-3 };
        IntegratedGradients method = Run(model, new SequenceBaselines(options, Alphabet.Dna, 0, 1), options);
        IntegratedGradients.Outcome outcome = method.Result(0);
        Assert.True(outcome.Nodes > 2);
        Assert.True(outcome.RelativeError[0] <= 1e-3);
        // 2 + 4 + … + n nodes, then the ends.
        Assert.Equal(2L * outcome.Nodes - 2, outcome.Points);

        IntegratedGradients loose = Run(model, new SequenceBaselines(options, Alphabet.Dna, 0, 1), options with { Completeness = 1e6 });
        Assert.Equal(2, loose.Result(0).Nodes);
        Assert.True(loose.Result(0).RelativeError[0] > 1e-3);
    }

    [Fact]
    public void Run_WhereContributionsCancel_MeasuresTheErrorByATenthOfTheirSizes()
    {
        // Contributions of ±.5 with kinks at different places; the change is .001.
        using var model = new ToyDifferentiableModel(Letters, (static p => Enumerable.Range(0, p.Length).Sum(i => Share(i, p.Length) * Math.Max(0, p[i] - Kink(i)) / (1 - Kink(i))), static p => [.. p.Select((v, i) => v > Kink(i) ? Share(i, p.Length) / (1 - Kink(i)) : 0)]));
        var options = new AttributionOptions { Method = AttributionMethod.IntegratedGradients, Baseline = BaselineKind.Zeros, Nodes = 50 };
        IntegratedGradients method = Run(model, new SequenceBaselines(options, Alphabet.Dna, 0, 1), options);
        IntegratedGradients.Outcome outcome = method.Result(1);
        double change = Math.Abs(method.Prediction(1)[0] - method.BaselinePrediction(1, 0));
        Assert.Equal(1e-3, change, 1e-5);
        var values = new float[Letters * 8];
        method.Of(1).Values(0, 1, values);
        double size = Enumerable.Range(0, 8).Sum(l => Math.Abs(Enumerable.Range(0, Letters).Sum(b => (double)values[b * 8 + l])));
        Assert.Equal(4, size, 0.1);
        Assert.True(outcome.Nodes < IntegratedGradients.MostNodes);
        Assert.InRange(outcome.RelativeError[0], 0, options.Completeness);
        Assert.Equal(outcome.Delta[0] / (0.1 * size), outcome.RelativeError[0], 1e-6);
        // By the change alone it would have gone on.
        Assert.True(outcome.Delta[0] > options.Completeness * change);

        static double Share(int i, int numbers) => i % 2 == 0 ? 0.5 : i % (numbers / Letters) == 1 ? -0.499 : -0.5;
    }

    [Fact]
    public void Run_WithABaselineThatHasNoPrediction_RefusesIt()
    {
        using var model = new ToyDifferentiableModel(Letters, (static p => p.Sum() == 0 ? double.NaN : 1, static p => new double[p.Length]));
        var options = new AttributionOptions { Method = AttributionMethod.IntegratedGradients, Baseline = BaselineKind.Zeros };
        var error = Assert.Throws<InputException>(() => Run(model, new SequenceBaselines(options, Alphabet.Dna, 0, 1), options));
        Assert.Contains("sequence \"a\"", error.Message, StringComparison.Ordinal);
        Assert.Contains("baseline 1 is NaN", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, Run(model, new SequenceBaselines(options with { Baseline = BaselineKind.Uniform }, Alphabet.Dna, 0, 1), options with { Baseline = BaselineKind.Uniform }).Result(0).Delta[0]);
    }

    [Fact]
    public void Run_WithOtherBatchesAndWorkers_GivesTheSameBits()
    {
        var options = new AttributionOptions { Method = AttributionMethod.IntegratedGradients, Baseline = BaselineKind.Shuffled, Shuffles = 4, Nodes = 10 };
        float[][] maps = [.. new[] { (1, 1), (7, 3), (100, 2) }.Select(p =>
        {
            using ToyDifferentiableModel model = Kinked();
            IntegratedGradients method = Run(model, new SequenceBaselines(options, Alphabet.Dna, 0, 1), options, p.Item1, p.Item2);
            var map = new float[Letters * 8];
            method.Of(1).Values(0, 4, map);
            return map;
        })];
        Assert.Equal(maps[0], maps[1]);
        Assert.Equal(maps[0], maps[2]);
    }

    [Fact]
    public void SmoothGrad_IsTheMeanGradientOverItsDraws_AndTheGradientOfALinearFunction()
    {
        var options = new AttributionOptions { Method = AttributionMethod.SmoothGrad, Samples = 5, Noise = 0.3 };
        using ToyDifferentiableModel model = Smooth();
        var jobs = new SmoothGrad(Sequences, options, Letters, 2, 0, seed: 3);
        PointEvaluator.Run(model, jobs, 4, 2);
        Assert.Equal(6 * 3, model.Points);
        float[] x = new float[32], map = new float[32];
        OneHotPoint.Write(Sequences[0].Letters, Letters, 0, x);
        var expected = new double[32];
        for (int sample = 1; sample <= 5; sample++)
        {
            SeededRandom random = SequenceStream.Of(3, "smoothgrad", Sequences[0], sample);
            float[] noisy = [.. x.Select(v => v + (float)(0.3 * random.NextGaussian()))];
            double[] g = Gradient(noisy, 1);
            for (int i = 0; i < 32; i++) expected[i] += g[i] / 5;
        }

        jobs.Mean(0, 1, map);
        for (int i = 0; i < 32; i++) Assert.Equal(expected[i], map[i], 1e-5);
        Assert.Equal(Value(x, 1), jobs.Prediction(0)[1], 1e-5);

        using var linear = new ToyDifferentiableModel(Letters, (static p => p.Select(static (v, i) => v * i).Sum(), static p => [.. p.Select(static (_, i) => (double)i)]));
        var flat = new SmoothGrad(Sequences, options, Letters, 1, 0, seed: 3);
        PointEvaluator.Run(linear, flat, 4, 2);
        flat.Mean(0, 0, map);
        for (int i = 0; i < 32; i++) Assert.Equal(i, map[i], 1e-5);
    }

    [Theory]
    [InlineData(double.NaN, 1.0)]
    [InlineData(1.0, double.NaN)]
    public void Outcome_OfBaselinesOneOfWhichGivesNoNumber_IsNoNumber(double first, double second)
    {
        var outcome = new IntegratedGradients.Outcome(1);
        outcome.Worst(0, first, 2, 0, 0.01);
        outcome.Worst(0, second, 2, 0, 0.01);
        Assert.Equal(double.NaN, outcome.Delta[0]);
        Assert.Equal(double.NaN, outcome.RelativeError[0]);
    }

    [Fact]
    public void Outcome_OfABaselineThatIsTheSequence_HasNoError()
    {
        var outcome = new IntegratedGradients.Outcome(1);
        outcome.Worst(0, 0, 0, 1e-5, 0.01);
        Assert.Equal(0, outcome.RelativeError[0]);
        outcome.Worst(0, 1, 2, 1e-5, 0.01);
        Assert.Equal(0.5, outcome.RelativeError[0]);
    }

    private static IntegratedGradients Run(ToyDifferentiableModel model, SequenceBaselines baselines, AttributionOptions options, int batch = 8, int workers = 2)
    {
        var method = new IntegratedGradients(Sequences, baselines, options, Letters, model.TargetCount, 0);
        method.Run(model, batch, workers, CancellationToken.None);
        return method;
    }

    private static double Weight(int i) => Math.Cos(1 + 0.7 * i);

    private static double Value(float[] p, int target)
    {
        double sum = 0;
        for (int i = 0; i < p.Length; i++) sum += Weight(i) * p[i];
        return target == 0 ? 3 + Math.Tanh(sum) : sum * sum + Math.Exp(0.3 * sum);
    }

    private static double[] Gradient(float[] p, int target)
    {
        double sum = 0;
        for (int i = 0; i < p.Length; i++) sum += Weight(i) * p[i];
        double slope = target == 0 ? 1 - Math.Tanh(sum) * Math.Tanh(sum) : 2 * sum + 0.3 * Math.Exp(0.3 * sum);
        return [.. p.Select((_, i) => slope * Weight(i))];
    }

    private static ToyDifferentiableModel Smooth() => new(Letters, (static p => Value(p, 0), static p => Gradient(p, 0)), (static p => Value(p, 1), static p => Gradient(p, 1)));

    /// <summary>Σ relu(c + x): a kink in every number's way.</summary>
    private static ToyDifferentiableModel Kinked() => new(Letters, (static p => p.Select(static (v, i) => Math.Max(0, v - Kink(i))).Sum(), static p => [.. p.Select(static (v, i) => v > Kink(i) ? 1.0 : 0)]));

    private static double Kink(int i) => (i * 37 % 100 + 0.5) / 101;
}
