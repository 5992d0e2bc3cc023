using GenoXai.Api.Contracts;
using GenoXai.Core.Motifs;
using GenoXai.Core.Sequences;

namespace GenoXai.Api;

/// <summary>The options of a run of filters that a client sent.</summary>
internal static class FilterSubmission
{
    public static FilterOptions Read(RunSubmissionOptions options, List<Failure> found)
    {
        var defaults = new FilterOptions();
        FilterOptions request = defaults;
        try
        {
            request = defaults with
            {
                Threshold = options.FilterThreshold is { } threshold ? FilterOptions.ParseThreshold(threshold) : defaults.Threshold,
                LeastSites = options.LeastSites ?? defaults.LeastSites,
                TrimBits = options.Trim ?? defaults.TrimBits,
                Layer = options.Layer,
            };
            request.Check();
        }
        catch (InputException error)
        {
            found.Add(Failure.Of("options", error));
        }

        return request;
    }
}
