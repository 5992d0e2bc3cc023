using GenoXai.Core.Sequences;

namespace GenoXai.Core.Attribution;

/// <summary>The names of methods and baselines on the command line, over HTTP and in <c>run.json</c>.</summary>
public static class AttributionNames
{
    private static readonly (string Name, AttributionMethod Method, string Title)[] All =
    [
        ("gradient", AttributionMethod.Gradient, "gradient"),
        ("corrected-gradient", AttributionMethod.CorrectedGradient, "corrected gradient"),
        ("gradient-input", AttributionMethod.GradientInput, "gradient × input"),
        ("absolute-gradient", AttributionMethod.AbsoluteGradient, "|gradient|"),
        ("smoothgrad", AttributionMethod.SmoothGrad, "SmoothGrad"),
        ("integrated-gradients", AttributionMethod.IntegratedGradients, "integrated gradients"),
        ("deeplift", AttributionMethod.DeepLift, "DeepLIFT"),
        ("deepshap", AttributionMethod.DeepShap, "DeepSHAP"),
        ("hypothetical", AttributionMethod.Hypothetical, "hypothetical contributions of DeepSHAP"),
    ];

    /// <summary>All names of methods.</summary>
    public static IReadOnlyList<string> Methods { get; } = [.. All.Select(static m => m.Name)];

    /// <summary>Name of a method.</summary>
    /// <param name="method">The method.</param>
    public static string Of(AttributionMethod method) => All.First(m => m.Method == method).Name;

    /// <summary>Name of a method as people write it.</summary>
    /// <param name="method">The method.</param>
    public static string TitleOf(AttributionMethod method) => All.First(m => m.Method == method).Title;

    /// <summary>The method of a name.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="InputException">There is none.</exception>
    public static AttributionMethod Parse(string name)
    {
        foreach ((string known, AttributionMethod method, _) in All)
            if (known == name) return method;
        throw new InputException($"--method {name}: one of {string.Join(", ", Methods)}.", "bad-option");
    }

    /// <summary>Name of a kind of baseline.</summary>
    /// <param name="baseline">The kind.</param>
    public static string Of(BaselineKind baseline) => baseline.ToString().ToLowerInvariant();

    /// <summary>The kind of baseline of a name; null for another text.</summary>
    /// <param name="name">The name.</param>
    public static BaselineKind? ParseBaseline(string name) => name switch
    {
        "zeros" => BaselineKind.Zeros,
        "uniform" => BaselineKind.Uniform,
        "shuffled" => BaselineKind.Shuffled,
        _ => null,
    };
}
