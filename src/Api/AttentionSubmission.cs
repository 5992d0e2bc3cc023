using GenoXai.Api.Contracts;
using GenoXai.Core.Attribution;
using GenoXai.Core.Models;
using GenoXai.Core.Sequences;

namespace GenoXai.Api;

/// <summary>The options of a run of attention as a client sends them.</summary>
internal static class AttentionSubmission
{
    /// <summary>Every option of its own with its name.</summary>
    public static (string Name, object? Value)[] Of(RunSubmissionOptions options) =>
        [("aggregate", options.Aggregate), ("layers", options.Layers), ("threshold", options.Threshold), ("keepAll", options.KeepAll), ("tokens", options.Tokens)];

    /// <summary>Reads them; what is wrong is added to the failures.</summary>
    public static AttentionOptions Read(RunSubmissionOptions options, List<Failure> found)
    {
        var defaults = new AttentionOptions();
        try
        {
            var request = new AttentionOptions
            {
                Aggregate = options.Aggregate is null ? defaults.Aggregate : AttentionOptions.ParseAggregate(options.Aggregate),
                Layers = options.Layers ?? [],
                Threshold = options.Threshold ?? defaults.Threshold,
                Shuffles = options.Shuffles ?? defaults.Shuffles,
                KeepAll = options.KeepAll ?? defaults.KeepAll,
                Top = options.Top ?? defaults.Top,
                Tokens = options.Tokens is null ? null : TokenPlacement.Parse(options.Tokens),
            };
            request.Check();
            return request;
        }
        catch (InputException error)
        {
            found.Add(Failure.Of("options", error));
            return defaults;
        }
    }
}
