using GenoXai.Api.Contracts;
using GenoXai.Core.Attribution;
using GenoXai.Core.Motifs;
using GenoXai.Core.Motifs.Discovery;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Pipeline.OnRuns;
using GenoXai.Core.Sequences;

namespace GenoXai.Api;

/// <summary>What a client sent to be run on finished runs.</summary>
internal static class OnRunsSubmission
{
    internal const int MostRuns = 50;

    /// <summary>Whether a method reads finished runs.</summary>
    public static bool Takes(RunMethod? method) => method is RunMethod.Compare or RunMethod.Motifs or RunMethod.Ablate;

    /// <summary>Whether a submission is of a method that reads finished runs and nothing else.</summary>
    public static bool TakesNoModel(RunSubmission submission) => submission.Method is "compare" or "motifs";

    /// <summary>Whether the letters of the sequences are needed beside their importances.</summary>
    public static bool NeedsLetters(RunSubmission submission) => submission.Method is "motifs" or "ablate";

    /// <summary>The target of the runs that an ablation tests; null for each run's first.</summary>
    public static string? AblatedTargetOf(RunSubmission submission) => submission.Method is "ablate" ? submission.Options?.FromTarget : null;

    /// <summary>Where a submission names the target of the runs.</summary>
    public static string FieldOfTarget(RunSubmission submission) => TakesNoModel(submission) ? "targets" : "options.fromTarget";

    /// <summary>Checks what a submission names: the runs, and what does not go with them.</summary>
    public static void Check(RunSubmission submission, RunMethod method, List<Failure> found)
    {
        if (!Takes(method))
        {
            if (submission.Runs is not null) Add(SourceRuns.Field, "go with compare, motifs and ablate only.");
            return;
        }

        int count = submission.Runs?.Count ?? 0, least = method == RunMethod.Compare ? 2 : 1;
        int most = method == RunMethod.Motifs ? 1 : MostRuns;
        if (count < least || count > most) Add(SourceRuns.Field, $"name {(most == 1 ? "one finished run" : $"{least} to {most} finished runs")}; GET /api/runs lists them.");
        if (submission.Runs?.Any(string.IsNullOrEmpty) == true) Add(SourceRuns.Field, "an id is empty.");
        if (count > 0 && submission.Runs!.Distinct().Count() < count) Add(SourceRuns.Field, "a run is named twice.");
        if (submission.Sequences is not null) Add("sequences", "are those of the runs.");
        if (method == RunMethod.Ablate && submission.Targets is { Count: > 1 }) Add("targets", "ablation is of one target.");
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

    /// <summary>The options of motif discovery.</summary>
    public static DiscoveryRequest Discovery(RunSubmission submission, List<Failure> found)
    {
        RunSubmissionOptions options = submission.Options ?? new RunSubmissionOptions();
        var defaults = new DiscoveryOptions();
        DiscoveryOptions asked = defaults with
        {
            Window = options.Window ?? defaults.Window,
            FalseDiscoveryRate = options.Fdr ?? defaults.FalseDiscoveryRate,
            LeastSeqlets = options.MinSeqlets ?? defaults.LeastSeqlets,
            Similarity = options.Similarity ?? defaults.Similarity,
            MergeSimilarity = options.Merge ?? defaults.MergeSimilarity,
            MostCompared = options.MostCompared ?? defaults.MostCompared,
            BothStrands = !(options.OneStrand ?? false),
        };
        try
        {
            asked.Check();
            // Read again when it is used; a mistake in it should be told now.
            if (options.Motifs is { } motifs) _ = MotifReader.Read(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(motifs)), "options.motifs");
        }
        catch (InputException error)
        {
            found.Add(Failure.Of("options", error));
        }

        return new DiscoveryRequest { Target = TargetOf(submission), Options = asked, KnownText = options.Motifs };
    }

    /// <summary>The options that go with motif discovery and nothing else.</summary>
    public static (string Name, object? Value)[] OfDiscovery(RunSubmissionOptions options) =>
    [
        ("fdr", options.Fdr), ("minSeqlets", options.MinSeqlets), ("similarity", options.Similarity),
        ("merge", options.Merge), ("mostCompared", options.MostCompared), ("oneStrand", options.OneStrand),
    ];

    /// <summary>The options of an ablation; its explanations are named once the runs are known.</summary>
    public static AblationOptions Ablation(RunSubmission submission, List<Failure> found)
    {
        RunSubmissionOptions options = submission.Options ?? new RunSubmissionOptions();
        var request = new AblationOptions { Explanations = [.. submission.Runs ?? []] };
        try
        {
            request = request with
            {
                Shares = options.Shares ?? request.Shares,
                RandomOrders = options.Random ?? request.RandomOrders,
                Copies = options.Copies ?? request.Copies,
                Fill = options.Fill is { } fill ? AblationOptions.ParseFill(fill) : request.Fill,
                BySign = options.BySign ?? false,
            };
            // Without a run that has been told already.
            if (request.Explanations.Count > 0) request.Check();
        }
        catch (InputException error)
        {
            found.Add(Failure.Of("options", error));
        }

        return request;
    }

    /// <summary>The options that go with an ablation and nothing else.</summary>
    public static (string Name, object? Value)[] OfAblation(RunSubmissionOptions options) =>
        [("fromTarget", options.FromTarget), ("shares", options.Shares), ("random", options.Random), ("copies", options.Copies), ("signed", options.BySign)];
}
