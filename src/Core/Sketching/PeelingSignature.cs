using System.Numerics;
using System.Numerics.Tensors;
using GenoXai.Core.Sampling;

namespace GenoXai.Core.Sketching;

/// <summary>
/// What a frequency leaves in a column: s_d = ω^⟨d,k⟩ over the delays d of a design. Reads k off a
/// column that holds one frequency, and measures how much of a column a frequency explains.
/// Holds scratch space: one per thread.
/// </summary>
internal sealed class PeelingSignature
{
    private readonly SubsamplingDesign _design;
    private readonly double[] _cosine, _sine, _voteReal, _voteImaginary;
    private readonly int[] _phases;
    private readonly byte[] _steps, _made;

    public PeelingSignature(SubsamplingDesign design)
    {
        _design = design;
        int q = design.LetterCount;
        (_cosine, _sine, _phases) = (new double[q], new double[q], new int[design.DelayCount]);
        for (int i = 0; i < q; i++) (_sine[i], _cosine[i]) = Math.SinCos(2 * Math.PI * i / q);
        (_voteReal, _voteImaginary) = (new double[design.StepCount], new double[design.StepCount]);
        (_steps, _made) = (new byte[design.StepCount], new byte[design.StepCount]);
        (Real, Imaginary) = (new double[design.DelayCount], new double[design.DelayCount]);
    }

    /// <summary>Real parts of the signature last made, shape (P).</summary>
    public double[] Real { get; }

    /// <summary>Imaginary parts of the signature last made, shape (P).</summary>
    public double[] Imaginary { get; }

    /// <summary>The values ⟨h_r, k⟩ mod q of the delay steps last read, shape (steps): the digits themselves unless the delays are coded.</summary>
    public ReadOnlySpan<byte> Steps => _steps;

    /// <summary>k_i = round(q · arg(mean_p U_{p,0} conj U_{p,i}) / 2π) mod q.</summary>
    /// <param name="re">Real parts of the column, shape (P).</param>
    /// <param name="im">Imaginary parts of the column, shape (P).</param>
    /// <param name="digits">k, shape (L).</param>
    /// <returns>False when the delays are coded and what they say is no code word.</returns>
    /// <remarks>METHODS 4.2, "index with NSO".</remarks>
    public bool Identify(ReadOnlySpan<double> re, ReadOnlySpan<double> im, Span<byte> digits)
    {
        ReadSteps(re, im);
        return Decoded(digits);
    }

    private void ReadSteps(ReadOnlySpan<double> re, ReadOnlySpan<double> im)
    {
        int stride = _steps.Length + 1;
        for (int i = 0; i < _steps.Length; i++)
        {
            double real = 0, imaginary = 0;
            for (int start = 0; start < re.Length; start += stride)
            {
                double ar = re[start], ai = im[start], br = re[start + 1 + i], bi = im[start + 1 + i];
                real += ar * br + ai * bi;
                imaginary += ai * br - ar * bi;
            }

            _steps[i] = Digit(real, imaginary);
        }
    }

    private bool Decoded(Span<byte> digits)
    {
        if (_design.Code is { } code) return code.TryDecode(_steps, digits);
        _steps.CopyTo(digits);
        return true;
    }

    /// <summary>
    /// Reads k as <see cref="Identify"/> does, then once more with each offset's reference taken not from one
    /// delay but from all of the offset, turned back by the values found: the reference has then as many times less noise.
    /// </summary>
    /// <param name="re">Real parts of the column, shape (P).</param>
    /// <param name="im">Imaginary parts of the column, shape (P).</param>
    /// <param name="digits">k, shape (L).</param>
    /// <returns>False when the delays are coded and what they say is no code word.</returns>
    public bool IdentifyTwice(ReadOnlySpan<double> re, ReadOnlySpan<double> im, Span<byte> digits)
    {
        ReadSteps(re, im);
        int stride = _steps.Length + 1, offsets = _design.OffsetCount;
        Span<double> referenceR = stackalloc double[offsets], referenceI = stackalloc double[offsets];
        for (int p = 0; p < offsets; p++)
        {
            int start = p * stride;
            double sumR = re[start], sumI = im[start];
            for (int i = 0; i < _steps.Length; i++)
            {
                double c = _cosine[_steps[i]], s = _sine[_steps[i]], r = re[start + 1 + i], m = im[start + 1 + i];
                sumR += r * c - m * s;
                sumI += r * s + m * c;
            }

            (referenceR[p], referenceI[p]) = (sumR, sumI);
        }

        for (int i = 0; i < _steps.Length; i++)
        {
            double real = 0, imaginary = 0;
            for (int p = 0; p < offsets; p++)
            {
                double br = re[p * stride + 1 + i], bi = im[p * stride + 1 + i];
                // Its own delay is in the reference; left in, it would vote for the digit already found.
                double c = _cosine[_steps[i]], s = _sine[_steps[i]];
                double ar = referenceR[p] - (br * c - bi * s), ai = referenceI[p] - (br * s + bi * c);
                real += ar * br + ai * bi;
                imaginary += ai * br - ar * bi;
            }

            (_voteReal[i], _voteImaginary[i]) = (real, imaginary);
            _steps[i] = Digit(real, imaginary);
        }

        return Decoded(digits);
    }

