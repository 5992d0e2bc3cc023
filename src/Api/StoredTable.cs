using System.Text.Json;
using GenoXai.Api.Contracts;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Pipeline.Sensx;
using GenoXai.Core.Sequences;

namespace GenoXai.Api;

/// <summary>The table of a run with all that says how it is read: what decides its result besides request and model.</summary>
/// <param name="Data">The table.</param>
/// <param name="Domain">As <see cref="RunSubmissionOptions.Domain"/>.</param>
/// <param name="Inputs">As <see cref="RunSubmissionOptions.Inputs"/>.</param>
/// <param name="Explain">As <see cref="RunSubmissionOptions.Explain"/>.</param>
/// <param name="FeatureNames">As <see cref="RunSubmissionOptions.FeatureNames"/>.</param>
/// <param name="Features">As <see cref="RunSubmissionOptions.Features"/>.</param>
/// <param name="FeatureGroups">As <see cref="RunSubmissionOptions.FeatureGroups"/>.</param>
public sealed record StoredTable(
    FeatureData Data, string? Domain, string? Inputs, string? Explain, IReadOnlyList<string>? FeatureNames, IReadOnlyList<string>? Features,
    IReadOnlyDictionary<string, IReadOnlyList<string>>? FeatureGroups)
{
    public static StoredTable Of(RunSubmission submission)
    {
        RunSubmissionOptions options = submission.Options ?? new RunSubmissionOptions();
        return new StoredTable(submission.Data!, options.Domain, options.Inputs, options.Explain, options.FeatureNames, options.Features, options.FeatureGroups);
    }

    public static async Task<StoredTable> ReadAsync(IArtifactStore store, string id, CancellationToken cancellationToken)
    {
        await using Stream stream = await store.OpenReadAsync(RunBook.DataKey(id), cancellationToken);
        return await JsonSerializer.DeserializeAsync(stream, ApiJson.Default.StoredTable, cancellationToken) ?? throw new InvalidDataException($"{RunBook.DataKey(id)} is empty.");
    }

    /// <summary>It as bytes, for hashes and to be kept.</summary>
    public NamedSequence Content() => new("data", JsonSerializer.SerializeToUtf8Bytes(this, ApiJson.Default.StoredTable));

    /// <summary>The options of the command line that these are; none names a file.</summary>
    public SensxDataOptions Options() => new()
    {
        Data = TableIntake.Field,
        Domain = Domain ?? "data",
        Inputs = Inputs,
        Explain = Explain,
        Names = FeatureNames,
        FeatureList = Features,
        GroupLists = FeatureGroups,
        AllowsFiles = false,
    };
}
