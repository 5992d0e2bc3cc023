namespace GenoXai.Core.Sketching;

/// <summary>What a sparse Fourier decoder found, and what it saw on the way.</summary>
public sealed record PeelingResult
{
    /// <summary>The function: mean of the rows and the coefficients, ordered by frequency.</summary>
    public required SparseFourierFunction Function { get; init; }

    /// <summary>Mean of the samples, in units of the target: what is subtracted before decoding. The function's own mean is another where F[0] was fitted.</summary>
    public required double SampleMean { get; init; }

    /// <summary>Rows shown to the model: C · P · q^b.</summary>
    public required long Rows { get; init; }

    /// <summary>Rounds of peeling.</summary>
    public required int Rounds { get; init; }

    /// <summary>Standard deviation of one row about the sparse function: as given, or as estimated from the bins. Units of the target.</summary>
    public required double NoiseSd { get; init; }

    /// <summary>Bins, of all groups, that held more than noise at the start.</summary>
    public required int OccupiedBins { get; init; }

    /// <summary>Bins, of all groups, that still held more than noise at the end.</summary>
    public required int UnresolvedBins { get; init; }

    /// <summary>What it could not resolve and what to do about it; one sentence each.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>The same function as ANOVA tables, ready to be stored and queried.</summary>
    /// <param name="domain">The sequences it speaks of: q letters, L positions.</param>
    public DecodedFunction ToDecodedFunction(SketchDomain domain) => FourierTables.Make(domain, Function, Notes);
}
