using GenoXai.Core.Sensitivity;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>What SensX takes for a feature.</summary>
public enum SensxInput
{
    /// <summary>The numbers of a table or an image, one by one or in groups.</summary>
    Features,

    /// <summary>Every one-hot channel of a sequence by itself: q·L features in [0, 1].</summary>
    Channels,

    /// <summary>The q channels of a position of a sequence together: L groups.</summary>
    Positions,

    /// <summary>The letters of a sequence: L features, a step substitutes one; δ is the mutation rate.</summary>
    Substitutions,
}

/// <summary>Options of SensX: all that decides its result besides data, domain and groups.</summary>
public sealed record SensxRequest
{
    /// <summary>Walks of the first round when the number is not fixed; the paper's least.</summary>
    public const int FirstWalks = 200;

    /// <summary>Rounds when the number of walks is not fixed, each doubling the walks.</summary>
    public const int MostRounds = 4;

    /// <summary>Agreement of the two halves' top features from which the ranking counts as stable.</summary>
    public const double StableAgreement = .9;

    /// <summary>What a feature is.</summary>
    public SensxInput Input { get; init; } = SensxInput.Features;

    /// <summary>Walks; doubled from 200 until the ranking is stable when absent.</summary>
    public int? Walks { get; init; }

    /// <summary>How many top features must be stable, and are shown in pictures.</summary>
    public int Top { get; init; } = 20;

    /// <summary>A δ to use instead of choosing it, above 0 and at most 1.</summary>
    public double? Delta { get; init; }

    /// <summary>Samples at each δ of the profile.</summary>
    public int Samples { get; init; } = StabilityProfile.DefaultSamples;

    /// <summary>Whether the δs grow by a factor from 0.0001 (single cells) instead of by steps from 0.02.</summary>
    public bool GeometricGrid { get; init; }

    /// <summary>τ for probabilities; the part of the spread for other outputs.</summary>
    public double Tau { get; init; } = StableDelta.DefaultTau;

    /// <summary>Whether the outputs are probabilities; read from the model's last layer when absent.</summary>
    public bool? IsProbability { get; init; }

    /// <summary>Samples at each point of the top-k and bottom-k curves and of the optimal subset; 0 for neither.</summary>
    public int CurveSamples { get; init; } = PerturbationCurves.DefaultSamples;

    /// <summary>Whether the optimal subset is searched.</summary>
    public bool Subset { get; init; }

    /// <summary>The δs of the profile.</summary>
    internal double[] Grid => Delta is { } delta ? [delta] : GeometricGrid ? StabilityProfile.GeometricGrid() : StabilityProfile.LinearGrid();

    /// <summary>Throws unless every option is in its range.</summary>
    /// <exception cref="InputException">One is not; it is named.</exception>
    public void Check()
    {
        if (Walks is < 1 or > 1_000_000) throw Bad($"--walks {Walks}: 1 to 1,000,000 are possible.");
        if (Top < 1) throw Bad($"--top {Top}: 1 or more.");
        if (Delta is { } delta && !(delta > 0 && delta <= 1)) throw Bad(FormattableString.Invariant($"--delta {delta}: more than 0 and at most 1."));
        if (Samples is < 10 or > 10_000_000) throw Bad($"--samples {Samples}: 10 to 10,000,000 are possible.");
        if (!(Tau > 0 && Tau < 1)) throw Bad(FormattableString.Invariant($"--tau {Tau}: more than 0 and less than 1."));
        if (CurveSamples is < 0 or > 1_000_000) throw Bad($"--curve-samples {CurveSamples}: 0 to 1,000,000 are possible.");
        if (Subset && CurveSamples == 0) throw Bad("--subset: the optimal subset needs --curve-samples, 1 or more.");
    }

    private static InputException Bad(string problem) => new(problem, "bad-option");
}
