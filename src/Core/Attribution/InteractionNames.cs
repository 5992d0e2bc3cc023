using GenoXai.Core.Sequences;

namespace GenoXai.Core.Attribution;

/// <summary>The names of interactions' options, on the command line and in HTTP.</summary>
public static class InteractionNames
{
    /// <summary>A method.</summary>
    /// <param name="name"><c>second-order</c>, <c>hessian</c> or <c>dfim</c>.</param>
    /// <exception cref="InputException">There is none of that name.</exception>
    public static InteractionMethod Method(string name) => name switch
    {
        "second-order" => InteractionMethod.SecondOrder,
        "hessian" => InteractionMethod.Hessian,
        "dfim" => InteractionMethod.Dfim,
        _ => throw Bad("method", name, "second-order, hessian or dfim"),
    };

    /// <summary>Whether an attribution of DFIM is DeepLIFT's.</summary>
    /// <param name="name"><c>gradient-input</c> or <c>deeplift</c>.</param>
    /// <exception cref="InputException">There is none of that name.</exception>
    public static bool IsDeepLift(string name) => name switch
    {
        "gradient-input" => false,
        "deeplift" => true,
        _ => throw Bad("attribution", name, "gradient-input or deeplift"),
    };

    /// <summary>A statistic of DFIM.</summary>
    /// <param name="name"><c>max</c> or <c>sum</c>.</param>
    /// <exception cref="InputException">There is none of that name.</exception>
    public static FeatureStatistic Statistic(string name) => name switch
    {
        "max" => FeatureStatistic.Max,
        "sum" => FeatureStatistic.Sum,
        _ => throw Bad("statistic", name, "max or sum"),
    };

    /// <summary>A fill of DFIM.</summary>
    /// <param name="name"><c>composition</c> or <c>uniform</c>.</param>
    /// <exception cref="InputException">There is none of that name.</exception>
    public static FeatureFill Fill(string name) => name switch
    {
        "composition" => FeatureFill.Composition,
        "uniform" => FeatureFill.Uniform,
        _ => throw Bad("fill", name, "composition or uniform"),
    };

    private static InputException Bad(string option, string name, string possible) => new($"{option} \"{name}\": {possible}.", "bad-option");
}
