using GenoXai.Core.Sequences;

namespace GenoXai.Core.Attribution;

/// <summary>Methods of attribution by gradients.</summary>
public enum AttributionMethod
{
    /// <summary>g = ∂f/∂x.</summary>
    Gradient,

    /// <summary>g less its mean over the letters of a position.</summary>
    CorrectedGradient,

    /// <summary>g·x.</summary>
    GradientInput,

    /// <summary>|g|.</summary>
    AbsoluteGradient,

    /// <summary>Mean gradient over noisy copies of the sequence.</summary>
    SmoothGrad,

    /// <summary>(x − x0) times the mean gradient on the way from a baseline x0.</summary>
    IntegratedGradients,

    /// <summary>(x − x0) times DeepLIFT's multipliers by the rescale rule, for one reference.</summary>
    DeepLift,

    /// <summary>DeepLIFT, mean over references.</summary>
    DeepShap,

    /// <summary>Hypothetical contributions of DeepSHAP: what each letter would contribute.</summary>
    Hypothetical,
}

/// <summary>What a sequence is compared with.</summary>
public enum BaselineKind
{
    /// <summary>No letter anywhere: all zeros.</summary>
    Zeros,

    /// <summary>Every letter alike: 1/q.</summary>
    Uniform,

    /// <summary>Uniform dinucleotide shuffles of the sequence itself.</summary>
    Shuffled,

    /// <summary>Sequences that were given.</summary>
    Given,
}

/// <summary>What an attribution computes.</summary>
public sealed record AttributionOptions
{
    /// <summary>Most nodes of integrated gradients.</summary>
    public const int MostNodes = IntegratedGradients.MostNodes;

    /// <summary>The method.</summary>
    public required AttributionMethod Method { get; init; }

    /// <summary>What the sequences are compared with, for integrated gradients and DeepLIFT; the method's own default when absent: <see cref="BaselineInForce"/>.</summary>
    public BaselineKind? Baseline { get; init; }

    /// <summary>Number of shuffles, 1 or more.</summary>
    public int Shuffles { get; init; } = 20;

    /// <summary>Letters of the given baselines, each of the sequences' length.</summary>
    public IReadOnlyList<string> Given { get; init; } = [];

    /// <summary>Integrated gradients: Gauss–Legendre nodes to begin with.</summary>
    public int Nodes { get; init; } = 50;

    /// <summary>Integrated gradients: largest |Σ values − (f(x) − f(x0))| ÷ max(|f(x) − f(x0)|, a tenth of Σ_l |value of position l|); the nodes double until it holds.</summary>
    public double Completeness { get; init; } = 0.01;

    /// <summary>SmoothGrad: noisy copies.</summary>
    public int Samples { get; init; } = 50;

    /// <summary>SmoothGrad: standard deviation of the noise on each number of the one-hot sequence.</summary>
    public double Noise { get; init; } = 0.15;

    /// <summary>Whether files for TF-MoDISco are written.</summary>
    public bool Modisco { get; init; }

    /// <summary>Whether the method compares with baselines.</summary>
    public bool HasBaselines => Method is AttributionMethod.IntegratedGradients || IsDeepLift;

    /// <summary>Whether the method takes DeepLIFT's multipliers instead of gradients.</summary>
    public bool IsDeepLift => Method is AttributionMethod.DeepLift or AttributionMethod.DeepShap or AttributionMethod.Hypothetical;

    /// <summary>The baseline: as chosen, else shuffles for DeepSHAP and uniform columns for the others.</summary>
    public BaselineKind BaselineInForce =>
        Baseline ?? (Method is AttributionMethod.DeepShap or AttributionMethod.Hypothetical ? BaselineKind.Shuffled : BaselineKind.Uniform);

    /// <summary>Baselines of each sequence.</summary>
    public int BaselineCount => !HasBaselines ? 0 : BaselineInForce switch
    {
        BaselineKind.Shuffled => Shuffles,
        BaselineKind.Given => Given.Count,
        _ => 1,
    };

    /// <summary>Throws unless the numbers are in range.</summary>
    /// <exception cref="InputException">One is not; it is named as on the command line.</exception>
    public void Check()
    {
        Require(Shuffles is >= 1 and <= 1000, $"--shuffles {Shuffles}: 1 to 1000 are possible.");
        Require(Nodes is >= 1 and <= MostNodes, $"--nodes {Nodes}: 1 to {MostNodes} are possible.");
        Require(Completeness > 0, FormattableString.Invariant($"--completeness {Completeness}: must be more than 0."));
        Require(Samples is >= 1 and <= 10_000, $"--samples {Samples}: 1 to 10000 are possible.");
        Require(Noise > 0 && double.IsFinite(Noise), FormattableString.Invariant($"--noise {Noise}: must be more than 0."));
        Require(BaselineInForce != BaselineKind.Given || Given.Count > 0, "--baseline: no sequence is given.");
        Require(!Modisco || HasBaselines || Method is AttributionMethod.CorrectedGradient, "--modisco: needs a method with hypothetical contributions: deepshap, hypothetical, deeplift, integrated-gradients or corrected-gradient.");
    }

    private static void Require(bool holds, string message)
    {
        if (!holds) throw new InputException(message, "bad-option");
    }
}
