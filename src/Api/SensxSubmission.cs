using GenoXai.Api.Contracts;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Sequences;

namespace GenoXai.Api;

/// <summary>The options of a SensX run as a client sends them.</summary>
internal static class SensxSubmission
{
    private static readonly Dictionary<string, SensxInput> Kinds = new(StringComparer.Ordinal)
    {
        ["substitutions"] = SensxInput.Substitutions,
        ["positions"] = SensxInput.Positions,
        ["channels"] = SensxInput.Channels,
    };

    /// <summary>Every option with its name.</summary>
    public static (string Name, object? Value)[] Of(RunSubmissionOptions options) =>
    [
        ("sequenceFeatures", options.SequenceFeatures), ("walks", options.Walks), ("delta", options.Delta), ("tau", options.Tau),
        .. OfTables(options), ("grid", options.Grid), ("curveSamples", options.CurveSamples), ("subset", options.Subset), ("output", options.Output),
    ];

    /// <summary>Those that are of a table.</summary>
    public static (string Name, object? Value)[] OfTables(RunSubmissionOptions options) =>
        [("domain", options.Domain), ("inputs", options.Inputs), ("explain", options.Explain), ("featureNames", options.FeatureNames), ("features", options.Features), ("featureGroups", options.FeatureGroups)];

    /// <summary>Reads them; what is wrong is added to the failures.</summary>
    public static SensxRequest Read(RunSubmissionOptions options, bool isTable, List<Failure> found)
    {
        var defaults = new SensxRequest();
        if (isTable && options.SequenceFeatures is not null) found.Add(new Failure("options.sequenceFeatures", "bad-option", "options.sequenceFeatures: goes with sequences only."));
        foreach ((string name, object? value) in OfTables(options))
            if (!isTable && value is not null) found.Add(new Failure("options." + name, "bad-option", $"options.{name}: goes with data only."));
        if (!Kinds.TryGetValue(options.SequenceFeatures ?? "substitutions", out SensxInput kind)) Wrong("sequenceFeatures", options.SequenceFeatures, string.Join(", ", Kinds.Keys));
        if (options.Inputs is not (null or "rows" or "columns")) Wrong("inputs", options.Inputs, "rows, columns");
        if (options.Grid is not (null or "linear" or "geometric")) Wrong("grid", options.Grid, "linear, geometric");
        if (options.Output is not (null or "auto" or "probability" or "number")) Wrong("output", options.Output, "auto, probability, number");
        var request = new SensxRequest
        {
            Input = isTable ? SensxInput.Features : kind,
            Walks = options.Walks,
            Top = options.Top ?? defaults.Top,
            Delta = options.Delta,
            Tau = options.Tau ?? defaults.Tau,
            GeometricGrid = options.Grid == "geometric",
            Samples = options.Samples ?? defaults.Samples,
            CurveSamples = options.CurveSamples ?? defaults.CurveSamples,
            Subset = options.Subset ?? false,
            IsProbability = options.Output switch { "probability" => true, "number" => false, _ => null },
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

        void Wrong(string name, string? value, string possible) => found.Add(new Failure("options." + name, "bad-option", $"options.{name}: \"{value}\" is not one of {possible}."));
    }
}
