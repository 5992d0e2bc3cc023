namespace GenoXai.Core.Sketching;

/// <summary>
/// Variance of the error of φ from residuals on rows that a fit never used. With e = f − f̂ = Σ_S e_S the
/// error of φ_i is Σ_{S∋i} e_S/|S|.
/// </summary>
/// <remarks>
/// Its mean square over uniform sequences, summed over positions, is Σ_s E_s/s, where E_s is the
/// energy of e at order s, which pairs of rows tell without bias (<see cref="PairSums"/>). Orders whose estimate is too noisy
/// share what is left of the residual variance, halving from order to order, as far as it exceeds one
/// standard error; what does not is taken for energy of the highest order measured. Where a fit has far fewer columns than
/// rows, its own rows tell the energies of the orders above its own (<see cref="FittedResiduals"/>), and below it only the noise is left.
/// </remarks>
internal sealed class ErrorEnergy
{
    /// <summary>An order's energy is measured while its standard error is at most this share of the residual variance.</summary>
    private const double LargestError = 0.2;

    /// <summary>The middle of the errors narrows by this power of their excess kurtosis.</summary>
    private const double Power = 0.09;

    /// <summary>Standard errors, those of errors without structure, that energy of the fitted orders may exceed the noise by.</summary>
    private const double Apart = 4;

    /// <summary>No position falls below this part of the mean error variance, or, where less can be measured, below half a standard error.</summary>
    private const double MostLeastShare = 0.25, LeastShare = 0.01;

    private readonly SketchDomain _domain;
    private readonly PairSums _unseen;
    private readonly PairSums? _above;
    private readonly FittedResiduals? _fitted;
    private readonly double _variance;

    private ErrorEnergy(SketchDomain domain, PairSums unseen, double variance, FittedResiduals? fitted) =>
        (_domain, _unseen, _variance, _above, _fitted) = (domain, unseen, fitted?.Variance ?? variance, fitted?.Sums(domain), fitted);

    /// <summary>Error variance of φ at each position, shape (L), and by what the half-width of a normal error is to be multiplied there; null for 1.</summary>
    /// <param name="domain">Letters and length.</param>
    /// <param name="rows">Rows that the sketch never used.</param>
    /// <param name="kept">Which of them to use, 2 or more.</param>
    /// <param name="errors">Their residuals, with mean 0.</param>
    /// <param name="variance">Mean square of these.</param>
    /// <param name="fitted">Residuals on rows of a fit of few columns, which tell of the orders above its own; null when there are none.</param>
    public static (double[] Variances, double[]? Narrowing) Of(SketchDomain domain, SampleColumns rows, int[] kept, double[] errors, double variance, FittedResiduals? fitted = null) =>
        new ErrorEnergy(domain, PairSums.Of(domain, rows, kept, errors), variance, fitted?.Agrees(errors, variance) == true ? fitted : null).PerPosition();

    private (double[] Variances, double[]? Narrowing) PerPosition()
    {
        int length = _domain.Length, order = 1;
        double left = _variance, squaredError = 2.0 / (_above ?? _unseen).Count;
        var noise = new double[length];
        if (_fitted is not null) left -= Fitted(noise, ref order);
        double total = noise.Sum();
        var activity = new PositionActivity(length);
        PairSums sums = _above ?? _unseen;
        double scale = _fitted?.Scale ?? 1;
        for (int first = order; order <= length; order++)
        {
            double error = Math.Sqrt(2 * sums.Functions(order)) / sums.Count;
            if (order > first && error > LargestError) break;
            double energy = Math.Clamp(sums.Energy(order) * scale, 0, left);
            total += energy / order;
            left -= energy;
            squaredError += error * error;
            if (_fitted is not null) activity.Add(order, sums, _variance / scale, energy / scale, scale);
        }

        double near = Math.Min(left, _variance * Math.Sqrt(squaredError)), share = 0, weight = 0;
        for (int s = Math.Min(order, length), step = 1; s <= length && step <= 30; s++, step++)
        {
            share += Math.ScaleB(1, -step) / s;
            weight += Math.ScaleB(1, -step);
        }

        total += (near / Math.Max(1, order - 1)) + ((left - near) * share / weight);
        if (_fitted is null) return (Shrunk(total / length), null);
        double[] variances = activity.Variances(total, noise);
        return (variances, Narrowing(variances, noise));
    }

