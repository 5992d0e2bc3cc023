namespace GenoXai.Core.Sketching;

/// <summary>How well a sketch predicts its model, measured on rows that no fit and no choice ever saw.</summary>
/// <param name="R2">1 − residual variance ÷ variance of the model on the test rows; null when the model is constant there.</param>
/// <param name="R2StandardError">Standard error of <paramref name="R2"/>; null when it is undefined.</param>
/// <param name="TestRows">Rows it was measured on.</param>
/// <param name="ResidualVariance">Mean squared error on the test rows, in squared units of the target.</param>
/// <param name="EnergyByOrder">Variance of the surrogate under uniform letters by number of positions; entry 0 is order 1.</param>
public sealed record SketchQuality(double? R2, double? R2StandardError, int TestRows, double ResidualVariance, IReadOnlyList<double> EnergyByOrder);
