namespace GenoXai.Core.Sketching;

/// <summary>How <see cref="LowOrderRidgeDecoder"/> works.</summary>
public sealed record LowOrderRidgeOptions
{
    /// <summary>Highest order of the supports, 1 to 8 (and to as many letters as fit a table of 65,536 cells); 2 unless said otherwise.</summary>
    public int Order { get; init; } = 2;

    /// <summary>Stop the solver when the preconditioned residual has fallen by this factor; 1e-8 unless said otherwise.</summary>
    public double Tolerance { get; init; } = 1e-8;

    /// <summary>Most iterations of one solution; 500 unless said otherwise.</summary>
    public int Iterations { get; init; } = 500;

    /// <summary>Threads; 0 (the default) for all cores. Results do not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>A fixed ridge λ in rows instead of one chosen by validation; null (the default) to choose.</summary>
    public double? Ridge { get; init; }
}
