using System.Numerics;

namespace GenoXai.Core.Numerics;

/// <summary>
/// An orthonormal basis of the functions of one letter. Its first function is the constant 1 and
/// every function has mean square 1 under uniform letters, so a product over the letters of a
/// support S that leaves the constant out at each of them is a zero-mean basis of the ANOVA
/// component of S.
/// </summary>
/// <remarks>
/// Unrotated, for q a power of two the Walsh functions (all ±1, so there is a fast transform);
/// for any other q the Helmert contrasts. ANOVA components do not depend on the choice.
/// </remarks>
internal sealed class LetterBasis
{
    private readonly double[] _functions;

    /// <summary>Makes the standard basis for q letters.</summary>
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

    private LetterBasis(int letterCount, double[] functions) => (LetterCount, _functions) = (letterCount, functions);

    /// <summary>Letters, q.</summary>
    public int LetterCount { get; }

    /// <summary>Whether the functions are the Walsh functions.</summary>
    public bool IsWalsh { get; }

    /// <summary>The value of a basis function at a letter.</summary>
    /// <param name="function">0 (the constant 1) to q − 1.</param>
    /// <param name="letter">0 to q − 1.</param>
    public double this[int function, int letter] => _functions[function * LetterCount + letter];

    /// <summary>All values, shape (functions, letters).</summary>
    public ReadOnlySpan<double> Functions => _functions;

    /// <summary>The basis whose non-constant functions are combinations of this one's.</summary>
    /// <param name="rotation">Orthogonal, shape (q−1, q−1): row r holds the weights of the new function r + 1.</param>
    public LetterBasis Rotated(ReadOnlySpan<double> rotation)
    {
        int q = LetterCount;
        var functions = new double[q * q];
        functions.AsSpan(0, q).Fill(1);
        for (int row = 0; row < q - 1; row++)
            for (int old = 0; old < q - 1; old++)
                for (int letter = 0; letter < q; letter++)
                    functions[(row + 1) * q + letter] += rotation[row * (q - 1) + old] * this[old + 1, letter];
        return new LetterBasis(q, functions);
    }

    private static double Walsh(int function, int letter) => BitOperations.PopCount((uint)(function & letter)) % 2 == 0 ? 1 : -1;

    private static double Helmert(int letterCount, int function, int letter)
    {
        if (function == 0) return 1;
        double scale = Math.Sqrt(letterCount / ((double)function * (function + 1)));
        return letter < function ? scale : letter == function ? -function * scale : 0;
    }
}
