using System.Numerics;

namespace GenoXai.Core.Sketching;

/// <summary>One coefficient of f(x) = Σ_k F[k] ω^⟨k,x⟩, ω = e^(2πi/q).</summary>
/// <param name="Frequency">k.</param>
/// <param name="Value">F[k], in units of the target.</param>
public readonly record struct FourierCoefficient(Frequency Frequency, Complex Value);
