using GenoXai.Core.Models;
using GenoXai.Core.Results;
using GenoXai.Core.Sensitivity;

namespace GenoXai.Core.Pipeline.Sensx;

/// <summary>Writes the <c>run.json</c> of a SensX run, after all other files.</summary>
internal static class SensxRecord
{
    // inputs.tsv has all.
    private const int MostListed = 1000;

    public static async Task WriteAsync(SensxRun run, IReadOnlyList<SensxResult> results, IReadOnlyList<ArtifactInfo> files, CancellationToken cancellationToken)
    {
        SensxContext context = run.Context;
        SensxRequest options = context.Options;
        RunRequest request = context.Request;
        long profileRows = run.Count * run.Layout.RoundRows(0), walkRows = results.Sum(static r => r.WalkRows), curveRows = results.Sum(static r => r.CurveRows);
        RunRecord record = new RunRecord()
            .Set("method", "sensx")
            .Set("model", context.Model.Id)
            .Set("model_sha256", context.Model.Facts.Sha256)
            .Set("targets", context.Model.Model.Outputs)
            .Set("seed", request.Seed)
            .Set("provider", request.Provider == ExecutionProvider.Cuda ? "cuda" : "cpu")
            .Set("source", context.Source)
            .Set("sequences_sha256", run.Plan.SequencesSha256)
            .Set("sequences", run.Count)
            .Set("features", run.Inputs.Box.Width)
            .Set("alphabet", run.Inputs.Alphabet.Length > 0 ? run.Inputs.Alphabet : null)
            .Set("feature_kind", Kind(options.Input))
            .Set("groups", run.Groups.Count)
            .Set("constant_features", run.Groups.ConstantExcluded.Count)
            .Set("masked_features", run.Inputs.Labels.Count(static l => l < 0))
            .Set("domain", run.Inputs.Domain)
            .Set("probability", context.IsProbability)
            .Set("tau", options.Tau)
            .Set("grid", options.Delta is not null ? "given" : options.GeometricGrid ? "geometric" : "linear")
            .Set("samples", options.Samples)
            .Set("walks", results.Select(static r => r.Review.LastRound).Max() is > 0 and var last ? run.Layout.WalkEnds[last - 1] : 0)
            .Set("walks_fixed", options.Walks is not null)
            .Set("top", options.Top)
            .Set("criterion", Criterion(options))
            .Set("delta_star", results.Take(MostListed).SelectMany(static r => r.Stable.Select(static s => s.Delta)))
            .Set("profile_rows", profileRows)
            .Set("walk_rows", walkRows)
            .Set("curve_rows", curveRows)
            .Set("model_rows", profileRows + walkRows + curveRows)
            .Set("chunks", run.Plan.Chunks.Count)
            .Set("batch_rows", run.Plan.BatchRows)
            .Set("notes", run.Inputs.Notes);
        string[] warnings = [.. context.Model.Warnings, .. Warnings(run, results)];
        foreach (string warning in warnings) context.Warn?.Invoke(warning);
        record.Set("seconds", Math.Round(context.Elapsed(), 3))
            .Set("version", RunIdentity.Version)
            .Set("warnings", warnings)
            .Set("identity", run.Plan.Identity)
            .Set("files", files.Select(static f => $"{f.Sha256}  {f.Key}"));
        await context.Store.PutAsync(RunKeys.Record, stream => RunRecordFile.Write(record, stream), cancellationToken);
    }

    private static string Kind(SensxInput input) => input switch
    {
        SensxInput.Channels => "one-hot channels of a sequence, each by itself, between 0 and 1",
        SensxInput.Positions => "positions of a sequence: the one-hot channels of a position together, between 0 and 1",
        SensxInput.Substitutions => "letters of a sequence, substituted; delta is the mutation rate",
        _ => "numbers",
    };

    private static string Criterion(SensxRequest options) => options.Walks is { } walks
        ? FormattableString.Invariant($"{walks} walks, as asked")
        : FormattableString.Invariant($"doubled from {SensxRequest.FirstWalks} until the top {options.Top} (at most half of all) of the two halves of the walks share {SensxRequest.StableAgreement:P0}, {SensxRequest.FirstWalks << (SensxRequest.MostRounds - 1):N0} at most");

    private static IEnumerable<string> Warnings(SensxRun run, IReadOnlyList<SensxResult> results)
    {
        if (run.Groups.ConstantExcluded is { Count: > 0 } constant)
        {
            yield return $"{constant.Count} of {run.Inputs.Box.Width} features {(constant.Count == 1 ? "never varies in the domain (R = 0), takes no part and scores 0" : "never vary in the domain (R = 0), take no part and score 0")}: "
                + $"{Few([.. constant.Take(6).Select(i => SensxNames.Feature(run.Inputs, i))], "; ")}.";
        }

        foreach ((StableDeltaReason reason, string what) in new[]
        {
            (StableDeltaReason.Insensitive, "insensitive in the whole domain, so that δ* = 0 and every score is 0"),
            (StableDeltaReason.DomainSpread, "δ* = 1, because the output's spread over the whole domain exceeds τ"),
        })
        {
            string[] ids = Ids(r => r.Stable.Any(s => s.Reason == reason));
            if (ids.Length > 0) yield return $"{what}: {Share(ids)}.";
        }

        string[] small = Ids(r => Enumerable.Range(0, run.Outputs).Any(o => r.Stable[o].Delta > 0 && r.Stable[o].Delta < StableDelta.Floor(r.Profile, o)));
        if (small.Length > 0) yield return $"δ* is so small that float32 predictions limit the effects: {Share(small)}. Give a larger --delta.";
        string[] unstable = Ids(static r => r.Review.Agreement < SensxRequest.StableAgreement);
        if (unstable.Length > 0)
            yield return FormattableString.Invariant($"the ranking is not stable yet (the top {SensxReview.TopOf(run)} of the two halves of the walks share less than {SensxRequest.StableAgreement:P0}): {Share(unstable)}. Give more --walks, or a smaller --top.");
        // Walks of one block make no two halves.
        string[] unknown = Ids(static r => r.Review.LastRound > 0 && double.IsNaN(r.Review.Agreement));
        if (unknown.Length > 0)
            yield return $"whether the ranking is stable is not known, there are too few walks to compare two halves of them: {Share(unknown)}. Give --walks {2 * run.Layout.BlockWalks} or more.";

        string[] Ids(Func<SensxResult, bool> which) => [.. results.Where(which).Select(static r => r.Id)];
        string Share(string[] ids) => $"{ids.Length} of {results.Count} input{(results.Count == 1 ? "" : "s")} ({Few(ids)})";
    }

    private static string Few(string[] names, string separator = ", ") => string.Join(separator, names.Take(5)) + (names.Length > 5 ? separator.TrimEnd() + " …" : "");
}
