using GenoXai.Core.Models;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Attribution;

/// <summary>How the matrices of a sequence's layers and heads become one.</summary>
public enum AttentionAggregate
{
    /// <summary>The largest of all layers and heads.</summary>
    Max,

    /// <summary>The mean of all layers and heads.</summary>
    Mean,

    /// <summary>Attention rollout: what reaches a token through all layers, half of each staying where it is.</summary>
    Rollout,
}

/// <summary>What is read of a model's attention.</summary>
public sealed record AttentionOptions
{
    /// <summary>Shuffles whose maps the global test keeps; more bring little and cost memory.</summary>
    internal const int MostBackgrounds = 5;

    /// <summary>How layers and heads become one matrix.</summary>
    public AttentionAggregate Aggregate { get; init; }

    /// <summary>Numbers of the layers that count, from 0; all when empty.</summary>
    public IReadOnlyList<int> Layers { get; init; } = [];

    /// <summary>Mean attention from which on a pair is tested.</summary>
    public double Threshold { get; init; } = 0.04;

    /// <summary>Dinucleotide shuffles of each sequence, its background; 0 for none and no tests.</summary>
    public int Shuffles { get; init; } = 20;

    /// <summary>Whether the matrices of every layer and head are kept.</summary>
    public bool KeepAll { get; init; }

    /// <summary>Pairs of each sequence that are listed.</summary>
    public int Top { get; init; } = 20;

    /// <summary>Where tokens lie; found in the graph when absent.</summary>
    public TokenPlacement? Tokens { get; init; }

    /// <summary>Shuffles whose maps are kept.</summary>
    internal int Backgrounds => Math.Min(Shuffles, MostBackgrounds);

    /// <summary>Reads the name of an aggregate.</summary>
    /// <param name="name">max, mean or rollout.</param>
    /// <exception cref="InputException">Another name.</exception>
    public static AttentionAggregate ParseAggregate(string name) => name switch
    {
        "max" => AttentionAggregate.Max,
        "mean" => AttentionAggregate.Mean,
        "rollout" => AttentionAggregate.Rollout,
        _ => throw Bad($"aggregate {name}: max, mean or rollout."),
    };

    /// <summary>Whether an option holds for others, too.</summary>
    /// <param name="other">Other options.</param>
    public bool Equals(AttentionOptions? other) =>
        other is not null && (Aggregate, Threshold, Shuffles, KeepAll, Top, Tokens) == (other.Aggregate, other.Threshold, other.Shuffles, other.KeepAll, other.Top, other.Tokens)
        && Layers.SequenceEqual(other.Layers);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Aggregate, Threshold, Shuffles, KeepAll, Top, Tokens, Layers.Count);

    /// <summary>Throws where an option is out of range.</summary>
    /// <exception cref="InputException">Which one, and what is possible.</exception>
    public void Check()
    {
        if (!(Threshold is >= 0 and <= 1)) throw Bad(FormattableString.Invariant($"threshold {Threshold}: 0 to 1 are possible."));
        if (Shuffles is < 0 or > 1000) throw Bad($"shuffles {Shuffles}: 0 to 1000 are possible.");
        if (Top is < 1 or > 100_000) throw Bad($"top {Top}: 1 to 100000 are possible.");
        if (Layers.Any(static l => l < 0) || Layers.Distinct().Count() != Layers.Count) throw Bad($"layers {string.Join(',', Layers)}: numbers from 0, each once.");
        if (Tokens is { Width: < 1 } or { Stride: < 1 }) throw Bad("tokens: width and stride are 1 or more.");
    }

    /// <summary>Throws where a layer is asked for that a model does not have.</summary>
    /// <param name="layers">How many it has.</param>
    /// <exception cref="InputException">Which one.</exception>
    public void Check(int layers)
    {
        if (Layers.FirstOrDefault(l => l >= layers, -1) is var bad and >= 0) throw Bad($"layers: {bad} is asked for, but the model's layers of attention are 0 to {layers - 1}.");
    }

    private static InputException Bad(string message) => new(message, "bad-option");
}
