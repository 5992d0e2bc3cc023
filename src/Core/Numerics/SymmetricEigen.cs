namespace GenoXai.Core.Numerics;

/// <summary>Eigenvectors of a small symmetric matrix by Jacobi's rotations.</summary>
internal static class SymmetricEigen
{
    /// <summary>Decomposes A = Σ λ v vᵀ.</summary>
    /// <param name="matrix">A, shape (n, n); overwritten: its diagonal holds the eigenvalues.</param>
    /// <param name="n">Size.</param>
    /// <returns>The eigenvectors, one a row, shape (n, n), in the order of the diagonal.</returns>
    public static double[] Decompose(double[] matrix, int n)
    {
        var vectors = new double[n * n];
        for (int i = 0; i < n; i++) vectors[(i * n) + i] = 1;
        for (int sweep = 0; sweep < 60; sweep++)
        {
            double off = 0, all = 0;
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < n; j++)
                {
                    double square = matrix[(i * n) + j] * matrix[(i * n) + j];
                    all += square;
                    if (i != j) off += square;
                }
            }

            if (off <= 1e-28 * all) break;
            for (int p = 0; p < n - 1; p++)
                for (int q = p + 1; q < n; q++) Rotate(matrix, vectors, n, p, q);
        }

        return vectors;
    }

    private static void Rotate(double[] a, double[] vectors, int n, int p, int q)
    {
        double apq = a[(p * n) + q];
        if (apq == 0) return;
        double theta = (a[(q * n) + q] - a[(p * n) + p]) / (2 * apq);
        double t = (theta < 0 ? -1 : 1) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1));
        double c = 1 / Math.Sqrt((t * t) + 1), s = t * c;
        for (int k = 0; k < n; k++)
        {
            (double x, double y) = (a[(k * n) + p], a[(k * n) + q]);
            (a[(k * n) + p], a[(k * n) + q]) = ((c * x) - (s * y), (s * x) + (c * y));
        }

        for (int k = 0; k < n; k++)
        {
            (double x, double y) = (a[(p * n) + k], a[(q * n) + k]);
            (a[(p * n) + k], a[(q * n) + k]) = ((c * x) - (s * y), (s * x) + (c * y));
            (x, y) = (vectors[(p * n) + k], vectors[(q * n) + k]);
            (vectors[(p * n) + k], vectors[(q * n) + k]) = ((c * x) - (s * y), (s * x) + (c * y));
        }
    }
}
