using GenoXai.Api.Contracts;
using GenoXai.Core.Attribution;
using GenoXai.Core.Sequences;

namespace GenoXai.Api;

/// <summary>The options of a node ablation that a client sent.</summary>
internal static class NodeSubmission
{
    public static NodeAblationOptions Read(RunSubmissionOptions options, List<Failure> found)
    {
        var defaults = new NodeAblationOptions();
        try
        {
            NodeAblationOptions request = defaults with
            {
                Layer = options.Layer,
                Axis = options.Axis,
                Replace = options.Replace is { } replace ? NodeAblationOptions.ParseValue(replace) : defaults.Replace,
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
