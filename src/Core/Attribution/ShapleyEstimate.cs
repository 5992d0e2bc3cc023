namespace GenoXai.Core.Attribution;

/// <summary>Shapley values of one input, estimated from model rows.</summary>
/// <param name="Phi">φ of each player, shape (P), in units of the target; they add up to <paramref name="Prediction"/> − <paramref name="BaseValue"/>.</param>
/// <param name="StandardError">Standard error of each φ, shape (P); null where the method gives none.</param>
/// <param name="BaseValue">Estimated mean of the model over the background.</param>
/// <param name="Prediction">The model's answer to the input itself.</param>
/// <param name="Rows">Model rows spent.</param>
public sealed record ShapleyEstimate(double[] Phi, double[]? StandardError, double BaseValue, double Prediction, int Rows);
