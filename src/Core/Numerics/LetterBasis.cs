using System.Numerics;
using System.Numerics.Tensors;

namespace GenoXai.Core.Numerics;

/// <summary>
/// An orthonormal basis of the functions of one letter, and fast tensor transforms over several
/// letters. Its first function is the constant 1 and every function has mean square 1 under
/// uniform letters, so a product over the letters of a support S that leaves the constant out at
/// each of them is a zero-mean basis of the ANOVA component of S.
/// </summary>
/// <remarks>
/// For q a power of two the Walsh functions (all ±1, a fast Walsh–Hadamard transform); for any
/// other q the Helmert contrasts. ANOVA components do not depend on the choice.
/// </remarks>
internal sealed class LetterBasis
{
    private readonly double[] _functions;

    /// <summary>Makes the basis for q letters.</summary>
    /// <param name="letterCount">q, 2 or more.</param>
    public LetterBasis(int letterCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(letterCount, 2);
        LetterCount = letterCount;
        IsWalsh = BitOperations.IsPow2(letterCount);
        _functions = new double[letterCount * letterCount];
        for (int function = 0; function < letterCount; function++)
            for (int letter = 0; letter < letterCount; letter++)
                _functions[function * letterCount + letter] = IsWalsh ? Walsh(function, letter) : Helmert(letterCount, function, letter);
    }

    /// <summary>Letters, q.</summary>
    public int LetterCount { get; }

    /// <summary>Whether the functions are the Walsh functions.</summary>
    public bool IsWalsh { get; }

    /// <summary>The value of a basis function at a letter.</summary>
    /// <param name="function">0 (the constant 1) to q − 1.</param>
    /// <param name="letter">0 to q − 1.</param>
    public double this[int function, int letter] => _functions[function * LetterCount + letter];

    /// <summary>In place: c[h] = Σ_x t[x] Π_i B[h_i, x_i], the sums of a table against every basis function.</summary>
    /// <param name="table">Shape (q, …, q), row-major.</param>
    /// <param name="axes">Number of letters.</param>
    /// <param name="scratch">As long as the table; unused for Walsh functions.</param>
    public void Correlate(Span<double> table, int axes, Span<double> scratch)
    {
        if (IsWalsh) WalshHadamard(table);
        else Multiply(table, axes, scratch, transposed: false);
    }

    /// <summary>In place: t[x] = Σ_h c[h] Π_i B[h_i, x_i], the table of a sum of basis functions.</summary>
    /// <param name="coefficients">Shape (q, …, q), row-major.</param>
    /// <param name="axes">Number of letters.</param>
    /// <param name="scratch">As long as the coefficients; unused for Walsh functions.</param>
    public void Synthesize(Span<double> coefficients, int axes, Span<double> scratch)
    {
        if (IsWalsh) WalshHadamard(coefficients);
        else Multiply(coefficients, axes, scratch, transposed: true);
    }

    private static double Walsh(int function, int letter) => BitOperations.PopCount((uint)(function & letter)) % 2 == 0 ? 1 : -1;

    private static double Helmert(int letterCount, int function, int letter)
    {
        if (function == 0) return 1;
        double scale = Math.Sqrt(letterCount / ((double)function * (function + 1)));
        return letter < function ? scale : letter == function ? -function * scale : 0;
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

    private void Multiply(Span<double> values, int axes, Span<double> scratch, bool transposed)
    {
        int q = LetterCount, stride = 1;
        Span<double> source = values, destination = scratch[..values.Length];
        for (int axis = 0; axis < axes; axis++)
        {
            for (int block = 0; block < values.Length; block += stride * q)
            {
                for (int target = 0; target < q; target++)
                {
                    Span<double> sum = destination.Slice(block + target * stride, stride);
                    sum.Clear();
                    for (int from = 0; from < q; from++)
                    {
                        double weight = transposed ? this[from, target] : this[target, from];
                        if (stride == 1) sum[0] += weight * source[block + from];
                        else TensorPrimitives.MultiplyAdd(source.Slice(block + from * stride, stride), weight, sum, sum);
                    }
                }
            }

            stride *= q;
            Span<double> swap = source;
            source = destination;
            destination = swap;
        }

        if (axes % 2 == 1) source.CopyTo(values);
    }
}
