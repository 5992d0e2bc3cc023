using GenoXai.Core.Numerics;

namespace GenoXai.Core.Motifs;

/// <summary>A product of two units' scores, each in standard deviations from its mean.</summary>
/// <param name="First">Number of a unit.</param>
/// <param name="Second">Number of another, larger.</param>
/// <param name="Mean">Mean of the product over the rows that were fitted.</param>
/// <param name="Deviation">Its standard deviation there.</param>
/// <param name="Weight">In units of the target per standard deviation of the product.</param>
/// <param name="Folds">In how many folds' fits it has a weight.</param>
public sealed record UnitPair(int First, int Second, double Mean, double Deviation, double Weight, int Folds);

/// <summary>
/// A model that people can read, fitted to the predictions of one that they cannot: a sparse linear function of motif
/// scores, and of products of the strongest ones where these help.
/// </summary>
/// <remarks>
/// The transparent models of Novakovsky et al., Nat Rev Genet 2022 (ExplaiNN is one), as a surrogate: weights belong to
/// given motifs, and the target is a model's prediction. LASSO with cross-validated λ, see <see cref="Lasso"/>.
/// </remarks>
public sealed class TransparentSurrogate
{
    private const byte Test = byte.MaxValue, Unknown = byte.MaxValue - 1;
    private readonly int _units;

    private TransparentSurrogate(int units) => _units = units;

    /// <summary>The prediction where all units are at their means.</summary>
    public double Base { get; private set; }

    /// <summary>Weight of each unit, in units of the target per standard deviation of its score; shape (M).</summary>
    public double[] Weights { get; private set; } = [];

    /// <summary>In how many folds' fits each unit has a weight; shape (M).</summary>
    public int[] Folds { get; private set; } = [];

    /// <summary>Mean score of each unit over the rows that were fitted; shape (M).</summary>
    public double[] Means { get; private set; } = [];

    /// <summary>Standard deviation of each unit's score there; shape (M).</summary>
    public double[] Deviations { get; private set; } = [];

    /// <summary>Products with weights, the heaviest first.</summary>
    public IReadOnlyList<UnitPair> Pairs { get; private set; } = [];

    /// <summary>R² on the rows never seen, of all of it.</summary>
    public ExplainedVariance Quality { get; private set; }

    /// <summary>The same of the linear function without products.</summary>
    public ExplainedVariance LinearQuality { get; private set; }

    /// <summary>λ of the last fit.</summary>
    public double Penalty { get; private set; }

    /// <summary>Of each row: its fold, 255 for those kept unseen, 254 for those whose prediction is not finite.</summary>
    public byte[] Split { get; private set; } = [];

    /// <summary>Number of rows kept unseen.</summary>
    public int TestRows => Split.AsSpan().Count(Test);

