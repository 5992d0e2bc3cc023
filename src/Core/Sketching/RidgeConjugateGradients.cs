using System.Numerics.Tensors;

namespace GenoXai.Core.Sketching;

/// <summary>
/// Solves (ZᵀZ + diag λ) w = Zᵀy by conjugate gradients with the preconditioner 1/(N + λ),
/// which is nearly exact because E[ZᵀZ] = N·I under uniform rows.
/// </summary>
internal static class RidgeConjugateGradients
{
    /// <summary>Solves; starts from the coefficients given.</summary>
    /// <param name="design">Z.</param>
    /// <param name="target">Zᵀy, shape (basis count).</param>
    /// <param name="penalties">λ ≥ 0 of every support, shape (supports); the constant is not penalised.</param>
    /// <param name="coefficients">In: a start. Out: the solution. Shape (basis count).</param>
    /// <param name="tolerance">Stop when the preconditioned residual is this much smaller than that of w = 0.</param>
    /// <param name="iterations">Stop after so many.</param>
    /// <returns>Iterations used.</returns>
    public static int Solve(
        SupportDesign design, double[] target, double[] penalties, double[] coefficients, double tolerance, int iterations)
    {
        double[] diagonal = Expand(design.Basis, penalties);
        var preconditioner = new double[target.Length];
        TensorPrimitives.Add(diagonal, design.RowCount, preconditioner);
        var image = new double[target.Length];
        var rows = new double[design.RowCount];
        var residual = new double[target.Length];
        Apply(design, diagonal, coefficients, rows, image);
        TensorPrimitives.Subtract(target, image, residual);
        var scaled = new double[target.Length];
        TensorPrimitives.Divide(target, preconditioner, scaled);
        double goal = tolerance * tolerance * TensorPrimitives.Dot<double>(scaled, target);
        TensorPrimitives.Divide(residual, preconditioner, scaled);
        double[] direction = [.. scaled];
        double energy = TensorPrimitives.Dot<double>(residual, scaled);
        int used = 0;
        while (used < iterations && energy > goal)
        {
            Apply(design, diagonal, direction, rows, image);
            double step = energy / TensorPrimitives.Dot<double>(direction, image);
            TensorPrimitives.MultiplyAdd(direction, step, coefficients, coefficients);
            TensorPrimitives.MultiplyAdd(image, -step, residual, residual);
            TensorPrimitives.Divide(residual, preconditioner, scaled);
            double next = TensorPrimitives.Dot<double>(residual, scaled);
            TensorPrimitives.MultiplyAdd(direction, next / energy, scaled, direction);
            energy = next;
            used++;
        }

        return used;
    }

    private static double[] Expand(SupportBasis basis, double[] penalties)
    {
        var diagonal = new double[basis.Count];
        for (int i = 0; i < penalties.Length; i++) diagonal.AsSpan(basis.Offsets[i], basis.Offsets[i + 1] - basis.Offsets[i]).Fill(penalties[i]);
        return diagonal;
    }

    private static void Apply(SupportDesign design, double[] diagonal, double[] vector, double[] rows, double[] image)
    {
        design.Predict(vector, rows);
        design.Correlate(rows, image);
        TensorPrimitives.MultiplyAdd(diagonal, vector, image, image);
    }
}
