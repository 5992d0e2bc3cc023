using GenoXai.Core.Querying;
using GenoXai.Core.Sketching;

namespace GenoXai.Api.Contracts;

/// <summary>A sketch, in a word; also what the catalog keeps of it.</summary>
public record SketchSummary
{
    /// <summary>Hash of its content.</summary>
    public required string Id { get; init; }

    /// <summary>The run that made it.</summary>
    public required string Run { get; init; }

    /// <summary>The model it speaks of.</summary>
    public required string Model { get; init; }

    /// <summary>That model's SHA-256.</summary>
    public required string ModelSha256 { get; init; }

    /// <summary>The target it speaks of.</summary>
    public required string Target { get; init; }

    /// <summary>The letters of its sequences.</summary>
    public required string Alphabet { get; init; }

    /// <summary>Positions of its sequences.</summary>
    public required int Length { get; init; }

    /// <summary>How it was made.</summary>
    public required string Decoder { get; init; }

    /// <summary>Rows that were shown to the model, all told.</summary>
    public required long ModelRows { get; init; }

    /// <summary>Share of the model's variance it explains on rows it never used; absent for a constant model.</summary>
    public double? R2 { get; init; }

    /// <summary>Its standard error.</summary>
    public double? R2StandardError { get; init; }
}

/// <summary>A sketch.</summary>
public sealed record SketchDetails : SketchSummary
{
    /// <summary>Unit of the target.</summary>
    public string? TargetUnit { get; init; }

    /// <summary>Mean of the sketch over uniform sequences.</summary>
    public required double BaseValue { get; init; }

    /// <summary>Options of the decoder.</summary>
    public required IReadOnlyDictionary<string, string> DecoderOptions { get; init; }

    /// <summary>Seed of every random stream.</summary>
    public required long Seed { get; init; }

    /// <summary>Model rows by use.</summary>
    public required SketchRows Rows { get; init; }

    /// <summary>Rows that R² was measured on.</summary>
    public required int TestRows { get; init; }

    /// <summary>Mean squared difference between model and sketch on them.</summary>
    public required double ResidualVariance { get; init; }

    /// <summary>Share of the sketch's variance at each order, from order 1.</summary>
    public required IReadOnlyList<double> EnergyByOrder { get; init; }

    /// <summary>Number of supports with an effect.</summary>
    public required int Supports { get; init; }

    /// <summary>Program and version that made it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>What the decoder wants said.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Said when the sketch explains the model poorly.</summary>
    public string? Warning { get; init; }
}

/// <summary>What a sketch says of its model as a whole.</summary>
/// <param name="Sketch">The sketch's id.</param>
/// <param name="BaseValue">Mean of the sketch over uniform sequences.</param>
/// <param name="R2">Share of the model's variance it explains on rows it never used.</param>
/// <param name="R2StandardError">Its standard error.</param>
/// <param name="EnergyByOrder">Share of the sketch's variance at each order, from order 1.</param>
/// <param name="Supports">The strongest sets of positions.</param>
/// <param name="SupportsInAll">How many there are.</param>
/// <param name="InteractionsByOrder">The strongest joint effects of letters; the first list holds those of order 1.</param>
/// <param name="Energy">Sum of the supports' energies: the variance of the sketch.</param>
/// <param name="MeanAbsolutePhi">Mean |φ| of each position over uniform sequences.</param>
/// <param name="PositionLetters">Mean φ (exact) and mean |φ| (over drawn sequences) of each letter at each position.</param>
/// <param name="Motifs">The stretches of positions that matter most, as letter probabilities.</param>
/// <param name="Warning">Said when the sketch explains the model poorly.</param>
public sealed record SketchGlobal(
    string Sketch, double BaseValue, double? R2, double? R2StandardError, IReadOnlyList<double> EnergyByOrder,
    IReadOnlyList<SupportStrength> Supports, int SupportsInAll, IReadOnlyList<IReadOnlyList<Interaction>> InteractionsByOrder,
    double Energy, double[] MeanAbsolutePhi, IReadOnlyList<PositionLetter> PositionLetters, IReadOnlyList<EffectMotif> Motifs, string? Warning);

/// <summary>Sequences to explain.</summary>
public sealed record ExplainRequest
{
    /// <summary>The sequences.</summary>
    public SequenceList? Sequences { get; init; }

    /// <summary>Strongest interactions of each; 20.</summary>
    public int? Top { get; init; }

    /// <summary>Interaction index; <c>dividend</c>.</summary>
    public string? Index { get; init; }

    /// <summary>Largest order of the interaction index; the sketch's own.</summary>
    public int? Order { get; init; }
}

/// <summary>What the sketch says of one sequence.</summary>
/// <param name="Id">The sequence's name.</param>
/// <param name="Phi">Shapley value of each position, in units of the target; they sum to prediction − base value.</param>
/// <param name="PredictionFromSketch">The sketch's own prediction; the model is not asked.</param>
/// <param name="MissingLetters">Letters that were missing (N); their φ is 0.</param>
/// <param name="Interactions">The strongest interactions.</param>
public sealed record SequenceExplanation(string Id, double[] Phi, double PredictionFromSketch, int MissingLetters, IReadOnlyList<Interaction> Interactions);

/// <summary>An explanation of one sequence, with what tells how far to trust it.</summary>
/// <param name="Sketch">The sketch's id.</param>
/// <param name="Id">The sequence's name.</param>
/// <param name="Phi">Shapley value of each position, in units of the target; they sum to prediction − base value.</param>
/// <param name="BaseValue">Mean of the sketch over uniform sequences.</param>
/// <param name="PredictionFromSketch">The sketch's own prediction; the model is not asked.</param>
/// <param name="MissingLetters">Letters that were missing (N); their φ is 0.</param>
/// <param name="Interactions">The strongest interactions.</param>
/// <param name="R2">Share of the model's variance the sketch explains on rows it never used.</param>
/// <param name="R2StandardError">Its standard error.</param>
/// <param name="PhiBand">Expected error of φ: half-width of its 90 % band at each position, in units of the target; null when it was not measured.</param>
/// <param name="Warning">Said when the sketch explains the model poorly.</param>
public sealed record ExplainResponse(
    string Sketch, string Id, double[] Phi, double BaseValue, double PredictionFromSketch, int MissingLetters,
    IReadOnlyList<Interaction> Interactions, double? R2, double? R2StandardError, IReadOnlyList<double>? PhiBand, string? Warning);

/// <summary>Explanations of several sequences, in their order.</summary>
/// <param name="Sketch">The sketch's id.</param>
/// <param name="BaseValue">Mean of the sketch over uniform sequences.</param>
/// <param name="R2">Share of the model's variance the sketch explains on rows it never used.</param>
/// <param name="R2StandardError">Its standard error.</param>
/// <param name="PhiBand">Expected error of φ: half-width of its 90 % band at each position, in units of the target, the same for every sequence; null when it was not measured.</param>
/// <param name="Warning">Said when the sketch explains the model poorly.</param>
/// <param name="Explanations">One per sequence.</param>
public sealed record ExplainManyResponse(
    string Sketch, double BaseValue, double? R2, double? R2StandardError, IReadOnlyList<double>? PhiBand, string? Warning,
    IReadOnlyList<SequenceExplanation> Explanations);
