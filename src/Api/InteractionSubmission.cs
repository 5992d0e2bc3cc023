using GenoXai.Api.Contracts;
using GenoXai.Core.Attribution;
using GenoXai.Core.Sequences;

namespace GenoXai.Api;

/// <summary>The options of interactions in a submission.</summary>
internal static class InteractionSubmission
{
    public static InteractionOptions Read(RunSubmissionOptions options, List<Failure> found)
    {
        var request = new InteractionOptions { Method = InteractionMethod.SecondOrder, Window = options.Window, TopPositions = options.TopPositions, SketchId = options.Sketch };
        try
        {
            InteractionMethod method = InteractionNames.Method(options.Interactions ?? "");
            request = request with { Method = method, Dfim = method == InteractionMethod.Dfim ? Dfim(options) : null };
            if (method != InteractionMethod.Dfim && (options.Attribution ?? options.Statistic ?? options.Fill) is not null | options.Width is not null | options.Sites is not null | options.Shuffles is not null)
                throw new InputException("attribution, width, sites, statistic, fill and shuffles: are options of interactions by dfim.", "bad-option");
            request.Check();
        }
        catch (InputException error)
        {
            found.Add(Failure.Of(options.Interactions is null ? "options.interactions" : "options", error));
        }

        return request;
    }

    private static FeatureInteractionOptions Dfim(RunSubmissionOptions options)
    {
        var defaults = new FeatureInteractionOptions();
        return new FeatureInteractionOptions
        {
            DeepLift = InteractionNames.IsDeepLift(options.Attribution ?? "deeplift"),
            Width = options.Width ?? defaults.Width,
            Sites = options.Sites is { } text ? FeatureSiteTable.Read(text.Split('\n'), "options.sites") : [],
            Statistic = options.Statistic is { } statistic ? InteractionNames.Statistic(statistic) : defaults.Statistic,
            Fill = options.Fill is { } fill ? InteractionNames.Fill(fill) : defaults.Fill,
            Shuffles = options.Shuffles ?? defaults.Shuffles,
        };
    }
}
