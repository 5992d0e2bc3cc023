using System.Globalization;
using GenoXai.Core.Models;
using GenoXai.Core.Results;
using GenoXai.Core.Sampling;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;

namespace GenoXai.Core.Pipeline;

/// <summary>Decodes the sampled rows of a run into <c>sketch.gxs</c>, measures it on rows it never used, and writes <c>sketch.npz</c>, tables and <c>run.json</c>.</summary>
internal static class SketchDecode
{
    public const string FileKey = "sketch" + SketchFile.Extension;

    public static async Task RunAsync(RunContext context, RunDocument plan, CancellationToken cancellationToken)
    {
        SketchPlan sketchPlan = SketchPlan.Of(context.Request, context.Model);
        float[] values = await ValuesAsync(context, plan, cancellationToken);
        CheckFinite(values, sketchPlan, context);
        SampleSet test = Samples(sketchPlan, values, 0, sketchPlan.Rows.Test);
        DecodedFunction function = Decode(context, sketchPlan, values, cancellationToken);
        SketchQuality quality = SketchQuality.Measure(function, test);
        var sketch = new Sketch(function, quality, Provenance(context, sketchPlan));

        ArtifactInfo file = await context.Store.PutAsync(FileKey, stream => SketchFile.Write(sketch, stream), cancellationToken);
        ArtifactInfo arrays = await context.Store.PutAsync("sketch.npz", stream => WriteTest(stream, sketch, test), cancellationToken);
        ArtifactInfo table = await context.Store.PutAsync("supports.tsv", stream => SketchTables.WriteSupports(stream, sketch), cancellationToken);
        await RunRecords.FinishAsync(context, plan, Record(context, plan, sketch), Warnings(sketch), [file, arrays, table], cancellationToken);
    }

    private static async Task<float[]> ValuesAsync(RunContext context, RunDocument plan, CancellationToken cancellationToken)
    {
        var values = new float[checked((int)plan.Rows)];
        for (int chunk = 0; chunk < plan.Chunks.Count; chunk++)
        {
            float[] part = await ModelRows.ReadAsync(context, plan, chunk, cancellationToken)
                ?? throw new InvalidDataException($"{RunKeys.Rows(chunk)} is damaged. Run the same command again; it is then computed anew.");
            part.CopyTo(values, (int)plan.Chunks[chunk].FirstRow);
        }

        return values;
    }

    private static DecodedFunction Decode(RunContext context, SketchPlan plan, float[] values, CancellationToken cancellationToken)
    {
        SketchRequest request = context.Request.Sketch!;
        if (plan.Design is null)
        {
            long trained = plan.Rows.Test + plan.Rows.Validation;
            SampleSet training = Samples(plan, values, trained, plan.Rows.Training), validation = Samples(plan, values, plan.Rows.Test, plan.Rows.Validation);
            return request.Decoder == SketchDecoder.Ridge
                ? LowOrderRidgeDecoder.Decode(plan.Domain, training, validation, new LowOrderRidgeOptions { Order = request.Order, Threads = context.Threads }, cancellationToken)
                : HybridDecoder.Decode(plan.Domain, training, validation, new HybridOptions { Threads = context.Threads }, null, cancellationToken).Function;
        }

        var source = new SubsampleArray(values.AsMemory((int)plan.Rows.Test));
        PeelingResult result = request.Decoder == SketchDecoder.Paper
            ? PaperDecoder.Decode(plan.Design, source, request.NoiseStandardDeviation ?? 0, context.Threads, cancellationToken)
            : PeelingDecoder.Decode(plan.Design, source, new PeelingOptions { NoiseSd = request.NoiseStandardDeviation, Threads = context.Threads }, cancellationToken);
        return result.ToDecodedFunction(plan.Domain);
    }

    private static SampleSet Samples(SketchPlan plan, float[] values, long first, long count)
    {
        RowSource rows = plan.RowsAt(first, checked((int)count));
        var letters = new byte[checked(rows.Count * plan.Domain.Length)];
        rows.Fill(0, rows.Count, letters);
        return new SampleSet(plan.Domain.Length, letters, values.AsSpan((int)first, rows.Count).ToArray());
    }

