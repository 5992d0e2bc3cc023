using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>What to decode when a design's values were saved earlier and no model is at hand.</summary>
public sealed record SavedSampleRequest
{
    /// <summary>The values: float64 little-endian, shape (C, P, q^b).</summary>
    public required string SamplesPath { get; init; }

    /// <summary>The matrices and delays; b and L follow from it.</summary>
    public required string DesignPath { get; init; }

    /// <summary><see cref="SketchDecoder.Paper"/> or <see cref="SketchDecoder.Qsft"/>.</summary>
    public required SketchDecoder Decoder { get; init; }

    /// <summary>The letters of the digits, q of them.</summary>
    public required Alphabet Alphabet { get; init; }

    /// <summary>noise_sd, in units of the samples; null: estimated by qsft, 0 for paper.</summary>
    public double? NoiseStandardDeviation { get; init; }

    /// <summary>Test rows, digits and values; null: R² is not measured.</summary>
    public string? TestPath { get; init; }

    /// <summary>Whether the samples' mean was taken off the test values, as the SHAP zero authors save them.</summary>
    public bool TestIsCentred { get; init; } = true;

    /// <summary>Threads to use; 0: all cores. The result does not depend on it.</summary>
    public int Threads { get; init; }
}
