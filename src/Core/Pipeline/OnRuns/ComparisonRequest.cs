namespace GenoXai.Core.Pipeline.OnRuns;

/// <summary>Options of a comparison of runs.</summary>
public sealed record ComparisonRequest
{
    /// <summary>Which target, of runs with several; null for each run's first.</summary>
    public string? Target { get; init; }

    /// <summary>Which part of the positions are the most important ones, above 0 and at most 1.</summary>
    public double TopShare { get; init; } = 0.1;
}
