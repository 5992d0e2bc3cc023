using GenoXai.Api.Contracts;
using GenoXai.Core.Attribution;
using GenoXai.Core.Models;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Pipeline.Members;
using GenoXai.Core.Pipeline.OnRuns;
using GenoXai.Core.Sequences;

namespace GenoXai.Api;

/// <summary>From what a client sent to a request that can be run. Finds everything that is wrong at once.</summary>
public static class RunSubmissionParser
{
    // A test has no options of the methods.
    private const RunMethod NoMethod = (RunMethod)(-1);

    /// <summary>What can be asked for over HTTP.</summary>
    private static readonly (string Name, RunMethod Method)[] Methods =
    [
        ("predict", RunMethod.Predict),
        ("ism", RunMethod.Ism),
        ("taylor", RunMethod.Taylor),
        ("attribute", RunMethod.Attribute),
        ("occlusion", RunMethod.Occlusion),
        ("attention", RunMethod.Attention),
        ("variants", RunMethod.Variants),
        ("interactions", RunMethod.Interactions),
        ("filters", RunMethod.Filters),
        ("nodes", RunMethod.Nodes),
        ("insert", RunMethod.Insert),
        ("perturb", RunMethod.Perturb),
        ("surrogate", RunMethod.Surrogate),
        ("sketch", RunMethod.Sketch),
        ("sensx", RunMethod.Sensx),
        ("ablate", RunMethod.Ablate),
        ("compare", RunMethod.Compare),
        ("motifs", RunMethod.Motifs),
        // A test of other methods; which one, its options say.
        (SanityJoin.Method, RunMethod.Taylor),
    ];

    /// <summary>The names of what can be asked for.</summary>
    internal static IReadOnlyList<string> MethodNames { get; } = [.. Methods.Select(static m => m.Name)];

    /// <summary>Reads a submission but for its sequences, which need the model's alphabet.</summary>
    /// <param name="submission">What was sent.</param>
    /// <param name="request">The request, when nothing is wrong.</param>
    /// <param name="failures">Everything that is wrong.</param>
    public static bool TryParse(RunSubmission submission, out RunRequest? request, out IReadOnlyList<Failure> failures)
    {
        ArgumentNullException.ThrowIfNull(submission);
        var found = new List<Failure>();
        if (!ListedTexts.Check(submission, found))
        {
            (request, failures) = (null, found);
            return false;
        }

        RunSubmissionOptions options = submission.Options ?? new RunSubmissionOptions();
        RunMethod? method = Choose(submission.Method, "method", found, Methods);
        bool isTest = submission.Method == SanityJoin.Method;
        if (isTest) method = null;
        if (submission.Method is null) Add(found, "method", $"say {string.Join(", ", Methods.Select(static m => m.Name))}.");
        bool takesNoModel = method is { } known && OnRunsActivities.Takes(known);
        MembersSubmission.Check(submission, found);
        if (!takesNoModel && submission.Models is null && string.IsNullOrEmpty(submission.Model)) Add(found, "model", "name a registered model; GET /api/models lists them.");
        if (submission.Targets?.Any(string.IsNullOrWhiteSpace) == true) Add(found, "targets", "a target is empty.");
        if (method == RunMethod.Sketch && submission.Sequences is not null) Add(found, "sequences", "a sketch is of the model alone and takes none.");
        if (submission.Data is not null && method is not (null or RunMethod.Sensx)) Add(found, "data", "goes with sensx only.");
        if (submission.Data is not null && submission.Sequences is not null) Add(found, "sequences", "send either sequences or data.");
        if (method is not null and not RunMethod.Variants && submission.Pairs is not null) Add(found, "pairs", "are for variants only.");
        if (method == RunMethod.Variants && submission.Sequences is not null) Add(found, "sequences", "variants take pairs.");
        if (isTest && submission.Pairs is not null) Add(found, "pairs", "are for variants only.");
        if (isTest && submission.Data is not null) Add(found, "data", "goes with sensx only.");
        if (isTest && submission.Runs is not null) Add(found, "runs", "a test runs its own.");
        if (method is not null) OnRunsSubmission.Check(submission, method.Value, found);
        if (method is not null || isTest) CheckOthers(options, method ?? NoMethod, found);
        if (!isTest) Refuse(SanityJoin.Method, MembersSubmission.Of(options), found);
        InRange(options.Batch, 1, ChunkSizes.Limit, "batch", found);
        InRange(options.ChunkRows, 1, ChunkSizes.Limit, "chunkRows", found);
        InRange(options.Check, 0, int.MaxValue, "check", found);
        InRange(options.Pictures, 0, 10_000, "pictures", found);
        SequenceRange? range = RangeOf(options.Range, found);
        request = new RunRequest
        {
            Method = method ?? RunMethod.Predict,
            Targets = submission.Targets ?? [],
            Seed = options.Seed ?? 1,
            Provider = Choose(options.Provider, "options.provider", found, ("cpu", ExecutionProvider.Cpu), ("cuda", ExecutionProvider.Cuda)) ?? ExecutionProvider.Cpu,
            BatchRows = options.Batch,
            ChunkRows = options.ChunkRows,
            Pictures = method is { } drawn && RunRequest.DrawsPictures(drawn) ? options.Pictures ?? (drawn == RunMethod.Compare ? 5 : 20) : 0,
            Check = options.Check ?? 0,
            Measured = method == RunMethod.Variants ? PairIntake.NameOfMeasured(submission, found) : null,
            Attribution = method == RunMethod.Attribute ? Attribution(options, found) : null,
            Occlusion = method == RunMethod.Occlusion ? Occlusion(options, found) : null,
            AttentionSites = method == RunMethod.Attention ? PerturbationSubmission.Sites(options, found) : null,
            Perturbation = method == RunMethod.Perturb ? PerturbationSubmission.Read(options, found) : null,
            Attention = method == RunMethod.Attention ? AttentionSubmission.Read(options, found) : null,
            Nodes = method == RunMethod.Nodes ? NodeSubmission.Read(options, found) : null,
            Filters = method == RunMethod.Filters ? FilterSubmission.Read(options, found) : null,
            Surrogate = method == RunMethod.Surrogate ? SurrogateSubmission.Read(options, found) : null,
            Interactions = method == RunMethod.Interactions ? InteractionSubmission.Read(options, found) : null,
            Insertion = method == RunMethod.Insert ? InsertionSubmission.Read(options, found) : null,
            Comparison = method == RunMethod.Compare ? OnRunsSubmission.Comparison(submission, found) : null,
            Ablation = method == RunMethod.Ablate ? OnRunsSubmission.Ablation(submission, found) : null,
            Discovery = method == RunMethod.Motifs ? OnRunsSubmission.Discovery(submission, found) : null,
            Mutagenesis = Mutagenesis(options, method == RunMethod.Sketch ? null : range, found),
            Sketch = method == RunMethod.Sketch ? Sketch(options, range, found) : null,
            Sensx = method == RunMethod.Sensx ? SensxSubmission.Read(options, submission.Data is not null, found) : null,
        };
        if (isTest)
            request = MembersSubmission.Sanity(options, found) with { Targets = request.Targets, Seed = request.Seed, Provider = request.Provider, BatchRows = request.BatchRows, ChunkRows = request.ChunkRows, Pictures = 0 };
        failures = OptionFields.In(found, submission.Method);
        if (found.Count > 0) request = null;
        return request is not null;
    }

