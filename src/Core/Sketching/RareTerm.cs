namespace GenoXai.Core.Sketching;

/// <summary>
/// A single term ("these letters at these positions") that few of the fitted rows hold: they may
/// share its letters by chance, and the model's own term may be another one that the same rows hold.
/// </summary>
/// <param name="Positions">Positions, ascending.</param>
/// <param name="Letters">Its letters there.</param>
/// <param name="Weight">What f̂ adds where all letters are there, in units of the target.</param>
/// <param name="Rows">Fitted rows that hold it, at least 1.</param>
/// <param name="Shared">All positions at which these rows agree, ascending.</param>
internal sealed record RareTerm(int[] Positions, byte[] Letters, double Weight, int Rows, int[] Shared)
{
    /// <summary>The terms that exactly the same rows hold, itself among them, with weights (<see cref="TermAlternatives"/>); null when not known.</summary>
    public IReadOnlyList<(int[] Positions, double Weight)>? Alternatives { get; init; }
}
