namespace GenoXai.Core.Sketching;

/// <summary>What the hybrid decoder found, and how.</summary>
/// <param name="Function">The ANOVA tables.</param>
/// <param name="ValidationR2">R² on the validation rows before the last fit took them in; choices were made by them, so it is slightly high.</param>
/// <param name="ResidualVariance">Mean squared error on the validation rows, in squared units of the target.</param>
/// <param name="PositionScales">θ_i, mean prior scale of the contrasts of every position; large where a letter matters. Shape (L).</param>
/// <param name="SupportsByOrder">Number of tables kept, first of order 1.</param>
/// <param name="SingleTerms">Number of single cells ("these letters at these positions") that were fitted besides whole tables.</param>
/// <param name="FittedRows">Rows of the last fit: training and validation together.</param>
/// <param name="Steps">What every step reached, in order.</param>
public sealed record HybridResult(
    DecodedFunction Function, double? ValidationR2, double ResidualVariance, IReadOnlyList<double> PositionScales,
    IReadOnlyList<int> SupportsByOrder, int SingleTerms, int FittedRows, IReadOnlyList<string> Steps)
{
    /// <summary>Letters of further rows that would tell terms apart which few rows hold, shape (rows, L); empty when none are wanted, or when they were given.</summary>
    public byte[] Probes { get; init; } = [];
}
