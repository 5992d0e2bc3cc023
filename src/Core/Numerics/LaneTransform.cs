using System.Numerics;

namespace GenoXai.Core.Numerics;

/// <summary>
/// The q-ary Fourier transform over the digits of Z_q^b, one independent transform per SIMD lane:
/// Z[j] = Σ_ℓ z[ℓ] ω^(−⟨j,ℓ⟩), ω = e^(2πi/q), digits big-endian, not normalised.
/// </summary>
/// <remarks>
/// A transform over digits has no twiddle factors: it is a q-point transform along each digit in
/// turn. Working from the first digit inwards, block by block, keeps all but the first passes in
/// the near cache; one transform per lane makes every pass a plain vector loop for any q and
/// any stride.
/// </remarks>
public static class LaneTransform
{
    /// <summary>Transforms in place.</summary>
    /// <param name="real">Real parts, shape (q^b) of vectors; lane v belongs to transform v.</param>
    /// <param name="imaginary">Imaginary parts, the same shape.</param>
    /// <param name="letterCount">q, 2 or more; the length of the spans is a power of it.</param>
    /// <exception cref="ArgumentException">The length is no power of q, or the spans differ in length.</exception>
    public static void Forward(Span<Vector<double>> real, Span<Vector<double>> imaginary, int letterCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(letterCount, 2);
        if (real.Length != imaginary.Length)
            throw new ArgumentException($"{real.Length} real and {imaginary.Length} imaginary parts.", nameof(imaginary));
        if (!IsPower(real.Length, letterCount))
            throw new ArgumentException($"{real.Length} numbers are no power of {letterCount}.", nameof(real));
        switch (letterCount)
        {
            case 2: Binary(real, imaginary); break;
            case 4: Quaternary(real, imaginary); break;
            default: new Butterfly(letterCount).Transform(real, imaginary); break;
        }
    }

    private static bool IsPower(int length, int letterCount)
    {
        if (length < 1) return false;
        while (length % letterCount == 0) length /= letterCount;
        return length == 1;
    }

    private static void Binary(Span<Vector<double>> re, Span<Vector<double>> im)
    {
        if (re.Length < 2) return;
        int half = re.Length / 2;
        SumAndDifference(re[..half], re.Slice(half, half));
        SumAndDifference(im[..half], im.Slice(half, half));
        Binary(re[..half], im[..half]);
        Binary(re.Slice(half, half), im.Slice(half, half));
    }

    private static void SumAndDifference(Span<Vector<double>> a, Span<Vector<double>> b)
    {
        b = b[..a.Length];
        for (int i = 0; i < a.Length; i++)
        {
            Vector<double> x = a[i], y = b[i];
            a[i] = x + y;
            b[i] = x - y;
        }
    }

    private static void Quaternary(Span<Vector<double>> re, Span<Vector<double>> im)
    {
        if (re.Length < 4) return;
        int n = re.Length / 4;
        Span<Vector<double>> r0 = re[..n], r1 = re.Slice(n, n), r2 = re.Slice(2 * n, n), r3 = re.Slice(3 * n, n);
        Span<Vector<double>> i0 = im[..n], i1 = im.Slice(n, n), i2 = im.Slice(2 * n, n), i3 = im.Slice(3 * n, n);
        for (int i = 0; i < r0.Length; i++)
        {
            // ω⁻¹ = −i: the four-point transform needs no multiplication.
            Vector<double> evenR = r0[i] + r2[i], evenI = i0[i] + i2[i], gapR = r0[i] - r2[i], gapI = i0[i] - i2[i];
            Vector<double> oddR = r1[i] + r3[i], oddI = i1[i] + i3[i], turnR = r1[i] - r3[i], turnI = i1[i] - i3[i];
            r0[i] = evenR + oddR;
            i0[i] = evenI + oddI;
            r1[i] = gapR + turnI;
            i1[i] = gapI - turnR;
            r2[i] = evenR - oddR;
            i2[i] = evenI - oddI;
            r3[i] = gapR - turnI;
            i3[i] = gapI + turnR;
        }

        if (n == 1) return;
        Quaternary(r0, i0);
        Quaternary(r1, i1);
        Quaternary(r2, i2);
        Quaternary(r3, i3);
    }

    /// <summary>The q-point transform along one digit for any q: inputs m and q − m are folded first, which halves the products.</summary>
    private readonly ref struct Butterfly
    {
        private readonly int _q;
        private readonly double[] _cosine, _sine;

        public Butterfly(int q)
        {
            _q = q;
            (_cosine, _sine) = (new double[q], new double[q]);
            for (int i = 0; i < q; i++) (_sine[i], _cosine[i]) = Math.SinCos(2 * Math.PI * i / q);
        }

        public void Transform(Span<Vector<double>> re, Span<Vector<double>> im)
        {
            int n = re.Length / _q;
            if (n == 0) return;
            Span<Vector<double>> fold = stackalloc Vector<double>[4 * _q];
            for (int i = 0; i < n; i++) Point(re, im, i, n, fold);
            if (n == 1) return;
            for (int m = 0; m < _q; m++) Transform(re.Slice(m * n, n), im.Slice(m * n, n));
        }

        private void Point(Span<Vector<double>> re, Span<Vector<double>> im, int start, int n, Span<Vector<double>> fold)
        {
            int q = _q, pairs = (q - 1) / 2;
            bool even = q % 2 == 0;
            Span<Vector<double>> sumR = fold[..q], sumI = fold.Slice(q, q), gapR = fold.Slice(2 * q, q), gapI = fold.Slice(3 * q, q);
            Vector<double> firstR = re[start], firstI = im[start];
            Vector<double> middleR = even ? re[start + q / 2 * n] : default, middleI = even ? im[start + q / 2 * n] : default;
            for (int m = 1; m <= pairs; m++)
            {
                int a = start + m * n, b = start + (q - m) * n;
                (sumR[m], sumI[m]) = (re[a] + re[b], im[a] + im[b]);
                (gapR[m], gapI[m]) = (re[a] - re[b], im[a] - im[b]);
            }

            for (int j = 0; 2 * j <= q; j++)
            {
                Vector<double> cosR = j % 2 == 0 ? firstR + middleR : firstR - middleR;
                Vector<double> cosI = j % 2 == 0 ? firstI + middleI : firstI - middleI;
                Vector<double> sinR = default, sinI = default;
                for (int m = 1, angle = j; m <= pairs; m++)
                {
                    cosR += sumR[m] * _cosine[angle];
                    cosI += sumI[m] * _cosine[angle];
                    sinR += gapR[m] * _sine[angle];
                    sinI += gapI[m] * _sine[angle];
                    angle += j;
                    if (angle >= q) angle -= q;
                }

                (re[start + j * n], im[start + j * n]) = (cosR + sinI, cosI - sinR);
                if (j > 0 && 2 * j < q) (re[start + (q - j) * n], im[start + (q - j) * n]) = (cosR - sinI, cosI + sinR);
            }
        }
    }
}
