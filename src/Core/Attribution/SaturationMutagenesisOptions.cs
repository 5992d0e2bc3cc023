using GenoXai.Core.Sequences;

namespace GenoXai.Core.Attribution;

/// <summary>How the change from reference to substituted prediction is expressed.</summary>
public enum EffectScale
{
    /// <summary>f(mutant) − f(x).</summary>
    Difference,

    /// <summary>log2(f(mutant) / f(x)); needs positive predictions.</summary>
    Log2Ratio,

    /// <summary>logit f(mutant) − logit f(x); needs predictions between 0 and 1.</summary>
    LogitDifference,
}

/// <summary>What in-silico saturation mutagenesis computes.</summary>
public sealed record SaturationMutagenesisOptions
{
    /// <summary>Positions to substitute; all when absent.</summary>
    public SequenceRange? Range { get; init; }

    /// <summary>Whether the mean over the letters of a position is subtracted, as in hypothetical contributions.</summary>
    public bool Center { get; init; }

    /// <summary>How an effect is expressed.</summary>
    public EffectScale Effect { get; init; } = EffectScale.Difference;

    /// <summary>Whether predictions are averaged with those of the reverse complement before effects are taken. Doubles the rows.</summary>
    public bool BothStrands { get; init; }
}
