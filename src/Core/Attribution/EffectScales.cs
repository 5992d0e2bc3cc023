using GenoXai.Core.Sequences;

namespace GenoXai.Core.Attribution;

/// <summary>Names and formulas of the effect scales.</summary>
public static class EffectScales
{
    /// <summary>The scale of a name.</summary>
    /// <param name="name"><c>difference</c>, <c>log2-ratio</c> or <c>logit-difference</c>.</param>
    /// <exception cref="InputException">There is none of that name.</exception>
    public static EffectScale Parse(string name) => name switch
    {
        "difference" => EffectScale.Difference,
        "log2-ratio" => EffectScale.Log2Ratio,
        "logit-difference" => EffectScale.LogitDifference,
        _ => throw new InputException($"--effect {name}: difference, log2-ratio or logit-difference.", "bad-option"),
    };

    /// <summary>The name of a scale.</summary>
    /// <param name="scale">The scale.</param>
    public static string Name(EffectScale scale) => scale switch
    {
        EffectScale.Log2Ratio => "log2-ratio",
        EffectScale.LogitDifference => "logit-difference",
        _ => "difference",
    };

    /// <summary>A change of a prediction.</summary>
    /// <param name="reference">Prediction before.</param>
    /// <param name="changed">Prediction after.</param>
    /// <param name="scale">How it is expressed.</param>
    public static double Change(double reference, double changed, EffectScale scale) => scale switch
    {
        EffectScale.Log2Ratio => Math.Log2(changed / reference),
        EffectScale.LogitDifference => Math.Log(changed / (1 - changed)) - Math.Log(reference / (1 - reference)),
        _ => changed - reference,
    };

    /// <summary>Throws where a scale is not defined.</summary>
    /// <param name="prediction">A prediction; not a number is not defined either, but on the scale of differences.</param>
    /// <param name="scale">The scale.</param>
    /// <param name="where">What the message names.</param>
    /// <exception cref="InputException">The prediction is outside the scale's domain.</exception>
    public static void CheckDomain(double prediction, EffectScale scale, string where)
    {
        bool fits = scale switch
        {
            EffectScale.Log2Ratio => prediction > 0,
            EffectScale.LogitDifference => prediction is > 0 and < 1,
            _ => true,
        };
        if (fits) return;
        string need = scale == EffectScale.Log2Ratio ? "positive predictions" : "predictions between 0 and 1";
        throw new InputException(FormattableString.Invariant($"{where}: prediction {prediction}; this effect scale needs {need}. Use --effect difference."), "bad-option");
    }
}
