using GenoXai.Core.Sequences;

namespace GenoXai.Core.Results.Comparison;

/// <summary>What a run says of one sequence.</summary>
public sealed class ExplainedSequence
{
    /// <summary>The sequence's id.</summary>
    public required string Id { get; init; }

    /// <summary>Importance of each position, shape (L); NaN where the run says nothing.</summary>
    public required double[] Importance { get; init; }

    /// <summary>The map, shape (q, L), row-major; null where the run has none.</summary>
    public float[]? Map { get; init; }

    /// <summary>The letters as indices, <see cref="Alphabet.Missing"/> for missing ones, shape (L); null where the run does not hold them.</summary>
    public byte[]? Letters { get; init; }

    /// <summary>The positions of the largest |importance|.</summary>
    /// <param name="share">How many, as a share of L; at least one.</param>
    /// <returns>Positions, ascending; of equal ones the earlier. None where nothing is finite.</returns>
    public int[] Top(double share)
    {
        int count = Math.Max(1, (int)Math.Round(share * Importance.Length, MidpointRounding.AwayFromZero));
        int[] order = [.. Enumerable.Range(0, Importance.Length).Where(l => double.IsFinite(Importance[l]))];
        // Stable: of equal sizes the earlier position comes first.
        return [.. order.OrderByDescending(l => Math.Abs(Importance[l])).Take(count).Order()];
    }
}
