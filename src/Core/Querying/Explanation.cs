namespace GenoXai.Core.Querying;

/// <summary>What a sketch says about one sequence.</summary>
/// <param name="Phi">Shapley values φ, shape (L), in units of the target; they sum to prediction − base value.</param>
/// <param name="Prediction">f̂(x), missing letters averaged over the background.</param>
/// <param name="BaseValue">Mean of f̂ over the background.</param>
/// <param name="MissingLetters">How many letters were missing (N); their φ is 0.</param>
/// <param name="Interactions">The strongest interactions, by falling |value|.</param>
public sealed record Explanation(double[] Phi, double Prediction, double BaseValue, int MissingLetters, IReadOnlyList<Interaction> Interactions);

/// <summary>The joint effect of some letters of a sequence.</summary>
/// <param name="Positions">Positions, ascending, 0-based.</param>
/// <param name="Letters">The sequence's letters there, in their order.</param>
/// <param name="Order">Number of positions.</param>
/// <param name="Index">Name of the index, e.g. <c>dividend</c> or <c>faith-shap</c>.</param>
/// <param name="Value">Its value, in units of the target.</param>
public sealed record Interaction(int[] Positions, string Letters, int Order, string Index, double Value);
