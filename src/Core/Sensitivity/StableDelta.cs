namespace GenoXai.Core.Sensitivity;

/// <summary>Why δ* is what it is.</summary>
public enum StableDeltaReason
{
    /// <summary>The output stays within τ everywhere: δ* = 0, all scores are 0.</summary>
    Insensitive,

    /// <summary>From the δ after δ* on, the spread of all neighbourhoods together stays within τ.</summary>
    Stable,

    /// <summary>The spread over the whole domain exceeds τ: δ* = 1.</summary>
    DomainSpread,

    /// <summary>δ was given.</summary>
    Given,
}

/// <summary>δ*: the size of the neighbourhood in which sensitivities are taken, chosen from the profile.</summary>
/// <param name="Delta">δ*, 0 to 1.</param>
/// <param name="Tau">τ that was used, in units of the output.</param>
/// <param name="Reason">Why.</param>
/// <param name="ProfilePoint">Index of δ* in the profile; −1 when insensitive.</param>
/// <remarks>
/// SensX (Aggarwal, Cogan and Periwal 2025). Departs: τ = 0.1 is meant for probabilities. Of any
/// other output τ is a tenth of its spread over the profile, q(x) included, and it is insensitive
/// only where that spread is float32 rounding.
/// </remarks>
public sealed record StableDelta(double Delta, double Tau, StableDeltaReason Reason, int ProfilePoint)
{
    /// <summary>τ of the paper, for probabilities; and the part of the spread for other outputs.</summary>
    public const double DefaultTau = .1;

    /// <summary>The reason in one sentence.</summary>
    public string Sentence => Reason switch
    {
        StableDeltaReason.Insensitive => FormattableString.Invariant($"δ* = 0: the output varies by no more than τ = {Tau:g3} anywhere in the domain, so every score is 0."),
        StableDeltaReason.Stable => FormattableString.Invariant($"δ* = {Delta:g4}: beyond it the spread of the output stays within τ = {Tau:g3} (point {ProfilePoint} of the profile)."),
        StableDeltaReason.Given => FormattableString.Invariant($"δ = {Delta:g4} was given."),
        _ => FormattableString.Invariant($"δ* = 1: the output's spread over the whole domain exceeds τ = {Tau:g3}."),
    };

    /// <summary>Smallest δ at which float32 leaves an effect three digits: ε·|q|/δ, against the output's own spread, below 0.001.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="output">Which output.</param>
    public static double Floor(StabilityProfile profile, int output)
    {
        ArgumentNullException.ThrowIfNull(profile);
        double[] quantiles = profile.Quantiles[output];
        double low = profile.Reference[output], high = low;
        for (int t = 0; t < profile.Deltas.Count; t++) (low, high) = (Math.Min(low, quantiles[t * 3]), Math.Max(high, quantiles[t * 3 + 2]));
        return high > low ? 1.1920929e-7 * Math.Max(Math.Abs(low), Math.Abs(high)) / (high - low) / .001 : 0;
    }

    /// <summary>Chooses δ*.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="output">Which output.</param>
    /// <param name="isProbability">Whether it is a probability.</param>
    /// <param name="tau">τ for probabilities; its part of the spread for others.</param>
    public static StableDelta Choose(StabilityProfile profile, int output, bool isProbability, double tau = DefaultTau)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return Choose(profile.Quantiles[output], profile.Deltas, profile.Reference[output], isProbability, tau);
    }

    internal static StableDelta Choose(double[] quantiles, IReadOnlyList<double> deltas, double reference, bool isProbability, double tau)
    {
        int points = deltas.Count;
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        int chosen = -1;
        for (int t = 0; t < points; t++) (low, high) = (Math.Min(low, quantiles[t * 3]), Math.Max(high, quantiles[t * 3 + 2]));
        double width = Math.Max(high, reference) - Math.Min(low, reference);
        double limit = isProbability ? tau : tau * width;
        double rounding = 4 * 1.1920929e-7 * Math.Max(Math.Max(Math.Abs(low), Math.Abs(high)), Math.Abs(reference));
        if (isProbability ? high - low <= limit : width <= rounding) return new StableDelta(0, limit, StableDeltaReason.Insensitive, -1);

        (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        // From the largest δ down: the last j that still holds is the smallest.
        for (int j = points - 2; j >= 0; j--)
        {
            (low, high) = (Math.Min(low, quantiles[(j + 1) * 3]), Math.Max(high, quantiles[(j + 1) * 3 + 2]));
            if (high - low > limit) break;
            chosen = j;
        }

        return chosen >= 0
            ? new StableDelta(deltas[chosen], limit, StableDeltaReason.Stable, chosen)
            : new StableDelta(1, limit, StableDeltaReason.DomainSpread, points - 1);
    }
}
