using GenoXai.Api.Contracts;
using GenoXai.Core.Motifs;
using GenoXai.Core.Sequences;

namespace GenoXai.Api;

/// <summary>The options of a transparent surrogate that a client sent.</summary>
internal static class SurrogateSubmission
{
    /// <summary>Most motifs: their matrices are read from the catalog for every chunk.</summary>
    public const int MostMotifs = 200;

    public static SurrogateOptions Read(RunSubmissionOptions options, List<Failure> found)
    {
        var request = new SurrogateOptions { Units = [] };
        try
        {
            if (string.IsNullOrWhiteSpace(options.Motifs)) throw new InputException("motifs: send the text of a motif file: MEME, JASPAR, TRANSFAC or a matrix.", "bad-option");
            using var text = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(options.Motifs));
            MotifSet motifs = MotifReader.Read(text, "motifs");
            if (motifs.Count > MostMotifs) throw new InputException($"motifs: {motifs.Count} motifs; over HTTP {MostMotifs} are possible. \"genoxai surrogate\" takes {SurrogateOptions.MostUnits}.", "bad-option");
            request = request with
            {
                Units = [.. motifs.Select(SurrogateUnit.Of)],
                Feature = options.MotifScore is { } score ? SurrogateOptions.ParseFeature(score) : request.Feature,
                PValue = options.PValue ?? request.PValue,
                BothStrands = !(options.ForwardOnly ?? false),
                PairUnits = options.PairUnits ?? request.PairUnits,
                TestShare = options.TestShare ?? request.TestShare,
                Folds = options.Folds ?? request.Folds,
            };
            request.Check();
        }
        catch (InputException error)
        {
            found.Add(Failure.Of("options", error));
        }

        return request;
    }

    /// <summary>The options that go with a surrogate and nothing else.</summary>
    public static (string Name, object? Value)[] Of(RunSubmissionOptions options) =>
    [
        ("motifScore", options.MotifScore), ("pairUnits", options.PairUnits), ("testShare", options.TestShare), ("folds", options.Folds),
    ];
}
