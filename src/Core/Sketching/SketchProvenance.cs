namespace GenoXai.Core.Sketching;

/// <summary>
/// Where a sketch came from, enough to make it again. It holds no clock time and no path, so the
/// same inputs give a byte-identical file; the sketch's identity is the hash of that file
/// (<see cref="Sketch.Id"/>).
/// </summary>
public sealed record SketchProvenance
{
    /// <summary>Identifier of the model in its manifest.</summary>
    public required string ModelId { get; init; }

    /// <summary>SHA-256 of the model file, hexadecimal; empty when saved samples were decoded without a model.</summary>
    public required string ModelSha256 { get; init; }

    /// <summary>Name or expression of the target.</summary>
    public required string Target { get; init; }

    /// <summary>Unit of the target and so of every number of the sketch, e.g. <c>logit</c>; null when unknown.</summary>
    public string? TargetUnit { get; init; }

    /// <summary>Name of the decoder: <c>hybrid</c>, <c>paper</c>, <c>qsft</c>, …</summary>
    public required string Decoder { get; init; }

    /// <summary>The decoder's options by name, as text in invariant culture; stored in ordinal order of the names.</summary>
    public IReadOnlyDictionary<string, string> DecoderOptions { get; init; } = new Dictionary<string, string>();

    /// <summary>Seed of every random stream.</summary>
    public required long Seed { get; init; }

    /// <summary>Rows shown to the model, by what they were used for.</summary>
    public required SketchRows Rows { get; init; }

    /// <summary>Program and version that made it, e.g. <c>genoxai 0.1.0</c>.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>How a sequence becomes the model's input (axis order, window, flanks, other inputs), by name, as text; stored in ordinal order of the names.</summary>
    public IReadOnlyDictionary<string, string> InputConventions { get; init; } = new Dictionary<string, string>();
}

/// <summary>Rows shown to the model, by what they were used for.</summary>
/// <param name="Training">Rows that fitted the values.</param>
/// <param name="Validation">Rows that chose between fits.</param>
/// <param name="Test">Rows that neither fitted nor chose; R² is theirs.</param>
public sealed record SketchRows(long Training, long Validation, long Test)
{
    /// <summary>Rows that the decoder asked for itself, to tell terms apart that few rows hold.</summary>
    public long Probes { get; init; }

    /// <summary>All rows shown to the model.</summary>
    public long Total => Training + Validation + Test + Probes;
}
