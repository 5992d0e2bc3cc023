namespace GenoXai.Core.Numerics;

/// <summary>Nodes and weights of Gauss–Legendre quadrature on [0, 1]: exact for polynomials of degree 2n − 1.</summary>
public static class GaussLegendre
{
    /// <summary>The nodes, ascending, and their weights, which sum to 1.</summary>
    /// <param name="count">n, 1 or more.</param>
    public static (double[] Nodes, double[] Weights) Of(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        double[] nodes = new double[count], weights = new double[count];
        for (int i = 0; i < (count + 1) / 2; i++)
        {
            // Newton's method on the Legendre polynomial, from Tricomi's first guess.
            double x = Math.Cos(Math.PI * (i + 0.75) / (count + 0.5)), slope = 1;
            for (int step = 0; step < 100; step++)
            {
                (double value, slope) = Legendre(count, x);
                double change = value / slope;
                x -= change;
                if (Math.Abs(change) < 1e-15) break;
            }

            slope = Legendre(count, x).Slope;
            double weight = 1 / ((1 - x * x) * slope * slope);
            (nodes[i], nodes[count - 1 - i]) = ((1 - x) / 2, (1 + x) / 2);
            weights[i] = weights[count - 1 - i] = weight;
        }

        return (nodes, weights);
    }

    private static (double Value, double Slope) Legendre(int degree, double x)
    {
        double before = 1, value = x;
        for (int n = 2; n <= degree; n++) (before, value) = (value, ((2 * n - 1) * x * value - (n - 1) * before) / n);
        return (value, degree * (x * value - before) / (x * x - 1));
    }
}
