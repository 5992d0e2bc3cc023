using GenoXai.Api.Contracts;
using GenoXai.Core.Attribution;
using GenoXai.Core.Motifs;
using GenoXai.Core.Sequences;

namespace GenoXai.Api;

/// <summary>The options of a run of perturbations as a client sends them.</summary>
internal static class PerturbationSubmission
{
    /// <summary>Every option of its own with its name.</summary>
    public static (string Name, object? Value)[] Of(RunSubmissionOptions options) =>
        [("edit", options.Edit), ("by", options.By), ("words", options.Words), ("at", options.At)];

    /// <summary>Reads them; what is wrong is added to the failures.</summary>
    public static PerturbationOptions Read(RunSubmissionOptions options, List<Failure> found)
    {
        try
        {
            var request = new PerturbationOptions { Edit = PerturbationOptions.ParseEdit(options.Edit) };
            request = request with
            {
                By = options.By is { } by ? PerturbationOptions.ParseFill(by) : request.By,
                Shuffles = options.Shuffles ?? request.Shuffles,
                Motifs = MotifsOf(options),
                PValue = options.PValue ?? request.PValue,
                Sites = options.Sites is { } text ? FeatureSiteTable.Read(text.Split('\n'), "options.sites") : [],
                Words = options.Words ?? [],
                At = options.At ?? [],
            };
            if (request.Edit != SiteEdit.Destroy && options.By is not null) throw new InputException("by: goes with the edit destroy.", "bad-option");
            // Options without effect would mislead.
            if (options.PValue is not null && (request.Edit == SiteEdit.Insert || request.Motifs.Count == 0)) throw new InputException("pValue: is that of the hits of motifs, which the edits destroy and delete look for; leave it out.", "bad-option");
            if (options.Shuffles is not null && request.Edit == SiteEdit.Insert) throw new InputException("shuffles: nothing is shuffled with the edit insert; leave it out.", "bad-option");
            request.Check();
            return request;
        }
        catch (InputException error)
        {
            found.Add(Failure.Of("options", error));
            return new PerturbationOptions { Edit = SiteEdit.Destroy };
        }
    }

    /// <summary>The sites whose attention is compared; null when none are asked for.</summary>
    public static SiteOptions? Sites(RunSubmissionOptions options, List<Failure> found)
    {
        try
        {
            var sites = new SiteOptions { Motifs = MotifsOf(options), PValue = options.PValue ?? MotifScanner.DefaultPValue, Sites = options.Sites is { } text ? FeatureSiteTable.Read(text.Split('\n'), "options.sites") : [] };
            sites.Check();
            return sites.Motifs.Count + sites.Sites.Count > 0 ? sites : null;
        }
        catch (InputException error)
        {
            found.Add(Failure.Of("options", error));
            return null;
        }
    }

    private static PerturbationMotif[] MotifsOf(RunSubmissionOptions options)
    {
        if (options.Motifs is null) return options.Motif is null ? [] : throw new InputException("motif: names motifs of motifs, which is missing.", "bad-option");
        MotifSet set = MotifReader.Read(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(options.Motifs)), "options.motifs");
        return [.. (options.Motif is null ? set : options.Motif.Select(name => set.Find(name, "options.motifs"))).Select(PerturbationMotif.Of)];
    }
}
