using GenoXai.Core.Sequences;

namespace GenoXai.Core.Attribution;

/// <summary>How the change of a target feature's attribution becomes one number.</summary>
public enum FeatureStatistic
{
    /// <summary>The largest change of a position.</summary>
    Max,

    /// <summary>The sum over its positions.</summary>
    Sum,
}

/// <summary>What the letters of a source feature are replaced by.</summary>
public enum FeatureFill
{
    /// <summary>The sequence's own shares of letters.</summary>
    Composition,

    /// <summary>Every letter alike: 1/q.</summary>
    Uniform,
}

/// <summary>A stretch of a sequence.</summary>
/// <param name="Sequence">Id of the sequence; <c>*</c> for every one.</param>
/// <param name="Start">First position.</param>
/// <param name="End">The position after the last.</param>
/// <param name="Name">What it is, e.g. a motif; empty when nothing is said.</param>
public sealed record FeatureSite(string Sequence, int Start, int End, string Name)
{
    /// <summary>The name; for a site without one its place, <c>id:start-end</c>, or <c>start-end</c> where it is one of every sequence.</summary>
    public string Label => Name.Length > 0 ? Name : FormattableString.Invariant($"{(Sequence == "*" ? "" : Sequence + ":")}{Start}-{End}");
}

/// <summary>Options of deep feature interaction maps.</summary>
public sealed record FeatureInteractionOptions
{
    /// <summary>Scores of a sequence and its shuffles that are possible: they are in memory together.</summary>
    public const long MostScores = 64_000_000;

    /// <summary>Whether attributions are DeepLIFT's (against columns of 1/q), as in the paper, instead of gradient × input.</summary>
    public bool DeepLift { get; init; } = true;

    /// <summary>Positions of a feature where no sites are given; features lie side by side.</summary>
    public int Width { get; init; } = 1;

    /// <summary>The features, where they are given.</summary>
    public IReadOnlyList<FeatureSite> Sites { get; init; } = [];

    /// <summary>How the change of a feature becomes one number.</summary>
    public FeatureStatistic Statistic { get; init; }

    /// <summary>What a source is replaced by.</summary>
    public FeatureFill Fill { get; init; }

    /// <summary>Dinucleotide shuffles of each sequence that the null distribution comes from.</summary>
    public int Shuffles { get; init; } = 10;

    /// <summary>Throws where an option is out of range.</summary>
    /// <exception cref="InputException">Which one, and what is possible.</exception>
    public void Check()
    {
        if (Width < 1) throw new InputException($"width {Width}: 1 position or more.", "bad-option");
        if (Shuffles is < 0 or > 1000) throw new InputException($"shuffles {Shuffles}: 0 to 1000 are possible.", "bad-option");
        if (Sites.Count > 0 && Width != 1) throw new InputException("width: is that of the site where sites are given; leave one of them out.", "bad-option");
        foreach (FeatureSite site in Sites)
            if (site.Start < 0 || site.End <= site.Start)
                throw new InputException($"site {site.Start} to {site.End} of \"{site.Sequence}\": positions count from 0 and the end, which is not included, must be larger than the start.", "bad-sites");
    }

    /// <summary>The features of a sequence, by start.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="mutagenesis">The range that features lie in.</param>
    public FeatureSite[] FeaturesOf(NamedSequence sequence, SaturationMutagenesisOptions mutagenesis)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        (int start, int end) = MutagenesisRows.Positions(sequence, mutagenesis);
        if (Sites.Count > 0) return [.. Sites.Where(site => site.Sequence == "*" || site.Sequence == sequence.Id).OrderBy(static s => s.Start).ThenBy(static s => s.End)];
        return [.. Enumerable.Range(0, (end - start) / Width).Select(i => new FeatureSite(sequence.Id, start + i * Width, start + (i + 1) * Width, ""))];
    }

    /// <summary>Throws where a sequence has no pair of features.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="mutagenesis">The range.</param>
    /// <param name="where">How the message names it.</param>
    /// <exception cref="InputException">What is wrong.</exception>
    public void Check(NamedSequence sequence, SaturationMutagenesisOptions mutagenesis, string where)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        FeatureSite[] features = FeaturesOf(sequence, mutagenesis);
        if (Array.Find(features, site => site.End > sequence.Length) is { } beyond)
            throw new InputException($"{where}: the site {beyond.Start} to {beyond.End} ends beyond its {sequence.Length} letters.", "bad-sites");
        long scores = (1L + Shuffles) * features.Length * features.Length;
        if (scores > MostScores)
            throw new InputException(FormattableString.Invariant($"{where}: {features.Length:N0} features and {Shuffles} shuffles are {scores:N0} scores, more than the {MostScores:N0} that are possible. Choose wider or fewer features, a range, or fewer shuffles."), "bad-option");
        if (features.Length >= 2) return;
        throw new InputException(Sites.Count > 0
            ? $"{where}: {Counted.Of(features.Length, "site makes", "sites make")} no pair; list two or more of it, or leave it out of the sequences."
            : $"{where}: {Counted.Of(features.Length, "feature", "features")} of {Counted.Of(Width, "position", "positions")}: no pair. Choose a smaller width.", "bad-sites");
    }
}
