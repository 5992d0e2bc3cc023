using GenoXai.Api.Contracts;

namespace GenoXai.Api;

/// <summary>Null among the texts of a list: the serializer lets it through, and nothing behind the parser expects it.</summary>
internal static class ListedTexts
{
    /// <summary>Names every list of a submission that holds a null.</summary>
    /// <param name="submission">What was sent.</param>
    /// <param name="found">Gets every problem.</param>
    /// <returns>Whether there is none.</returns>
    public static bool Check(RunSubmission submission, List<Failure> found)
    {
        int before = found.Count;
        RunSubmissionOptions options = submission.Options ?? new RunSubmissionOptions();
        Check("options.baselines", options.Baselines);
        Check("options.motif", options.Motif);
        Check("options.words", options.Words);
        Check("options.featureNames", options.FeatureNames);
        Check("options.features", options.Features);
        foreach ((string group, IReadOnlyList<string>? names) in options.FeatureGroups ?? new Dictionary<string, IReadOnlyList<string>>())
            Check($"options.featureGroups.{group}", names ?? [null!]);
        return found.Count == before;

        void Check(string field, IReadOnlyList<string>? texts)
        {
            if (texts?.Contains(null!) == true) found.Add(new Failure(field, "bad-option", $"{field}: holds null where a text belongs."));
        }
    }
}
