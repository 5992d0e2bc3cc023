using GenoXai.Core.Sequences;

namespace GenoXai.Core.Querying;

/// <summary>Everything that a sketch says as a whole, of no sequence in particular. The command line, HTTP and reports all show this.</summary>
public sealed record GlobalSummary
{
    /// <summary>Sequences drawn from the background when none are given.</summary>
    public const int DrawnSequences = 16_384;

    private const int MostMotifs = 10;

    /// <summary>Mean of f̂ over the background, in units of the target.</summary>
    public required double BaseValue { get; init; }

    /// <summary>All supports, strongest first by mean |a(S)|.</summary>
    public required IReadOnlyList<SupportStrength> Supports { get; init; }

    /// <summary>Sum of all supports' energies, in squared units of the target: under uniform letters the variance of f̂.</summary>
    public required double Energy { get; init; }

    /// <summary>Share of it at each order, from order 1; empty when it is 0.</summary>
    public required IReadOnlyList<double> EnergyByOrder { get; init; }

    /// <summary>The largest joint effects of letters; the first list holds those of order 1.</summary>
    public required IReadOnlyList<IReadOnlyList<Interaction>> InteractionsByOrder { get; init; }

    /// <summary>φ by position and letter: over the given sequences, or over the background.</summary>
    public required PositionLetterEffects Effects { get; init; }

    /// <summary>The stretches of positions that matter most, at most 10.</summary>
    public required IReadOnlyList<EffectMotif> Motifs { get; init; }

    /// <summary>Summarises a sketch.</summary>
    /// <param name="query">The sketch with its background.</param>
    /// <param name="top">Interactions of each order at most.</param>
    /// <param name="sequences">The sequences to average φ over, read once and not kept; the background when null (<see cref="GlobalView.ExpectedEffects"/>, drawn with the sketch's seed).</param>
    /// <exception cref="InputException">A sequence does not fit the sketch.</exception>
    public static GlobalSummary Of(SketchQuery query, int top, IEnumerable<NamedSequence>? sequences = null)
    {
        ArgumentNullException.ThrowIfNull(query);
        PositionLetterEffects effects = sequences is null
            ? GlobalView.ExpectedEffects(query, DrawnSequences, query.Sketch.Provenance.Seed)
            : GlobalView.Effects(query, sequences);
        IReadOnlyList<SupportStrength> supports = GlobalView.StrongestSupports(query, int.MaxValue);
        double[] energies = GlobalView.EnergyByOrder(supports);
        double energy = energies.Sum();
        return new GlobalSummary
        {
            BaseValue = query.BaseValue,
            Supports = supports,
            Energy = energy,
            EnergyByOrder = energy > 0 ? [.. energies.Select(e => e / energy)] : [],
            InteractionsByOrder = GlobalView.StrongestInteractionsByOrder(query, top),
            Effects = effects,
            Motifs = EffectMotif.Find(effects, MostMotifs),
        };
    }
}