    private static SequenceRange? RangeOf(string? text, List<Failure> found)
    {
        try
        {
            return text is null ? null : SequenceRange.Parse(text);
        }
        catch (InputException error)
        {
            found.Add(Failure.Of("options.range", error));
            return null;
        }
    }

    private static SaturationMutagenesisOptions Mutagenesis(RunSubmissionOptions options, SequenceRange? range, List<Failure> found)
    {
        return new SaturationMutagenesisOptions
        {
            Range = range,
            Center = options.Center ?? false,
            BothStrands = options.BothStrands ?? false,
            Effect = Choose(
                options.Effect, "options.effect", found,
                ("difference", EffectScale.Difference), ("log2-ratio", EffectScale.Log2Ratio), ("logit-difference", EffectScale.LogitDifference)) ?? EffectScale.Difference,
        };
    }

    private static OcclusionOptions Occlusion(RunSubmissionOptions options, List<Failure> found)
    {
        var defaults = new OcclusionOptions();
        var request = new OcclusionOptions
        {
            Window = options.Window ?? defaults.Window,
            Stride = options.Stride ?? defaults.Stride,
            Fill = Choose(options.Fill, "options.fill", found,
                ("zeros", OcclusionFill.Zeros), ("uniform", OcclusionFill.Uniform), ("composition", OcclusionFill.Composition), ("shuffle", OcclusionFill.Shuffle)) ?? defaults.Fill,
            Shuffles = options.Shuffles ?? defaults.Shuffles,
        };
        try
        {
            request.Check();
        }
        catch (InputException error)
        {
            found.Add(Failure.Of("options", error));
        }

        return request;
    }

