namespace GenoXai.Core.Sketching;

/// <summary>Options of <see cref="PeelingDecoder"/>.</summary>
public sealed record PeelingOptions
{
    /// <summary>
    /// Standard deviation of one row about the sparse function, in units of the target; 0 for an exactly sparse
    /// function. Default null: estimated from the emptiest bins.
    /// </summary>
    public double? NoiseSd { get; init; }

    /// <summary>
    /// Relative precision of the values: no noise below it is believed, given or estimated. 0, the default, for doubles; about
    /// 2.4e-7 for a model's float32 answers, whose rounding would else fill every bin of an exactly sparse function.
    /// </summary>
    public double Precision { get; init; }

    /// <summary>Whether all coefficients found are fitted once more together, to all bins they fall into. Default true.</summary>
    public bool Refit { get; init; } = true;

    /// <summary>Threads to use; 0, the default: all cores. The result does not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>Most bytes for the columns of occupied bins; more is refused. Default 2 GiB.</summary>
    public long MemoryLimit { get; init; } = 1L << 31;
}
