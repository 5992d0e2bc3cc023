namespace GenoXai.Core.Numerics;

/// <summary>Whether a matrix over Z_q reaches every vector, for any q, prime or not.</summary>
internal static class ModularRank
{
    /// <summary>
    /// Whether x ↦ Mᵀx maps Z_q^rows onto Z_q^columns: M has full column rank modulo every prime factor of q
    /// (for a composite q the reduction modulo its primes decides, by Nakayama's lemma).
    /// </summary>
    /// <param name="matrix">Shape (rows, columns), entries in 0 to q − 1.</param>
    /// <param name="columns">Number of columns.</param>
    /// <param name="modulus">q, 2 or more.</param>
    public static bool IsFull(ReadOnlySpan<byte> matrix, int columns, int modulus)
    {
        int rest = modulus;
        for (int prime = 2; rest > 1; prime++)
        {
            if (rest % prime != 0) continue;
            while (rest % prime == 0) rest /= prime;
            if (RankModuloPrime(matrix, columns, prime) < columns) return false;
        }

        return true;
    }

    private static int RankModuloPrime(ReadOnlySpan<byte> matrix, int columns, int prime)
    {
        int rows = matrix.Length / columns, rank = 0;
        var work = new int[matrix.Length];
        for (int i = 0; i < work.Length; i++) work[i] = matrix[i] % prime;
        for (int column = 0; column < columns && rank < rows; column++)
        {
            int pivot = rank;
            while (pivot < rows && work[pivot * columns + column] == 0) pivot++;
            if (pivot == rows) continue;
            for (int c = 0; c < columns; c++)
                (work[pivot * columns + c], work[rank * columns + c]) = (work[rank * columns + c], work[pivot * columns + c]);
            int inverse = Inverse(work[rank * columns + column], prime);
            for (int row = rank + 1; row < rows; row++)
            {
                int factor = work[row * columns + column] * inverse % prime;
                for (int c = column; c < columns; c++)
                    work[row * columns + c] = (work[row * columns + c] + (prime - factor) * work[rank * columns + c]) % prime;
            }

            rank++;
        }

        return rank;
    }

    private static int Inverse(int value, int prime)
    {
        for (int candidate = 1; candidate < prime; candidate++)
            if (value * candidate % prime == 1) return candidate;
        return 1;
    }
}