    private static AttributionOptions Attribution(RunSubmissionOptions options, List<Failure> found)
    {
        var defaults = new AttributionOptions { Method = AttributionMethod.Gradient };
        if (options.Attribution is null) Add(found, "options.attribution", $"say one of {string.Join(", ", AttributionNames.Methods)}.");
        AttributionMethod? method = Choose<AttributionMethod>(options.Attribution, "options.attribution", found, [.. AttributionNames.Methods.Select(static n => (n, AttributionNames.Parse(n)))]);
        BaselineKind? baseline = Choose(options.Baseline, "options.baseline", found,
            ("zeros", BaselineKind.Zeros), ("uniform", BaselineKind.Uniform), ("shuffled", BaselineKind.Shuffled), ("given", BaselineKind.Given));
        if (options.Baselines is { Count: > 0 }) baseline ??= BaselineKind.Given;
        var request = defaults with
        {
            Method = method ?? AttributionMethod.Gradient,
            Baseline = baseline,
            Given = options.Baselines ?? [],
            Shuffles = options.Shuffles ?? defaults.Shuffles,
            Nodes = options.Nodes ?? defaults.Nodes,
            Completeness = options.Completeness ?? defaults.Completeness,
            Samples = options.Samples ?? defaults.Samples,
            Noise = options.Noise ?? defaults.Noise,
            Modisco = options.Modisco ?? false,
        };
        try
        {
            request.Check();
        }
        catch (InputException error)
        {
            found.Add(Failure.Of("options", error));
        }

        return request;
    }

    private static SketchRequest Sketch(RunSubmissionOptions options, SequenceRange? range, List<Failure> found)
    {
        if (options.Budget is not > 0) Add(found, "options.budget", "say how many rows may be shown to the model, 1 or more, e.g. 20000.");
        if (options.NoiseSd is { } noise && !(noise >= 0 && double.IsFinite(noise))) Add(found, "options.noiseSd", "must be 0 or more.");
        if (options.TargetR2 is { } target && !(target > 0 && target < 1)) Add(found, "options.targetR2", "must be more than 0 and less than 1.");
        return new SketchRequest
        {
            Budget = options.Budget ?? 0,
            TargetR2 = options.TargetR2,
            WholeBudget = options.WholeBudget ?? false,
            Decoder = Choose(
                options.Decoder, "options.decoder", found,
                ("hybrid", SketchDecoder.Hybrid), ("ridge", SketchDecoder.Ridge), ("qsft", SketchDecoder.Qsft), ("paper", SketchDecoder.Paper)) ?? SketchDecoder.Hybrid,
            Order = options.Order ?? 2,
            Length = options.Length,
            Sequence = options.Sequence,
            Range = range,
            Letters = options.Letters,
            SubsamplingDimension = options.B,
            Groups = options.Groups ?? 3,
            Repeats = options.Repeats,
            Delays = Choose(options.Delays, "options.delays", found, ("coded", SketchDelays.Coded), ("identity", SketchDelays.Identity)) ?? SketchDelays.Auto,
            NoiseStandardDeviation = options.NoiseSd,
        };
    }

