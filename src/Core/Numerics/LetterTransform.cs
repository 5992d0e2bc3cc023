using System.Numerics;
using System.Numerics.Tensors;

namespace GenoXai.Core.Numerics;

/// <summary>Tensor transforms between the cells of a table over several letters and the coefficients of product bases.</summary>
internal static class LetterTransform
{
    /// <summary>In place: c[h] = Σ_x t[x] Π_i B_i[h_i, x_i], the sums of a table against every basis function.</summary>
    /// <param name="table">Shape (q, …, q), row-major.</param>
    /// <param name="axes">The basis of each axis, the slowest first.</param>
    /// <param name="scratch">As long as the table; not used when all are Walsh bases.</param>
    public static void Correlate(Span<double> table, ReadOnlySpan<LetterBasis> axes, Span<double> scratch)
    {
        if (AllWalsh(axes)) WalshHadamard(table);
        else Multiply(table, axes, scratch, synthesis: false);
    }

    /// <summary>In place: t[x] = Σ_h c[h] Π_i B_i[h_i, x_i], the table of a sum of basis functions.</summary>
    /// <param name="coefficients">Shape (q, …, q), row-major.</param>
    /// <param name="axes">The basis of each axis, the slowest first.</param>
    /// <param name="scratch">As long as the coefficients; not used when all are Walsh bases.</param>
    public static void Synthesize(Span<double> coefficients, ReadOnlySpan<LetterBasis> axes, Span<double> scratch)
    {
        if (AllWalsh(axes)) WalshHadamard(coefficients);
        else Multiply(coefficients, axes, scratch, synthesis: true);
    }

    private static bool AllWalsh(ReadOnlySpan<LetterBasis> axes)
    {
        foreach (LetterBasis basis in axes)
            if (!basis.IsWalsh) return false;
        return true;
    }

    private static void WalshHadamard(Span<double> values)
    {
        int start = 1;
        if (values.Length % 4 == 0)
        {
            for (int i = 0; i < values.Length; i += 4)
            {
                Span<double> four = values.Slice(i, 4);
                double a = four[0] + four[1], b = four[0] - four[1], c = four[2] + four[3], d = four[2] - four[3];
                (four[0], four[1], four[2], four[3]) = (a + c, b + d, a - c, b - d);
            }

            start = 4;
        }

        int width = Vector<double>.Count;
        for (int half = start; half < values.Length; half *= 2)
        {
            for (int block = 0; block < values.Length; block += 2 * half)
            {
                Span<double> upper = values.Slice(block, half), lower = values.Slice(block + half, half);
                int i = 0;
                for (; i <= half - width; i += width)
                {
                    Vector<double> a = new(upper[i..]), b = new(lower[i..]);
                    (a + b).CopyTo(upper[i..]);
                    (a - b).CopyTo(lower[i..]);
                }

                for (; i < half; i++) (upper[i], lower[i]) = (upper[i] + lower[i], upper[i] - lower[i]);
            }
        }
    }

    private static void Multiply(Span<double> values, ReadOnlySpan<LetterBasis> axes, Span<double> scratch, bool synthesis)
    {
        int q = axes[0].Size, stride = 1;
        Span<double> source = values, destination = q == 4 ? values : scratch[..values.Length];
        Span<double> weights = stackalloc double[q * q];
        for (int axis = axes.Length - 1; axis >= 0; axis--, stride *= q)
        {
            for (int to = 0; to < q; to++)
                for (int from = 0; from < q; from++)
                    weights[to * q + from] = synthesis ? axes[axis][from, to] : axes[axis][to, from];
            if (q == 4)
            {
                MultiplyFour(values, stride, weights);
                continue;
            }

            MultiplyAxis(source, destination, stride, q, weights);
            Span<double> swap = source;
            source = destination;
            destination = swap;
        }

        if (q != 4 && axes.Length % 2 == 1) source.CopyTo(values);
    }

    private static void MultiplyAxis(ReadOnlySpan<double> source, Span<double> destination, int stride, int q, ReadOnlySpan<double> weights)
    {
        for (int block = 0; block < source.Length; block += stride * q)
        {
            for (int to = 0; to < q; to++)
            {
                Span<double> sum = destination.Slice(block + (to * stride), stride);
                sum.Clear();
                for (int from = 0; from < q; from++)
                {
                    double weight = weights[to * q + from];
                    if (stride == 1) sum[0] += weight * source[block + from];
                    else TensorPrimitives.MultiplyAdd(source.Slice(block + (from * stride), stride), weight, sum, sum);
                }
            }
        }
    }

    // Four letters, in place: four strided vectors in registers at a time.
    private static void MultiplyFour(Span<double> values, int stride, ReadOnlySpan<double> m)
    {
        if (stride == 1)
        {
            for (int i = 0; i < values.Length; i += 4)
            {
                Span<double> v = values.Slice(i, 4);
                double a = v[0], b = v[1], c = v[2], d = v[3];
                v[0] = (m[0] * a) + (m[1] * b) + (m[2] * c) + (m[3] * d);
                v[1] = (m[4] * a) + (m[5] * b) + (m[6] * c) + (m[7] * d);
                v[2] = (m[8] * a) + (m[9] * b) + (m[10] * c) + (m[11] * d);
                v[3] = (m[12] * a) + (m[13] * b) + (m[14] * c) + (m[15] * d);
            }

            return;
        }

        int width = Math.Min(stride, Vector<double>.Count);
        for (int block = 0; block < values.Length; block += 4 * stride)
        {
            Span<double> v0 = values.Slice(block, stride), v1 = values.Slice(block + stride, stride);
            Span<double> v2 = values.Slice(block + (2 * stride), stride), v3 = values.Slice(block + (3 * stride), stride);
            int i = 0;
            if (width == Vector<double>.Count)
            {
                for (; i <= stride - width; i += width)
                {
                    Vector<double> a = new(v0[i..]), b = new(v1[i..]), c = new(v2[i..]), d = new(v3[i..]);
                    ((a * m[0]) + (b * m[1]) + (c * m[2]) + (d * m[3])).CopyTo(v0[i..]);
                    ((a * m[4]) + (b * m[5]) + (c * m[6]) + (d * m[7])).CopyTo(v1[i..]);
                    ((a * m[8]) + (b * m[9]) + (c * m[10]) + (d * m[11])).CopyTo(v2[i..]);
                    ((a * m[12]) + (b * m[13]) + (c * m[14]) + (d * m[15])).CopyTo(v3[i..]);
                }
            }

            for (; i < stride; i++)
            {
                double a = v0[i], b = v1[i], c = v2[i], d = v3[i];
                v0[i] = (m[0] * a) + (m[1] * b) + (m[2] * c) + (m[3] * d);
                v1[i] = (m[4] * a) + (m[5] * b) + (m[6] * c) + (m[7] * d);
                v2[i] = (m[8] * a) + (m[9] * b) + (m[10] * c) + (m[11] * d);
                v3[i] = (m[12] * a) + (m[13] * b) + (m[14] * c) + (m[15] * d);
            }
        }
    }
}
