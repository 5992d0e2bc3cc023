using System.Text.Json.Serialization;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Attribution;

/// <summary>How interactions are computed from a model.</summary>
public enum InteractionMethod
{
    /// <summary>Second-order ISM: exact, from double mutants.</summary>
    SecondOrder,

    /// <summary>Its Hessian form: gradients at single mutants.</summary>
    Hessian,

    /// <summary>Deep feature interaction maps: how the attribution of one feature changes when another is replaced.</summary>
    Dfim,
}

/// <summary>Which interactions are computed, and how.</summary>
public sealed record InteractionOptions
{
    /// <summary>Double mutants of a sequence up to which all pairs are taken without being asked.</summary>
    public const long MostEffects = 100_000;

    /// <summary>Double mutants of a sequence that are possible at all: their effects are in memory together.</summary>
    public const long Most = 100_000_000;

    /// <summary>The method.</summary>
    public required InteractionMethod Method { get; init; }

    /// <summary>Second-order and Hessian: only pairs at most this many positions apart; all when absent.</summary>
    public int? Window { get; init; }

    /// <summary>Second-order and Hessian: only pairs among this many positions, those of the largest single effects; all when absent.</summary>
    public int? TopPositions { get; init; }

    /// <summary>Id of the sketch that effects or scores are compared with; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SketchId { get; init; }

    /// <summary>DFIM's own options; needed for it.</summary>
    public FeatureInteractionOptions? Dfim { get; init; }

    /// <summary>Whether gradients are taken.</summary>
    public bool TakesGradients => Method != InteractionMethod.SecondOrder;

    /// <summary>Throws where an option is out of range.</summary>
    /// <exception cref="InputException">Which one, and what is possible.</exception>
    public void Check()
    {
        if (Window < 1) throw new InputException($"window {Window}: 1 position or more.", "bad-option");
        if (TopPositions < 2) throw new InputException($"top positions {TopPositions}: 2 or more make a pair.", "bad-option");
        if (Window is not null && TopPositions is not null) throw new InputException("window and top positions: choose one of them.", "bad-option");
        if (Method == InteractionMethod.Dfim && (Window is not null || TopPositions is not null))
            throw new InputException("window and top positions: are of second-order ISM and its Hessian form; DFIM takes features of --width positions or --sites.", "bad-option");
        Dfim?.Check();
    }

    /// <summary>The positions of a sequence whose effects are computed: those of the range that hold a letter.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="mutagenesis">The range.</param>
    public static int[] PositionsOf(NamedSequence sequence, SaturationMutagenesisOptions mutagenesis)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        (int start, int end) = MutagenesisRows.Positions(sequence, mutagenesis);
        return [.. Enumerable.Range(start, end - start).Where(position => sequence.Letters[position] != Alphabet.Missing)];
    }

    /// <summary>Double mutants of a sequence.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="mutagenesis">The range.</param>
    /// <param name="letterCount">q.</param>
    public long EffectsOf(NamedSequence sequence, SaturationMutagenesisOptions mutagenesis, int letterCount)
    {
        int[] positions = PositionsOf(sequence, mutagenesis);
        // Which positions are on top is not known yet, only how many.
        if (TopPositions is { } top) positions = positions[..Math.Min(top, positions.Length)];
        return new PositionPairs(positions, letterCount, Window).Effects;
    }

    /// <summary>Throws where a sequence would take more double mutants than are taken without being asked.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="mutagenesis">The range.</param>
    /// <param name="letterCount">q.</param>
    /// <param name="where">How the message names the sequence.</param>
    /// <exception cref="InputException">What each choice would cost.</exception>
    public void Check(NamedSequence sequence, SaturationMutagenesisOptions mutagenesis, int letterCount, string where)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        if (Method == InteractionMethod.Dfim)
        {
            (Dfim ?? throw new InputException("dfim: its options are missing.", "bad-option")).Check(sequence, mutagenesis, where);
            return;
        }

        int known = PositionsOf(sequence, mutagenesis).Length;
        if (known < 2) throw new InputException($"{where}: {known} positions to mutate make no pair; 2 or more are needed.", "bad-sequence");
        long all = EffectsOf(sequence, mutagenesis, letterCount);
        if (all > Most && (Window is not null || TopPositions is not null))
            throw new InputException($"{where}: {all:N0} double mutants are more than the {Most:N0} that are possible. Choose a smaller window or fewer top positions.", "bad-option");
        if (Window is not null || TopPositions is not null || all <= MostEffects) return;
        throw new InputException(FormattableString.Invariant(
            $"{where}: all pairs of {known} positions are {all:N0} double mutants, more than {MostEffects:N0}. Choose --window W for pairs at most W apart ({Of(this with { Window = 20 }):N0} for 20, {Of(this with { Window = 50 }):N0} for 50), --top-positions K for pairs among the K strongest ({Of(this with { TopPositions = 20 }):N0} for 20, {Of(this with { TopPositions = 50 }):N0} for 50), or a --range."), "bad-option");

        long Of(InteractionOptions options) => options.EffectsOf(sequence, mutagenesis, letterCount);
    }
}
