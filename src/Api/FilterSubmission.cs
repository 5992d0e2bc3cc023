using System.Security.Cryptography;
using System.Text;
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
                MotifText = options.Motifs,
                MotifsSha256 = options.Motifs is { } text ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))) : null,
            };
            request.Check();
            // Read again when the filters are; a mistake in it should be told now.
            if (options.Motifs is { } motifs) _ = MotifReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(motifs)), "options.motifs");
        }
        catch (InputException error)
        {
            found.Add(Failure.Of("options", error));
        }

        return request;
    }
}
