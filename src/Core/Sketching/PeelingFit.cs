using System.Numerics;
using System.Numerics.Tensors;
using GenoXai.Core.Sampling;

namespace GenoXai.Core.Sketching;

/// <summary>
/// One real term F[k] ω^⟨k,x⟩ + conj in the columns of all groups: its least-squares value, and taking it out or
/// putting it back. Of each bin and its mirror only the lower is kept, so a term meets a kept column
/// as ρ s, as conj(ρ s), or, where the bin is its own mirror, as ρ s + conj(ρ s).
/// </summary>
internal sealed class PeelingFit(SubsamplingDesign design, PeelingBlocks blocks, PeelingColumns columns)
{
    private readonly PeelingSignature _signature = new(design);
    private readonly int[] _slots = new int[design.GroupCount];
    private readonly Meeting[] _meetings = new Meeting[design.GroupCount];

    /// <summary>How a term meets a column.</summary>
    private enum Meeting
    {
        Plain,
        Mirrored,
        Both,
    }

    /// <summary>The kept slot of each group for the frequency last chosen; −1 where its bin is not kept.</summary>
    public ReadOnlySpan<int> Slots => _slots;

    /// <summary>Chooses the frequency that the other members speak of.</summary>
    /// <param name="frequency">k.</param>
    public void Choose(Frequency frequency)
    {
        _signature.Make(frequency.Digits);
        bool ownNegative = frequency == frequency.Negate(design.LetterCount);
        for (int c = 0; c < _slots.Length; c++)
        {
            int bin = design.Bin(c, frequency.Digits), mirror = blocks.Mirror[bin];
            _slots[c] = columns.Slot(c, Math.Min(bin, mirror));
            _meetings[c] = bin > mirror ? Meeting.Mirrored : bin == mirror && !ownNegative ? Meeting.Both : Meeting.Plain;
        }

        OwnNegative = ownNegative;
    }

    /// <summary>Whether the frequency chosen is its own negative, so that its coefficient is real.</summary>
    public bool OwnNegative { get; private set; }

    /// <summary>Least-squares value of the term over the columns of some groups.</summary>
    /// <param name="use">Which groups, shape (C); a group whose bin is not kept is left out.</param>
    public Complex Estimate(ReadOnlySpan<bool> use)
    {
        // Normal equations for (Re F, Im F); a bin with a mirror counts twice, for both.
        double xx = 0, xy = 0, yy = 0, gx = 0, gy = 0;
        ReadOnlySpan<double> cosine = _signature.Real, sine = _signature.Imaginary;
        for (int c = 0; c < _slots.Length; c++)
        {
            if (!use[c] || _slots[c] < 0) continue;
            ReadOnlySpan<double> re = columns.Real(_slots[c]), im = columns.Imaginary(_slots[c]);
            if (_meetings[c] == Meeting.Both)
            {
                double squares = TensorPrimitives.SumOfSquares(cosine);
                xx += 4 * squares;
                yy += 4 * (re.Length - squares);
                xy -= 4 * TensorPrimitives.Dot(cosine, sine);
                gx += 2 * TensorPrimitives.Dot(cosine, re);
                gy -= 2 * TensorPrimitives.Dot(sine, re);
                continue;
            }

            Complex amplitude = Amplitude(c, re, im);
            xx += 2 * re.Length;
            yy += 2 * re.Length;
            gx += 2 * re.Length * amplitude.Real;
            gy += 2 * re.Length * amplitude.Imaginary;
        }

        if (xx == 0) return Complex.Zero;
        if (OwnNegative) return gx / xx;
        double determinant = xx * yy - xy * xy;
        return determinant > 1e-12 * xx * yy ? new Complex((yy * gx - xy * gy) / determinant, (xx * gy - xy * gx) / determinant) : Complex.Zero;
    }

    /// <summary>Takes a value out of the columns of all groups.</summary>
    public void Subtract(Complex value) => Add(-value);

    /// <summary>Puts a value into the columns of all groups.</summary>
    public void Add(Complex value)
    {
        for (int c = 0; c < _slots.Length; c++)
        {
            if (_slots[c] < 0) continue;
            Span<double> re = columns.Real(_slots[c]), im = columns.Imaginary(_slots[c]);
            switch (_meetings[c])
            {
                case Meeting.Plain:
                    _signature.Add(re, im, value);
                    break;
                case Meeting.Mirrored:
                    _signature.AddConjugate(re, im, value);
                    break;
                default:
                    _signature.Add(re, im, value);
                    _signature.AddConjugate(re, im, value);
                    break;
            }
        }
    }

    /// <summary>Energy left in the kept column of one group when a value is taken out; the column stays as it is.</summary>
    public double ResidualOf(int group, Complex value)
    {
        int slot = _slots[group];
        ReadOnlySpan<double> re = columns.Real(slot), im = columns.Imaginary(slot);
        if (_meetings[group] == Meeting.Plain) return _signature.Residual(re, im, value);
        double sum = 0;
        for (int r = 0; r < re.Length; r++)
        {
            double real = value.Real * _signature.Real[r] - value.Imaginary * _signature.Imaginary[r];
            double imaginary = value.Real * _signature.Imaginary[r] + value.Imaginary * _signature.Real[r];
            double gapR = re[r] - (_meetings[group] == Meeting.Both ? 2 * real : real);
            double gapI = _meetings[group] == Meeting.Both ? im[r] : im[r] + imaginary;
            sum += gapR * gapR + gapI * gapI;
        }

        return sum;
    }

    /// <summary>Σ over the groups of the energy of the term's columns, a bin with a mirror counted twice.</summary>
    public double Energy()
    {
        double sum = 0;
        for (int c = 0; c < _slots.Length; c++)
        {
            if (_slots[c] < 0) continue;
            double energy = PeelingSignature.Energy(columns.Real(_slots[c]), columns.Imaginary(_slots[c]));
            sum += blocks.Mirror[columns.Bin(_slots[c])] == columns.Bin(_slots[c]) ? energy : 2 * energy;
        }

        return sum;
    }

    private Complex Amplitude(int group, ReadOnlySpan<double> re, ReadOnlySpan<double> im) =>
        _meetings[group] == Meeting.Mirrored ? _signature.MirroredAmplitude(re, im) : _signature.Amplitude(re, im);
}
