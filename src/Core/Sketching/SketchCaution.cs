namespace GenoXai.Core.Sketching;

/// <summary>The sentence that goes with everything a poor sketch says, the same wherever it is said.</summary>
public static class SketchCaution
{
    /// <summary>R² below which Shapley values are called rough.</summary>
    public const double PoorR2 = 0.8;

    /// <summary>What a person should know of a sketch's fit; null when it is good.</summary>
    /// <param name="quality">How well it predicts the model.</param>
    public static string? Of(SketchQuality quality)
    {
        ArgumentNullException.ThrowIfNull(quality);
        return quality switch
        {
            { TestRows: 0 } => "The sketch was decoded without test rows: its R² is not known, nor how far these Shapley values are from the model's.",
            { R2: null } => "The model gave the same value for every test row: R² is undefined and every Shapley value is 0.",
            { R2: < 0 and var r2 } => FormattableString.Invariant($"The sketch predicts unseen rows worse than their mean does (R² {r2:F3}): its Shapley values say nothing of the model."),
            { R2: < PoorR2 and var r2 } => FormattableString.Invariant($"The sketch explains only {r2:P1} of the model's variance on unseen rows (R² {r2:F3}): its Shapley values are rough."),
            _ => null,
        };
    }
}
