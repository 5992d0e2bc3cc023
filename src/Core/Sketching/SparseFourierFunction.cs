namespace GenoXai.Core.Sketching;

/// <summary>
/// A function given by its Fourier coefficients: f̂(x) = mean + Σ_k Re F[k] ω^⟨k,x⟩. The list is
/// taken as it is: both k and −k stand in it where both were found. Evaluated term by term; the
/// ANOVA tables of <see cref="FourierTables"/> give the same numbers faster.
/// </summary>
public sealed class SparseFourierFunction
{
    private readonly double[] _cosine, _sine;

    /// <summary>Makes it over the given list (not copied).</summary>
    /// <param name="letterCount">q.</param>
    /// <param name="length">L.</param>
    /// <param name="mean">What was subtracted before decoding, in units of the target.</param>
    /// <param name="coefficients">Distinct frequencies of L digits below q; k = 0 may be among them.</param>
    public SparseFourierFunction(int letterCount, int length, double mean, IReadOnlyList<FourierCoefficient> coefficients)
    {
        ArgumentNullException.ThrowIfNull(coefficients);
        (LetterCount, Length, Mean, Coefficients) = (letterCount, length, mean, coefficients);
        (_cosine, _sine) = (new double[letterCount], new double[letterCount]);
        for (int i = 0; i < letterCount; i++) (_sine[i], _cosine[i]) = Math.SinCos(2 * Math.PI * i / letterCount);
    }

    /// <summary>q.</summary>
    public int LetterCount { get; }

    /// <summary>L.</summary>
    public int Length { get; }

    /// <summary>What was subtracted before decoding: the mean of all rows, in units of the target.</summary>
    public double Mean { get; }

    /// <summary>The coefficients, in the order of their frequencies.</summary>
    public IReadOnlyList<FourierCoefficient> Coefficients { get; }

    /// <summary>f̂(x).</summary>
    /// <param name="letters">x, shape (L), letter indices below q.</param>
    public double Evaluate(ReadOnlySpan<byte> letters)
    {
        double sum = Mean;
        foreach (FourierCoefficient coefficient in Coefficients) sum += Term(coefficient, letters);
        return sum;
    }

    /// <summary>Shapley values under uniform missing letters: φ_i = Σ_{k: i ∈ supp k} Re(F[k] ω^⟨k,x⟩) / |supp k|.</summary>
    /// <param name="letters">x, shape (L), letter indices below q.</param>
    /// <param name="values">φ, shape (L), in units of the target; their sum is f̂(x) − mean − F[0].</param>
    public void ShapleyValues(ReadOnlySpan<byte> letters, Span<double> values)
    {
        if (values.Length != Length) throw new ArgumentException($"{values.Length} values for {Length} positions.", nameof(values));
        values.Clear();
        foreach (FourierCoefficient coefficient in Coefficients)
        {
            int order = coefficient.Frequency.Order;
            if (order == 0) continue;
            double share = Term(coefficient, letters) / order;
            ReadOnlySpan<byte> digits = coefficient.Frequency.Digits;
            for (int i = 0; i < digits.Length; i++)
                if (digits[i] != 0) values[i] += share;
        }
    }

    private double Term(FourierCoefficient coefficient, ReadOnlySpan<byte> letters)
    {
        int phase = coefficient.Frequency.Phase(letters, LetterCount);
        return coefficient.Value.Real * _cosine[phase] - coefficient.Value.Imaginary * _sine[phase];
    }
}
