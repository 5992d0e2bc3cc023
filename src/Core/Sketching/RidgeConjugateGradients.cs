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
    /// <param name="penalties">λ ≥ 0 of every coefficient, shape (basis count); 0 for the constant.</param>
    /// <param name="coefficients">In: a start. Out: the solution. Shape (basis count).</param>
    /// <param name="tolerance">Stop when the preconditioned residual is this much smaller than that of w = 0.</param>
    /// <param name="iterations">Stop after so many.</param>
    /// <returns>Iterations used.</returns>
    public static int Solve(
        SupportDesign design, double[] target, double[] penalties, double[] coefficients, double tolerance, int iterations)
    {
        var preconditioner = new double[target.Length];
        TensorPrimitives.Add(penalties, design.RowCount, preconditioner);
        var image = new double[target.Length];
        var rows = new double[design.RowCount];
        var residual = new double[target.Length];
        Apply(design, penalties, coefficients, rows, image);
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
            Apply(design, penalties, direction, rows, image);
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

    private static void Apply(SupportDesign design, double[] penalties, double[] vector, double[] rows, double[] image)
    {
        design.Predict(vector, rows);
        design.Correlate(rows, image);
        TensorPrimitives.MultiplyAdd(penalties, vector, image, image);
    }
}
