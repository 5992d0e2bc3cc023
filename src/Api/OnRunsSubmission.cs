using GenoXai.Api.Contracts;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Pipeline.OnRuns;

namespace GenoXai.Api;

/// <summary>What a client sent to be run on finished runs.</summary>
internal static class OnRunsSubmission
{
    internal const int MostRuns = 50;

    /// <summary>Whether a method reads finished runs.</summary>
    public static bool Takes(RunMethod? method) => method is RunMethod.Compare;

    /// <summary>Whether a submission is of a method that reads finished runs and nothing else.</summary>
    public static bool TakesNoModel(RunSubmission submission) => submission.Method is "compare";

    /// <summary>Checks what a submission names: the runs, and what does not go with them.</summary>
    public static void Check(RunSubmission submission, RunMethod method, List<Failure> found)
    {
        if (!Takes(method))
        {
            if (submission.Runs is not null) Add(SourceRuns.Field, "go with compare only.");
            return;
        }

        int count = submission.Runs?.Count ?? 0, least = method == RunMethod.Compare ? 2 : 1;
        if (count < least || count > MostRuns) Add(SourceRuns.Field, $"name {least} to {MostRuns} finished runs; GET /api/runs lists them.");
        if (submission.Runs?.Any(string.IsNullOrEmpty) == true) Add(SourceRuns.Field, "an id is empty.");
        if (count > 0 && submission.Runs!.Distinct().Count() < count) Add(SourceRuns.Field, "a run is named twice.");
        if (submission.Sequences is not null) Add("sequences", "are those of the runs.");
        if (!OnRunsActivities.Takes(method)) return;
        if (submission.Model is not null) Add("model", "nothing is shown to a model; the runs know theirs.");
        if (submission.Targets is { Count: > 1 }) Add("targets", "name one, of runs with several.");
        RunSubmissionOptions options = submission.Options ?? new RunSubmissionOptions();
        foreach ((string name, object? value) in new (string, object?)[] { ("seed", options.Seed), ("provider", options.Provider), ("batch", options.Batch), ("chunkRows", options.ChunkRows) })
            if (value is not null) Add("options." + name, "nothing is drawn, and nothing is shown to a model.");

        void Add(string field, string what) => found.Add(new Failure(field, "bad-option", $"{field}: {what}"));
    }

    /// <summary>The target that is read of each run; null for its first.</summary>
    public static string? TargetOf(RunSubmission submission) => submission.Targets is [var target, ..] ? target : null;

    /// <summary>The options of a comparison.</summary>
    public static ComparisonRequest Comparison(RunSubmission submission, List<Failure> found)
    {
        var defaults = new ComparisonRequest();
        double share = submission.Options?.TopShare ?? defaults.TopShare;
        if (!(share is > 0 and <= 1)) found.Add(new Failure("options.topShare", "bad-option", FormattableString.Invariant($"options.topShare: {share} is not a part of the positions, above 0 and at most 1.")));
        return new ComparisonRequest { Target = TargetOf(submission), TopShare = share };
    }
}