    /// <summary>Fits.</summary>
    /// <param name="options">Test share, folds, pairs.</param>
    /// <param name="scores">Scores of the units, shape (N, M).</param>
    /// <param name="values">The model's predictions, shape (N).</param>
    /// <param name="seed">Decides the split.</param>
    public static TransparentSurrogate Fit(SurrogateOptions options, float[] scores, double[] values, long seed)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(values);
        int units = scores.Length / values.Length;
        var surrogate = new TransparentSurrogate(units) { Split = SplitOf(values, options, seed) };
        surrogate.Standardise(scores);
        (LinearFit linear, double error, _, int[] folds) = Lasso.CrossValidated(surrogate.Moments(options.Folds, values, units, (n, row) => surrogate.Units(scores, n, row)));
        (surrogate.Base, surrogate.Weights, surrogate.Folds, surrogate.Penalty) = (linear.Constant, linear.Weights, folds, linear.Penalty);
        surrogate.LinearQuality = surrogate.Quality = surrogate.Measure(scores, values);
        surrogate.AddPairs(options, scores, values, error);
        return surrogate;
    }

    /// <summary>What each unit and pair adds to the surrogate's prediction of a sequence.</summary>
    /// <param name="scores">Scores of its units, shape (M).</param>
    /// <param name="units">What units add, shape (M).</param>
    /// <param name="pairs">What <see cref="Pairs"/> add, in their order.</param>
    /// <returns>The surrogate's prediction: <see cref="Base"/> and all of them.</returns>
    public double Contributions(ReadOnlySpan<float> scores, Span<double> units, Span<double> pairs)
    {
        double sum = Base;
        for (int i = 0; i < _units; i++) sum += units[i] = Weights[i] == 0 ? 0 : Weights[i] * Standard(i, scores[i]);
        for (int p = 0; p < Pairs.Count; p++)
        {
            UnitPair pair = Pairs[p];
            sum += pairs[p] = pair.Weight * (Standard(pair.First, scores[pair.First]) * Standard(pair.Second, scores[pair.Second]) - pair.Mean) / pair.Deviation;
        }

        return sum;
    }

    private void AddPairs(SurrogateOptions options, float[] scores, double[] values, double linearError)
    {
        int[] strong = [.. Enumerable.Range(0, _units).Where(i => Weights[i] != 0).OrderByDescending(i => Math.Abs(Weights[i]))];
        int[] tried = [.. strong.Take(options.PairUnits).Order()];
        UnitPair[] pairs = [.. (from a in Enumerable.Range(0, tried.Length) from b in Enumerable.Range(a + 1, tried.Length - a - 1) select new UnitPair(tried[a], tried[b], 0, 0, 0, 0)).Select(pair => Scaled(pair, scores)).Where(static pair => pair.Deviation > 1e-9)];
        if (pairs.Length == 0) return;
        // Units that the linear fit left out stay out.
        int width = strong.Length + pairs.Length;
        (LinearFit fit, double error, double spread, int[] folds) = Lasso.CrossValidated(Moments(options.Folds, values, width, (n, row) =>
        {
            ReadOnlySpan<float> own = scores.AsSpan(n * _units, _units);
            for (int i = 0; i < strong.Length; i++) row[i] = Standard(strong[i], own[strong[i]]);
            for (int p = 0; p < pairs.Length; p++) row[strong.Length + p] = (Standard(pairs[p].First, own[pairs[p].First]) * Standard(pairs[p].Second, own[pairs[p].Second]) - pairs[p].Mean) / pairs[p].Deviation;
        }));
        // The units were chosen on all folds, which flatters the second fit: it must win by more than its error.
        if (error >= linearError - spread) return;
        var weights = new double[_units];
        var counts = new int[_units];
        for (int i = 0; i < strong.Length; i++) (weights[strong[i]], counts[strong[i]]) = (fit.Weights[i], folds[i]);
        (Base, Weights, Folds, Penalty) = (fit.Constant, weights, counts, fit.Penalty);
        Pairs = [.. pairs.Select((pair, p) => pair with { Weight = fit.Weights[strong.Length + p], Folds = folds[strong.Length + p] }).Where(static pair => pair.Weight != 0).OrderByDescending(static pair => Math.Abs(pair.Weight))];
        Quality = Measure(scores, values);
    }

    private static byte[] SplitOf(double[] values, SurrogateOptions options, long seed)
    {
        int[] known = [.. Enumerable.Range(0, values.Length).Where(n => double.IsFinite(values[n]))];
        SeededRandom random = SeededRandom.Stream(seed, "surrogate-split");
        random.Shuffle(known.AsSpan());
        var split = new byte[values.Length];
        split.AsSpan().Fill(Unknown);
        int test = Math.Max(2, (int)Math.Round(options.TestShare * known.Length));
        for (int i = 0; i < known.Length; i++) split[known[i]] = i < test ? Test : (byte)((i - test) % options.Folds);
        return split;
    }

    private void Standardise(float[] scores)
    {
        (Means, Deviations) = (new double[_units], new double[_units]);
        long count = 0;
        for (int n = 0; n < Split.Length; n++)
        {
            if (Split[n] >= Unknown) continue;
            count++;
            for (int i = 0; i < _units; i++)
            {
                // Welford: mean and squares in one pass.
                double difference = scores[n * _units + i] - Means[i];
                Means[i] += difference / count;
                Deviations[i] += difference * (scores[n * _units + i] - Means[i]);
            }
        }

        for (int i = 0; i < _units; i++) Deviations[i] = Math.Sqrt(Deviations[i] / count);
    }

    private double Standard(int unit, double score) => Deviations[unit] > 1e-9 ? (score - Means[unit]) / Deviations[unit] : 0;

    private void Units(float[] scores, int n, Span<double> row)
    {
        for (int i = 0; i < _units; i++) row[i] = Standard(i, scores[n * _units + i]);
    }

    private UnitPair Scaled(UnitPair pair, float[] scores)
    {
        double mean = 0, squares = 0;
        long count = 0;
        for (int n = 0; n < Split.Length; n++)
        {
            if (Split[n] >= Unknown) continue;
            double product = Standard(pair.First, scores[n * _units + pair.First]) * Standard(pair.Second, scores[n * _units + pair.Second]), difference = product - mean;
            count++;
            mean += difference / count;
            squares += difference * (product - mean);
        }

        return pair with { Mean = mean, Deviation = Math.Sqrt(squares / count) };
    }

    private delegate void RowFill(int n, Span<double> row);

    private CrossMoments[] Moments(int folds, double[] values, int width, RowFill fill)
    {
        CrossMoments[] moments = [.. Enumerable.Range(0, folds).Select(_ => new CrossMoments(width))];
        Parallel.For(0, folds, fold =>
        {
            var row = new double[width];
            for (int n = 0; n < Split.Length; n++)
            {
                if (Split[n] != fold) continue;
                fill(n, row);
                moments[fold].Add(row, values[n]);
            }
        });
        return moments;
    }

    private ExplainedVariance Measure(float[] scores, double[] values)
    {
        int[] test = [.. Enumerable.Range(0, Split.Length).Where(n => Split[n] == Test)];
        double[] units = new double[_units], pairs = new double[Pairs.Count];
        return ExplainedVariance.Of([.. test.Select(n => values[n])], [.. test.Select(n => Contributions(scores.AsSpan(n * _units, _units), units, pairs))]);
    }
}
