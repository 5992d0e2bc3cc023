namespace GenoXai.Core.Sampling;

/// <summary>The shape of a <see cref="SubsamplingDesign"/>; the rows are C · q^b · P1 · (L + 1), or with coded delays C · q^b · P1 · (t ⌈log₂(L + 1)⌉ + 1).</summary>
public sealed record SubsamplingOptions
{
    /// <summary>b: every group has q^b bins. Must be at most L.</summary>
    public required int Dimension { get; init; }

    /// <summary>C: how many groups, each with its own random matrix. Default 3, as published.</summary>
    public int Groups { get; init; } = 3;

    /// <summary>P1: how many random offsets, each with its L + 1 delays. Default 3, as published.</summary>
    public int Offsets { get; init; } = 3;

    /// <summary>
    /// t: most positions of a frequency that coded delays must be able to read; q must be a power of two. Default null:
    /// every position has a delay of its own, and frequencies of any order are read.
    /// </summary>
    public int? CodedOrder { get; init; }

    /// <summary>
    /// Whether a matrix that misses bins (no full rank modulo a prime factor of q) is drawn anew. Default true;
    /// the published decoder does not check, so its mode says false.
    /// </summary>
    public bool RequireFullRank { get; init; } = true;
}
