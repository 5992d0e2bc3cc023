using GenoXai.Core.Pipeline;
using GenoXai.Core.Results;

namespace GenoXai.Local.Demo;

/// <summary>The demo's own <c>run.json</c>.</summary>
internal static class DemoRecord
{
    public static RunRecord Of(DemoResults results, DemoFindings findings, double seconds)
    {
        FoundPair pair = findings.FarPairs[0];
        RunRecord sketch = results.SketchRun;
        return new RunRecord()
            .Set("method", "demo")
            .Set("model", sketch.GetString("model"))
            .Set("model_sha256", sketch.GetString("model_sha256"))
            .Set("targets", sketch.GetStrings("targets"))
            .Set("seed", sketch.GetInt64("seed"))
            .Set("sequences", results.Explained.Count)
            .Set("model_rows", results.Predict.GetInt64("model_rows") + results.Ism.GetInt64("model_rows") + sketch.GetInt64("model_rows"))
            .Set("r2", sketch.GetDouble("r2"))
            .Set("r2_standard_error", sketch.GetDouble("r2_standard_error"))
            .Set("r2_on_the_sequences", findings.ModelR2)
            .Set("agreement_of_phi_and_ism", findings.Agreement)
            .Set("planted_letters_found_in_place", findings.InPlace.Found)
            .Set("planted_letters_found", findings.Found)
            .Set("planted_letters_found_by_chance", findings.Chance)
            .Set("interaction_positions", new double[] { pair.First, pair.Second })
            .Set("interaction_letters", pair.Letters)
            .Set("interaction_is_planted", pair.Place is not null)
            .Set("sequences_with_planted_pair", findings.BothWithPlantedPair)
            .Set("sequences_with_both_words", findings.Both)
            .Set("query_microseconds", results.QueryTime.SecondsPerSequence * 1e6)
            .Set("kernel_shap_rows_per_sequence", findings.KernelShapRows)
            .Set("ism_rows_per_sequence", findings.IsmRows)
            .Set("break_even_kernel_shap", findings.BreakEven(findings.KernelShapRows))
            .Set("break_even_ism", findings.BreakEven(findings.IsmRows))
            .Set("resumed", results.Resumed)
            .Set("seconds", Math.Round(seconds, 3))
            .Set("version", RunIdentity.Version)
            .Set("warnings", results.Warnings)
            .Set("files", Array.Empty<string>());
    }
}
