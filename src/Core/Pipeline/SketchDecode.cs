using System.Globalization;
using GenoXai.Core.Models;
using GenoXai.Core.Results;
using GenoXai.Core.Sampling;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;

namespace GenoXai.Core.Pipeline;

/// <summary>Decodes the sampled rows of a round; of the last round into <c>sketch.gxs</c>, measures it on rows it never used, and writes <c>sketch.npz</c>, tables and <c>run.json</c>.</summary>
internal static class SketchDecode
{
    public const string FileKey = "sketch" + SketchFile.Extension;

    // A float32 model's answers: half a unit in the last place is 6e-8 of the value, and its own sums lose as much again or more.
    private const double FloatPrecision = 1.0 / (1 << 22);

    public static async Task<WorkResult> RunAsync(RunContext context, RunDocument plan, WorkItem item, CancellationToken cancellationToken)
    {
        SketchPlan sketchPlan = SketchPlan.Of(context.Request, context.Model);
        IReadOnlyList<long> rounds = sketchPlan.RoundRows;
        int round = item.EarlierR2.Count;
        sketchPlan = sketchPlan with { Rows = sketchPlan.RowsOfRound(round) };
        // Only rounds after which there were more are noted: the last one's tables are needed.
        if (await RoundFile.ReadAsync(context.Store, plan, round, cancellationToken) is (true, var noted))
        {
            context.RoundDone?.Invoke(new SketchRound(round + 1, rounds.Count, sketchPlan.RowCount, noted));
            return new WorkResult(item) { ValidationR2 = noted };
        }

        var rows = new FinishedRows(context.Store, plan, 2 * context.Threads + 2, (row, value) => NotFinite(context, sketchPlan, row, value), cancellationToken);
        PeelingResult? peeled = sketchPlan.Design is null ? null : Peel(context, sketchPlan.Design, rows.From(sketchPlan.Rows.Test), cancellationToken);
        double? validationR2 = null;
        SampleSet[] probes = await SketchProbes.ReadAsync(context, plan, sketchPlan, item.ProbeSets, cancellationToken);
        byte[] wanted = [];
        DecodedFunction codes = peeled?.ToDecodedFunction(sketchPlan.Codes) ?? Uniform(context, sketchPlan, rows, probes, out validationR2, out wanted, cancellationToken);
        var result = new WorkResult(item) { ValidationR2 = validationR2 };
        double?[] r2 = [.. item.EarlierR2, validationR2];
        SketchStop? decided = SketchRounds.Decide(context.Request.Sketch, r2, rounds.Count);
        // Earlier rounds end with more rows of every kind: what is doubted is asked about after the last.
        if (decided is not null && wanted.Length > 0)
        {
            await SketchProbes.AskAsync(context, item.ProbeSets, wanted, sketchPlan.Codes.Length, cancellationToken);
            return result with { ProbeRows = wanted.Length / sketchPlan.Codes.Length };
        }

        int asked = probes.Sum(static set => set.Count);
        sketchPlan = sketchPlan with { Rows = sketchPlan.Rows with { Probes = asked } };
        context.RoundDone?.Invoke(new SketchRound(r2.Length, rounds.Count, sketchPlan.RowCount, validationR2));
        // The same pure rule as the run's plan has: it says the same there.
        if (decided is not { } stop)
        {
            // Noted even when told to stop: the work is done.
            await RoundFile.WriteAsync(context.Store, plan, round, validationR2, CancellationToken.None);
            return result;
        }

        // Quality and error band are those of the function on the free positions: the same function, in smaller tables.
        DecodedFunction own = CodeTables.ToOwn(codes, sketchPlan.Domain), function = CodeTables.ToLetters(own, sketchPlan.Domain);
        SampleSet test = Samples(sketchPlan.RowsAt(0, checked((int)sketchPlan.Rows.Test)), sketchPlan.Domain, rows, 0);
        SketchQuality quality = SketchQuality.Measure(own, CodeTables.ToOwn(CodesOf(sketchPlan, rows, 0, sketchPlan.Rows.Test), own.Domain));
        if (sketchPlan.Domain.Allowed is { } allowed) quality = quality with { PhiBand = AtFreePositions(quality.PhiBand, allowed, test.Length) };
        var sketch = new Sketch(function, quality, Provenance(context, sketchPlan));

        ArtifactInfo file = await context.Store.PutAsync(FileKey, stream => SketchFile.Write(sketch, stream), cancellationToken);
        ArtifactInfo arrays = await context.Store.PutAsync("sketch.npz", stream => WriteTest(stream, sketch, test), cancellationToken);
        ArtifactInfo table = await context.Store.PutAsync("supports.tsv", stream => SketchTables.WriteSupports(stream, sketch), cancellationToken);
        RunRecord record = Record(context, plan, sketchPlan.Design, peeled, sketch);
        var files = new List<ArtifactInfo> { file, arrays, table };
        if (RunIdentity.OfRows(context.Request, context.Model) is { } rowsIdentity)
        {
            SketchFigures.SetRounds(record, rounds, r2, stop);
            record.Set("reused_rows", Math.Min(plan.ReusedRows, sketchPlan.RowCount - asked)).Set("rows_identity", rowsIdentity);
            files.Add(await SketchRowsFile.WriteAsync(context, rows, sketchPlan.RowCount - asked, cancellationToken));
        }

        await RunRecords.FinishAsync(context, plan, record, Warnings(sketch, stop), files, cancellationToken);
        return result;
    }