    /// <summary>How well a value of a delay step, a position's digit unless delays are coded, agrees with the column last read by <see cref="IdentifyTwice"/>: a log-likelihood but for a factor and a constant.</summary>
    /// <param name="step">i.</param>
    /// <param name="digit">0 to q − 1.</param>
    public double Vote(int step, int digit) => _voteReal[step] * _cosine[digit] + _voteImaginary[step] * _sine[digit];

    /// <summary>
    /// Reads k off a real column that holds F[k] and F[−k] together, as a bin that is its own mirror does: with
    /// a_p = F ω^⟨d_p,k⟩, U_{p,0} = 2 Re a_p and U_{p,i} = 2 Re(a_p ω^(−k_i)). A position with an unknown digit m is taken
    /// as reference for Im a_p; all others follow.
    /// </summary>
    /// <param name="re">The column, shape (P).</param>
    /// <param name="reference">The reference's digit m, 1 to (q − 1)/2: k and −k are the same term.</param>
    /// <param name="digits">k, shape (L).</param>
    /// <returns>False when the column has no part besides its first delay's, or coded delays give no code word.</returns>
    /// <remarks>Not in the paper: there such a bin is never resolved.</remarks>
    public bool IdentifyPair(ReadOnlySpan<double> re, int reference, Span<byte> digits)
    {
        int stride = _steps.Length + 1, offsets = _design.OffsetCount, q = _design.LetterCount;
        int best = -1;
        double most = 0;
        for (int i = 0; i < _steps.Length; i++)
        {
            // The part of U_{·,i} that is no multiple of U_{·,0}; with one offset, the distance from ± it.
            double aa = 0, ab = 0, bb = 0;
            for (int start = 0; start < re.Length; start += stride)
            {
                aa += re[start] * re[start];
                ab += re[start] * re[start + 1 + i];
                bb += re[start + 1 + i] * re[start + 1 + i];
            }

            double apart = offsets > 1 ? bb - (aa > 0 ? ab * ab / aa : 0) : Math.Abs(Math.Abs(re[0]) - Math.Abs(re[1 + i]));
            if (apart > most) (most, best) = (apart, i);
        }

        if (best < 0) return false;
        Span<double> quadrature = stackalloc double[offsets];
        for (int p = 0; p < offsets; p++)
            quadrature[p] = (re[p * stride + 1 + best] - re[p * stride] * _cosine[reference]) / _sine[reference];
        for (int i = 0; i < _steps.Length; i++)
        {
            double least = double.MaxValue;
            for (int digit = 0; digit < q; digit++)
            {
                double error = 0;
                for (int p = 0; p < offsets; p++)
                {
                    double gap = re[p * stride + 1 + i] - (re[p * stride] * _cosine[digit] + quadrature[p] * _sine[digit]);
                    error += gap * gap;
                }

                if (error < least) (least, _steps[i]) = (error, (byte)digit);
            }
        }

        return Decoded(digits);
    }

