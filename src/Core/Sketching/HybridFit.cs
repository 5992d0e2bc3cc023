namespace GenoXai.Core.Sketching;

/// <summary>A fitted function: columns, their prior variances, the noise, and the coefficients.</summary>
/// <param name="Basis">The supports.</param>
/// <param name="Groups">Their cover.</param>
/// <param name="Terms">Single cells besides.</param>
/// <param name="Variances">Prior variance of every column, shape (columns).</param>
/// <param name="Noise">Noise variance that the penalty σ²/τ uses, on the standardised scale.</param>
/// <param name="Coefficients">Shape (columns).</param>
/// <param name="TrainingError">Mean squared residual on the training rows, standardised.</param>
/// <param name="ValidationError">Mean squared error on the validation rows, standardised.</param>
internal sealed record HybridFit(
    SupportBasis Basis, IReadOnlyList<SupportGroup> Groups, IReadOnlyList<AndTerm> Terms,
    double[] Variances, double Noise, double[] Coefficients, double TrainingError, double ValidationError)
{
    /// <summary>
    /// By how much the residuals of the training rows understate the error on new rows, √(validation
    /// error / training error): 1/(1 − degrees of freedom/N).
    /// </summary>
    public double Correction => TrainingError > 0 ? Math.Clamp(Math.Sqrt(ValidationError / TrainingError), 1, 20) : 1;
}