    private static DecodedFunction Uniform(
        RunContext context, SketchPlan plan, FinishedRows rows, SampleSet[] probes, out double? validationR2, out byte[] wanted, CancellationToken cancellationToken)
    {
        wanted = [];
        SketchRequest request = context.Request.Sketch!;
        SampleSet training = CodesOf(plan, rows, plan.Rows.Test + plan.Rows.Validation, plan.Rows.Training);
        SampleSet validation = CodesOf(plan, rows, plan.Rows.Test, plan.Rows.Validation);
        if (request.Decoder == SketchDecoder.Ridge)
        {
            var options = new LowOrderRidgeOptions { Order = request.Order, Threads = context.Threads };
            return LowOrderRidgeDecoder.Decode(plan.Codes, training, validation, options, out validationR2, cancellationToken);
        }

        var hybrid = new HybridOptions { Threads = context.Threads, ProbeRows = plan.ProbeRows };
        HybridResult found = context.Decoding.Decode(plan.Codes, training, validation, hybrid, null, cancellationToken, probes);
        (validationR2, wanted) = (found.ValidationR2, found.Probes);
        return found.Function;
    }

    private static PeelingResult Peel(RunContext context, SubsamplingDesign design, ISubsampleSource source, CancellationToken cancellationToken)
    {
        SketchRequest request = context.Request.Sketch!;
        return request.Decoder == SketchDecoder.Paper
            ? PaperDecoder.Decode(design, source, request.NoiseStandardDeviation, context.Threads, cancellationToken)
            : PeelingDecoder.Decode(design, source, new PeelingOptions { NoiseSd = request.NoiseStandardDeviation, Precision = FloatPrecision, Threads = context.Threads }, cancellationToken);
    }

    private static double[]? AtFreePositions(IReadOnlyList<double>? band, AllowedLetters allowed, int length)
    {
        if (band is null) return null;
        var whole = new double[length];
        for (int i = 0; i < band.Count; i++) whole[allowed.Free[i]] = band[i];
        return whole;
    }

    private static SampleSet CodesOf(SketchPlan plan, FinishedRows rows, long first, long count) =>
        Samples(plan.CodesAt(first, checked((int)count)), plan.Codes, rows, first);

    private static SampleSet Samples(RowSource rows, SketchDomain domain, FinishedRows finished, long first)
    {
        var letters = new byte[checked(rows.Count * domain.Length)];
        rows.Fill(0, rows.Count, letters);
        var values = new float[rows.Count];
        finished.Read(first, values);
        return new SampleSet(domain.Length, letters, values);
    }

    private static InputException NotFinite(RunContext context, SketchPlan plan, long row, float value) =>
        NotFinite(context, plan.Domain, plan.RowsAt(row, 1), 0, value, FormattableString.Invariant($"row {row}"));

    public static InputException NotFinite(RunContext context, SketchDomain domain, RowSource rows, int row, float value, string name)
    {
        var letters = new byte[domain.Length];
        rows.Fill(row, 1, letters);
        return new InputException(
            FormattableString.Invariant($"the model predicts {value} for {domain.Alphabet.Format(letters)} ({name}): a sketch needs finite predictions. ")
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
            if (design.CodedOrder is { } order) options["coded_order"] = order.ToString(CultureInfo.InvariantCulture);
        }
        else if (request.Decoder == SketchDecoder.Ridge) options["order"] = request.Order.ToString(CultureInfo.InvariantCulture);
        if (request.Range is { } range) options["range"] = range.ToString();
        if (request.Letters is { } exceptions) options["letters"] = exceptions;
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

    private static RunRecord Record(RunContext context, RunDocument plan, SubsamplingDesign? design, PeelingResult? peeled, Sketch sketch)
    {
        RunRecord record = RunRecords.Begin(context, plan)
            .Set("decoder", sketch.Provenance.Decoder)
            .Set("budget", context.Request.Sketch!.Budget)
            .Set("model_rows", sketch.Provenance.Rows.Total)
            .Set("length", sketch.Function.Domain.Length)
            .Set("free_positions", sketch.Function.Domain.Codes.Length)
            .Set("training_rows", sketch.Provenance.Rows.Training)
            .Set("validation_rows", sketch.Provenance.Rows.Validation)
            .Set("test_rows", sketch.Provenance.Rows.Test)
            .Set("probe_rows", sketch.Provenance.Rows.Probes);
        if (design is not null && peeled is not null) SketchFigures.SetPeeling(record, design, peeled);
        return SketchFigures.Set(record, sketch);
    }

    private static IEnumerable<string> Warnings(Sketch sketch, SketchStop stop)
    {
        if (SketchCaution.Of(sketch.Quality) is not { } caution) yield break;
        yield return sketch.Quality.R2 is null ? caution
            : stop == SketchStop.Gain ? caution + " Twice the rows did not help; strong terms of high order can still show at once with more: --whole-budget spends the rest."
            : caution + " A larger --budget may help.";
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
