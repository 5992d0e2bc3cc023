using GenoXai.Api.Contracts;
using GenoXai.Core.Onnx;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Pipeline.Members;
using GenoXai.Core.Sequences;

namespace GenoXai.Api;

/// <summary>What a client sent to be run on several models: replicas, or a weight-randomisation test.</summary>
internal static class MembersSubmission
{
    internal const string Field = "models";
    internal const int MostModels = 32;
    private const int MostSteps = 100;

    /// <summary>Checks the names of models; what is wrong is added to the failures.</summary>
    public static void Check(RunSubmission submission, List<Failure> found)
    {
        if (submission.Models is not { } models) return;
        if (submission.Model is not null) Add("send either model or models.");
        if (submission.Method is not (null or "ism" or "taylor" or "attribute")) Add("go with ism, taylor and attribute only.");
        if (models.Count is < 2 or > MostModels) Add($"name 2 to {MostModels} registered models that are replicas of each other; GET /api/models lists them.");
        if (models.Any(string.IsNullOrEmpty)) Add("an id is empty.");
        else if (models.Distinct(StringComparer.Ordinal).Count() < models.Count) Add("one is named twice; it would agree with itself.");

        void Add(string what) => found.Add(new Failure(Field, "bad-option", $"{Field}: {what}"));
    }

    /// <summary>Every option of the test with its name.</summary>
    public static (string Name, object? Value)[] Of(RunSubmissionOptions options) =>
        [("explanation", options.Explanation), ("cascading", options.Cascading), ("draw", options.Draw), ("steps", options.Steps), ("limit", options.Limit)];

    /// <summary>The request of a weight-randomisation test: what is run on each model, and the test. What is wrong is added to the failures.</summary>
    public static RunRequest Sanity(RunSubmissionOptions options, List<Failure> found)
    {
        var test = new SanityOptions { Explanation = options.Explanation ?? "taylor", Cascading = options.Cascading ?? true };
        if (options.Draw is not (null or "gaussian" or "permutation")) Add("draw", $"\"{options.Draw}\" is none of gaussian, permutation.");
        if (options.Steps is < 1 or > MostSteps) Add("steps", $"1 to {MostSteps}.");
        if (options.Limit is { } limit && !(limit is > 0 and <= 1)) Add("limit", "above 0 and at most 1.");
        test = test with
        {
            Draw = options.Draw == "permutation" ? WeightDraw.Permutation : WeightDraw.Gaussian,
            Steps = options.Steps ?? test.Steps,
            Limit = options.Limit ?? test.Limit,
        };
        try
        {
            return SanityOptions.RequestOf(test.Explanation, "options.explanation") with { Sanity = test };
        }
        catch (InputException error)
        {
            found.Add(Failure.Of("options.explanation", error));
            return new RunRequest { Method = RunMethod.Taylor, Sanity = test };
        }

        void Add(string name, string what) => found.Add(new Failure("options." + name, "bad-option", $"options.{name}: {what}"));
    }
}
