using GenoXai.Core.Results;
using GenoXai.Core.Sampling;
using GenoXai.Core.Sketching;

namespace GenoXai.Core.Pipeline;

/// <summary>The figures that <c>run.json</c> gives of every sketch, however it was made.</summary>
internal static class SketchFigures
{
    /// <summary>What a sparse Fourier decoder was given and saw: b, C, P1, noise, rounds, bins, coefficients.</summary>
    public static RunRecord SetPeeling(RunRecord record, SubsamplingDesign design, PeelingResult result) => record
        .Set("b", design.Dimension)
        .Set("groups", design.GroupCount)
        .Set("offsets", design.OffsetCount)
        .Set("delays", design.CodedOrder is null ? "identity" : "coded")
        .Set("noise_sd", result.NoiseSd)
        .Set("rounds", result.Rounds)
        .Set("occupied_bins", result.OccupiedBins)
        .Set("unresolved_bins", result.UnresolvedBins)
        .Set("coefficients", result.Function.Coefficients.Count);

    /// <summary>The rounds that were decoded, their validation R², and why there were no more.</summary>
    public static RunRecord SetRounds(RunRecord record, IReadOnlyList<long> rows, IReadOnlyList<double?> validationR2, SketchStop stop) => record
        .Set("round_rows", rows.Take(validationR2.Count).Select(static r => (double)r))
        .Set("round_validation_r2", validationR2.Select(static r2 => r2 ?? double.NaN))
        .Set("stop_reason", stop.ToString().ToLowerInvariant());

    /// <summary>What the sketch is and how good it is.</summary>
    public static RunRecord Set(RunRecord record, Sketch sketch)
    {
        record.Set("sketch_id", sketch.Id)
            .Set("base_value", sketch.Function.BaseValue)
            .Set("tables", sketch.Function.Tables.Count);
        record = sketch.Quality is { R2: { } r2, R2StandardError: { } error }
            ? record.Set("r2", r2).Set("r2_standard_error", error)
            : record.Set("r2", (string?)null).Set("r2_standard_error", (string?)null);
        if (sketch.MeanPhiBand is { } width) record.Set("mean_phi_band", width);
        return record
            .Set("residual_standard_deviation", Math.Sqrt(sketch.Quality.ResidualVariance))
            .Set("energy_by_order", sketch.Quality.EnergyByOrder)
            .Set("notes", sketch.Function.Notes);
    }
}