    /// <summary>An option of another method would be silently without effect.</summary>
    private static void CheckOthers(RunSubmissionOptions options, RunMethod method, List<Failure> found)
    {
        Refuse([RunMethod.Ism, RunMethod.Variants], [("effect", options.Effect), ("bothStrands", options.BothStrands)], method, found);
        Refuse([RunMethod.Ism, RunMethod.Taylor], [("center", options.Center)], method, found);
        Refuse([RunMethod.Ism, RunMethod.Taylor, RunMethod.Attribute, RunMethod.Sensx, RunMethod.Occlusion, RunMethod.Attention, RunMethod.Perturb, RunMethod.Interactions, RunMethod.Compare, RunMethod.Motifs], [("pictures", options.Pictures)], method, found);
        Refuse([RunMethod.Attribute, RunMethod.Sensx], [("samples", options.Samples)], method, found);
        Refuse([RunMethod.Sensx, RunMethod.Attention], [("top", options.Top)], method, found);
        Refuse([RunMethod.Perturb], PerturbationSubmission.Of(options), method, found);
        Refuse([RunMethod.Attention], AttentionSubmission.Of(options), method, found);
        Refuse([RunMethod.Sensx], SensxSubmission.Of(options), method, found);
        Refuse([RunMethod.Attribute],
        [
            ("baseline", options.Baseline), ("baselines", options.Baselines), ("nodes", options.Nodes),
            ("completeness", options.Completeness), ("noise", options.Noise), ("modisco", options.Modisco),
        ], method, found);
        Refuse([RunMethod.Attribute, RunMethod.Interactions], [("attribution", options.Attribution)], method, found);
        Refuse([RunMethod.Interactions], [("interactions", options.Interactions), ("topPositions", options.TopPositions), ("width", options.Width), ("statistic", options.Statistic)], method, found);
        Refuse([RunMethod.Interactions, RunMethod.Insert], [("sketch", options.Sketch)], method, found);
        Refuse([RunMethod.Variants], [("measured", options.Measured)], method, found);
        Refuse([RunMethod.Perturb, RunMethod.Attention, RunMethod.Interactions, RunMethod.Insert], [("sites", options.Sites)], method, found);
        Refuse([RunMethod.Insert, RunMethod.Perturb, RunMethod.Attention, RunMethod.Surrogate, RunMethod.Filters, RunMethod.Motifs], [("motifs", options.Motifs)], method, found);
        Refuse([RunMethod.Insert, RunMethod.Perturb, RunMethod.Attention], [("motif", options.Motif)], method, found);
        Refuse([RunMethod.Insert, RunMethod.Surrogate], [("forwardOnly", options.ForwardOnly)], method, found);
        Refuse([RunMethod.Perturb, RunMethod.Attention, RunMethod.Surrogate], [("pValue", options.PValue)], method, found);
        Refuse([RunMethod.Insert],
        [
            ("word", options.Word), ("backgrounds", options.Backgrounds), ("asIs", options.AsIs),
            ("positions", options.Positions), ("maxGap", options.MaxGap), ("gapStep", options.GapStep),
        ], method, found);
        Refuse([RunMethod.Sketch, RunMethod.Insert], [("length", options.Length)], method, found);
        Refuse([RunMethod.Ism, RunMethod.Taylor, RunMethod.Interactions, RunMethod.Sketch], [("range", options.Range)], method, found);
        Refuse([RunMethod.Attribute, RunMethod.Occlusion, RunMethod.Attention, RunMethod.Perturb, RunMethod.Interactions], [("shuffles", options.Shuffles)], method, found);
        Refuse([RunMethod.Occlusion, RunMethod.Interactions, RunMethod.Motifs], [("window", options.Window)], method, found);
        Refuse([RunMethod.Occlusion, RunMethod.Interactions, RunMethod.Ablate], [("fill", options.Fill)], method, found);
        Refuse([RunMethod.Ablate], OnRunsSubmission.OfAblation(options), method, found);
        Refuse([RunMethod.Occlusion], [("stride", options.Stride)], method, found);
        Refuse([RunMethod.Surrogate], SurrogateSubmission.Of(options), method, found);
        Refuse([RunMethod.Filters], [("filterThreshold", options.FilterThreshold), ("leastSites", options.LeastSites), ("trim", options.Trim)], method, found);
        Refuse([RunMethod.Filters, RunMethod.Nodes], [("layer", options.Layer)], method, found);
        Refuse([RunMethod.Nodes], [("axis", options.Axis), ("replace", options.Replace)], method, found);
        Refuse([RunMethod.Motifs], OnRunsSubmission.OfDiscovery(options), method, found);
        Refuse([RunMethod.Compare], [("topShare", options.TopShare)], method, found);
        Refuse([RunMethod.Taylor], [("check", options.Check)], method, found);
        Refuse([RunMethod.Sketch],
        [
            ("budget", options.Budget), ("targetR2", options.TargetR2), ("wholeBudget", options.WholeBudget), ("decoder", options.Decoder),
            ("order", options.Order), ("b", options.B), ("groups", options.Groups), ("repeats", options.Repeats), ("delays", options.Delays),
            ("noiseSd", options.NoiseSd), ("sequence", options.Sequence), ("letters", options.Letters),
        ], method, found);
    }

    private static void Refuse(RunMethod[] owners, (string Name, object? Value)[] options, RunMethod method, List<Failure> found)
    {
        if (owners.AsSpan().Contains(method)) return;
        Refuse((owners.Length > 1 ? $"{string.Join(", ", owners[..^1])} and {owners[^1]}" : $"{owners[0]}").ToLowerInvariant(), options, found);
    }

    private static void Refuse(string owners, (string Name, object? Value)[] options, List<Failure> found)
    {
        foreach ((string name, object? value) in options)
            if (value is not null) Add(found, "options." + name, $"is an option of {owners} only.");
    }

    private static T? Choose<T>(string? text, string field, List<Failure> found, params ReadOnlySpan<(string Name, T Value)> choices)
        where T : struct
    {
        if (text is null) return null;
        var names = new List<string>();
        foreach ((string name, T value) in choices)
        {
            if (name == text) return value;
            names.Add(name);
        }

        Add(found, field, $"\"{text}\" is not one of {string.Join(", ", names)}.");
        return null;
    }

    private static void InRange(int? value, int least, int most, string name, List<Failure> found)
    {
        if (value is { } given && (given < least || given > most)) Add(found, "options." + name, $"{given}: {least} to {most} are possible.");
    }

    private static void Add(List<Failure> found, string field, string what) => found.Add(new Failure(field, "bad-option", $"{field}: {what}"));
}