    /// <summary>Orders 1 and 2 measured and shrunk to their mean, the rest the same everywhere: few rows tell no more.</summary>
    private double[] Shrunk(double mean)
    {
        int length = _domain.Length, q = _domain.LetterCount;
        double[] found = _unseen.EnergyByPosition(1), second = _unseen.EnergyByPosition(2);
        for (int i = 0; i < length; i++) found[i] += second[i] / 4;
        double average = found.Average(), spread = 0, count = _unseen.Count;
        foreach (double value in found) spread += (value - average) * (value - average) / Math.Max(1, length - 1);
        double noise = 2 * _variance * _variance * ((q - 1) + ((length - 1.0) * (q - 1) * (q - 1) / 16)) / (count * count);
        double kept = spread > 0 ? Math.Max(0, 1 - (noise / spread)) : 0;
        double least = Math.Clamp(0.5 * Math.Sqrt(noise), LeastShare * mean, MostLeastShare * mean);
        for (int i = 0; i < length; i++) found[i] = Math.Max(least, mean + (kept * (found[i] - average)));
        return found;
    }

    /// <summary>
    /// By what the half-width of a normal error is to be multiplied where errors are those of few terms. A sum of M equal terms has 1/M of one
    /// term's excess kurtosis; M follows from how many positions share the variance and how many a term has. Of conjunctions, those of
    /// more letters have less variance and longer tails, so positions of little variance have the narrower middle. The power was measured on
    /// functions with known φ. The noise of the fitted columns is normal.
    /// </summary>
    private double[] Narrowing(double[] variances, double[] noise)
    {
        var own = new double[variances.Length];
        double sum = 0, squares = 0;
        for (int i = 0; i < own.Length; i++)
        {
            own[i] = Math.Max(0, variances[i] - noise[i]);
            sum += own[i];
            squares += own[i] * own[i];
        }

        double order = sum > 0 ? Math.Max(1, (_variance - _fitted!.NoiseEnergy) / sum) : 1, terms = sum > 0 ? Math.Max(1, sum * sum / squares / order) : 1;
        double power = Power * Math.Log(1 + (_fitted!.Excess * terms)), mean = sum / own.Length;
        for (int i = 0; i < own.Length; i++)
        {
            if (own[i] <= 0) own[i] = 1;
            else
            {
                double narrow = Math.Exp(-power) * Math.Pow(Math.Min(1, own[i] / mean), power);
                own[i] = Math.Sqrt((variances[i] - own[i] + (narrow * narrow * own[i])) / variances[i]);
            }
        }

        return own;
    }

    // Errors of the fitted columns are the noise that they took up, unless unseen rows show more; as much at each of them. Returns their energy.
    private double Fitted(double[] noise, ref int order)
    {
        double energy = 0, squaredError = 0, known = _fitted!.NoiseEnergy;
        for (; order <= Math.Min(_fitted.Order, _domain.Length); order++)
        {
            energy += _unseen.Energy(order);
            squaredError += 2 * _unseen.Functions(order) * _variance * _variance / ((double)_unseen.Count * _unseen.Count);
        }

        double more = known > 0 && energy > known + (Apart * Math.Sqrt(squaredError)) ? Math.Min(energy, _variance) / known : 1;
        for (int i = 0; i < noise.Length; i++) noise[i] = more * _fitted.Noise[i];
        return Math.Min(_variance, more * known);
    }
}
