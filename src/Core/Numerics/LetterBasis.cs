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
/// for any other q the Helmert contrasts. ANOVA components do not depend on the choice. Where
/// positions have different numbers of letters, a position's basis has the size of the largest and
/// is 0 at the functions and letters that it does not have.
/// </remarks>
internal sealed class LetterBasis
{
    private readonly double[] _functions;

    /// <summary>Makes the standard basis for q letters.</summary>
    /// <param name="letterCount">q, 2 or more.</param>
    /// <param name="size">Functions and letters in store, q or more; q when null.</param>
    public LetterBasis(int letterCount, int? size = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(letterCount, 2);
        (LetterCount, Size) = (letterCount, size ?? letterCount);
        ArgumentOutOfRangeException.ThrowIfLessThan(Size, letterCount);
        bool walsh = BitOperations.IsPow2(letterCount);
        IsWalsh = walsh && Size == letterCount;
        _functions = new double[Size * Size];
        for (int function = 0; function < letterCount; function++)
            for (int letter = 0; letter < letterCount; letter++)
                _functions[function * Size + letter] = walsh ? Walsh(function, letter) : Helmert(letterCount, function, letter);
    }

    private LetterBasis(int letterCount, int size, double[] functions) => (LetterCount, Size, _functions) = (letterCount, size, functions);

    /// <summary>Letters, q.</summary>
    public int LetterCount { get; }

    /// <summary>Functions and letters in store; those from q on are 0.</summary>
    public int Size { get; }

    /// <summary>Whether the functions in store are the Walsh functions.</summary>
    public bool IsWalsh { get; }

    /// <summary>The value of a basis function at a letter.</summary>
    /// <param name="function">0 (the constant 1) to q − 1.</param>
    /// <param name="letter">0 to q − 1.</param>
    public double this[int function, int letter] => _functions[function * Size + letter];

    /// <summary>All values, shape (functions, letters).</summary>
    public ReadOnlySpan<double> Functions => _functions;

    /// <summary>The basis whose non-constant functions are combinations of this one's.</summary>
    /// <param name="rotation">Orthogonal, shape (q−1, q−1): row r holds the weights of the new function r + 1.</param>
    public LetterBasis Rotated(ReadOnlySpan<double> rotation)
    {
        int q = LetterCount;
        var functions = new double[Size * Size];
        functions.AsSpan(0, q).Fill(1);
        for (int row = 0; row < q - 1; row++)
            for (int old = 0; old < q - 1; old++)
                for (int letter = 0; letter < q; letter++)
                    functions[(row + 1) * Size + letter] += rotation[row * (q - 1) + old] * this[old + 1, letter];
        return new LetterBasis(q, Size, functions);
    }

    private static double Walsh(int function, int letter) => BitOperations.PopCount((uint)(function & letter)) % 2 == 0 ? 1 : -1;

    private static double Helmert(int letterCount, int function, int letter)
    {
        if (function == 0) return 1;
        double scale = Math.Sqrt(letterCount / ((double)function * (function + 1)));
        return letter < function ? scale : letter == function ? -function * scale : 0;
    }
}