    private static void CheckFinite(float[] values, SketchPlan plan, RunContext context)
    {
        int bad = Array.FindIndex(values, static v => !float.IsFinite(v));
        if (bad < 0) return;
        var letters = new byte[plan.Domain.Length];
        plan.RowsAt(bad, 1).Fill(0, 1, letters);
        throw new InputException(
            FormattableString.Invariant($"the model predicts {values[bad]} for {plan.Domain.Alphabet.Format(letters)} (row {bad}): a sketch needs finite predictions. ")
            + $"Choose another target than {context.Model.Targets[0]}, or a transform of it. The finished chunks are kept.", "not-finite");
    }

    private static SketchProvenance Provenance(RunContext context, SketchPlan plan)
    {
        SketchRequest request = context.Request.Sketch!;
        ManifestInput input = context.Model.Manifest.Input;
        var options = new Dictionary<string, string> { ["budget"] = request.Budget.ToString(CultureInfo.InvariantCulture) };
        if (plan.Design is { } design)
        {
            options["b"] = design.Dimension.ToString(CultureInfo.InvariantCulture);
            options["groups"] = design.GroupCount.ToString(CultureInfo.InvariantCulture);
            options["offsets"] = design.OffsetCount.ToString(CultureInfo.InvariantCulture);
        }
        else if (request.Decoder == SketchDecoder.Ridge) options["order"] = request.Order.ToString(CultureInfo.InvariantCulture);
        ResolvedTarget target = context.Model.ResolvedTargets[0];
        return new SketchProvenance
        {
            ModelId = context.Model.Manifest.Id,
            ModelSha256 = context.Model.Facts.Sha256,
            Target = target.Name,
            TargetUnit = target.Unit.Length > 0 ? target.Unit : null,
            Decoder = request.Decoder.ToString().ToLowerInvariant(),
            DecoderOptions = options,
            Seed = context.Request.Seed,
            Rows = plan.Rows,
            CreatedBy = $"genoxai {RunIdentity.Version}",
            InputConventions = new Dictionary<string, string>
            {
                ["axes"] = input.Axes,
                ["expression"] = target.Expression.Text,
                ["flank_left"] = input.FlankLeft,
                ["flank_right"] = input.FlankRight,
                ["missing_letter"] = input.MissingLetter,
            },
        };
    }

    private static RunRecord Record(RunContext context, RunDocument plan, Sketch sketch)
    {
        RunRecord record = RunRecords.Begin(context, plan)
            .Set("decoder", sketch.Provenance.Decoder)
            .Set("budget", context.Request.Sketch!.Budget)
            .Set("length", sketch.Function.Domain.Length)
            .Set("training_rows", sketch.Provenance.Rows.Training)
            .Set("validation_rows", sketch.Provenance.Rows.Validation)
            .Set("test_rows", sketch.Provenance.Rows.Test)
            .Set("sketch_id", sketch.Id)
            .Set("base_value", sketch.Function.BaseValue)
            .Set("tables", sketch.Function.Tables.Count);
        record = sketch.Quality is { R2: { } r2, R2StandardError: { } error }
            ? record.Set("r2", r2).Set("r2_standard_error", error)
            : record.Set("r2", (string?)null).Set("r2_standard_error", (string?)null);
        return record
            .Set("residual_standard_deviation", Math.Sqrt(sketch.Quality.ResidualVariance))
            .Set("energy_by_order", sketch.Quality.EnergyByOrder)
            .Set("notes", sketch.Function.Notes);
    }

    private static IEnumerable<string> Warnings(Sketch sketch)
    {
        if (sketch.Quality.R2 is not { } r2)
            yield return "The model gave the same value for every test row: R² is undefined and every Shapley value is 0.";
        else if (r2 < 0.8)
            yield return FormattableString.Invariant($"The sketch explains only {r2:P1} of the model's variance on unseen rows (R² {r2:F3}): its Shapley values are rough. A larger --budget may help.");
    }

    /// <summary>The test rows with the model's and the sketch's values, so that anybody can draw and check the fit.</summary>
    private static void WriteTest(Stream stream, Sketch sketch, SampleSet test)
    {
        var predicted = new double[test.Count];
        var query = new Querying.SketchQuery(sketch);
        query.Explain(test.Letters, test.Count, new double[test.Letters.Length], predicted);
        using var npz = new NpzWriter(stream, leaveOpen: true);
        npz.Write<byte>("test_letters", test.Letters, test.Count, test.Length);
        npz.Write<float>("test_model", test.Values, test.Count);
        npz.Write<double>("test_sketch", predicted, test.Count);
        npz.Write<double>("energy_by_order", [.. sketch.Quality.EnergyByOrder], sketch.Quality.EnergyByOrder.Count);
        npz.Finish();
    }
}
