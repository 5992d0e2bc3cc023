using GenoXai.Core.Results;
using GenoXai.Core.Sampling;
using GenoXai.Core.Sketching;

namespace GenoXai.Core.Pipeline;

/// <summary>The <c>run.json</c> of a sketch decoded from saved samples.</summary>
internal static class SavedSampleRecord
{
    /// <summary>Everything but seconds, version, warnings and files.</summary>
    public static RunRecord Begin(SavedSampleSketch sketch, SavedSampleRequest request, SubsamplingDesign design, double[] testValues)
    {
        SketchProvenance provenance = sketch.Sketch.Provenance;
        PeelingResult result = sketch.Result;
        RunRecord record = new RunRecord()
            .Set("method", "sketch")
            .Set("model", provenance.ModelId)
            .Set("model_sha256", provenance.ModelSha256)
            .Set("targets", [provenance.Target])
            .Set("seed", provenance.Seed)
            .Set("source", request.SamplesPath)
            .Set("samples_sha256", provenance.DecoderOptions["samples_sha256"])
            .Set("design", request.DesignPath)
            .Set("design_sha256", provenance.DecoderOptions["design_sha256"])
            .Set("alphabet", request.Alphabet.Letters)
            .Set("sequences", 0)
            .Set("model_rows", 0)
            .Set("samples", design.RowCount)
            .Set("samples_mean", result.SampleMean)
            .Set("decoder", provenance.Decoder)
            .Set("length", design.Length)
            .Set("training_rows", provenance.Rows.Training)
            .Set("validation_rows", provenance.Rows.Validation)
            .Set("test_rows", provenance.Rows.Test);
        SketchFigures.SetPeeling(record, design, result);
        SketchFigures.Set(record, sketch.Sketch);
        if (testValues.Length == 0) return record.Set("residual_rows", "of the samples decoded");
        // Supports whose tables would be too large are in the coefficients but not in the sketch.
        record.Set("residual_rows", "of the test file").Set("test", request.TestPath)
            .Set("test_values", request.TestIsCentred
                ? "centred: R² compares f̂ − samples_mean with the values of the test file"
                : "raw: R² compares f̂ with the values of the test file");
        return CoefficientsR2(result.Function, sketch.TestLetters, testValues) is { } r2 ? record.Set("r2_all_coefficients", r2) : record.Set("r2_all_coefficients", (string?)null);
    }

    /// <summary>R² of all coefficients, term by term; null for constant values.</summary>
    private static double? CoefficientsR2(SparseFourierFunction function, byte[] letters, double[] values)
    {
        double mean = values.Average();
        var errors = new double[values.Length];
        Parallel.For(0, errors.Length, i =>
        {
            double error = values[i] - function.Evaluate(letters.AsSpan(i * function.Length, function.Length));
            errors[i] = error * error;
        });
        double total = values.Sum(value => (value - mean) * (value - mean));
        return total > 0 ? 1 - errors.Sum() / total : null;
    }
}