    /// <summary>Makes the signature of a frequency in <see cref="Real"/> and <see cref="Imaginary"/>.</summary>
    /// <param name="digits">k, shape (L).</param>
    public void Make(ReadOnlySpan<byte> digits)
    {
        int q = _design.LetterCount, at = 0;
        if (_design.Code is { } code) code.Encode(digits, _made);
        else digits.CopyTo(_made);
        for (int p = 0; p < _design.OffsetCount; p++)
        {
            ReadOnlySpan<byte> offset = _design.Offset(p);
            int sum = 0;
            for (int i = 0; i < digits.Length; i++) sum += offset[i] * digits[i];
            int phase = sum % q;
            _phases[at++] = phase;
            foreach (byte digit in _made) _phases[at++] = phase >= digit ? phase - digit : phase - digit + q;
        }

        for (int r = 0; r < _phases.Length; r++) (Real[r], Imaginary[r]) = (_cosine[_phases[r]], _sine[_phases[r]]);
    }

    /// <summary>ρ = mean_d conj(s_d) U_d for the signature last made.</summary>
    public Complex Amplitude(ReadOnlySpan<double> re, ReadOnlySpan<double> im) => new(
        (TensorPrimitives.Dot(Real, re) + TensorPrimitives.Dot(Imaginary, im)) / re.Length,
        (TensorPrimitives.Dot(Real, im) - TensorPrimitives.Dot(Imaginary, re)) / re.Length);

    /// <summary>mean_d conj(s_d) conj(U_d) for the signature last made: the amplitude as the mirrored column shows it.</summary>
    public Complex MirroredAmplitude(ReadOnlySpan<double> re, ReadOnlySpan<double> im) => new(
        (TensorPrimitives.Dot(Real, re) - TensorPrimitives.Dot(Imaginary, im)) / re.Length,
        -(TensorPrimitives.Dot(Real, im) + TensorPrimitives.Dot(Imaginary, re)) / re.Length);

    /// <summary>‖U − ρ s‖² for the signature last made.</summary>
    public double Residual(ReadOnlySpan<double> re, ReadOnlySpan<double> im, Complex amplitude)
    {
        (double a, double b) = (amplitude.Real, amplitude.Imaginary);
        double sum = 0;
        for (int r = 0; r < re.Length; r++)
        {
            double real = re[r] - (a * Real[r] - b * Imaginary[r]), imaginary = im[r] - (a * Imaginary[r] + b * Real[r]);
            sum += real * real + imaginary * imaginary;
        }

        return sum;
    }

    /// <summary>‖U‖².</summary>
    public static double Energy(ReadOnlySpan<double> re, ReadOnlySpan<double> im) =>
        TensorPrimitives.SumOfSquares(re) + TensorPrimitives.SumOfSquares(im);

    /// <summary>U ← U − ρ s for the signature last made.</summary>
    public void Subtract(Span<double> re, Span<double> im, Complex amplitude) => Add(re, im, -amplitude);

    /// <summary>U ← U + ρ s for the signature last made.</summary>
    public void Add(Span<double> re, Span<double> im, Complex amplitude)
    {
        TensorPrimitives.MultiplyAdd(Real, amplitude.Real, re, re);
        TensorPrimitives.MultiplyAdd(Imaginary, -amplitude.Imaginary, re, re);
        TensorPrimitives.MultiplyAdd(Imaginary, amplitude.Real, im, im);
        TensorPrimitives.MultiplyAdd(Real, amplitude.Imaginary, im, im);
    }

    /// <summary>U ← U + conj(ρ s) for the signature last made.</summary>
    public void AddConjugate(Span<double> re, Span<double> im, Complex amplitude)
    {
        TensorPrimitives.MultiplyAdd(Real, amplitude.Real, re, re);
        TensorPrimitives.MultiplyAdd(Imaginary, -amplitude.Imaginary, re, re);
        TensorPrimitives.MultiplyAdd(Imaginary, -amplitude.Real, im, im);
        TensorPrimitives.MultiplyAdd(Real, -amplitude.Imaginary, im, im);
    }

    private byte Digit(double real, double imaginary)
    {
        int q = _design.LetterCount;
        // The same without an arc tangent; on a border between two digits the even one, as rounding does.
        if (q == 4) return (byte)(Math.Abs(real) >= Math.Abs(imaginary) ? (real >= 0 ? 0 : 2) : imaginary > 0 ? 1 : 3);
        int digit = (int)Math.Round(q * Math.Atan2(imaginary, real) / (2 * Math.PI));
        return (byte)((digit + q) % q);
    }
}
