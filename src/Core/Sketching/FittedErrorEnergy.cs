namespace GenoXai.Core.Sketching;

/// <summary>
/// Variance of the error of φ where a fit has far fewer columns than rows: residuals on its own rows tell the energies of the
/// orders above its own (<see cref="FittedResiduals"/>) and where they are (<see cref="PositionActivity"/>); below it only the noise is left.
/// </summary>
/// <remarks>Otherwise as <see cref="ErrorEnergy"/>.</remarks>
internal sealed class FittedErrorEnergy
{
    /// <summary>An order's energy is measured while its standard error is at most this share of the residual variance.</summary>
    private const double LargestError = 0.2;

    /// <summary>The middle of the errors narrows by this power of their excess kurtosis.</summary>
    private const double Power = 0.09;

    /// <summary>Standard errors, those of errors without structure, that energy of the fitted orders may exceed the noise by.</summary>
    private const double Apart = 4;

    private readonly SketchDomain _domain;
    private readonly PairDistances _unseen;
    private readonly PairDistances _above;
    private readonly FittedResiduals _fitted;
    private readonly double _variance;

    private FittedErrorEnergy(SketchDomain domain, PairDistances unseen, FittedResiduals fitted) =>
        (_domain, _unseen, _variance, _above, _fitted) = (domain, unseen, fitted.Variance, fitted.Sums(domain), fitted);

    /// <summary>Error variance of φ at each position, shape (L), and by what the half-width of a normal error is to be multiplied there.</summary>
    /// <param name="domain">Letters and length.</param>
    /// <param name="rows">Rows that the sketch never used.</param>
    /// <param name="kept">Which of them to use, 2 or more.</param>
    /// <param name="errors">Their residuals, with mean 0.</param>
    /// <param name="fitted">Residuals on the rows of the fit.</param>
    public static (double[] Variances, double[] Narrowing) Of(SketchDomain domain, SampleColumns rows, int[] kept, double[] errors, FittedResiduals fitted) =>
        new FittedErrorEnergy(domain, PairDistances.Of(domain, rows, kept, errors), fitted).PerPosition();

    private (double[] Variances, double[] Narrowing) PerPosition()
    {
        int length = _domain.Length, order = 1;
        double left = _variance, squaredError = 2.0 / _above.Count;
        var noise = new double[length];
        left -= Fitted(noise, ref order);
        double total = noise.Sum();
        var activity = new PositionActivity(length);
        PairDistances sums = _above;
        double scale = _fitted.Scale;
        for (int first = order; order <= length; order++)
        {
            double error = Math.Sqrt(2 * sums.Functions(order)) / sums.Count;
            if (order > first && error > LargestError) break;
            double energy = Math.Clamp(sums.Energy(order) * scale, 0, left);
            total += energy / order;
            left -= energy;
            squaredError += error * error;
            activity.Add(order, sums, _variance / scale, energy / scale, scale);
        }

        double near = Math.Min(left, _variance * Math.Sqrt(squaredError)), share = 0, weight = 0;
        for (int s = Math.Min(order, length), step = 1; s <= length && step <= 30; s++, step++)
        {
            share += Math.ScaleB(1, -step) / s;
            weight += Math.ScaleB(1, -step);
        }

        total += (near / Math.Max(1, order - 1)) + ((left - near) * share / weight);
        double[] variances = activity.Variances(total, noise);
        return (variances, Narrowing(variances, noise));
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

        double order = sum > 0 ? Math.Max(1, (_variance - _fitted.NoiseEnergy) / sum) : 1, terms = sum > 0 ? Math.Max(1, sum * sum / squares / order) : 1;
        double power = Power * Math.Log(1 + (_fitted.Excess * terms)), mean = sum / own.Length;
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
        double energy = 0, squaredError = 0, known = _fitted.NoiseEnergy;
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
